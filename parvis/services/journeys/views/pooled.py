# SPDX-License-Identifier: AGPL-3.0-or-later
"""All authorities' timetables in one file, and their real time in one message."""

from __future__ import annotations

import hashlib

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotModified
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.http import parse_etags
from django.views.decorators.http import require_safe

from parvis.kernel.jobs import defer
from parvis.services.journeys.models import Stream
from parvis.services.journeys.queries.pooled import fresh_messages, message_of, pooled_timetables

_SOON_S, _FRESH_S = 60, 15


@require_safe
def gtfs(request: HttpRequest) -> HttpResponseBase:
    """One GTFS file of all timetables in force; that of before for the minute that the new one takes to make."""
    path, current = pooled_timetables()
    if not current:
        defer("journeys.pool_timetables")
    elif path is None:
        raise Http404
    if path is None:
        return HttpResponse(status=503, headers={"Retry-After": str(_SOON_S), "Cache-Control": "no-store"})
    etag = f'"{path.stem}"'
    response: HttpResponseBase
    if etag in parse_etags(request.headers.get("If-None-Match", "")):
        response = HttpResponseNotModified()
    else:
        file = path.open("rb")
        response = FileResponse(file, as_attachment=True, filename="horaires.zip", content_type="application/zip")
    response["ETag"] = etag
    patch_cache_control(response, public=True, max_age=300 if current else _SOON_S)
    return response


@require_safe
def realtime(request: HttpRequest, slug: str = "") -> HttpResponse:
    """Trips and vehicles of now, of one timetable with its own identifiers or of all with those of the pooled file.

    What is too old is not in it; where nothing is known of now, the message is empty.
    """
    now = timezone.now()
    if slug and not Stream.objects.filter(feed__slug=slug, feed__active=True).exists():
        raise Http404(slug)
    keys = fresh_messages(now, slug)
    etag = f'W/"{hashlib.sha256(repr((slug, keys)).encode()).hexdigest()[:32]}"'
    response: HttpResponse
    if etag in parse_etags(request.headers.get("If-None-Match", "")):
        response = HttpResponseNotModified()
    else:
        body = message_of(keys, prefix=not slug, now=now)
        response = HttpResponse(body, content_type="application/x-protobuf")
        response["Content-Disposition"] = f'attachment; filename="{slug or "temps-reel"}.pb"'
    response["ETag"] = etag
    patch_cache_control(response, public=True, max_age=_FRESH_S)
    return response

# SPDX-License-Identifier: AGPL-3.0-or-later
"""The timetables in force, for whoever makes something of them."""

from __future__ import annotations

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotModified
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.utils.http import http_date, parse_etags
from django.views.decorators.http import require_safe

from parvis.services.journeys import storage
from parvis.services.journeys.queries.feeds import in_force
from parvis.services.journeys.queries.streams import followed


@require_safe
def timetables(request: HttpRequest) -> HttpResponse:
    """All timetables in force, by authority."""
    live = set(followed().values_list("feed_id", flat=True))
    return render(request, "journeys/public/timetables.html", {"deliveries": list(in_force()), "live": live})


@require_safe
def gtfs(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The GTFS file in force; 304 to a client that has it (RFC 9110, 13.1.2)."""
    row = in_force().filter(feed__slug=slug).first()
    if row is None:
        raise Http404(slug)
    etag = f'"{row.sha256[:32]}"'
    response: HttpResponseBase
    if etag in parse_etags(request.headers.get("If-None-Match", "")):
        response = HttpResponseNotModified()
    else:
        response = FileResponse(
            storage.open_feed(row.path), as_attachment=True, filename=f"{slug}.zip", content_type="application/zip"
        )
    response["ETag"] = etag
    if row.active_since is not None:
        response["Last-Modified"] = http_date(row.active_since.timestamp())
    patch_cache_control(response, public=True, max_age=300)
    return response

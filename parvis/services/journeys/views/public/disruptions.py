# SPDX-License-Identifier: AGPL-3.0-or-later
"""Disruptions for everybody: the list, one of them, the Atom feed, the GTFS-Realtime feeds."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.feedgenerator import Atom1Feed
from django.utils.http import parse_etags
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from parvis.services.journeys.adapters.alerts_feed import alerts_feed
from parvis.services.journeys.queries.alert_pages import lines_concerned, networks_in_force, shown
from parvis.services.journeys.queries.disruptions import alert_of, alerts, published
from parvis.services.journeys.rules.disruptions import Alert, State, Timing

_FRESH_S, _ATOM_LENGTH = 30, 100


@require_safe
@cache_control(public=True, max_age=_FRESH_S)
def disruptions(request: HttpRequest) -> HttpResponse:
    """In force, then to come; `?ligne=timetable|line` narrows them to a line."""
    now, every = timezone.now(), alerts()
    chosen = _of_line(request, every)
    context = {
        "now": now,
        "lines": lines_concerned(every),
        "line_key": request.GET.get("ligne", "")[:250],
        "current": shown(one for one in chosen if one.timing(now) is Timing.NOW),
        "coming": shown(one for one in chosen if one.timing(now) in (Timing.LATER, Timing.BETWEEN)),
        "atom_url": f"{reverse('journeys:disruptions-atom')}?{request.GET.urlencode()}",
    }
    return render(request, "journeys/public/disruptions.html", context)


@require_safe
def disruption(request: HttpRequest, key: UUID) -> HttpResponse:
    """One disruption at the address that does not change; once it has ended the page says so."""
    row = published(key)
    if row is None:
        raise Http404(str(key))
    alert, now = alert_of(row), timezone.now()
    withdrawn = row.state == State.WITHDRAWN
    over = withdrawn or row.state == State.OVER or alert.timing(now) is Timing.PAST
    context = {"shown": shown([alert])[0], "alert": alert, "now": now, "over": over, "withdrawn": withdrawn, "row": row}
    response = render(request, "journeys/public/disruption.html", context)
    patch_cache_control(response, public=True, max_age=_FRESH_S)
    return response


@require_safe
@cache_control(public=True, max_age=60)
def atom(request: HttpRequest) -> HttpResponse:
    """The same list for a feed reader."""
    here = f"{settings.BASE_URL}{reverse('journeys:disruptions')}"
    feed = Atom1Feed(
        title=_("Disruptions of public transport"),
        link=here,
        description="",
        feed_url=f"{settings.BASE_URL}{request.get_full_path()}",
        language=get_language(),
    )
    for one in _of_line(request, alerts())[:_ATOM_LENGTH]:
        title, text = one.in_language(get_language() or "fr")
        feed.add_item(
            title=title,
            link=f"{settings.BASE_URL}{one.path}" if one.path else one.url or here,
            description=text or str(one.effect.label),
            unique_id=f"urn:uuid:{one.key}" if one.path else f"{here}#{one.key}",
            updateddate=one.changed_at,
            pubdate=one.changed_at,
            author_name=one.authority,
        )
    return HttpResponse(feed.writeString("utf-8"), content_type=feed.content_type)


@require_safe
def realtime(request: HttpRequest, slug: str = "") -> HttpResponse:
    """The GTFS-Realtime feed of one timetable, or of all together; 304 to a client that has what it says."""
    networks = networks_in_force()
    if slug and slug not in networks:
        raise Http404(slug)
    body, digest = alerts_feed(
        alerts(), at=timezone.now(), networks=networks, page=lambda path: f"{settings.BASE_URL}{path}", feed=slug
    )
    etag = f'W/"{digest}"'  # weak: the moment in the header differs, what it tells does not
    response: HttpResponse
    if etag in parse_etags(request.headers.get("If-None-Match", "")):
        response = HttpResponseNotModified()
    else:
        response = HttpResponse(body, content_type="application/x-protobuf")
        response["Content-Disposition"] = f'attachment; filename="{slug or "perturbations"}.pb"'
    response["ETag"] = etag
    patch_cache_control(response, public=True, max_age=_FRESH_S)
    return response


def _of_line(request: HttpRequest, every: list[Alert]) -> list[Alert]:
    feed, bar, route_id = request.GET.get("ligne", "").partition("|")
    return [one for one in every if one.on_line(feed, route_id)] if bar else every

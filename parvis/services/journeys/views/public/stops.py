# SPDX-License-Identifier: AGPL-3.0-or-later
"""Stops: finding one, its next departures, the same on a wall."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.views.decorators.http import require_safe

from parvis.kernel.organisations.actors import actor_of
from parvis.kernel.organisations.desk import wants_fragment
from parvis.kernel.places.requests import point_from
from parvis.services.journeys.adapters.live import streams_seen
from parvis.services.journeys.operations import count_board
from parvis.services.journeys.queries.departures import next_departures
from parvis.services.journeys.queries.disruptions import on_board
from parvis.services.journeys.queries.favourites import is_kept
from parvis.services.journeys.queries.places import search_stops, stops_near
from parvis.services.journeys.reasons import reason
from parvis.services.journeys.views.public.braked import braked

ON_PAGE, ON_WALL = 20, 9
_FRESH_S = 20


@require_safe
@braked
def stops(request: HttpRequest) -> HttpResponse:
    """Find a stop by its name, or around a point."""
    words = request.GET.get("q", "").strip()
    point = point_from(request.GET.get("lon"), request.GET.get("lat"))
    near = point is not None and not words
    hits = stops_near(point.lat, point.lon) if point and near else search_stops(words, 20) if words else []
    rows = [(hit, reverse("journeys:stop", args=hit.stop)) for hit in hits if hit.stop]
    return render(request, "journeys/public/stops.html", {"words": words, "near": near, "rows": rows})


@require_safe
@braked
def stop(request: HttpRequest, feed: str, stop_id: str) -> HttpResponse:
    """The next departures of a stop; htmx asks for the list alone."""
    return _board(request, feed, stop_id, page="stop", part="_departures", limit=ON_PAGE)


@require_safe
@braked
def display(request: HttpRequest, feed: str, stop_id: str) -> HttpResponse:
    """The same for a screen on a wall: large, and fresh by itself without script too."""
    return _board(request, feed, stop_id, page="wall", part="_wall", limit=ON_WALL)


def _board(request: HttpRequest, feed: str, stop_id: str, *, page: str, part: str, limit: int) -> HttpResponse:
    now = timezone.localtime().replace(second=0, microsecond=0)
    found = next_departures(feed, stop_id, now, limit, together=True)
    here = reverse("journeys:stop", args=[feed, stop_id])
    context: dict[str, Any] = {
        "now": now,
        "found": found,
        "met": on_board(found, now),
        "stop": found.stop,
        "live": not {one.feed for one in streams_seen()}.isdisjoint(found.feeds),
        "here": here,
        "address": f"{settings.BASE_URL}{here}",
        "kept": is_kept(actor_of(request), "stop", feed, stop_id),
        "wall_url": reverse("journeys:display", args=[feed, stop_id]),
    }
    why = "no_departure" if found.why == "nothing_found" else found.why
    context["why_title"], context["why_text"] = reason(why) if why else ("", "")
    if page == "stop" and found.stop and not wants_fragment(request):
        count_board(channel="page", feed=feed, stop_id=stop_id)
    template = part if request.headers.get("HX-Request") == "true" else page
    response = render(request, f"journeys/public/{template}.html", context, status=200 if found.stop else 404)
    patch_cache_control(response, private=True, max_age=_FRESH_S)
    patch_vary_headers(response, ["HX-Request"])
    return response

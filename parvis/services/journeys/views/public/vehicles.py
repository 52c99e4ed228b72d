# SPDX-License-Identifier: AGPL-3.0-or-later
"""Vehicles on a map and in its list: those of a line (`?ligne=timetable|route_id`), or around a stop (`?arret=`)."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from parvis.services.journeys.badges import paint
from parvis.services.journeys.queries.vehicles import (
    VehicleSeen,
    VehiclesSeen,
    vehicles_near_stop,
    vehicles_of_line,
)
from parvis.services.journeys.templatetags.journeys_real_time import real_words
from parvis.services.journeys.views.public.braked import braked
from parvis.ui.maps import MapView

_FRESH_S = 10


@require_safe
@braked
def vehicles(request: HttpRequest) -> HttpResponse:
    """The map with its list; htmx asks for the list alone, and the map then for its features."""
    found = _found(request)
    query = request.GET.urlencode()
    context: dict[str, Any] = {
        "found": found,
        "now": timezone.localtime(),
        "here": f"{reverse('journeys:vehicles')}?{query}",
        "feeds": [one.feed for one in (found.line, found.stop) if one],
        "map": MapView(
            label=_("Map of the vehicles"), features_url=f"{reverse('journeys:vehicles-features')}?{query}",
            bounds=found.bounds, cluster=False, list_template="journeys/public/_vehicles.html",
        ),
    }  # fmt: skip
    part = request.headers.get("HX-Request") == "true"
    response = render(request, f"journeys/public/{'_vehicles' if part else 'vehicles'}.html", context)
    patch_cache_control(response, private=True, max_age=_FRESH_S)
    patch_vary_headers(response, ["HX-Request"])
    return response


@require_safe
@braked
def features(request: HttpRequest) -> HttpResponse:
    """The same as GeoJSON, for the map."""
    found = [_feature(one) for one in _found(request).vehicles]
    response = JsonResponse({"type": "FeatureCollection", "features": found})
    patch_cache_control(response, private=True, max_age=_FRESH_S)
    return response


def _found(request: HttpRequest) -> VehiclesSeen:
    for name, ask in (("ligne", vehicles_of_line), ("arret", vehicles_near_stop)):
        feed, bar, key = request.GET.get(name, "").partition("|")
        if bar:
            found = ask(feed, key)
            if found is not None:
                return found
    raise Http404


def _feature(one: VehicleSeen) -> dict[str, Any]:
    title = f"{one.line.name} – {one.headsign}" if one.headsign else one.line.name
    text = real_words(one.actual, one.leaves) if one.actual and one.leaves else ""
    properties = {"id": one.key, "title": title, "text": text, "tone": "info", "colour": paint(one.line.colour).ground}
    place = {"type": "Point", "coordinates": [round(one.lon, 6), round(one.lat, 6)]}
    return {"type": "Feature", "id": one.key, "geometry": place, "properties": properties}

# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pages and JSON of the search of addresses."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from parvis.kernel.organisations.actors import address_hash_of
from parvis.kernel.places import queries
from parvis.kernel.places.geo import box_around
from parvis.kernel.places.hits import AddressHit
from parvis.kernel.places.limits import Brake
from parvis.kernel.places.requests import limit_from, near_from, point_from, same_site, with_place
from parvis.ui.maps import MapView

BRAKE = Brake(burst=60, per_second=8)
"""A fast typist asks five times a second; a whole office may share one address."""
_SHARED_S = 300
_MAP_RADIUS_M = 350


def _braked(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if BRAKE.allows(address_hash_of(request)):
            return view(request, *args, **kwargs)
        answer = JsonResponse({"error": _("Too many searches at once. Wait a few seconds.")}, status=429)
        answer["Retry-After"] = "5"
        answer["Cache-Control"] = "no-store"
        return answer

    return guarded


@require_safe
@_braked
@cache_control(public=True, max_age=_SHARED_S)
def search(request: HttpRequest) -> HttpResponse:
    """`?q=&near=lon,lat&limit=`: a list for the combobox: label, hint, value, lon, lat, kind…"""
    asked = request.GET
    hits = queries.search_addresses(asked.get("q", ""), limit_from(asked.get("limit")), near_from(asked.get("near")))
    return JsonResponse([hit.as_json() for hit in hits], safe=False)


@require_safe
@_braked
@cache_control(public=True, max_age=_SHARED_S)
def reverse_geocode(request: HttpRequest) -> HttpResponse:
    """`?lon=&lat=`: the nearest address, the place in words, and whether the town serves the point."""
    point = point_from(request.GET.get("lon"), request.GET.get("lat"))
    if point is None:
        return JsonResponse({"error": _("The position is missing or wrong.")}, status=400)
    return JsonResponse(place_json(point.lon, point.lat))


def place_json(lon: float, lat: float) -> dict[str, Any]:
    """What is known of a point, for JSON."""
    hit = queries.reverse(lon, lat)
    area, commune = queries.neighbourhood_at(lon, lat), queries.commune_at(lon, lat)
    label = queries.place_in_words(lon, lat)
    return {
        "label": label,
        "value": hit.text if hit else queries.place_to_keep(lon, lat),
        "lon": round(lon, 6),
        "lat": round(lat, 6),
        "address": hit.as_json() if hit else None,
        "neighbourhood": area.name if area else "",
        "commune": commune.name if commune else "",
        "insee": commune.insee if commune else "",
        "in_territory": queries.in_territory(lon, lat),
    }


@require_safe
def pick(request: HttpRequest) -> HttpResponse:
    """`?q=&next=`: choosing a place without JavaScript; each answer leads back to `next` with lon, lat and label."""
    asked = request.GET
    text, target = asked.get("q", "").strip(), same_site(request, asked.get("next", ""))
    if not BRAKE.allows(address_hash_of(request)):
        return render(request, "429.html", status=429)
    hits = queries.search_addresses(text, 12, near_from(asked.get("near"))) if text else []
    found = [(hit, _target(hit, target)) for hit in hits]
    return render(request, "places/pick.html", {"text": text, "next": target, "hits": found})


def _target(hit: AddressHit, target: str) -> str:
    return with_place(target or "/places/carte/", lon=hit.lon, lat=hit.lat, label=hit.text)


@require_safe
def place_map(request: HttpRequest) -> HttpResponse:
    """`?lon=&lat=&label=`: a place on the map, with what stands around it as a list."""
    point = point_from(request.GET.get("lon"), request.GET.get("lat"))
    if point is None:
        return render(request, "places/pick.html", {"text": "", "next": "", "hits": []}, status=400)
    around = queries.places_near(point.lon, point.lat, radius_m=_MAP_RADIUS_M, limit=12)
    title = request.GET.get("label", "").strip()[:120] or queries.place_in_words(
        point.lon, point.lat, with_commune=False
    )
    context = {
        "place": place_json(point.lon, point.lat),
        "title": title,
        "around": around,
        "map": MapView(
            label=_("Map around {place}").format(place=title),
            geojson=_features([AddressHit(label=title, hint="", lon=point.lon, lat=point.lat, kind="place"), *around]),
            bounds=box_around(point.lon, point.lat, _MAP_RADIUS_M),
            list_template="places/around.html",
            cluster=False,
        ),
    }
    return render(request, "places/map.html", context)


def _features(hits: list[AddressHit]) -> dict[str, Any]:
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "id": number,
                "geometry": {"type": "Point", "coordinates": [round(hit.lon, 6), round(hit.lat, 6)]},
                "properties": {"title": hit.label, "tone": "info" if number else "danger"},
            }
            for number, hit in enumerate(hits)
        ],
    }

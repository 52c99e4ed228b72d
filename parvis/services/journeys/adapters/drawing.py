# SPDX-License-Identifier: AGPL-3.0-or-later
"""A journey as GeoJSON: its walks along the streets, its rides along their ways, the places where one changes."""

from __future__ import annotations

from typing import Any

from parvis.kernel.streets import queries as streets
from parvis.services.journeys.adapters.answers import JourneyFound, LegFound, StopSeen
from parvis.services.journeys.adapters.own_way import Ways
from parvis.services.journeys.adapters.ways import way_of
from parvis.services.journeys.badges import paint

type Position = tuple[float, float]

_MARGIN = 0.002


def features_of(journey: JourneyFound, own: Ways) -> dict[str, Any]:
    """Lines (`colour`, or `walk`) and points (`title`, `tone`), numbered like the timeline (`own`: see `own_ways`)."""
    lines = [_line(number, leg, own.get(number)) for number, leg in enumerate(journey.legs)]
    ends = [(number, leg.origin) for number, leg in enumerate(journey.legs)]
    ends.append((len(journey.legs), journey.legs[-1].destination))
    points = [_point(number, stop, len(journey.legs)) for number, stop in ends]
    return {"type": "FeatureCollection", "features": [one for one in [*lines, *points] if one]}


def bounds_of(features: dict[str, Any]) -> tuple[float, float, float, float] | None:
    """What a map must show."""
    places: list[Position] = []
    for one in features["features"]:
        shape = one["geometry"]
        places += [shape["coordinates"]] if shape["type"] == "Point" else shape["coordinates"]
    if not places:
        return None
    lons, lats = [place[0] for place in places], [place[1] for place in places]
    return min(lons) - _MARGIN, min(lats) - _MARGIN, max(lons) + _MARGIN, max(lats) + _MARGIN


def _line(number: int, leg: LegFound, own: streets.Route | None) -> dict[str, Any] | None:
    stops = [leg.origin, *(stop for stop, _moment in leg.through), leg.destination]
    path = [place for stop in stops if (place := _place(stop))]
    if len(path) < 2:
        return None
    if own is not None:
        path = list(own.geometry)
    elif way := way_of(leg):
        path = way
    properties = {"id": f"w{number}", "walk": True} if leg.line is None else {
        "id": f"w{number}", "walk": False, "colour": paint(leg.line.colour).ground, "title": leg.line.name,
    }  # fmt: skip
    rounded = [(round(lon, 6), round(lat, 6)) for lon, lat in path]
    return {"type": "Feature", "geometry": {"type": "LineString", "coordinates": rounded}, "properties": properties}


def _point(number: int, stop: StopSeen, last: int) -> dict[str, Any] | None:
    place = _place(stop)
    if place is None:
        return None
    tone = "ok" if number == 0 else "danger" if number == last else "info"
    properties = {"id": str(number), "title": stop.name, "tone": tone}
    return {"type": "Feature", "geometry": {"type": "Point", "coordinates": place}, "properties": properties}


def _place(stop: StopSeen) -> Position | None:
    return None if stop.lat is None or stop.lon is None else (round(stop.lon, 6), round(stop.lat, 6))

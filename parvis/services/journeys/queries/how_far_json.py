# SPDX-License-Identifier: AGPL-3.0-or-later
"""How far one comes as GeoJSON and as H3 cells."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import shapely

from parvis.engines import timetable as engine
from parvis.services.journeys.queries.how_far import Extent

if TYPE_CHECKING:
    from parvis.engines.timetable import Isochrone

_DECIMALS = 5
_WAYS = ((0.3, 1), (1, -0.3), (-0.3, -1), (-1, 0.3))
_NBSP = "\u00a0"


def outlines_json(extent: Extent) -> dict[str, Any]:
    """A FeatureCollection (RFC 7946): for each number of minutes the whole area, those of fewer minutes included."""
    features = [
        {
            "type": "Feature",
            "properties": {"minutes": one.minutes, "tolerance_m": round(one.tolerance_m)},
            "geometry": one.geometry,
        }
        for one in _outlines(extent)
    ]
    return {"type": "FeatureCollection", "network": extent.network, "why": extent.why, "features": features}


def cells_json(extent: Extent, resolution: int) -> dict[str, Any]:
    """The minutes within which one is in the middle of each H3 cell."""
    found: dict[str, int] = {}
    if extent.spread is not None:
        made = engine.cells(extent.spread, resolution)
        found = {f"{cell:x}": minutes for cell, minutes in zip(made.ids.tolist(), made.minutes.tolist(), strict=True)}
    return {"network": extent.network, "why": extent.why, "resolution": resolution, "cells": found}


def map_json(extent: Extent) -> dict[str, Any]:
    """Bands for the map, none over another: `label`, its place `at`, `weight` (1 for the nearest), and the point."""
    features: list[dict[str, Any]] = []
    inner: shapely.Geometry = shapely.MultiPolygon()
    outlines = _outlines(extent)
    for number, one in enumerate(outlines):
        band = shapely.difference(one.shape, inner)
        inner = shapely.union(inner, one.shape)
        parts = [part for part in shapely.get_parts(band) if isinstance(part, shapely.Polygon)]
        if not parts:
            continue
        properties = {
            "id": f"band-{one.minutes}",
            "label": f"{one.minutes}{_NBSP}min",
            "title": f"{one.minutes}{_NBSP}min",
            "at": _label_place(extent, parts, number),
            "weight": round(1 - number / len(outlines), 2),
        }
        geometry = engine.Isochrone(one.minutes, shapely.MultiPolygon(parts), one.tolerance_m).geometry
        features.append({"type": "Feature", "properties": properties, "geometry": geometry})
    spot = extent.asked.origin
    point = {"type": "Point", "coordinates": [round(spot.lon, _DECIMALS), round(spot.lat, _DECIMALS)]}
    features.append({"type": "Feature", "properties": {"id": "here", "title": spot.name}, "geometry": point})
    return {"type": "FeatureCollection", "features": features}


def _outlines(extent: Extent) -> tuple[Isochrone, ...]:
    if extent.spread is None:
        return ()
    return engine.isochrones(extent.spread, extent.asked.minutes)


def _label_place(extent: Extent, parts: list[shapely.Polygon], number: int) -> list[float]:
    """Where the line of a band is furthest around the point: to the north, the next to the east, and so on."""
    spot = extent.asked.origin
    around = min(parts, key=lambda part: part.distance(shapely.Point(spot.lon, spot.lat)))
    right, up = _WAYS[number % len(_WAYS)]
    lon, lat = max(around.exterior.coords, key=lambda one: one[0] * right + one[1] * up)
    return [round(lon, _DECIMALS), round(lat, _DECIMALS)]

# SPDX-License-Identifier: AGPL-3.0-or-later
"""Communes, neighbourhoods and places as GeoJSON (RFC 7946: WGS 84, exterior rings counter-clockwise)."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from shapely.geometry import Polygon

from parvis.engines.synthtown.projection import Frame
from parvis.engines.synthtown.town import Town

PLACE_KEYS = ("place", "amenity", "shop", "tourism", "office", "railway", "leisure")
FURNITURE = ("bench", "waste_basket", "bicycle_parking")


def write_communes(town: Town, path: Path) -> None:
    """Polygons with ``insee``, ``name``, ``postcode``, ``population``."""
    _write(
        path,
        [
            _feature(
                {"type": "Polygon", "coordinates": [_ring(town.frame, c.limits)]},
                {"insee": c.insee, "name": c.name, "postcode": c.postcode, "population": c.population},
            )
            for c in town.communes
        ],
    )


def write_neighbourhoods(town: Town, path: Path) -> None:
    """Polygons with ``code``, ``name``, ``commune_insee``, ``commune_name``."""
    _write(
        path,
        [
            _feature(
                {"type": "Polygon", "coordinates": [_ring(town.frame, q.limits)]},
                {
                    "code": f"{town.communes[q.commune].insee}-{k + 1:03d}",
                    "name": q.name,
                    "commune_insee": town.communes[q.commune].insee,
                    "commune_name": town.communes[q.commune].name,
                },
            )
            for k, q in enumerate(town.neighbourhoods)
        ],
    )


def write_places(town: Town, path: Path) -> None:
    """Named or public places as points with their OSM tags: shops, equipment, stations, settlements."""
    spots = [s for s in town.spots if any(k in s.tags for k in PLACE_KEYS) and s.tags.get("amenity") not in FURNITURE]
    marks = [(s.x, s.y, s.tags) for s in spots]
    for area in town.areas:
        if "name" in area.tags and ("amenity" in area.tags or "leisure" in area.tags):
            inside = area.outline.representative_point()
            marks.append((inside.x, inside.y, area.tags))
    lon_lat = np.round(town.frame.lon_lat(np.array([[x, y] for x, y, _ in marks])), 6).tolist()
    _write(
        path,
        [
            _feature({"type": "Point", "coordinates": at}, dict(tags))
            for at, (_, _, tags) in zip(lon_lat, marks, strict=True)
        ],
    )


def _ring(frame: Frame, outline: Polygon) -> list[list[float]]:
    ring = np.array(shapely.geometry.polygon.orient(outline).exterior.coords)
    return [[float(x), float(y)] for x, y in np.round(frame.lon_lat(ring), 6)]


def _feature(geometry: dict[str, Any], properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def _write(path: Path, features: list[dict[str, Any]]) -> None:
    content = {"type": "FeatureCollection", "features": features}
    path.write_text(json.dumps(content, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")

# SPDX-License-Identifier: AGPL-3.0-or-later
"""The surroundings of a point as an SVG picture, drawn on the server from the same tiles as the map.

For pages without JavaScript, for follow-up pages, letters and work orders.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.utils.translation import get_language

from parvis.kernel.streets import storage
from parvis.kernel.streets.basemap.drawing import Drawing, inside
from parvis.kernel.streets.basemap.palette import Theme, palette
from parvis.kernel.streets.basemap.reading import TILE_PX, read_tile, world_px
from parvis.kernel.streets.basemap.style import LAND_COLOURS
from parvis.kernel.streets.basemap.svg import svg_of
from parvis.kernel.streets.build.tiles import MAX_ZOOM
from parvis.kernel.streets.network import NetworkInForce, in_force
from parvis.ui.identity import identity

MIN_ZOOM, MOST_ZOOM = 11, 18
LEAST_PX, MOST_PX = 120, 1200

_NAMED = frozenset({"pedestrian", "minor", "tertiary", "secondary", "primary"})
_MARGIN = 24


def static_map_svg(
    lon: float,
    lat: float,
    *,
    zoom: float = 16.0,
    width: int = 640,
    height: int = 320,
    theme: Theme = "light",
    marker: bool = True,
) -> str:
    """The map around a point as SVG text, `width` by `height` pixels, a pin in the middle when `marker`.

    Sizes are held within 120 to 1,200 px, zooms within 11 to 18. Without streets: plain paper and the
    pin. The picture says in its title what it shows, and names the map's source.
    """
    width, height = (min(MOST_PX, max(LEAST_PX, int(size))) for size in (width, height))
    zoom = min(MOST_ZOOM, max(MIN_ZOOM, zoom))
    network = in_force()
    town = identity()
    key = (round(lon, 5), round(lat, 5), round(zoom, 2), width, height, theme, marker, town.version, get_language())
    return _drawn(network, key)


@lru_cache(maxsize=256)
def _drawn(network: NetworkInForce | None, key: tuple[Any, ...]) -> str:
    lon, lat, zoom, width, height, theme, marker, _version, _language = key
    drawing = Drawing(zoom, width, height, palette(identity(), theme))
    if network is not None:
        try:
            _collect(drawing, str(storage.tiles_file(network.stamp)), lon, lat)
        except OSError:
            network = None
    return "".join(svg_of(drawing, network, marker))


def _collect(drawing: Drawing, path: str, lon: float, lat: float) -> None:
    """Reads the tiles under the picture."""
    if not Path(path).is_file():
        raise OSError(path)
    level = min(MAX_ZOOM, math.floor(drawing.zoom))
    side = TILE_PX * 2 ** (drawing.zoom - level)
    middle_x, middle_y = world_px(lon, lat, drawing.zoom)
    left, top = middle_x - drawing.width / 2, middle_y - drawing.height / 2
    for x in range(math.floor((left - _MARGIN) / side), math.floor((left + drawing.width + _MARGIN) / side) + 1):
        for y in range(math.floor((top - _MARGIN) / side), math.floor((top + drawing.height + _MARGIN) / side) + 1):
            for name, layer in read_tile(path, level, x, y).items():
                scale = side / layer["extent"]
                for feature in layer["features"]:
                    _place(drawing, name, feature, (x * side - left, y * side - top, scale))


def _place(drawing: Drawing, layer: str, feature: dict[str, Any], frame: tuple[float, float, float]) -> None:
    properties, geometry = feature["properties"], feature["geometry"]
    kind = str(properties.get("kind", ""))
    if layer == "land" and kind in LAND_COLOURS:
        order = list(LAND_COLOURS).index(kind)
        drawing.areas.setdefault((order, LAND_COLOURS[kind], ""), []).append(_path(drawing, geometry, frame))
    elif layer == "water":
        drawing.areas.setdefault((100, "water", ""), []).append(_path(drawing, geometry, frame))
    elif layer == "building":
        role = "building-civic" if kind == "civic" else "building"
        drawing.areas.setdefault((102, role, f"{role}-line"), []).append(_path(drawing, geometry, frame))
    elif layer == "rail" and "tunnel" not in properties:
        drawing.rails.append(_path(drawing, geometry, frame))
    elif layer in ("road", "waterway"):
        drawing.roads.setdefault(f"{layer}:{kind}", []).append(_path(drawing, geometry, frame))
        if kind in _NAMED and properties.get("name"):
            _name(drawing, str(properties["name"]), geometry, frame)
    elif layer == "poi" and int(properties.get("rank", 9)) <= (3 if drawing.zoom >= 16 else 1):
        # Two stops of one name side by side are one feature with several points.
        x, y = geometry["coordinates"] if geometry["type"] == "Point" else geometry["coordinates"][0]
        drawing.labels.setdefault(str(properties["name"]), (frame[0] + x * frame[2], frame[1] + y * frame[2], kind))


def _lines(geometry: dict[str, Any]) -> Iterator[tuple[list[Any], bool]]:
    """(points, closed) of each line or ring."""
    kind, coordinates = geometry["type"], geometry["coordinates"]
    if kind == "LineString":
        yield coordinates, False
    elif kind == "MultiLineString":
        yield from ((line, False) for line in coordinates)
    elif kind == "Polygon":
        yield from ((ring, True) for ring in coordinates)
    elif kind == "MultiPolygon":
        yield from ((ring, True) for polygon in coordinates for ring in polygon)


def _visible(drawing: Drawing, points: list[Any], frame: tuple[float, float, float]) -> bool:
    """True when the rectangle around the points touches the picture."""
    left, top, scale = frame
    across: list[float] = [point[0] for point in points]
    down: list[float] = [point[1] for point in points]
    return (
        left + max(across) * scale > -_MARGIN
        and left + min(across) * scale < drawing.width + _MARGIN
        and top + max(down) * scale > -_MARGIN
        and top + min(down) * scale < drawing.height + _MARGIN
    )


def _path(drawing: Drawing, geometry: dict[str, Any], frame: tuple[float, float, float]) -> str:
    """SVG path data, relative moves in tenths of a pixel: short, and fine enough for print."""
    left, top, scale = frame
    parts: list[str] = []
    for points, closed in _lines(geometry):
        if not _visible(drawing, points, frame):
            continue
        last = None
        for x, y in points:
            here = (round((left + x * scale) * 10), round((top + y * scale) * 10))
            if last is None:
                parts.append(f"M{_tenth(here[0])} {_tenth(here[1])}")
            elif here != last:
                parts.append(f"l{_tenth(here[0] - last[0])} {_tenth(here[1] - last[1])}")
            last = here
        if closed:
            parts.append("z")
    return "".join(parts)


def _tenth(value: int) -> str:
    return str(value // 10) if value % 10 == 0 else f"{value / 10:.1f}"


def _name(drawing: Drawing, name: str, geometry: dict[str, Any], frame: tuple[float, float, float]) -> None:
    """Keeps the longest straight stretch of a street inside the picture, to write its name on."""
    left, top, scale = frame
    for points, _closed in _lines(geometry):
        for (x1, y1), (x2, y2) in itertools.pairwise(points):
            length = math.hypot(x2 - x1, y2 - y1) * scale
            x, y = left + (x1 + x2) / 2 * scale, top + (y1 + y2) / 2 * scale
            known = drawing.names.get(name)
            if (known is None or length > known[3]) and inside(drawing, x, y, length / 2):
                angle = math.degrees(math.atan2(y2 - y1, x2 - x1))
                angle = angle - 180 if angle > 90 else angle + 180 if angle < -90 else angle
                drawing.names[name] = (x, y, angle, length)

# SPDX-License-Identifier: AGPL-3.0-or-later
"""The surroundings of a point as an SVG picture, drawn on the server from the same tiles as the map.

For pages without JavaScript, for follow-up pages, letters and work orders.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from parvis.kernel.streets import storage
from parvis.kernel.streets.basemap.palette import Theme, palette
from parvis.kernel.streets.basemap.reading import TILE_PX, read_tile, world_px
from parvis.kernel.streets.basemap.style import LAND_COLOURS, WIDTHS
from parvis.kernel.streets.build.tiles import MAX_ZOOM
from parvis.kernel.streets.network import NetworkInForce, in_force
from parvis.ui.identity import identity

MIN_ZOOM, MOST_ZOOM = 11, 18
LEAST_PX, MOST_PX = 120, 1200

_ROADS = (
    "service",
    "pedestrian",
    "minor",
    "tertiary",
    "secondary",
    "primary",
    "trunk_link",
    "motorway_link",
    "trunk",
    "motorway",
)
_LINES = {"path": (1.1, "4 3"), "track": (1.2, "6 3"), "steps": (3.0, "1 1"), "cycleway": (1.3, "5 2")}
_NAMED = frozenset({"pedestrian", "minor", "tertiary", "secondary", "primary"})
_MARGIN = 24


@dataclass
class _Drawing:
    """Collects the paths of each layer; `offset` and `scale` map tile units to the picture."""

    zoom: float
    width: int
    height: int
    colour: dict[str, str]
    areas: dict[tuple[int, str, str], list[str]] = field(default_factory=dict)
    roads: dict[str, list[str]] = field(default_factory=dict)
    rails: list[str] = field(default_factory=list)
    names: dict[str, tuple[float, float, float, float]] = field(default_factory=dict)
    labels: dict[str, tuple[float, float, str]] = field(default_factory=dict)


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
    drawing = _Drawing(zoom, width, height, palette(identity(), theme))
    if network is not None:
        try:
            _collect(drawing, str(storage.tiles_file(network.stamp)), lon, lat)
        except OSError:
            network = None
    return "".join(_svg(drawing, network, marker))


def _collect(drawing: _Drawing, path: str, lon: float, lat: float) -> None:
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


def _place(drawing: _Drawing, layer: str, feature: dict[str, Any], frame: tuple[float, float, float]) -> None:
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
        x, y = geometry["coordinates"]
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


def _visible(drawing: _Drawing, points: list[Any], frame: tuple[float, float, float]) -> bool:
    """True when the rectangle around the points touches the picture."""
    left, top, scale = frame
    across, down = [point[0] for point in points], [point[1] for point in points]
    return (
        left + max(across) * scale > -_MARGIN
        and left + min(across) * scale < drawing.width + _MARGIN
        and top + max(down) * scale > -_MARGIN
        and top + min(down) * scale < drawing.height + _MARGIN
    )


def _path(drawing: _Drawing, geometry: dict[str, Any], frame: tuple[float, float, float]) -> str:
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


def _name(drawing: _Drawing, name: str, geometry: dict[str, Any], frame: tuple[float, float, float]) -> None:
    """Keeps the longest straight stretch of a street inside the picture, to write its name on."""
    left, top, scale = frame
    for points, _closed in _lines(geometry):
        for (x1, y1), (x2, y2) in itertools.pairwise(points):
            length = math.hypot(x2 - x1, y2 - y1) * scale
            x, y = left + (x1 + x2) / 2 * scale, top + (y1 + y2) / 2 * scale
            known = drawing.names.get(name)
            if (known is None or length > known[3]) and _inside(drawing, x, y, length / 2):
                angle = math.degrees(math.atan2(y2 - y1, x2 - x1))
                angle = angle - 180 if angle > 90 else angle + 180 if angle < -90 else angle
                drawing.names[name] = (x, y, angle, length)


def _inside(drawing: _Drawing, x: float, y: float, margin: float) -> bool:
    wide, high = min(margin, drawing.width / 2.5), min(margin / 2, drawing.height / 2.5)
    return wide < x < drawing.width - wide and high < y < drawing.height - high


def _width(kind: str, zoom: float) -> float:
    """The width of a street at a zoom: exponential between the stops of the style."""
    stops = WIDTHS[kind]
    if zoom <= stops[0][0]:
        return stops[0][1]
    for (low, thin), (high, wide) in itertools.pairwise(stops):
        if zoom <= high:
            share = (1.6 ** (zoom - low) - 1) / (1.6 ** (high - low) - 1)
            return thin + share * (wide - thin)
    return stops[-1][1]


def _role(kind: str) -> str:
    if kind in ("tertiary", "secondary", "primary"):
        return "road-main"
    return "road-trunk" if kind.startswith(("trunk", "motorway")) else "road"


def _svg(drawing: _Drawing, network: NetworkInForce | None, marker: bool) -> Iterator[str]:
    colour, width, height = drawing.colour, drawing.width, drawing.height
    title = escape(_("Map of the surroundings"))
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" '
        f'role="img" aria-label="{title}" font-family="system-ui, Segoe UI, Roboto, Noto Sans, Arial, sans-serif">'
        f'<title>{title}</title><rect width="{width}" height="{height}" fill="{colour["land"]}"/>'
    )
    areas = sorted(drawing.areas.items())
    yield from (_area(drawing, key, paths) for key, paths in areas if key[0] < 102)
    yield from _streets(drawing)
    yield from (_area(drawing, key, paths) for key, paths in areas if key[0] >= 102)
    yield from _names(drawing)
    if marker:
        yield _pin(drawing)
    if network is not None:
        yield _credit(drawing, network)
    yield "</svg>"


def _area(drawing: _Drawing, key: tuple[int, str, str], paths: list[str]) -> str:
    # Nonzero filling: neighbouring tiles overlap by their buffers, and must not cancel one another.
    _order, fill, line = key
    stroke = f' stroke="{drawing.colour[line]}" stroke-width=".6"' if line else ""
    return f'<path fill="{drawing.colour[fill]}"{stroke} d="{"".join(paths)}"/>'


def _stroke(colour: str, width: float, paths: list[str], dash: str = "") -> str:
    dashes = f' stroke-dasharray="{dash}"' if dash else ' stroke-linecap="round" stroke-linejoin="round"'
    return f'<path fill="none" stroke="{colour}" stroke-width="{width:.1f}"{dashes} d="{"".join(paths)}"/>'


def _streets(drawing: _Drawing) -> Iterator[str]:
    colour, roads = drawing.colour, drawing.roads
    for kind, wide in (("stream", 1.2), ("canal", 4.0), ("river", 5.0)):
        if f"waterway:{kind}" in roads:
            yield _stroke(colour["water"], wide, roads[f"waterway:{kind}"])
    for kind, (width, dash) in _LINES.items():
        if f"road:{kind}" in roads:
            yield _stroke(colour["cycleway" if kind == "cycleway" else "path"], width, roads[f"road:{kind}"], dash)
    present = [kind for kind in _ROADS if f"road:{kind}" in roads and WIDTHS[kind][0][0] <= drawing.zoom]
    for kind in present:
        yield _stroke(colour[f"{_role(kind)}-case"], _width(kind, drawing.zoom) + 1.6, roads[f"road:{kind}"])
    for kind in present:
        yield _stroke(colour[_role(kind)], _width(kind, drawing.zoom), roads[f"road:{kind}"])
    if drawing.rails:
        yield _stroke(colour["rail"], 1.6, drawing.rails)
        yield _stroke(colour["rail"], 5, drawing.rails, "1 9")


def _text(drawing: _Drawing, x: float, y: float, text: str, role: str, size: float, more: str = "") -> str:
    halo = f'stroke="{drawing.colour["halo"]}" stroke-width="3" stroke-linejoin="round" paint-order="stroke"'
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size:g}" text-anchor="middle" fill="{drawing.colour[role]}" {halo}{more}>'
        f"{escape(text)}</text>"
    )


def _names(drawing: _Drawing) -> Iterator[str]:
    size = 11.0
    kept: list[tuple[float, float]] = [(drawing.width / 2, drawing.height / 2)]
    for name, (x, y, angle, length) in sorted(drawing.names.items(), key=lambda pair: (-pair[1][3], pair[0])):
        if length < len(name) * size * 0.42 or any(math.hypot(x - a, y - b) < 34 for a, b in kept):
            continue
        kept.append((x, y))
        turn = f' transform="rotate({angle:.1f} {x:.1f} {y:.1f})" dy=".35em"'
        yield _text(drawing, x, y, name, "text", size, turn)
    for name, (x, y, _kind) in sorted(drawing.labels.items()):
        wide = len(name) * 3.2
        crowded = any(abs(x - a) < wide + 20 and abs(y - b) < 22 for a, b in kept)
        if crowded or not _inside(drawing, x, y, wide):
            continue
        kept.append((x, y))
        yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{drawing.colour["text-poi"]}" stroke="{drawing.colour["halo"]}"/>'
        yield _text(drawing, x, y + 15, name, "text-poi", 10.5)


def _pin(drawing: _Drawing) -> str:
    x, y = drawing.width / 2, drawing.height / 2
    body = "m0 0c-2-6-11-12-11-21a11 11 0 0 1 22 0c0 9-9 15-11 21z"
    return (
        f'<ellipse cx="{x}" cy="{y}" rx="5" ry="2" opacity=".25"/>'
        f'<path transform="translate({x} {y})" d="{body}" fill="{drawing.colour["pin"]}" stroke="{drawing.colour["pin-line"]}" stroke-width="1.6"/>'
        f'<circle cx="{x}" cy="{y - 21}" r="4" fill="{drawing.colour["pin-line"]}"/>'
    )


def attribution(network: NetworkInForce) -> str:
    """Who made the map's data: compulsory for OpenStreetMap (ODbL 1.0, section 4.3), not true of a generated town."""
    return _("Generated map") if network.generated else _("© OpenStreetMap contributors")


def _credit(drawing: _Drawing, network: NetworkInForce) -> str:
    more = ' text-anchor="end"'
    return _text(drawing, drawing.width - 6, drawing.height - 6, attribution(network), "text-soft", 9).replace(
        ' text-anchor="middle"', more
    )

# SPDX-License-Identifier: AGPL-3.0-or-later
"""Writes a collected drawing as SVG: grounds, streets, buildings, names, pin, source."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import pairwise
from xml.sax.saxutils import escape

from django.utils.translation import gettext as _

from parvis.kernel.streets.basemap.drawing import Drawing, inside
from parvis.kernel.streets.basemap.style import WIDTHS
from parvis.kernel.streets.network import NetworkInForce

_ROADS = (
    "service", "pedestrian", "minor", "tertiary", "secondary", "primary",
    "trunk_link", "motorway_link", "trunk", "motorway",
)  # fmt: skip
_LINES = {"path": (1.1, "4 3"), "track": (1.2, "6 3"), "steps": (3.0, "1 1"), "cycleway": (1.3, "5 2")}


def _width(kind: str, zoom: float) -> float:
    """The width of a street at a zoom: exponential between the stops of the style."""
    stops = WIDTHS[kind]
    if zoom <= stops[0][0]:
        return stops[0][1]
    for (low, thin), (high, wide) in pairwise(stops):
        if zoom <= high:
            share: float = (1.6 ** (zoom - low) - 1) / (1.6 ** (high - low) - 1)
            return thin + share * (wide - thin)
    return stops[-1][1]


def _role(kind: str) -> str:
    if kind in ("tertiary", "secondary", "primary"):
        return "road-main"
    return "road-trunk" if kind.startswith(("trunk", "motorway")) else "road"


def svg_of(drawing: Drawing, network: NetworkInForce | None, marker: bool) -> Iterator[str]:
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
    taken = _Taken()
    if marker:
        taken.take(width / 2, height / 2 - 14, 24, 90)
    yield from _names(drawing, taken)
    yield from _places(drawing, taken)
    if marker:
        yield _pin(drawing)
    if network is not None:
        yield _credit(drawing, network)
    yield "</svg>"


def _area(drawing: Drawing, key: tuple[int, str, str], paths: list[str]) -> str:
    # Nonzero filling: neighbouring tiles overlap by their buffers, and must not cancel one another.
    _order, fill, line = key
    stroke = f' stroke="{drawing.colour[line]}" stroke-width=".6"' if line else ""
    return f'<path fill="{drawing.colour[fill]}"{stroke} d="{"".join(paths)}"/>'


def _stroke(colour: str, width: float, paths: list[str], dash: str = "") -> str:
    dashes = f' stroke-dasharray="{dash}"' if dash else ' stroke-linecap="round" stroke-linejoin="round"'
    return f'<path fill="none" stroke="{colour}" stroke-width="{width:.1f}"{dashes} d="{"".join(paths)}"/>'


def _streets(drawing: Drawing) -> Iterator[str]:
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


def _text(
    drawing: Drawing, x: float, y: float, text: str, role: str, size: float, *, anchor: str = "middle", more: str = ""
) -> str:
    colour = drawing.colour
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size:g}" text-anchor="{anchor}" fill="{colour[role]}" '
        f'stroke="{colour["halo"]}" stroke-width="3" stroke-linejoin="round" paint-order="stroke"{more}>'
        f"{escape(text)}</text>"
    )


_LETTER_PX = 5.6
"""Width of a letter of a street's name, about; its height with some air is _LINE_PX."""
_LINE_PX = 15.0


class _Taken:
    """Where text already stands: points along each line of text, to keep names from crossing."""

    def __init__(self) -> None:
        self.points: list[tuple[float, float]] = []

    def take(self, x: float, y: float, width: float, angle: float = 0.0) -> bool:
        """Reserves a line of text around its middle; False when something stands there already."""
        turn, steps = math.radians(angle), max(1, round(width / 8))
        along = [(step / steps - 0.5) * width for step in range(steps + 1)]
        line = [(x + math.cos(turn) * part, y + math.sin(turn) * part) for part in along]
        if any(math.hypot(a - c, b - d) < _LINE_PX for a, b in line for c, d in self.points):
            return False
        self.points += line
        return True


def _names(drawing: Drawing, taken: _Taken) -> Iterator[str]:
    for name, (x, y, angle, length) in sorted(drawing.names.items(), key=lambda pair: (-pair[1][3], pair[0])):
        width = len(name) * _LETTER_PX
        if length >= width * 0.85 and taken.take(x, y, width, angle):
            turn = f' transform="rotate({angle:.1f} {x:.1f} {y:.1f})" dy=".35em"'
            yield _text(drawing, x, y, name, "text", 11, more=turn)


def _places(drawing: Drawing, taken: _Taken) -> Iterator[str]:
    dot, halo = drawing.colour["text-poi"], drawing.colour["halo"]
    for name, (x, y, _kind) in sorted(drawing.labels.items()):
        width = len(name) * _LETTER_PX
        if inside(drawing, x, y, width / 2) and taken.take(x, y + 10, width):
            yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{dot}" stroke="{halo}"/>'
            yield _text(drawing, x, y + 15, name, "text-poi", 10.5)


def _pin(drawing: Drawing) -> str:
    x, y = drawing.width / 2, drawing.height / 2
    fill, line = drawing.colour["pin"], drawing.colour["pin-line"]
    body = "m0 0c-2-6-11-12-11-21a11 11 0 0 1 22 0c0 9-9 15-11 21z"
    return (
        f'<ellipse cx="{x}" cy="{y}" rx="5" ry="2" opacity=".25"/>'
        f'<path transform="translate({x} {y})" d="{body}" fill="{fill}" stroke="{line}" stroke-width="1.6"/>'
        f'<circle cx="{x}" cy="{y - 21}" r="4" fill="{line}"/>'
    )


def attribution(network: NetworkInForce) -> str:
    """Who made the map's data: compulsory for OpenStreetMap (ODbL 1.0, section 4.3), not true of a generated town."""
    return _("Generated map") if network.generated else _("© OpenStreetMap contributors")


def _credit(drawing: Drawing, network: NetworkInForce) -> str:
    x, y = drawing.width - 6, drawing.height - 6
    return _text(drawing, x, y, attribution(network), "text-soft", 9, anchor="end")

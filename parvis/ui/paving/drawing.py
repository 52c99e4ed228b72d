# SPDX-License-Identifier: AGPL-3.0-or-later
"""Stones to SVG: repeating tiles, the scalloped edge, the emblem, the arch of empty states."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterable

from parvis.ui.paving.courses import herringbone_stones, setts_stones
from parvis.ui.paving.fan import RADIUS, emblem_stones, fan_stones
from parvis.ui.paving.model import SIZE, Bond, Corner, Palette, Paving, Stone, moved

COLUMNS, ROWS = 2, 4


def _path(corners: tuple[Corner, ...]) -> str:
    """Corners as a compact relative SVG path, in whole half-units (the drawings are scaled by one half)."""
    points = [(round(x * 2), round(y * 2)) for x, y in corners]
    steps = [f"{b[0] - a[0]} {b[1] - a[1]}" for a, b in itertools.pairwise(points)]
    return f"M{points[0][0]} {points[0][1]}l{' '.join(steps)}z".replace(" -", "-")


def _layer(stones: Iterable[Stone], colours: Palette, *, before: str = "") -> str:
    """One path per tint over `before`; the stroke of the same colour rounds the corners."""
    by_tint: dict[int, list[str]] = {}
    for stone in stones:
        by_tint.setdefault(stone.tint, []).append(_path(stone.corners))
    paths = (
        f'<path fill="{colours.tints[tint]}" stroke="{colours.tints[tint]}" d="{"".join(drawn)}"/>'
        for tint, drawn in sorted(by_tint.items())
    )
    return before + "".join(paths)


def _discs(centres: Iterable[Corner], colours: Palette, radius: float = RADIUS) -> str:
    """The bed of joint colour under each fan, in half-units as the stones."""
    r = round(radius * 2)
    turn = f"a{r} {r} 0 1 0 {2 * r} 0a{r} {r} 0 1 0-{2 * r} 0"
    arcs = "".join(f"M{round(x * 2) - r} {round(y * 2)}{turn}" for x, y in centres)
    return f'<path fill="{colours.joint}" stroke="none" d="{arcs}"/>'


def _svg(width: float, height: float, body: str, *, ground: str = "", definitions: str = "", group: str = "") -> str:
    """A drawing of `width` × `height` units around a body drawn in half-units."""
    rect = f'<rect width="{width:g}" height="{height:g}"{ground}/>' if ground else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" width="{width:g}" '
        f'height="{height:g}">{definitions}{rect}<g{group}><g transform="scale(.5)" stroke-width="3" '
        f'stroke-linejoin="round">{body}</g></g></svg>'
    )


def _in_tile(stone: Stone) -> bool:
    return any(-1 < x < SIZE + 1 and -1 < y < SIZE + 1 for x, y in stone.corners)


def _fan_rows(paving: Paving) -> str:
    """Rows from top to bottom, each over the one above; the pattern repeats after 2 columns and 4 rows."""
    fans = {
        (column, row): fan_stones(paving.seed * 1000 + row * 10 + column)
        for column in range(COLUMNS)
        for row in range(ROWS)
    }
    drawn = []
    for row in range(-2, ROWS + 2):
        offset, y = (row % 2) * RADIUS, row * RADIUS
        places = [(column, column * 2 * RADIUS + offset) for column in range(-1, COLUMNS + 1)]
        stones = [
            stone
            for column, x in places
            for stone in moved(fans[column % COLUMNS, row % ROWS], x, y)
            if _in_tile(stone)
        ]
        drawn.append(_layer(stones, paving.palette, before=_discs([(x, y) for _, x in places], paving.palette)))
    return "".join(drawn)


BODIES: dict[Bond, Callable[[Paving], str]] = {
    "fan": _fan_rows,
    "herringbone": lambda paving: _layer(herringbone_stones(paving.seed), paving.palette),
    "setts": lambda paving: _layer(setts_stones(paving.seed), paving.palette),
}


def tile(paving: Paving) -> str:
    """The paving as one SVG tile of 360 × 360 units that repeats without a seam."""
    return _svg(SIZE, SIZE, BODIES[paving.bond](paving), ground=f' fill="{paving.palette.joint}"')


def edge(paving: Paving) -> str:
    """One row of whole fans on nothing: the scalloped edge of a paved ground, repeating sideways."""
    drawn = []
    for column in range(-1, COLUMNS + 1):
        x = column * 2 * RADIUS + RADIUS
        stones = moved(fan_stones(paving.seed * 1000 + column % COLUMNS, visible=False), x, RADIUS)
        upper = [stone for stone in stones if min(y for _, y in stone.corners) < RADIUS - 1]
        drawn.append(_layer(upper, paving.palette, before=_discs([(x, RADIUS)], paving.palette)))
    return _svg(COLUMNS * 2 * RADIUS, RADIUS, "".join(drawn))


def emblem(paving: Paving, ground: str) -> str:
    """The mark of a town that has no logo: one fan on a rounded stone, 200 × 200 units."""
    body = _layer(emblem_stones(paving.seed), paving.palette)
    return _svg(200, 200, body, ground=f' rx="44" fill="{ground}"')


FADE = (
    '<defs><radialGradient id="f" cx="220" cy="220" r="220" gradientUnits="userSpaceOnUse">'
    '<stop offset=".6" stop-color="#fff"/><stop offset="1" stop-color="#000"/></radialGradient>'
    '<mask id="m"><rect width="440" height="220" fill="url(#f)"/></mask></defs>'
)


def arch(paving: Paving) -> str:
    """A paved half disc that fades outwards, 440 × 220 units: the drawing of empty states."""
    shrink, rows = 0.6, []
    radius = RADIUS * shrink
    for row in range(1, 6):
        y = row * radius - 20
        places = [(column, 220 + (2 * column + row % 2) * radius) for column in range(-2, 3)]
        stones: list[Stone] = []
        for column, x in places:
            # What lies in the faded corners is not drawn at all.
            if math.hypot(x - 220, y - 220) < 235:
                stones += moved(fan_stones(paving.seed * 1000 + row * 10 + column + 3), x, y, shrink)
        bed = _discs([(x, y) for _, x in places], paving.palette, radius)
        rows.append(_layer(stones, paving.palette, before=bed))
    return _svg(440, 220, "".join(rows), definitions=FADE, group=' mask="url(#m)"')

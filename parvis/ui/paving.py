# SPDX-License-Identifier: AGPL-3.0-or-later
"""The signature of Parvis: paving drawn as SVG from the town's colours.

A parvis is the paved square in front of a town hall. Three bonds are laid, each as a tile that repeats
without a seam in both directions:

- `fan`: the "queue de paon" of French squares: rows of fans, each the reverse of a fish scale, laid in
  concentric arcs of small setts inside a darker border arc;
- `herringbone`: bricks two by one laid as "bâtons rompus" at 45°;
- `setts`: courses of stones of uneven length, joints broken.

Everything is deterministic: the same `Paving` gives the same bytes, in a page, in a PDF or in a test.
"""

from __future__ import annotations

import itertools
import math
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from parvis.ui.colours import mix

type Bond = Literal["fan", "herringbone", "setts"]
type Corner = tuple[float, float]

BONDS: tuple[Bond, ...] = ("fan", "herringbone", "setts")
SIZE = 360.0
RADIUS = 90.0
RINGS = 6
COLUMNS, ROWS = 2, 4


@dataclass(frozen=True)
class Stone:
    """One stone: its corners in the tile's units and its tint, an index in the palette."""

    corners: tuple[Corner, ...]
    tint: int


@dataclass(frozen=True)
class Palette:
    """Joint colour and the tints of the stones: the last two are rare accents."""

    joint: str
    tints: tuple[str, ...]


@dataclass(frozen=True)
class Paving:
    """What to draw: the bond, its colours, a seed for the small irregularities."""

    bond: Bond
    palette: Palette
    seed: int = 7


def palette(ground: str, contrast_to: str, accent: str, gold: str, *, strength: float = 1.0) -> Palette:
    """Tints around `ground`, drawn towards `contrast_to`; `strength` 0 to 1 says how marked they are."""
    shades = tuple(mix(ground, contrast_to, share * strength) for share in (0.07, 0.12, 0.18, 0.25, 0.38))
    accents = (mix(ground, gold, 0.30 + 0.5 * strength), mix(ground, accent, 0.25 + 0.5 * strength))
    return Palette(joint=ground, tints=(*shades, *accents))


def _tint(chance: random.Random, *, border: bool) -> int:
    """Mostly the middle tints; the border arc is the strongest; one stone in forty is an accent."""
    draw = chance.random()
    if draw < 0.016:
        return 5
    if draw < 0.026:
        return 6
    return 4 if border else min(3, int(chance.triangular(0, 4, 1.6)))


def _covered(x: float, y: float, margin: float) -> bool:
    """True where the next two rows of fans will lie over the point (in one fan's coordinates)."""
    reach = RADIUS - margin
    return any(math.hypot(x - dx, y - dy) < reach for dx, dy in ((RADIUS, RADIUS), (-RADIUS, RADIUS), (0, 2 * RADIUS)))


def _ring(ring: int, chance: random.Random, *, visible: bool) -> Iterator[Stone]:
    """The stones of one arc; arc 0 is the key stone, arc `RINGS - 1` the border."""
    thickness = RADIUS / RINGS
    if ring == 0:
        radii = [thickness * chance.uniform(0.78, 0.9) for _ in range(7)]
        yield Stone(tuple((math.cos(i * math.tau / 7) * r, math.sin(i * math.tau / 7) * r) for i, r in enumerate(radii)), 3)
        return
    inner, outer = ring * thickness, (ring + 1) * thickness
    middle, border = (inner + outer) / 2, ring == RINGS - 1
    count = max(3, round(math.tau * middle / (thickness * (0.92 if border else 1.06))))
    turn, gap = chance.random() * math.tau, 1.15
    angles = [turn + math.tau * (index + chance.uniform(-0.09, 0.09)) / count for index in range(count)]
    for index, start in enumerate(angles):
        end = angles[(index + 1) % count] + (math.tau if index == count - 1 else 0)
        at = (start + end) / 2
        tint = _tint(chance, border=border)
        if visible and _covered(math.cos(at) * middle, math.sin(at) * middle, thickness * 0.75):
            continue
        low, high = inner + gap + chance.uniform(0, 0.9), outer - gap - chance.uniform(0, 0.7)
        skip_low, skip_high = gap / max(low, 4.0), gap / high
        polar = ((start + skip_low, low), (start + skip_high, high), (end - skip_high, high), (end - skip_low, low))
        yield Stone(tuple((math.cos(a) * r, math.sin(a) * r) for a, r in polar), tint)


def fan_stones(seed: int, *, visible: bool = True) -> list[Stone]:
    """The stones of one fan around (0, 0); with `visible`, only those that the next rows leave in sight."""
    chance = random.Random(seed)  # noqa: S311  (drawing, not secrets)
    return [stone for ring in range(RINGS) for stone in _ring(ring, chance, visible=visible)]


def _shift(stones: Iterable[Stone], x: float, y: float) -> list[Stone]:
    return [Stone(tuple((cx + x, cy + y) for cx, cy in stone.corners), stone.tint) for stone in stones]


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
    arcs = "".join(f"M{round(x * 2) - r} {round(y * 2)}a{r} {r} 0 1 0 {2 * r} 0a{r} {r} 0 1 0-{2 * r} 0" for x, y in centres)
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
            for stone in _shift(fans[column % COLUMNS, row % ROWS], x, y)
            if _in_tile(stone)
        ]
        drawn.append(_layer(stones, paving.palette, before=_discs([(x, y) for _, x in places], paving.palette)))
    return "".join(drawn)


def _herringbone(paving: Paving) -> str:
    """Bricks on a grid of cells, (x - y) mod 4 telling which brick a cell belongs to, turned by 45°."""
    repeats = 4
    unit = SIZE / (repeats * 2 * math.sqrt(2))
    tilt = math.sqrt(0.5)
    stones, gap = [], 1.5
    for x in range(-4, 30):
        for y in range(-20, 20):
            kind = (x - y) % 4
            if kind not in (0, 3):
                continue
            wide, tall = (2, 1) if kind == 0 else (1, 2)
            cx, cy = (x + wide / 2) * unit, (y + tall / 2) * unit
            centre = ((cx - cy) * tilt, (cx + cy) * tilt)
            if not all(-2 * unit < value < SIZE + 2 * unit for value in centre):
                continue
            # The same brick one tile further must have the same tint: the key is its place in the tile.
            key = f"{paving.seed}:{kind}:{round(centre[0]) % SIZE:g}:{round(centre[1]) % SIZE:g}"
            half_wide, half_tall = wide * unit / 2 - gap, tall * unit / 2 - gap
            turned = tuple(
                (centre[0] + (dx - dy) * tilt, centre[1] + (dx + dy) * tilt)
                for dx, dy in ((-half_wide, -half_tall), (half_wide, -half_tall), (half_wide, half_tall), (-half_wide, half_tall))
            )
            stones.append(Stone(turned, _tint(random.Random(key), border=False)))  # noqa: S311
    return _layer(stones, paving.palette)


def _setts(paving: Paving) -> str:
    """Courses of uneven stones; the first joint of each course differs from its neighbours'."""
    chance = random.Random(paving.seed)  # noqa: S311
    courses, gap = 15, 1.3
    height = SIZE / courses
    stones: list[Stone] = []
    for course in range(courses):
        lengths = [chance.uniform(0.9, 1.75) for _ in range(11)]
        scale, x = SIZE / sum(lengths), (course % 2) * 0.5 * height + chance.uniform(0, 5) - 40
        for length in lengths * 2:
            width = length * scale
            if len(stones) % 2:
                chance.random()
            y = course * height
            corners = ((x + gap, y + gap), (x + width - gap, y + gap), (x + width - gap, y + height - gap), (x + gap, y + height - gap))
            stones.append(Stone(corners, _tint(random.Random(f"{paving.seed}:{course}:{round(x % SIZE)}"), border=False)))  # noqa: S311
            x += width
    return _layer([stone for stone in stones if stone.corners[0][0] < SIZE], paving.palette)


def tile(paving: Paving) -> str:
    """The paving as one SVG tile of 360 × 360 units that repeats without a seam."""
    draw = {"fan": _fan_rows, "herringbone": _herringbone, "setts": _setts}[paving.bond]
    return _svg(SIZE, SIZE, draw(paving), ground=f' fill="{paving.palette.joint}"')


def edge(paving: Paving) -> str:
    """One row of whole fans on nothing: the scalloped edge of a paved ground, repeating sideways."""
    drawn = []
    for column in range(-1, COLUMNS + 1):
        x = column * 2 * RADIUS + RADIUS
        stones = _shift(fan_stones(paving.seed * 1000 + column % COLUMNS, visible=False), x, RADIUS)
        upper = [stone for stone in stones if min(y for _, y in stone.corners) < RADIUS - 1]
        drawn.append(_layer(upper, paving.palette, before=_discs([(x, RADIUS)], paving.palette)))
    return _svg(COLUMNS * 2 * RADIUS, RADIUS, "".join(drawn))


def emblem_stones(seed: int) -> list[Stone]:
    """The stones of the emblem, in a square of 200 units: one fan of few, large stones."""
    chance = random.Random(seed)  # noqa: S311
    stones = [Stone(((86, 150), (91, 134), (109, 134), (114, 150)), 6)]
    for ring, count in enumerate((5, 7, 9), start=1):
        low, high = ring * 26 - 2, ring * 26 + 19
        for index in range(count):
            start, end = (math.pi * (1 + (index + side) / count) for side in (0, 1))
            gap = 2.6
            polar = ((start + gap / low, low), (start + gap / high, high), (end - gap / high, high), (end - gap / low, low))
            tint = 5 if (ring, index) in {(3, 2), (2, 5)} else int(chance.triangular(0, 4, 1))
            stones.append(Stone(tuple((100 + math.cos(a) * r, 150 + math.sin(a) * r) for a, r in polar), tint))
    return stones


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
        stones = []
        for column, x in places:
            # What lies in the faded corners is not drawn at all.
            if math.hypot(x - 220, y - 220) < 235:
                fan = fan_stones(paving.seed * 1000 + row * 10 + column + 3)
                stones += [Stone(tuple((cx * shrink + x, cy * shrink + y) for cx, cy in s.corners), s.tint) for s in fan]
        rows.append(_layer(stones, paving.palette, before=_discs([(x, y) for _, x in places], paving.palette, radius)))
    return _svg(440, 220, "".join(rows), definitions=FADE, group=' mask="url(#m)"')

# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bonds laid in courses: herringbone bricks, and setts of uneven length."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator

from parvis.ui.paving.model import SIZE, Corner, Stone, tint

TILT = math.sqrt(0.5)
REPEATS = 4
UNIT = SIZE / (REPEATS * 2 * math.sqrt(2))
BRICK_GAP = 1.5
COURSES = 15
SETT_GAP = 1.3


def _turned(centre: Corner, half_wide: float, half_tall: float) -> tuple[Corner, ...]:
    """The corners of a rectangle turned by 45° around its centre."""
    signs = ((-1, -1), (1, -1), (1, 1), (-1, 1))
    reach = [(sx * half_wide, sy * half_tall) for sx, sy in signs]
    return tuple((centre[0] + (dx - dy) * TILT, centre[1] + (dx + dy) * TILT) for dx, dy in reach)


def _bricks() -> Iterator[tuple[int, Corner]]:
    """Kind (0 along, 3 across) and centre of each brick that touches the tile.

    On a grid of cells, (x - y) mod 4 tells which part of a brick a cell is: 0 and 1 are the two halves of
    a brick laid along, 3 and 2 those of one laid across.
    """
    for x in range(-4, 30):
        for y in range(-20, 20):
            kind = (x - y) % 4
            wide, tall = (2, 1) if kind == 0 else (1, 2)
            cx, cy = (x + wide / 2) * UNIT, (y + tall / 2) * UNIT
            centre = ((cx - cy) * TILT, (cx + cy) * TILT)
            if kind in (0, 3) and all(-2 * UNIT < value < SIZE + 2 * UNIT for value in centre):
                yield kind, centre


def herringbone_stones(seed: int) -> list[Stone]:
    """Bricks two by one laid as "bâtons rompus", turned by 45°."""
    stones = []
    for kind, centre in _bricks():
        # The same brick one tile further must have the same tint: the key is its place in the tile.
        key = f"{seed}:{kind}:{round(centre[0]) % SIZE:g}:{round(centre[1]) % SIZE:g}"
        wide, tall = (2, 1) if kind == 0 else (1, 2)
        corners = _turned(centre, wide * UNIT / 2 - BRICK_GAP, tall * UNIT / 2 - BRICK_GAP)
        stones.append(Stone(corners, tint(random.Random(key))))  # noqa: S311  (drawing, not secrets)
    return stones


def setts_stones(seed: int) -> list[Stone]:
    """Courses of stones of uneven length, joints broken; each course closes on itself at the tile's edge."""
    chance = random.Random(seed)  # noqa: S311
    height = SIZE / COURSES
    stones: list[Stone] = []
    for course in range(COURSES):
        lengths = [chance.uniform(0.9, 1.75) for _ in range(11)]
        scale, first, y = SIZE / sum(lengths), -chance.uniform(5, 40), course * height
        tints = [tint(chance) for _ in lengths]
        x = first
        for length, shade in zip(lengths * 2, tints * 2, strict=True):
            width = length * scale
            low, high = y + SETT_GAP, y + height - SETT_GAP
            left, right = x + SETT_GAP, x + width - SETT_GAP
            if x < SIZE:
                stones.append(Stone(((left, low), (right, low), (right, high), (left, high)), shade))
            x += width
    return stones

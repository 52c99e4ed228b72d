# SPDX-License-Identifier: AGPL-3.0-or-later
"""The fan, or "queue de paon": concentric arcs of small setts inside a darker border arc."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator

from parvis.ui.paving.model import ACCENT, BORDER, GOLD, Corner, Stone, tint

RADIUS = 90.0
RINGS = 6
THICKNESS = RADIUS / RINGS
GAP = 1.15
EMBLEM_RINGS = (5, 7, 9)


def _covered(x: float, y: float, margin: float) -> bool:
    """True where the next two rows of fans will lie over the point (in one fan's coordinates)."""
    above = ((RADIUS, RADIUS), (-RADIUS, RADIUS), (0, 2 * RADIUS))
    return any(math.hypot(x - dx, y - dy) < RADIUS - margin for dx, dy in above)


def _sector(start: float, end: float, low: float, high: float, gap: float) -> tuple[Corner, ...]:
    """The four corners of a stone between two angles and two radii, joints taken off."""
    skip_low, skip_high = gap / max(low, 4.0), gap / high
    polar = ((start + skip_low, low), (start + skip_high, high), (end - skip_high, high), (end - skip_low, low))
    return tuple((math.cos(angle) * radius, math.sin(angle) * radius) for angle, radius in polar)


def _key_stone(chance: random.Random) -> Stone:
    """The stone in the middle: seven sides, none the same."""
    radii = [THICKNESS * chance.uniform(0.78, 0.9) for _ in range(7)]
    turns = [math.tau * index / 7 for index in range(7)]
    return Stone(tuple((math.cos(a) * r, math.sin(a) * r) for a, r in zip(turns, radii, strict=True)), BORDER - 1)


def _ring(ring: int, chance: random.Random, *, visible: bool) -> Iterator[Stone]:
    """The stones of one arc; arc `RINGS - 1` is the border."""
    inner, outer = ring * THICKNESS, (ring + 1) * THICKNESS
    middle, border = (inner + outer) / 2, ring == RINGS - 1
    count = max(3, round(math.tau * middle / (THICKNESS * (0.92 if border else 1.06))))
    turn = chance.random() * math.tau
    angles = [turn + math.tau * (index + chance.uniform(-0.09, 0.09)) / count for index in range(count)]
    for index, start in enumerate(angles):
        end = angles[index + 1] if index + 1 < count else angles[0] + math.tau
        at, low, high = (start + end) / 2, inner + GAP + chance.uniform(0, 0.9), outer - GAP - chance.uniform(0, 0.7)
        drawn = tint(chance)
        if visible and _covered(math.cos(at) * middle, math.sin(at) * middle, THICKNESS * 0.75):
            continue
        shade = BORDER if border and drawn < BORDER else drawn
        yield Stone(_sector(start, end, low, high, GAP), shade)


def fan_stones(seed: int, *, visible: bool = True) -> list[Stone]:
    """The stones of one fan around (0, 0); with `visible`, only those that the next rows leave in sight."""
    chance = random.Random(seed)  # noqa: S311  (drawing, not secrets)
    arcs = (stone for ring in range(1, RINGS) for stone in _ring(ring, chance, visible=visible))
    return [_key_stone(chance), *arcs]


def emblem_stones(seed: int) -> list[Stone]:
    """The stones of the emblem, in a square of 200 units: one fan of few, large stones."""
    chance = random.Random(seed)  # noqa: S311
    stones = [Stone(((86, 150), (91, 134), (109, 134), (114, 150)), ACCENT)]
    for ring, count in enumerate(EMBLEM_RINGS, start=1):
        low, high = ring * 26 - 2, ring * 26 + 19
        for index in range(count):
            start, end = (math.pi * (1 + (index + side) / count) for side in (0, 1))
            shade = GOLD if (ring, index) in {(3, 2), (2, 5)} else int(chance.triangular(0, 4, 1))
            corners = tuple((100 + x, 150 + y) for x, y in _sector(start, end, low, high, 2.6))
            stones.append(Stone(corners, shade))
    return stones

# SPDX-License-Identifier: AGPL-3.0-or-later
"""What paving is made of: stones, their tints, and the bond in which they are laid."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from parvis.ui.colours import mix

type Bond = Literal["fan", "herringbone", "setts"]
type Corner = tuple[float, float]

BONDS: tuple[Bond, ...] = ("fan", "herringbone", "setts")
SIZE = 360.0

# Tints of a palette: five shades, the last for borders, then the two rare accents.
BORDER, GOLD, ACCENT = 4, 5, 6


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


def tint(chance: random.Random) -> int:
    """A tint by chance: mostly the middle shades; one stone in forty is an accent."""
    draw = chance.random()
    if draw < 0.016:
        return GOLD
    if draw < 0.026:
        return ACCENT
    return min(3, int(chance.triangular(0, 4, 1.6)))


def moved(stones: Iterable[Stone], x: float, y: float, scale: float = 1.0) -> list[Stone]:
    """The stones scaled around (0, 0), then moved."""
    return [Stone(tuple((cx * scale + x, cy * scale + y) for cx, cy in stone.corners), stone.tint) for stone in stones]

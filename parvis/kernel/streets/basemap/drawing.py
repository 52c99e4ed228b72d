# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a static map is made of, between reading the tiles and writing the SVG."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Drawing:
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


def inside(drawing: Drawing, x: float, y: float, margin: float) -> bool:
    """True when a point lies in the picture, `margin` pixels from its edges."""
    wide, high = min(margin, drawing.width / 2.5), min(margin / 2, drawing.height / 2.5)
    return wide < x < drawing.width - wide and high < y < drawing.height - high

# SPDX-License-Identifier: AGPL-3.0-or-later
"""Kinds of district: how each cuts its blocks and what is built there."""

from dataclasses import dataclass

import numpy as np
import shapely

from .shapes import Points
from .site import Site
from .spec import stream


@dataclass(frozen=True, slots=True)
class Style:
    """How a district is cut: target block area (m2), least block depth (m), angle jitter (radians),
    bow of the streets (share of their length), highway class, landuse tag."""

    name: str
    block_area: float
    depth: float
    jitter: float
    bow: float
    highway: str
    landuse: str


STYLES = {
    style.name: style
    for style in (
        Style("medieval", 3_600, 26, 0.24, 0.05, "living_street", "residential"),
        Style("faubourg", 9_500, 48, 0.12, 0.025, "residential", "residential"),
        Style("grid", 9_000, 56, 0.012, 0.0, "residential", "residential"),
        Style("houses", 13_000, 66, 0.08, 0.02, "residential", "residential"),
        Style("lotissement", 34_000, 120, 0.12, 0.05, "residential", "residential"),
        Style("estate", 48_000, 130, 0.06, 0.0, "residential", "residential"),
        Style("industry", 62_000, 150, 0.05, 0.0, "unclassified", "industrial"),
        Style("retail", 55_000, 150, 0.05, 0.01, "unclassified", "retail"),
        Style("park", 400_000, 300, 0.1, 0.0, "residential", "grass"),
        Style("village", 7_500, 42, 0.2, 0.05, "residential", "residential"),
        Style("hamlet", 22_000, 80, 0.2, 0.05, "residential", "residential"),
    )
}
QUARTER = Style("quarter", 170_000, 220, 0.1, 0.03, "tertiary", "residential")
VILLAGE_QUARTER = Style("quarter", 62_000, 130, 0.16, 0.05, "tertiary", "residential")


@dataclass(frozen=True, slots=True)
class StyleMap:
    """Chooses the style of a quarter by where it lies."""

    site: Site
    rings: tuple[float, ...]
    spots: tuple[tuple[str, Points, float], ...]

    def style_at(self, settlement: int, point: Points, area: float) -> Style:
        """The style of a quarter of ``area`` m2 whose middle is ``point``."""
        if settlement:
            return STYLES[self._village_style(settlement, point)]
        return STYLES[self._city_style(point, area)]

    def _village_style(self, settlement: int, point: Points) -> str:
        place = self.site.settlements[settlement]
        out = float(np.hypot(*(point - place.centre))) / place.radius
        if out < max(0.35, place.core / place.radius):
            return "village"
        return "houses" if out < 0.62 else "lotissement"

    def _city_style(self, point: Points, area: float) -> str:
        city, out = self.site.city, float(np.hypot(*point))
        if out < city.core * 1.02:
            return "medieval" if self.site.river.bank_of(point) == city.bank else "faubourg"
        if out < self.rings[0] * 1.02:
            toward = self.site.station / np.hypot(*self.site.station)
            return "grid" if float(point @ toward) / out > 0.35 else "faubourg"
        for name, centre, reach in self.spots:
            if float(np.hypot(*(point - centre))) < reach and area > 15_000:
                return name
        return "houses" if out < city.radius * 0.66 else "lotissement"


def style_map(site: Site, rings: list[float], bypass: bool) -> StyleMap:
    """Place the estates, the industrial and shopping zones and the big parks of the main town."""
    rng = stream(site.spec, "districts")
    radius = site.city.radius
    along = np.array(site.rail.interpolate(site.rail.project(shapely.Point(site.station)) + radius * 0.75).coords[0])
    spots: list[tuple[str, Points, float]] = [("industry", along, radius * 0.27)]
    angles = rng.uniform(0, 2 * np.pi) + np.arange(7) * (2 * np.pi / 7) + rng.normal(0, 0.15, 7)
    names = ["estate", "retail", "park", "estate", "retail" if bypass else "park", "industry", "estate"]
    reach = {"estate": (0.62, 0.2), "retail": (0.93, 0.2), "park": (0.6, 0.13), "industry": (1.0, 0.22)}
    for name, angle in zip(names, angles, strict=True):
        away, size = reach[name]
        centre = np.array([np.cos(angle), np.sin(angle)]) * radius * (away + rng.normal(0, 0.04))
        spots.append((name, centre, radius * size * rng.uniform(0.85, 1.1)))
    return StyleMap(site, tuple(rings) or (site.city.core * 2,), tuple(spots))

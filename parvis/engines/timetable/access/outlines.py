# SPDX-License-Identifier: AGPL-3.0-or-later
"""Isochrones: the outline of all that is reached within some minutes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from parvis.engines.timetable.compiled import kernel
from parvis.engines.timetable.geometry import METRES_PER_DEGREE
from parvis.engines.timetable.tables import Floats

from .cells import OUTLINE_RESOLUTION, cells
from .spread import Spread

MOST_CORNERS = 300
TOLERANCE_M, LARGEST_TOLERANCE_M = 15.0, 500.0
CORNERS = ((12, 350.0), (16, 620.0), (24, 1_400.0), (32, np.inf))
"""Corners of a circle up to a radius in metres: up to 3 km the polygon lies at most 8 m from it."""
PLACES = 5
"""Decimals of a degree: about a metre."""


@dataclass(frozen=True, slots=True, eq=False)
class Isochrone:
    """What is reached within ``minutes``: polygons in degrees (lon, lat), shells to the left, holes to the right.

    The outline lies at most about ``tolerance_m`` from the true one.
    """

    minutes: int
    shape: shapely.MultiPolygon
    tolerance_m: float

    @property
    def geometry(self) -> dict[str, Any]:
        """GeoJSON (RFC 7946), to five decimals."""
        rings = [
            [[[round(x, PLACES), round(y, PLACES)] for x, y in ring.coords] for ring in (one.exterior, *one.interiors)]
            for one in self.shape.geoms
        ]
        return {"type": "MultiPolygon", "coordinates": rings}


def isochrones(spread: Spread, minutes: Sequence[int], most_corners: int = MOST_CORNERS) -> tuple[Isochrone, ...]:
    """An outline for each number of minutes, at most the terms' ``within_s``; the same question, the same outline.

    One moment: circles around the places, on foot with the time left. Several: the outline of the cells (H3, 200 m
    across) of which that many departures reach the middle. Simplified until at most ``most_corners`` remain.
    """
    if any(not 0 < one * 60 <= spread.terms.within_s for one in minutes):
        raise ValueError("minutes lie between 1 and within_s")
    if len(spread.seconds) == 1:
        shapes = [_circles(spread, one * 60) for one in minutes]
    else:
        known = cells(spread, OUTLINE_RESOLUTION)
        shapes = [_flat(spread, known.outline(one)) for one in minutes]
    return tuple(_tidy(spread, one, shape, most_corners) for one, shape in zip(minutes, shapes, strict=True))


def _frame(spread: Spread) -> tuple[float, float]:
    """Metres per degree of longitude and of latitude at the point: flat enough to draw in."""
    return METRES_PER_DEGREE * max(float(np.cos(np.radians(spread.lat[0]))), 0.01), METRES_PER_DEGREE


def _flat(spread: Spread, shape: shapely.Geometry) -> shapely.Geometry:
    return shapely.transform(shape, lambda xy: xy * _frame(spread))


def _circles(spread: Spread, within_s: int) -> shapely.Geometry:
    left = within_s - spread.seconds.min(axis=0)
    near = np.flatnonzero(left > 0)
    near = near[np.argsort(-left[near], kind="stable")]
    radius, scale, lat = left[near] / spread.pace, _frame(spread), spread.lat[near]
    x, y, kept = spread.lon[near] * scale[0], lat * scale[1], np.zeros(len(near), np.bool_)
    _useful(x, y, radius, kept)
    x, y, radius, lat = x[kept], y[kept], radius[kept], lat[kept]
    wide = radius * np.cos(np.radians(spread.lat[0])) / np.maximum(np.cos(np.radians(lat)), 0.01)
    drawn, least = [], 0.0
    for corners, most in CORNERS:
        some = (radius > least) & (radius <= most)
        drawn.append(_polygons(x[some], y[some], wide[some], radius[some], corners))
        least = most
    return shapely.union_all(np.concatenate(drawn))


def _polygons(x: Floats, y: Floats, wide: Floats, high: Floats, corners: int) -> NDArray[np.object_]:
    """Circles (ellipses, where the flat ground is stretched) as polygons of the same area."""
    turn = 2 * np.pi * np.arange(corners) / corners
    fair = np.sqrt(turn[1] / np.sin(turn[1]))
    rings = np.stack(
        [x[:, None] + np.outer(wide, fair * np.cos(turn)), y[:, None] + np.outer(high, fair * np.sin(turn))], axis=2
    )
    return np.asarray(shapely.polygons(rings), np.object_)


@kernel
def _useful(x, y, radius, kept):  # type: ignore[no-untyped-def]
    """Which circles (the largest first) do not lie within another."""
    for i in range(len(x)):
        kept[i] = True
        for j in range(i):
            if kept[j]:
                room = radius[j] - radius[i]
                dx, dy = x[i] - x[j], y[i] - y[j]
                if dx * dx + dy * dy <= room * room:
                    kept[i] = False
                    break


def _tidy(spread: Spread, minutes: int, shape: shapely.Geometry, most_corners: int) -> Isochrone:
    """Fewer corners, no specks; back to degrees, in one order whatever came before."""
    tolerance = TOLERANCE_M
    simple = _simpler(shape, tolerance)
    while shapely.get_num_coordinates(simple) > most_corners and tolerance < LARGEST_TOLERANCE_M:
        tolerance *= 1.5
        simple = _simpler(shape, tolerance)
    degrees = shapely.transform(simple, lambda xy: xy / _frame(spread))
    # Each part is sound, but two of them may touch now: they are one then.
    sound = shapely.normalize(shapely.union_all(shapely.get_parts(degrees), grid_size=10.0**-PLACES))
    parts = [one for one in shapely.get_parts(sound) if isinstance(one, shapely.Polygon) and not one.is_empty]
    return Isochrone(minutes, shapely.orient_polygons(shapely.MultiPolygon(parts)), tolerance)


def _simpler(shape: shapely.Geometry, tolerance: float) -> shapely.Geometry:
    least = (2 * tolerance) ** 2
    parts = shapely.get_parts(shape)
    kept = [_without_specks(one, least) for one in parts if one.area >= least] or list(parts)
    return shapely.simplify(shapely.MultiPolygon(kept), tolerance)


def _without_specks(part: shapely.Polygon, least: float) -> shapely.Polygon:
    holes = [ring for ring in part.interiors if shapely.Polygon(ring).area >= least]
    return shapely.Polygon(part.exterior, holes)

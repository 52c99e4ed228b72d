# SPDX-License-Identifier: AGPL-3.0-or-later
"""Isochrones as H3 cells: the minutes to the middle of each."""

from dataclasses import dataclass

import numpy as np
import shapely
from h3.api import numpy_int
from numpy.typing import NDArray

from parvis.engines.timetable.day import NEVER
from parvis.engines.timetable.geometry import METRES_PER_DEGREE
from parvis.engines.timetable.tables import Ints

from .spread import Spread, seconds_to
from .terms import Walk

RESOLUTION, OUTLINE_RESOLUTION = 9, 10
FINEST, MOST_CELLS = 11, 200_000


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """H3 cells in the order of their number, and the whole minutes within which one is in their middle."""

    ids: NDArray[np.uint64]
    minutes: Ints

    def outline(self, minutes: int) -> shapely.Geometry:
        """The outline of the cells reached within so many minutes, in degrees."""
        within = self.ids[self.minutes <= minutes]
        if not len(within):
            return shapely.MultiPolygon()
        return shapely.geometry.shape(numpy_int.cells_to_geo(within))


def cells(spread: Spread, resolution: int = RESOLUTION, walk: Walk | None = None) -> Cells:
    """The cells whose middle is reached within the terms' ``within_s``.

    ``walk``: as for ``seconds_to``; which cells are looked at is decided along straight lines.
    Raises ValueError for a resolution finer than 11, or so fine that there were more than 200,000 cells.
    """
    if not 0 <= resolution <= FINEST:
        raise ValueError(f"resolution lies between 0 and {FINEST}")
    ids = _around(spread, resolution)
    middles = np.array([numpy_int.cell_to_latlng(one) for one in ids], np.float64).reshape(-1, 2)
    took = seconds_to(spread, middles[:, 0], middles[:, 1], walk)
    reached = took < NEVER
    return Cells(ids[reached], -(-took[reached] // 60).astype(np.int32))


def _around(spread: Spread, resolution: int) -> NDArray[np.uint64]:
    """The cells that may be reached: those whose middle lies in a square around a place."""
    left = spread.terms.within_s - spread.seconds.min(axis=0)
    near = np.flatnonzero(left > 0)
    high = left[near] / spread.pace / METRES_PER_DEGREE
    wide = high / np.maximum(np.cos(np.radians(np.minimum(np.abs(spread.lat[near]) + high, 89.0))), 0.01)
    x, y = spread.lon[near], spread.lat[near]
    ground = shapely.union_all(shapely.box(x - wide, y - high, x + wide, y + high))
    _refuse_too_many(float(shapely.area(ground)), resolution, float(y[0]))
    found = [numpy_int.geo_to_cells(shapely.geometry.mapping(part), resolution) for part in shapely.get_parts(ground)]
    own = [np.array([numpy_int.latlng_to_cell(lat, lon, resolution) for lat, lon in zip(y, x, strict=True)], np.uint64)]
    return np.unique(np.concatenate([np.asarray(one, np.uint64) for one in found] + own))


def _refuse_too_many(ground_area: float, resolution: int, lat: float) -> None:
    square_m = ground_area * METRES_PER_DEGREE**2 * float(np.cos(np.radians(lat)))
    if square_m / numpy_int.average_hexagon_area(resolution, unit="m^2") > MOST_CELLS:
        raise ValueError(f"more than {MOST_CELLS} cells of resolution {resolution}")

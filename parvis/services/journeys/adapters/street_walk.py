# SPDX-License-Identifier: AGPL-3.0-or-later
"""Ways on foot between stops, whoever runs them, on the real streets: what joins networks to one another."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from parvis.kernel.places.geo import distances_m
from parvis.kernel.streets import queries as streets
from parvis.services.journeys.adapters.reach import AT_THE_STOP_M

DETOUR = 1.3
"""Of a way that no street is known for; as in the engine and in the kernel's streets."""

type Floats = NDArray[np.float64]


def street_walk(lat1: Floats, lon1: Floats, lat2: Floats, lon2: Floats) -> Floats:
    """Metres on foot for pairs of points; the straight line × 1.3 where no street is known, infinite without a way.

    One matrix per first point: the pairs of a network are those of stops near one another.
    """
    crow = np.asarray(distances_m(lon1, lat1, lon2, lat2))
    metres = crow * DETOUR
    network = streets.in_force()
    if network is None:
        return metres
    west, south, east, north = network.bounds
    inside = (lon1 >= west) & (lon1 <= east) & (lat1 >= south) & (lat1 <= north)
    sources, which = np.unique(np.column_stack([lon1, lat1]), axis=0, return_inverse=True)
    for number in np.unique(which[inside]).tolist():
        rows = np.flatnonzero((which == number) & inside)
        made = streets.matrix("foot", [tuple(sources[number])], list(zip(lon2[rows], lat2[rows], strict=True)))
        walked = np.maximum(made.distances_m[0], crow[rows])
        metres[rows] = np.where(crow[rows] <= AT_THE_STOP_M, crow[rows], walked)
    return metres


def guessed(crow_m: float, walk_m: float) -> bool:
    """Whether a way between two stops was taken as the straight line × 1.3, for want of streets."""
    return crow_m > AT_THE_STOP_M and abs(walk_m - crow_m * DETOUR) < 0.5

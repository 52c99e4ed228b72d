# SPDX-License-Identifier: AGPL-3.0-or-later
"""From a point to the stops in reach, on foot on the real streets; one matrix of OSRM per point."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from parvis.engines.timetable import Access, Timetable
from parvis.kernel.streets import queries as streets
from parvis.services.journeys.adapters.answers import Spot

REACH_M = 1_500
"""As the crow flies. Who has none in it is offered the nearest ones within `FAR_M`."""
FAR_M = 4_000
MOST, MOST_FAR = 150, 12
DIRECT_M = 5_000
"""Two points further apart are not offered the way on foot."""
DETOUR = 1.3
AT_THE_STOP_M = 30
"""Nearer than this one stands at the stop: the street that the stop is counted to would be a detour."""
_EARTH_M = 6_371_008.8


@dataclass(frozen=True, slots=True)
class Reach:
    """What can be walked to from a point. `street`: False when streets are known, but none near the point.

    `direct_m`: metres to the other point, None when it is too far or there is no way. `estimated`: straight × 1.3.
    """

    stops: tuple[Access, ...]
    direct_m: float | None
    street: bool
    estimated: bool


def reach(timetable: Timetable, spot: Spot, other: Spot | None, *, outward: bool, within_m: int = REACH_M) -> Reach:
    """The stops in reach of a point, and the way to another one. `outward`: from the point, else to it."""
    numbers, straight = _candidates(timetable, spot, within_m)
    apart = _distances(spot, np.array([other.lat]), np.array([other.lon])) if other else np.zeros(0)
    if len(apart) and apart[0] > DIRECT_M:
        apart = apart[:0]
    snap = streets.nearest("foot", (spot.lon, spot.lat))
    lat, lon = timetable.stops.lat[numbers], timetable.stops.lon[numbers]
    targets = list(zip(lon.tolist(), lat.tolist(), strict=True)) + ([(other.lon, other.lat)] if len(apart) else [])  # type: ignore[union-attr]
    crow = np.concatenate([straight, apart])
    metres, estimated = crow * DETOUR, snap is None
    if snap is not None and targets:
        walked, estimated = _walked((spot.lon, spot.lat), targets, outward=outward)
        metres = metres if estimated else np.maximum(walked + snap.distance_m, crow)
    metres = np.where(crow <= AT_THE_STOP_M, crow * DETOUR, metres)
    count = len(numbers)
    stops = tuple(
        Access(int(stop), float(far))
        for stop, far in zip(numbers, metres[:count], strict=True)
        if np.isfinite(far) and far <= 2 * max(within_m, FAR_M)
    )
    direct = float(metres[count]) if len(apart) and np.isfinite(metres[count]) else None
    return Reach(stops, direct, snap is not None or streets.in_force() is None, estimated)


def served(timetable: Timetable) -> NDArray[np.intp]:
    """Stops at which something stops, and that have a place."""
    mark = np.zeros(len(timetable.stops.lat), np.bool_)
    mark[timetable.patterns.stop] = True
    return np.flatnonzero(mark & np.isfinite(timetable.stops.lat) & np.isfinite(timetable.stops.lon))


def _candidates(timetable: Timetable, spot: Spot, within_m: int) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    stops = served(timetable)
    far = _distances(spot, timetable.stops.lat[stops], timetable.stops.lon[stops])
    order = np.argsort(far, kind="stable")
    near = order[far[order] <= within_m][:MOST]
    if not len(near):
        near = order[far[order] <= FAR_M][:MOST_FAR]
    return stops[near], far[near]


def _distances(spot: Spot, lat: NDArray[np.float64], lon: NDArray[np.float64]) -> NDArray[np.float64]:
    """Metres as the crow flies; equirectangular, exact to a thousandth within a region."""
    north = np.radians(lat - spot.lat)
    east = np.radians(lon - spot.lon) * np.cos(np.radians((lat + spot.lat) / 2))
    return np.asarray(_EARTH_M * np.hypot(north, east))


def _walked(
    point: tuple[float, float], targets: list[tuple[float, float]], *, outward: bool
) -> tuple[NDArray[np.float64], bool]:
    made = streets.matrix("foot", [point], targets) if outward else streets.matrix("foot", targets, [point])
    return made.distances_m.ravel(), made.estimated

# SPDX-License-Identifier: AGPL-3.0-or-later
"""From a point to the stops in reach, on foot on the real streets; one matrix of OSRM per point."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from parvis.engines.timetable import Access, Timetable
from parvis.kernel.places.geo import distances_m
from parvis.kernel.streets import queries as streets
from parvis.services.journeys.adapters.answers import Spot

REACH_M = 1_500
"""As the crow flies. Who has none in it is offered the nearest ones within `FAR_M`."""
FAR_M = 4_000
MOST, MOST_FAR = 150, 12
DIRECT_M = 5_000
"""Two points further apart are not offered the way on foot."""
AT_THE_STOP_M = 30
"""Nearer than this one stands at the stop: the street that the stop is counted to would be a detour."""


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
    numbers = _candidates(timetable, spot, within_m)
    places = np.column_stack([timetable.stops.lon[numbers], timetable.stops.lat[numbers]])
    asks_direct = other is not None and _apart_m(spot, other) <= DIRECT_M
    if other is not None and asks_direct:
        places = np.vstack([places, (other.lon, other.lat)])
    if not len(places):
        return Reach((), None, _has_street(spot), estimated=False)
    metres, estimated = _walked(spot, places, outward=outward)
    stops = tuple(
        Access(int(stop), float(far))
        for stop, far in zip(numbers, metres, strict=False)
        if np.isfinite(far) and far <= 2 * max(within_m, FAR_M)
    )
    direct = float(metres[-1]) if asks_direct and np.isfinite(metres[-1]) else None
    return Reach(stops, direct, not estimated or _has_street(spot), estimated)


def _has_street(spot: Spot) -> bool:
    return streets.nearest("foot", (spot.lon, spot.lat)) is not None or streets.in_force() is None


def _apart_m(one: Spot, other: Spot) -> float:
    return float(distances_m(one.lon, one.lat, other.lon, other.lat))


def _candidates(timetable: Timetable, spot: Spot, within_m: int) -> NDArray[np.int32]:
    stops = timetable.served
    far = distances_m(spot.lon, spot.lat, timetable.stops.lon[stops], timetable.stops.lat[stops])
    order = np.argsort(far, kind="stable")
    near = order[far[order] <= within_m][:MOST]
    if not len(near):
        near = order[far[order] <= FAR_M][:MOST_FAR]
    return stops[near]


def _walked(spot: Spot, places: NDArray[np.float64], *, outward: bool) -> tuple[NDArray[np.float64], bool]:
    """Metres on foot between the point and each place (lon, lat), and whether they are estimated."""
    point, targets = [(spot.lon, spot.lat)], [(lon, lat) for lon, lat in places.tolist()]
    made = streets.matrix("foot", point, targets) if outward else streets.matrix("foot", targets, point)
    crow, walked = distances_m(spot.lon, spot.lat, places[:, 0], places[:, 1]), made.distances_m.ravel()
    if not made.estimated and made.off_m is not None:
        walked = np.maximum(walked + made.off_m[0 if outward else 1][0], crow)
    return np.where(crow <= AT_THE_STOP_M, crow, walked), made.estimated

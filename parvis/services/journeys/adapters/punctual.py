# SPDX-License-Identifier: AGPL-3.0-or-later
"""What real time says of a ride: when it was planned, and what became of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import numpy as np

from parvis.engines.timetable import Timetable
from parvis.services.journeys.adapters.answers import Actual, Becomes
from parvis.services.journeys.adapters.live import RealTime

MINUTE_S = 60


def actual(
    real: RealTime | None, trip: int, positions: tuple[int, int], leaves_s: int, at: Callable[[int], datetime]
) -> Actual | None:
    """Of a trip of the live timetable, boarded and left at two positions; None where nothing is said of it.

    `leaves_s`: its departure in seconds of the day that `at` makes moments of.
    """
    if real is None or trip < len(real.live.base.trips.row):
        return None
    base = real.live.scheduled.get(trip)
    if base is None:
        return Actual(Becomes.ADDED)
    live, plan = real.live.timetable, real.live.base
    shift = leaves_s - int(live.departure_s[int(live.trips.row[trip]) + positions[0]])
    rows = [_row(plan, base, live, trip, position) for position in positions]
    leave = int(plan.departure_s[rows[0]]) + shift if rows[0] is not None else None
    come = int(plan.arrival_s[rows[1]]) + shift if rows[1] is not None else None
    return Actual(
        Becomes.REPLACED if leave is None else becomes(leave, leaves_s),
        None if leave is None else at(leave), None if come is None else at(come),
    )  # fmt: skip


def becomes(planned_s: int, leaves_s: int) -> Becomes:
    """Late and early as the clock shows it, by whole minutes."""
    minutes = leaves_s // MINUTE_S - planned_s // MINUTE_S
    return Becomes.LATE if minutes > 0 else Becomes.EARLY if minutes < 0 else Becomes.ON_TIME


def _row(plan: Timetable, base: int, live: Timetable, trip: int, position: int) -> int | None:
    """The planned time's row: the same place in the trip, or, where the stops are others, that of the stop."""
    stops, others = _stops(plan, base), _stops(live, trip)
    if len(stops) == len(others):
        return int(plan.trips.row[base]) + position
    same = np.flatnonzero(stops == others[position])
    return int(plan.trips.row[base]) + int(same[0]) if len(same) else None


def _stops(timetable: Timetable, trip: int) -> np.ndarray:
    pattern = int(timetable.trips.pattern[trip])
    found: np.ndarray = timetable.patterns.stop[
        int(timetable.patterns.first[pattern]) : int(timetable.patterns.first[pattern + 1])
    ]
    return found

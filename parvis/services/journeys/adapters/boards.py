# SPDX-License-Identifier: AGPL-3.0-or-later
"""What leaves from a stop next, read from the day as the engine lays it out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from parvis.engines import timetable as engine
from parvis.engines.timetable import Timetable

if TYPE_CHECKING:
    from parvis.engines.timetable.day import DayTable


@dataclass(frozen=True, slots=True, order=True)
class Leaving:
    """A departure in seconds of the service day asked for; stop, route and trip are the timetable's numbers.

    `position`: of the stop in the trip. `shift_s`: which service day the trip is of, -86400 for the day before.
    """

    departure_s: int
    stop: int
    route: int
    trip: int
    position: int
    shift_s: int


def departures_from(timetable: Timetable, stop: int, day: date, from_s: int, limit: int) -> list[Leaving]:
    """The next departures at a stop, or at all platforms of a station, by time; at most `limit`."""
    table = engine.laid_out(timetable, day).day
    found = [
        leaving
        for platform in timetable.platforms(stop)
        for leaving in _from_platform(timetable, table, platform, from_s, limit)
    ]
    return sorted(found)[:limit]


def _from_platform(timetable: Timetable, table: DayTable, stop: int, from_s: int, limit: int) -> list[Leaving]:
    found: list[Leaving] = []
    for place in range(int(table.stop_first[stop]), int(table.stop_first[stop + 1])):
        line, position = int(table.stop_line[place]), int(table.stop_position[place])
        trips = int(table.line_trips[line])
        start = int(table.line_time[line]) + position * trips
        times = table.departure[start : start + trips]  # never falls: no trip of a line overtakes another
        first = int(np.searchsorted(times, from_s))
        for number in range(first, min(first + limit, trips)):
            run = int(table.line_run[line]) + number
            trip, shift = int(table.run_trip[run]), int(table.run_shift_s[run])
            found.append(Leaving(int(times[number]), stop, int(timetable.trips.route[trip]), trip, position, shift))
    return found

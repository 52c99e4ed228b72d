# SPDX-License-Identifier: AGPL-3.0-or-later
"""One service day laid out for the search: trips that run on it, the night before and the day after.

Times are seconds after noon minus twelve hours of the day. On each *line* (a pattern whose trips never overtake)
departures stand stop by stop, to look for the next one, and arrivals trip by trip, to ride along.
"""

from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

import numpy as np
from numba import njit

from .tables import ALIGHT, BOARD, Bools, Ints, Longs
from .timetable import EPOCH, Timetable

DAY_S = 86_400
NEVER = 1 << 30


class DayTable(NamedTuple):
    """Arrays only, so that compiled code takes it as it is.

    Line ``l`` has the stops ``line_stop[line_first[l]:line_first[l + 1]]``, ``line_trips[l]`` trips, and its times from
    ``line_time[l]`` on: departure of trip t at position i at ``+ i * trips + t`` (-NEVER where nobody boards), arrival
    at ``+ t * stops + i`` (NEVER where nobody alights). ``run_trip`` and ``run_shift_s`` say which trip it is, from
    ``line_run[l]`` on. Boarding places of stop ``s``: ``stop_line``, ``stop_position`` from ``stop_first[s]`` on.
    """

    line_first: Longs
    line_stop: Ints
    line_trips: Ints
    line_time: Longs
    line_pattern: Ints
    line_run: Longs
    run_trip: Ints
    run_shift_s: Ints
    departure: Ints
    arrival: Ints
    stop_first: Longs
    stop_line: Ints
    stop_position: Ints


def lay_out(timetable: Timetable, day: date, usable: Bools | None = None, open_stops: Bools | None = None) -> DayTable:
    """The day's table. ``usable``: trips that may run; ``open_stops``: where one gets on and off (default: all)."""
    trips, shifts = _running(timetable, (day - EPOCH).days, usable)
    pattern = timetable.trips.pattern[trips]
    length = timetable.patterns.first[pattern + 1] - timetable.patterns.first[pattern]
    row = timetable.trips.row[trips]
    start = timetable.departure_s[row] + shifts
    if len(trips):
        alive = timetable.arrival_s[row + length - 1] + shifts >= 0
        trips, shifts, pattern, start = trips[alive], shifts[alive], pattern[alive], start[alive]
    order = np.lexsort((start, pattern))
    return arrange(timetable, trips[order].astype(np.int32), shifts[order].astype(np.int32), open_stops)


def arrange(timetable: Timetable, trips: Ints, shifts: Ints, open_stops: Bools | None = None) -> DayTable:
    """Lines for runs sorted by pattern and departure."""
    patterns = timetable.patterns
    pattern, row = timetable.trips.pattern[trips], timetable.trips.row[trips]
    line = _chains(pattern, row, shifts, patterns.first, timetable.arrival_s, timetable.departure_s)
    order = np.argsort(line, kind="stable")
    trips, shifts, line, row = trips[order], shifts[order], line[order], row[order]
    count = int(line[-1]) + 1 if len(line) else 0
    line_run = np.searchsorted(line, np.arange(count + 1)).astype(np.int64)
    line_pattern = timetable.trips.pattern[trips[line_run[:-1]]]
    length = patterns.first[line_pattern + 1] - patterns.first[line_pattern]
    line_first = np.concatenate([[0], np.cumsum(length)]).astype(np.int64)
    rows = np.repeat(patterns.first[line_pattern] - line_first[:-1], length) + np.arange(line_first[-1])
    line_stop, flags = patterns.stop[rows], patterns.flags[rows]
    if open_stops is not None:
        flags = np.where(open_stops[line_stop], flags, 0).astype(np.uint8)
    line_trips = np.diff(line_run).astype(np.int32)
    line_time = np.concatenate([[0], np.cumsum(length * line_trips)]).astype(np.int64)
    departure, arrival = _times(
        line_first, line_run, line_time, flags, row, shifts, timetable.arrival_s, timetable.departure_s
    )
    stop_first, stop_line, stop_position = _boarding(line_first, line_stop, flags, len(timetable.stops.lat))
    return DayTable(
        line_first, line_stop, line_trips, line_time[:-1].copy(), line_pattern.astype(np.int32), line_run, trips,
        shifts, departure, arrival, stop_first, stop_line, stop_position,
    )  # fmt: skip


def _running(timetable: Timetable, day: int, usable: Bools | None) -> tuple[Longs, Longs]:
    runs, first = timetable.services.runs, timetable.services.first_day
    trips, shifts = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    for offset in (-1, 0, 1):
        column = day + offset - first
        if 0 <= column < runs.shape[1]:
            running = runs[timetable.trips.service, column]
            found = np.flatnonzero(running if usable is None else running & usable)
            trips.append(found)
            shifts.append(np.full(len(found), shift_s(timetable, day, offset)))
    return np.concatenate(trips), np.concatenate(shifts)


def shift_s(timetable: Timetable, day: int, offset: int) -> int:
    """Seconds from a day's noon minus twelve hours to that of a day ``offset`` days later: a day, or an hour less or
    more when the clock changes in between."""
    zone = ZoneInfo(timetable.feeds[0].timezone)
    noons = [
        datetime.combine(EPOCH + timedelta(days=number), time(12), zone).utcoffset() for number in (day, day + offset)
    ]
    return offset * DAY_S + int(((noons[0] or timedelta()) - (noons[1] or timedelta())).total_seconds())


@njit(cache=True, nogil=True)
def _chains(pattern, row, shift, pattern_first, arrival_s, departure_s):  # type: ignore[no-untyped-def]
    """Trips of a pattern (sorted by departure) shared out over lines on which none overtakes another."""
    line = np.empty(len(pattern), np.int32)
    last = np.empty(len(pattern), np.int64)
    opened, first_open = 0, 0
    for i in range(len(pattern)):
        if i == 0 or pattern[i] != pattern[i - 1]:
            first_open = opened
        length = pattern_first[pattern[i] + 1] - pattern_first[pattern[i]]
        chosen = -1
        for chain in range(first_open, opened):
            j = last[chain]
            if _follows(row[j], shift[j], row[i], shift[i], length, arrival_s, departure_s):
                chosen = chain
                break
        if chosen < 0:
            chosen = opened
            opened += 1
        line[i], last[chosen] = chosen, i
    return line


@njit(cache=True, nogil=True)
def _follows(a, shift_a, b, shift_b, length, arrival_s, departure_s):  # type: ignore[no-untyped-def]
    later = shift_b - shift_a
    for i in range(length):
        if departure_s[b + i] + later < departure_s[a + i] or arrival_s[b + i] + later < arrival_s[a + i]:
            return False
    return True


@njit(cache=True, nogil=True)
def _times(line_first, line_run, line_time, flags, row, shift, arrival_s, departure_s):  # type: ignore[no-untyped-def]
    departure = np.empty(line_time[-1], np.int32)
    arrival = np.empty(line_time[-1], np.int32)
    for line in range(len(line_run) - 1):
        first, length = line_first[line], line_first[line + 1] - line_first[line]
        trips = line_run[line + 1] - line_run[line]
        for t in range(trips):
            run = line_run[line] + t
            for i in range(length):
                leave, come = departure_s[row[run] + i] + shift[run], arrival_s[row[run] + i] + shift[run]
                departure[line_time[line] + i * trips + t] = leave if flags[first + i] & BOARD else -NEVER
                arrival[line_time[line] + t * length + i] = come if flags[first + i] & ALIGHT else NEVER
    return departure, arrival


def _boarding(line_first: Longs, line_stop: Ints, flags: np.ndarray, stops: int) -> tuple[Longs, Ints, Ints]:
    """Where each stop can be boarded: all but last positions with BOARD."""
    line = np.repeat(np.arange(len(line_first) - 1), np.diff(line_first))
    position = np.arange(len(line_stop)) - line_first[:-1][line]
    last = position == np.diff(line_first)[line] - 1
    useful = np.flatnonzero(((flags & BOARD) > 0) & ~last)
    useful = useful[np.argsort(line_stop[useful], kind="stable")]
    first = np.searchsorted(line_stop[useful], np.arange(stops + 1)).astype(np.int64)
    return first, line[useful].astype(np.int32), position[useful].astype(np.int32)

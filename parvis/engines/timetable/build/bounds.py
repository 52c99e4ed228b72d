# SPDX-License-Identifier: AGPL-3.0-or-later
"""Lower bounds: how early one can be in a part of the network, from any part, at any time of the day.

A connection scan from the end of the day backwards (J. Dibbelt, T. Pajor, B. Strasser, D. Wagner, "Connection Scan
Algorithm", 2018) for eight clusters of targets at once. All roundings go down, so that a bound is never too high:

- moments of boarding are rounded down to steps of three minutes;
- least times to change are taken as nothing, walking as fast as ``BOUND_SPEED_MPS``;
- results are kept per cluster of origins, per half hour, in steps of six minutes.

A search that drops what these bounds show to be too late drops nothing that could have been part of the answer.
"""

from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from parvis.engines.timetable.compiled import kernel
from parvis.engines.timetable.day import NEVER, DayTable
from parvis.engines.timetable.tables import Bytes, Footpaths, Ints, Longs
from parvis.engines.timetable.timetable import Timetable

from .clusters import halve

BOUND_SPEED_MPS = 1.6
ORIGIN_DEPTH = 10
ORIGINS, TARGETS = 1 << ORIGIN_DEPTH, 1 << (ORIGIN_DEPTH - 2)
WIDTH = 8
STEP_S = 180
RING = 64
SLICE_S = 1_800
SLICES = 64
UNIT_S = 360
MINUTE_S = 60
UNREACHABLE = 255
TICK_S = 4
LATE = 65_535


class Bounds(NamedTuple):
    """``later[target, origin, half hour]``: least arrival after the half hour's start, in six minutes (255: none).

    ``fastest[target, origin]``: least time in minutes. ``origin_of`` gives the cluster of origins of each stop; the
    cluster of targets is ``origin_of >> 2``.
    """

    later: NDArray[np.uint8]
    fastest: NDArray[np.uint8]
    origin_of: Ints


class _Connections(NamedTuple):
    run: Ints
    leave_stop: Ints
    leave_s: Ints
    come_stop: Ints
    come_s: Ints


def bound(timetable: Timetable, day: DayTable, threads: int = 2) -> Bounds:
    """Bounds for one day's table."""
    served = np.zeros(len(timetable.stops.lat), np.bool_)
    served[day.line_stop] = True
    origin_of = halve(timetable.stops.lat, timetable.stops.lon, served, ORIGIN_DEPTH)
    paths = timetable.footpaths
    walk_s = np.maximum(np.floor(paths.metres / BOUND_SPEED_MPS), paths.min_s).astype(np.int32)
    back_first, back_from, back_s = _reversed(paths, walk_s, len(served))
    row_of = np.where(served, np.cumsum(served) - 1, 0).astype(np.int32)
    connections = _connections(day)
    later = np.full((TARGETS, ORIGINS, SLICES), UNREACHABLE, np.uint8)
    fastest = np.full((TARGETS, ORIGINS), UNREACHABLE, np.uint8)
    rows, runs = int(served.sum()), len(day.run_trip)

    def scan(target: int) -> None:
        _scan(connections, row_of, rows, origin_of, served, back_first, back_from, back_s, runs, target, later, fastest)

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(scan, range(0, TARGETS, WIDTH)))
    return Bounds(later, fastest, origin_of)


def _reversed(paths: Footpaths, walk_s: Ints, stops: int) -> tuple[Longs, Ints, Ints]:
    start = np.repeat(np.arange(stops, dtype=np.int32), np.diff(paths.first))
    order = np.argsort(paths.to, kind="stable")
    first = np.searchsorted(paths.to[order], np.arange(stops + 1)).astype(np.int64)
    return first, start[order], walk_s[order]


def _connections(day: DayTable) -> _Connections:
    """All rides from a stop to the next, the latest departure first; NEVER where one may not get on or off."""
    columns = _unrolled(day.line_first, day.line_stop, day.line_trips, day.line_time, day.line_run, day.departure,
                        day.arrival)  # fmt: skip
    order = np.argsort(-columns[5], kind="stable")
    return _Connections(*(column[order] for column in columns[:5]))


@njit(cache=True, nogil=True)
def _unrolled(line_first, line_stop, line_trips, line_time, line_run, departure, arrival):  # type: ignore[no-untyped-def]
    size = 0
    for line in range(len(line_trips)):
        size += line_trips[line] * (line_first[line + 1] - line_first[line] - 1)
    run, leave_stop, leave_s = np.empty(size, np.int32), np.empty(size, np.int32), np.empty(size, np.int32)
    come_stop, come_s, key = np.empty(size, np.int32), np.empty(size, np.int32), np.empty(size, np.int32)
    at = 0
    for line in range(len(line_trips)):
        first, length, trips = line_first[line], line_first[line + 1] - line_first[line], line_trips[line]
        base = line_time[line]
        for trip in range(trips):
            last = -NEVER
            for i in range(length - 1):
                run[at] = line_run[line] + trip
                leave_stop[at], come_stop[at] = line_stop[first + i], line_stop[first + i + 1]
                leave_s[at] = departure[base + i * trips + trip]
                come_s[at] = arrival[base + trip * length + i + 1]
                known = leave_s[at] if leave_s[at] > -NEVER else arrival[base + trip * length + i]
                last = max(last, known if known < NEVER else last)
                key[at] = last
                at += 1
    return run, leave_stop, leave_s, come_stop, come_s, key


@njit(cache=True, nogil=True)
def _scan(connections, row_of, rows, origin_of, served, back_first, back_from, back_s, runs, target, later, fastest):  # type: ignore[no-untyped-def]
    """One scan backwards for the clusters of targets ``target`` to ``target + WIDTH - 1``."""
    ring = np.full((RING, rows, WIDTH), LATE, np.uint16)
    by_trip = np.full((runs, WIDTH), LATE, np.uint16)
    quickest = np.full((rows, WIDTH), NEVER, np.int32)
    now = SLICES * SLICE_S // STEP_S - 1
    tau = np.empty(WIDTH, np.uint16)
    all_run, all_leave_s, all_come_s = connections.run, connections.leave_s, connections.come_s
    all_leave_stop, all_come_stop = connections.leave_stop, connections.come_stop
    for c in range(len(all_run)):
        leave_s, come_s, run, stop = all_leave_s[c], all_come_s[c], all_run[c], all_come_stop[c]
        if leave_s > -NEVER:
            step = max(leave_s, 0) // STEP_S
            while now > step:
                now = _turn(ring, now, rows, later, origin_of, row_of, served, target)
        _arrive(ring, by_trip, run, tau, now, stop, row_of[stop], come_s, (origin_of[stop] >> 2) - target)
        if leave_s > -NEVER:
            _board(ring, quickest, tau, now, all_leave_stop[c], leave_s, row_of, back_first, back_from, back_s)
    while now >= 0:
        now = _turn(ring, now, rows, later, origin_of, row_of, served, target)
    _keep_fastest(quickest, fastest, origin_of, row_of, served, target)


@kernel
def _turn(ring, now, rows, later, origin_of, row_of, served, target):  # type: ignore[no-untyped-def]
    """One step earlier: what can be reached later can be reached now. Each half hour the bounds are written down."""
    if now * STEP_S % SLICE_S == 0 and now * STEP_S // SLICE_S < SLICES:
        _write(ring[now % RING], later, now * STEP_S // SLICE_S, origin_of, row_of, served, target)
    if now == 0:
        return -1
    here, before = now % RING, (now - 1) % RING
    for row in range(rows):
        for j in range(WIDTH):
            ring[before, row, j] = min(ring[before, row, j], ring[here, row, j])
    # The row that will next be written ahead of time (walks before a departure) starts empty.
    ahead = ring[(now - 1 - RING // 4) % RING]
    ahead[:] = LATE
    return now - 1


@kernel
def _write(row_values, later, part, origin_of, row_of, served, target):  # type: ignore[no-untyped-def]
    for stop in range(len(served)):
        if not served[stop]:
            continue
        for j in range(WIDTH):
            value = row_values[row_of[stop], j]
            if origin_of[stop] >> 2 == target + j:
                later[target + j, origin_of[stop], part] = 0
            elif value != LATE:
                steps = min(max(int(value) * TICK_S - part * SLICE_S, 0) // UNIT_S, UNREACHABLE - 1)
                if steps < later[target + j, origin_of[stop], part]:
                    later[target + j, origin_of[stop], part] = steps


@kernel
def _arrive(ring, by_trip, run, tau, now, stop, row, come_s, inside):  # type: ignore[no-untyped-def]
    """The earliest arrival in each cluster of one who sits in the trip before the stop."""
    for j in range(WIDTH):
        tau[j] = by_trip[run, j]
    if come_s < NEVER:
        step = min(max(come_s, 0) // STEP_S, now + RING // 2)
        there = step % RING
        for j in range(WIDTH):
            tau[j] = min(tau[j], ring[there, row, j])
        if 0 <= inside < WIDTH:
            tau[inside] = min(tau[inside], np.uint16(min(max(come_s, 0) // TICK_S, LATE - 1)))
    for j in range(WIDTH):
        by_trip[run, j] = tau[j]


@kernel
def _board(ring, quickest, tau, now, stop, leave_s, row_of, back_first, back_from, back_s):  # type: ignore[no-untyped-def]
    here, row = now % RING, row_of[stop]
    better = False
    for j in range(WIDTH):
        if tau[j] < ring[here, row, j]:
            better = True
            ring[here, row, j] = tau[j]
            quickest[row, j] = min(quickest[row, j], int(tau[j]) * TICK_S - leave_s)
    if not better:
        return
    for edge in range(back_first[stop], back_first[stop + 1]):
        other, walk = row_of[back_from[edge]], back_s[edge]
        step = max(max(leave_s - walk, 0) // STEP_S, now - RING // 4)
        there = max(step, 0) % RING
        for j in range(WIDTH):
            ring[there, other, j] = min(ring[there, other, j], tau[j])
            if tau[j] != LATE:
                quickest[other, j] = min(quickest[other, j], int(tau[j]) * TICK_S - leave_s + walk)


@kernel
def _keep_fastest(quickest, fastest, origin_of, row_of, served, target):  # type: ignore[no-untyped-def]
    for stop in range(len(served)):
        if not served[stop]:
            continue
        for j in range(WIDTH):
            took = quickest[row_of[stop], j]
            minutes = UNREACHABLE if took >= NEVER else min(max(took, 0) // MINUTE_S, UNREACHABLE - 1)
            if origin_of[stop] >> 2 == target + j:
                minutes = 0
            fastest[target + j, origin_of[stop]] = min(fastest[target + j, origin_of[stop]], minutes)


__all__ = ["BOUND_SPEED_MPS", "Bounds", "Bytes", "bound"]

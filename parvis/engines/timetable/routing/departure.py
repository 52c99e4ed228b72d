# SPDX-License-Identifier: AGPL-3.0-or-later
"""Round-based search from one departure time: earliest arrivals for each number of trips.

RAPTOR: D. Delling, T. Pajor, R. F. Werneck, "Round-Based Public Transit Routing", ALENEX 2012. Paths on foot join two trips
and are never chained, so arrivals by trip and the moments from which one can board are kept apart.
"""

from typing import NamedTuple

import numpy as np
from numba import njit

from parvis.engines.timetable.day import NEVER
from parvis.engines.timetable.tables import Bytes, Ints, Longs


class Ends(NamedTuple):
    """Where one starts and ends: stops with the seconds on foot (and metres, for the result)."""

    access_stop: Ints
    access_s: Ints
    egress_stop: Ints
    egress_s: Ints


class Ground(NamedTuple):
    """What does not change from day to day, made ready for a query: footpaths in seconds, allowed lines."""

    walk_first: Longs
    walk_to: Ints
    walk_s: Ints
    change_s: Ints
    line_allowed: Bytes


class Scratch(NamedTuple):
    """Memory of one search; each thread has its own. Rows of two dimensions are rounds."""

    ready: Ints
    arrived: Ints
    by_line: Ints
    by_trip: Ints
    boarded_at: Ints
    left_at: Ints
    walked_from: Ints
    best_ready: Ints
    best_arrived: Ints
    egress: Ints
    marked: Ints
    marked_now: Ints
    fresh: Ints
    landed: Ints
    queue: Ints
    first_position: Ints
    reached: Ints
    reached_stop: Ints


def scratch(stops: int, lines: int, rounds: int) -> Scratch:
    """Memory for searches of so many rounds."""
    def two() -> Ints:
        return np.zeros((rounds + 1, stops), np.int32)

    def one(size: int, value: int = 0) -> Ints:
        return np.full(size, value, np.int32)

    return Scratch(
        two(), two(), two(), two(), two(), two(), two(), one(stops), one(stops), one(stops, NEVER),
        one(stops), one(stops), one(stops), one(stops), one(lines), one(lines, NEVER), one(rounds + 1), one(rounds + 1),
    )  # fmt: skip


@njit(cache=True, nogil=True)
def search(day, ground, ends, work, depart_s, limit_s, slack_s, rounds):  # type: ignore[no-untyped-def]
    """Rides up to ``rounds`` trips and returns how many rounds were run.

    ``work.reached[k]`` is the earliest arrival before ``limit_s`` with k trips, where that beats any with fewer, else
    NEVER; ``work.reached_stop[k]`` is where the last trip is left.
    """
    _clear(ends, work)
    count = _start(ends, work, depart_s)
    best, k = limit_s, 0
    while count and k < rounds:
        k += 1
        lines = _collect(day, ground, work, count)
        found, best = _ride(day, ground, work, k, lines, best)
        count = _walk(ground, work, k, found, best, slack_s)
    for i in range(len(ends.egress_stop)):
        work.egress[ends.egress_stop[i]] = NEVER
    return k


@njit(cache=True, nogil=True)
def _clear(ends, work):  # type: ignore[no-untyped-def]
    work.best_ready[:] = NEVER
    work.best_arrived[:] = NEVER
    work.fresh[:] = -1
    work.landed[:] = -1
    work.reached[:] = NEVER
    for i in range(len(ends.egress_stop)):
        stop = ends.egress_stop[i]
        work.egress[stop] = min(work.egress[stop], ends.egress_s[i])


@njit(cache=True, nogil=True)
def _start(ends, work, depart_s):  # type: ignore[no-untyped-def]
    count = 0
    for i in range(len(ends.access_stop)):
        stop, at = ends.access_stop[i], depart_s + ends.access_s[i]
        if at < work.best_ready[stop]:
            work.best_ready[stop] = at
            work.ready[0, stop] = at
            work.walked_from[0, stop] = i
            if work.fresh[stop] != 0:
                work.fresh[stop] = 0
                work.marked[count] = stop
                count += 1
    return count


@njit(cache=True, nogil=True)
def _collect(day, ground, work, count):  # type: ignore[no-untyped-def]
    """The lines that serve a marked stop, each with its first marked position."""
    lines = 0
    for i in range(count):
        stop = work.marked[i]
        for j in range(day.stop_first[stop], day.stop_first[stop + 1]):
            line, position = day.stop_line[j], day.stop_position[j]
            if work.first_position[line] == NEVER:
                if not ground.line_allowed[line]:
                    continue
                work.queue[lines] = line
                lines += 1
                work.first_position[line] = position
            elif position < work.first_position[line]:
                work.first_position[line] = position
    return lines


@njit(cache=True, nogil=True)
def next_trip(departure, base, trips, at):  # type: ignore[no-untyped-def]
    """The first of ``trips`` departures from ``base`` on that is not before ``at``; ``trips`` without."""
    low, high = 0, trips
    while low < high:
        middle = (low + high) >> 1
        if departure[base + middle] < at:
            low = middle + 1
        else:
            high = middle
    return low


@njit(cache=True, nogil=True)
def _ride(day, ground, work, k, lines, best):  # type: ignore[no-untyped-def]
    """Rides each collected line once from its first marked stop; how many stops it arrives at earlier than known."""
    found = 0
    for q in range(lines):
        line = work.queue[q]
        start = work.first_position[line]
        work.first_position[line] = NEVER
        first, length = day.line_first[line], day.line_first[line + 1] - day.line_first[line]
        trips, base = day.line_trips[line], day.line_time[line]
        trip, boarded = trips, 0
        for i in range(start, length):
            stop = day.line_stop[first + i]
            if trip < trips:
                at = day.arrival[base + trip * length + i]
                if at < work.best_arrived[stop] and at < best:
                    found, best = _land(work, k, stop, at, found, best)
                    _remember(work, k, stop, line, trip, boarded, i)
            if work.fresh[stop] == k - 1:
                sooner = next_trip(day.departure, base + i * trips, trip, work.ready[k - 1, stop])
                if sooner < trip:
                    trip, boarded = sooner, i
    return found, best


@njit(cache=True, nogil=True, inline="always")
def _land(work, k, stop, at, found, best):  # type: ignore[no-untyped-def]
    work.best_arrived[stop] = at
    work.arrived[k, stop] = at
    if work.landed[stop] != k:
        work.landed[stop] = k
        work.marked_now[found] = stop
        found += 1
    done = at + work.egress[stop]
    if done < best:
        best = done
        work.reached[k] = done
        work.reached_stop[k] = stop
    return found, best


@njit(cache=True, nogil=True, inline="always")
def _remember(work, k, stop, line, trip, boarded, position):  # type: ignore[no-untyped-def]
    work.by_line[k, stop] = line
    work.by_trip[k, stop] = trip
    work.boarded_at[k, stop] = boarded
    work.left_at[k, stop] = position


@njit(cache=True, nogil=True)
def _walk(ground, work, k, found, best, slack_s):  # type: ignore[no-untyped-def]
    """From the stops reached by trip: change there, or walk to one nearby; how many stops one can board at sooner."""
    count = 0
    for i in range(found):
        stop = work.marked_now[i]
        at = work.arrived[k, stop] + slack_s
        if at >= best:
            continue
        count = _stand(work, k, stop, at + ground.change_s[stop], stop, count)
        for j in range(ground.walk_first[stop], ground.walk_first[stop + 1]):
            count = _stand(work, k, ground.walk_to[j], at + ground.walk_s[j], stop, count)
    return count


@njit(cache=True, nogil=True, inline="always")
def _stand(work, k, stop, at, walked_from, count):  # type: ignore[no-untyped-def]
    if at < work.best_ready[stop]:
        work.best_ready[stop] = at
        work.ready[k, stop] = at
        work.walked_from[k, stop] = walked_from
        if work.fresh[stop] != k:
            work.fresh[stop] = k
            work.marked[count] = stop
            count += 1
    return count

# SPDX-License-Identifier: AGPL-3.0-or-later
"""Round-based search from one departure time: earliest arrivals for each number of trips.

RAPTOR: D. Delling, T. Pajor, R. F. Werneck, "Round-Based Public Transit Routing", ALENEX 2012. Paths on foot join two
trips and are never chained, so arrivals by trip and the moments from which one can board are kept apart. Arrays are
taken out of their tuples before the loops: reading them inside costs a count of references each time.
"""

from typing import NamedTuple

import numpy as np

from parvis.engines.timetable.compiled import inlined, kernel
from parvis.engines.timetable.day import NEVER
from parvis.engines.timetable.tables import Ints

from .frame import earliest, next_trip


class Scratch(NamedTuple):
    """Memory of one search; each thread has its own. Arrays of two dimensions have a row per round."""

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
    landed: Ints
    fresh: Ints
    seen: Ints
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
        two(), two(), two(), two(), two(), two(), two(), one(stops), one(stops), one(stops, NEVER), one(stops),
        one(stops), one(stops), one(stops), one(lines), one(lines, NEVER), one(rounds + 1), one(rounds + 1),
    )  # fmt: skip


@kernel
def search(day, ground, ends, towards, work, depart_s, limit_s, slack_s, rounds, all_before=False):  # type: ignore[no-untyped-def]
    """Rides up to ``rounds`` trips and returns how many rounds were run.

    ``work.reached[k]`` is the earliest arrival before ``limit_s`` with k trips, where that beats any with fewer, else
    NEVER; ``work.reached_stop[k]`` is where the last trip is left. ``all_before``: do not stop at the first arrival
    but go on for all that a journey before ``limit_s`` may pass.
    """
    _clear(ends, work)
    count = _start(ends, work, depart_s)
    best, k = limit_s, 0
    while count and k < rounds:
        k += 1
        lines = _collect(day, ground, work, count)
        found, best = _ride(day, towards, work, k, lines, best, limit_s if all_before else 0)
        count = _walk(ground, work, k, found, max(best, limit_s if all_before else 0), slack_s)
    for i in range(len(ends.egress_stop)):
        work.egress[ends.egress_stop[i]] = NEVER
    return k


@kernel
def _clear(ends, work):  # type: ignore[no-untyped-def]
    work.best_ready[:] = NEVER
    work.best_arrived[:] = NEVER
    work.fresh[:] = -1
    work.seen[:] = -1
    work.reached[:] = NEVER
    for i in range(len(ends.egress_stop)):
        stop = ends.egress_stop[i]
        work.egress[stop] = min(work.egress[stop], ends.egress_s[i])


@kernel
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


@kernel
def _collect(day, ground, work, count):  # type: ignore[no-untyped-def]
    """The lines that serve a marked stop, each with its first marked position."""
    stop_first, stop_line, stop_position = day.stop_first, day.stop_line, day.stop_position
    marked, queue, first_position, allowed = work.marked, work.queue, work.first_position, ground.line_allowed
    lines = 0
    for i in range(count):
        stop = marked[i]
        for j in range(stop_first[stop], stop_first[stop + 1]):
            line, position = stop_line[j], stop_position[j]
            if first_position[line] == NEVER and allowed[line]:
                queue[lines] = line
                lines += 1
                first_position[line] = position
            elif position < first_position[line] and first_position[line] != NEVER:
                first_position[line] = position
    return lines


@kernel
def _ride(day, towards, work, k, lines, best, least):  # type: ignore[no-untyped-def]
    """Rides each collected line once from its first marked stop; how many stops it arrives at earlier than known."""
    queue, first_position, fresh = work.queue, work.first_position, work.fresh
    line_first, line_stop, line_trips, line_time = day.line_first, day.line_stop, day.line_trips, day.line_time
    departure, arrival, best_arrived, ready = day.departure, day.arrival, work.best_arrived, work.ready[k - 1]
    later, fastest, origin_of = towards.later, towards.fastest, towards.origin_of
    egress, seen, landed, reached, reached_stop = work.egress, work.seen, work.landed, work.reached, work.reached_stop
    arrived, by_line, by_trip = work.arrived[k], work.by_line[k], work.by_trip[k]
    boarded_at, left_at = work.boarded_at[k], work.left_at[k]
    found = 0
    for q in range(lines):
        line = queue[q]
        start, first = first_position[line], line_first[line]
        first_position[line] = NEVER
        length, trips, base = line_first[line + 1] - first, line_trips[line], line_time[line]
        trip, boarded = trips, 0
        for i in range(start, length):
            stop = line_stop[first + i]
            if trip < trips:
                at = arrival[base + trip * length + i]
                if at < best_arrived[stop] and at < max(best, least):
                    best_arrived[stop] = at
                    if earliest(later, fastest, origin_of[stop], at, NEVER) < max(best, least):
                        arrived[stop], by_line[stop], by_trip[stop] = at, line, trip
                        boarded_at[stop], left_at[stop] = boarded, i
                        found = _note(seen, landed, stop, k, found)
                        best = _finish(egress, reached, reached_stop, stop, at, k, best)
            if fresh[stop] == k - 1:
                sooner = next_trip(departure, base + i * trips, trip, ready[stop])
                if sooner < trip:
                    trip, boarded = sooner, i
    return found, best


@inlined
def _note(seen, landed, stop, k, found):  # type: ignore[no-untyped-def]
    if seen[stop] != k:
        seen[stop] = k
        landed[found] = stop
        found += 1
    return found


@inlined
def _finish(egress, reached, reached_stop, stop, at, k, best):  # type: ignore[no-untyped-def]
    done = at + egress[stop]
    if done < best:
        best = done
        reached[k] = done
        reached_stop[k] = stop
    return best


@kernel
def _walk(ground, work, k, found, best, slack_s):  # type: ignore[no-untyped-def]
    """From the stops reached by trip: change there, or walk to one nearby; how many stops one can board at sooner."""
    walk_first, walk_to, walk_s, change_s = ground.walk_first, ground.walk_to, ground.walk_s, ground.change_s
    landed, arrived, best_ready, marked, fresh = work.landed, work.arrived[k], work.best_ready, work.marked, work.fresh
    ready, walked_from = work.ready[k], work.walked_from[k]
    count = 0
    for i in range(found):
        stop = landed[i]
        at = arrived[stop] + slack_s
        if at < best:
            count = _stand(best_ready, ready, walked_from, fresh, marked, k, stop, at + change_s[stop], stop, count)
            for j in range(walk_first[stop], walk_first[stop + 1]):
                count = _stand(
                    best_ready, ready, walked_from, fresh, marked, k, walk_to[j], at + walk_s[j], stop, count
                )
    return count


@inlined
def _stand(best_ready, ready, walked_from, fresh, marked, k, stop, at, origin, count):  # type: ignore[no-untyped-def]
    if at < best_ready[stop]:
        best_ready[stop] = at
        ready[stop] = at
        walked_from[stop] = origin
        if fresh[stop] != k:
            fresh[stop] = k
            marked[count] = stop
            count += 1
    return count

# SPDX-License-Identifier: AGPL-3.0-or-later
"""All sensible journeys of a window: no other leaves later, arrives earlier, changes less and walks less at once.

Departures are tried from the last to the first, and what was reached by leaving later is kept, so that only what is
worth leaving earlier for is followed (range search with bags: Delling, Pajor, Werneck, "Round-Based Public Transit
Routing", section 4). Labels lie in one array, a row each; bags are chained rows.
"""

from typing import NamedTuple

import numpy as np
from numba import njit

from parvis.engines.timetable.day import NEVER
from parvis.engines.timetable.tables import Ints

from .frame import earliest, next_trip

TIME, WALK, ROUND, STOP, NEXT, PARENT, LINE, TRIP, LEFT, DEAD = range(10)
FIELDS = 12
G_ARRIVE, G_ROUND, G_WALK, G_DEPART, G_LABEL = range(5)
BAG = 4_096


class Rules(NamedTuple):
    """Limits of a search: latest arrival, slack at changes, most trips, most metres on foot, the way on foot alone."""

    limit_s: int
    slack_s: int
    rounds: int
    walk_m: int
    direct_s: int
    direct_m: int


class Labels(NamedTuple):
    """Memory of a profile search; ``pool[label]`` holds the fields above, ``goals[goal]`` what reached the end."""

    pool: Ints
    goals: Ints
    ready: Ints
    arrived: Ints
    egress: Ints
    egress_m: Ints
    queue: Ints
    first_position: Ints
    bag_trip: Ints
    bag_walk: Ints
    bag_label: Ints


def labels(stops: int, lines: int, size: int) -> Labels:
    """Memory for so many labels."""

    def one(length: int, value: int = 0) -> Ints:
        return np.full(length, value, np.int32)

    return Labels(
        np.empty((size, FIELDS), np.int32), np.empty((size // 8 + 8, 5), np.int32), one(stops, -1), one(stops, -1),
        one(stops, NEVER), one(stops), one(lines), one(lines, NEVER), one(BAG), one(BAG), one(BAG),
    )  # fmt: skip


@njit(cache=True, nogil=True)
def departures(day, ground, ends, first_s, last_s):  # type: ignore[no-untyped-def]
    """All moments of the window at which leaving makes sense, with the access each is for; the latest first."""
    departure, stop_first = day.departure, day.stop_first
    moments, accesses = [np.int64(0)], [np.int64(0)]
    for i in range(len(ends.access_stop)):
        stop, walk = ends.access_stop[i], ends.access_s[i]
        for j in range(stop_first[stop], stop_first[stop + 1]):
            line = day.stop_line[j]
            if not ground.line_allowed[line]:
                continue
            trips = day.line_trips[line]
            base = day.line_time[line] + day.stop_position[j] * trips
            t = next_trip(departure, base, trips, first_s + walk)
            while t < trips and departure[base + t] <= last_s + walk:
                moments.append(np.int64(departure[base + t] - walk))
                accesses.append(np.int64(i))
                t += 1
    keys = np.array(moments[1:], np.int64) * 1_000_000 + np.array(accesses[1:], np.int64)
    keys = np.unique(keys)[::-1]
    return keys // 1_000_000, keys % 1_000_000


@njit(cache=True, nogil=True)
def profile(day, ground, ends, towards, memory, rules, moments, accesses):  # type: ignore[no-untyped-def]
    """Fills ``memory.goals``; how many there are, or -1 when the memory is too small."""
    memory.ready[:] = -1
    memory.arrived[:] = -1
    for i in range(len(ends.egress_stop)):
        stop = ends.egress_stop[i]
        if ends.egress_s[i] < memory.egress[stop]:
            memory.egress[stop], memory.egress_m[stop] = ends.egress_s[i], ends.egress_m[i]
    used, goals, i = 0, 0, 0
    while i < len(moments) and used >= 0:
        begun, moment = used, moments[i]
        while i < len(moments) and moments[i] == moment:
            used = _set_out(ends, memory, accesses[i], moment, rules, used)
            i += 1
        used, goals = _rounds(day, ground, towards, memory, rules, moment, begun, used, goals)
    for i in range(len(ends.egress_stop)):
        memory.egress[ends.egress_stop[i]] = NEVER
    return goals if used >= 0 else -1


@njit(cache=True, nogil=True)
def _set_out(ends, memory, access, moment, rules, used):  # type: ignore[no-untyped-def]
    stop, walk = ends.access_stop[access], ends.access_m[access]
    if used < 0 or used + 1 >= len(memory.pool) or walk > rules.walk_m:
        return used
    if _insert(memory.pool, memory.ready, stop, used, moment + ends.access_s[access], walk, 0):
        memory.pool[used, PARENT], memory.pool[used, LEFT] = -1, access
        used += 1
    return used


@njit(cache=True, nogil=True)
def _rounds(day, ground, towards, memory, rules, moment, begun, used, goals):  # type: ignore[no-untyped-def]
    k = 0
    while begun < used and k < rules.rounds:
        k += 1
        lines = _collect(day, ground, memory, begun, used)
        landed = used
        used, goals = _ride(day, towards, memory, rules, moment, k, lines, begun, used, goals)
        if used < 0:
            break
        begun = used
        used = _walk(ground, memory, rules, k, landed, used)
        if used < 0:
            break
    return used, goals


@njit(cache=True, nogil=True)
def _insert(pool, heads, stop, new, time, walk, k):  # type: ignore[no-untyped-def]
    """Puts a label into a stop's bag unless one there is as good; takes out those that it beats."""
    before, i = -1, heads[stop]
    while i >= 0:
        following = pool[i, NEXT]
        no_later, no_longer, no_more = pool[i, TIME] <= time, pool[i, WALK] <= walk, pool[i, ROUND] <= k
        if no_later and no_longer and no_more:
            return False
        if pool[i, TIME] >= time and pool[i, WALK] >= walk and pool[i, ROUND] >= k:
            pool[i, DEAD] = 1
            if before < 0:
                heads[stop] = following
            else:
                pool[before, NEXT] = following
        else:
            before = i
        i = following
    pool[new, TIME], pool[new, WALK], pool[new, ROUND], pool[new, STOP] = time, walk, k, stop
    pool[new, NEXT], pool[new, DEAD] = heads[stop], 0
    heads[stop] = new
    return True


@njit(cache=True, nogil=True)
def _collect(day, ground, memory, begun, used):  # type: ignore[no-untyped-def]
    pool, stop_first, stop_line, stop_position = memory.pool, day.stop_first, day.stop_line, day.stop_position
    queue, first_position, allowed = memory.queue, memory.first_position, ground.line_allowed
    lines = 0
    for label in range(begun, used):
        if pool[label, DEAD]:
            continue
        stop = pool[label, STOP]
        for j in range(stop_first[stop], stop_first[stop + 1]):
            line, position = stop_line[j], stop_position[j]
            if first_position[line] == NEVER and allowed[line]:
                queue[lines] = line
                lines += 1
                first_position[line] = position
            elif position < first_position[line] and first_position[line] != NEVER:
                first_position[line] = position
    return lines


@njit(cache=True, nogil=True)
def _ride(day, towards, memory, rules, moment, k, lines, begun, used, goals):  # type: ignore[no-untyped-def]
    """Rides each collected line with a bag of (trip, walk); new arrivals are the rows from ``used`` on."""
    queue, first_position, ready, pool = memory.queue, memory.first_position, memory.ready, memory.pool
    line_first, line_stop, line_trips, line_time = day.line_first, day.line_stop, day.line_trips, day.line_time
    departure, arrival = day.departure, day.arrival
    bag_trip, bag_walk, bag_label = memory.bag_trip, memory.bag_walk, memory.bag_label
    for q in range(lines):
        line = queue[q]
        start, first, trips, base = first_position[line], line_first[line], line_trips[line], line_time[line]
        first_position[line] = NEVER
        length, size = line_first[line + 1] - first, 0
        for i in range(start, length):
            stop = line_stop[first + i]
            for e in range(size):
                at = arrival[base + bag_trip[e] * length + i]
                if at < rules.limit_s and used >= 0:
                    used, goals = _land(
                        towards, memory, rules, moment, k, stop, at, line, i, bag_trip[e], bag_walk[e], bag_label[e],
                        used, goals,
                    )  # fmt: skip
            label = ready[stop]
            while label >= begun and i < length - 1:
                trip = next_trip(departure, base + i * trips, trips, pool[label, TIME])
                if trip < trips:
                    size = _get_on(bag_trip, bag_walk, bag_label, size, trip, pool[label, WALK], label)
                label = pool[label, NEXT]
    return used, goals


@njit(cache=True, nogil=True)
def _get_on(bag_trip, bag_walk, bag_label, size, trip, walk, label):  # type: ignore[no-untyped-def]
    """Adds a rider to the bag of a line unless one sits in as early a trip and has walked no more."""
    kept = 0
    for e in range(size):
        if bag_trip[e] <= trip and bag_walk[e] <= walk:
            return size
    for e in range(size):
        if not (bag_trip[e] >= trip and bag_walk[e] >= walk):
            bag_trip[kept], bag_walk[kept], bag_label[kept] = bag_trip[e], bag_walk[e], bag_label[e]
            kept += 1
    if kept < BAG:
        bag_trip[kept], bag_walk[kept], bag_label[kept] = trip, walk, label
        kept += 1
    return kept


@njit(cache=True, nogil=True)
def _beaten(goals_of, goals, rules, moment, at, walk, k):  # type: ignore[no-untyped-def]
    """Whether something already found arrives no later with no more trips and no more walking."""
    if walk >= rules.direct_m and at >= moment + rules.direct_s:
        return True
    for g in range(goals - 1, -1, -1):
        if goals_of[g, G_ARRIVE] <= at and goals_of[g, G_ROUND] <= k and goals_of[g, G_WALK] <= walk:
            return True
    return False


@njit(cache=True, nogil=True)
def _land(towards, memory, rules, moment, k, stop, at, line, left, trip, walk, parent, used, goals):  # type: ignore[no-untyped-def]
    """One arrival by trip; a goal too where the journey may end."""
    bound = earliest(towards.later, towards.fastest, towards.origin_of[stop], at, NEVER)
    final = memory.egress[stop] < NEVER
    if bound >= rules.limit_s or _beaten(memory.goals, goals, rules, moment, bound, walk, k if final else k + 1):
        return used, goals
    pool = memory.pool
    if used + 1 >= len(pool) or goals + 1 >= len(memory.goals):
        return -1, goals
    if not _insert(pool, memory.arrived, stop, used, at, walk, k):
        return used, goals
    pool[used, PARENT], pool[used, LINE], pool[used, TRIP], pool[used, LEFT] = parent, line, trip, left
    if final:
        done, whole = at + memory.egress[stop], walk + memory.egress_m[stop]
        if done < rules.limit_s and whole <= rules.walk_m:
            goals = _reach(memory.goals, goals, rules, moment, done, whole, k, used)
    return used + 1, goals


@njit(cache=True, nogil=True)
def _reach(goals_of, goals, rules, moment, done, walk, k, label):  # type: ignore[no-untyped-def]
    if _beaten(goals_of, goals, rules, moment, done, walk, k):
        return goals
    kept = goals
    while kept > 0 and goals_of[kept - 1, G_DEPART] == moment:
        kept -= 1
    for g in range(kept, goals):
        worse = goals_of[g, G_ARRIVE] >= done and goals_of[g, G_ROUND] >= k and goals_of[g, G_WALK] >= walk
        if not worse:
            goals_of[kept] = goals_of[g]
            kept += 1
    goals_of[kept, G_ARRIVE], goals_of[kept, G_ROUND], goals_of[kept, G_WALK] = done, k, walk
    goals_of[kept, G_DEPART], goals_of[kept, G_LABEL] = moment, label
    return kept + 1


@njit(cache=True, nogil=True)
def _walk(ground, memory, rules, k, landed, used):  # type: ignore[no-untyped-def]
    """From each new arrival: change at the stop, or walk to one nearby."""
    walk_first, walk_to, walk_s, walk_m, change_s = (
        ground.walk_first, ground.walk_to, ground.walk_s, ground.walk_m, ground.change_s,
    )  # fmt: skip
    pool, ready, last = memory.pool, memory.ready, used
    for label in range(landed, last):
        if pool[label, DEAD]:
            continue
        stop, at, walk = pool[label, STOP], pool[label, TIME] + rules.slack_s, pool[label, WALK]
        if used + 2 + walk_first[stop + 1] - walk_first[stop] >= len(pool):
            return -1
        if _insert(pool, ready, stop, used, at + change_s[stop], walk, k):
            pool[used, PARENT] = label
            used += 1
        for j in range(walk_first[stop], walk_first[stop + 1]):
            near = walk + walk_m[j] <= rules.walk_m
            if near and _insert(pool, ready, walk_to[j], used, at + walk_s[j], walk + walk_m[j], k):
                pool[used, PARENT] = label
                used += 1
    return used

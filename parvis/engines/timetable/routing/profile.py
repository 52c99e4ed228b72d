# SPDX-License-Identifier: AGPL-3.0-or-later
"""All sensible journeys of a window: no other leaves later, arrives earlier, changes less and walks less at once.

Departures are tried from the last to the first, and what was reached by leaving later is kept, so that only what is
worth leaving earlier for is followed (range search with bags: Delling, Pajor, Werneck, "Round-Based Public Transit
Routing", section 4). What the outlook shows to be hopeless is not followed. Labels lie in one array, a row each; bags
are chained rows.
"""

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from parvis.engines.timetable.day import NEVER
from parvis.engines.timetable.tables import Ints

from .bags import (
    BAG,
    BUCKETS,
    DEAD,
    FIELDS,
    LEFT,
    LINE,
    NEXT,
    PARENT,
    STOP,
    TIME,
    TRIP,
    WALK,
    arrive,
    get_on,
    hopeful,
    insert,
)

from .frame import next_trip


class Rules(NamedTuple):
    """Limits of a search: latest arrival, slack at changes, most trips, most metres on foot, the way on foot alone.

    ``turn_s``: the moment at which times run backwards become times run forwards.
    """

    limit_s: int
    slack_s: int
    rounds: int
    walk_m: int
    direct_s: int
    direct_m: int
    turn_s: int


class Labels(NamedTuple):
    """Memory of a profile search; ``pool[label]`` holds the fields of ``bags``, ``goals[goal]`` what reached the end.

    ``best[trips, walk]``: the earliest arrival so far with so many trips and so many hundred metres.
    """

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
    best: Ints


def labels(stops: int, lines: int, rounds: int, size: int) -> Labels:
    """Memory for so many labels."""

    def one(length: int, value: int = 0) -> Ints:
        return np.full(length, value, np.int32)

    return Labels(
        np.empty((size, FIELDS), np.int32), np.empty((size // 8 + 8, 5), np.int32), one(stops, -1), one(stops, -1),
        one(stops, NEVER), one(stops), one(lines), one(lines, NEVER), one(BAG), one(BAG), one(BAG),
        np.empty((rounds + 2, BUCKETS), np.int32),
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
def profile(day, ground, ends, ahead, floors, memory, rules, moments, accesses):  # type: ignore[no-untyped-def]
    """Fills ``memory.goals``; how many there are, or -1 when the memory is too small."""
    memory.ready[:] = -1
    memory.arrived[:] = -1
    memory.best[:] = NEVER
    for i in range(len(ends.egress_stop)):
        stop = ends.egress_stop[i]
        if ends.egress_s[i] < memory.egress[stop]:
            memory.egress[stop], memory.egress_m[stop] = ends.egress_s[i], ends.egress_m[i]
    used, goals, i = 0, 0, 0
    while i < len(moments) and used >= 0:
        begun, moment = used, moments[i]
        while i < len(moments) and moments[i] == moment:
            used = _set_out(ends, ahead, memory, floors, rules, accesses[i], moment, used)
            i += 1
        used, goals = _rounds(day, ground, ahead, floors, memory, rules, moment, begun, used, goals)
    for i in range(len(ends.egress_stop)):
        memory.egress[ends.egress_stop[i]] = NEVER
    return goals if used >= 0 else -1


@njit(cache=True, nogil=True)
def _set_out(ends, ahead, memory, floors, rules, access, moment, used):  # type: ignore[no-untyped-def]
    stop, walk = ends.access_stop[access], ends.access_m[access]
    if used < 0 or used + 1 >= len(memory.pool) or ahead.row_of[stop] < 0:
        return used
    at, cell = moment + ends.access_s[access], ahead.row_of[stop] * (rules.rounds + 1)
    if not hopeful(
        ahead.board, ahead.board_m, cell, 1, rules.rounds, rules.turn_s - at, floors, walk, 0, memory.best,
        rules.walk_m, rules.direct_m, moment + rules.direct_s,
    ):  # fmt: skip
        return used
    if insert(memory.pool, memory.ready, stop, used, at, walk, 0):
        memory.pool[used, PARENT], memory.pool[used, LEFT] = -1, access
        used += 1
    return used


@njit(cache=True, nogil=True)
def _rounds(day, ground, ahead, floors, memory, rules, moment, begun, used, goals):  # type: ignore[no-untyped-def]
    k = 0
    while begun < used and k < rules.rounds:
        k += 1
        lines = _collect(day, ahead, memory, begun, used)
        landed = used
        used, goals = _ride(day, ahead, floors, memory, rules, moment, k, lines, begun, used, goals)
        if used < 0:
            break
        begun = used
        used = _walk(ground, ahead, floors, memory, rules, moment, k, landed, used)
        if used < 0:
            break
    return used, goals


@njit(cache=True, nogil=True)
def _collect(day, ahead, memory, begun, used):  # type: ignore[no-untyped-def]
    """The lines to ride, of those that the search backwards came to, each with its first position."""
    pool, stop_first, stop_line, stop_position = memory.pool, day.stop_first, day.stop_line, day.stop_position
    queue, first_position, useful = memory.queue, memory.first_position, ahead.line_seen
    lines = 0
    for label in range(begun, used):
        if pool[label, DEAD]:
            continue
        stop = pool[label, STOP]
        for j in range(stop_first[stop], stop_first[stop + 1]):
            line, position = stop_line[j], stop_position[j]
            if useful[line]:
                if first_position[line] == NEVER:
                    queue[lines] = line
                    lines += 1
                first_position[line] = min(first_position[line], position)
    return lines


@njit(cache=True, nogil=True)
def _ride(day, ahead, floors, memory, rules, moment, k, lines, begun, used, goals):  # type: ignore[no-untyped-def]
    """Rides each collected line with a bag of (trip, walk); new arrivals are the rows from ``used`` on."""
    queue, first_position, ready, pool = memory.queue, memory.first_position, memory.ready, memory.pool
    line_first, line_stop, line_trips, line_time = day.line_first, day.line_stop, day.line_trips, day.line_time
    departure, arrival, row_of, land, land_m = day.departure, day.arrival, ahead.row_of, ahead.land, ahead.land_m
    bag_trip, bag_walk, bag_label = memory.bag_trip, memory.bag_walk, memory.bag_label
    arrived, best, egress, turn_s, wide = memory.arrived, memory.best, memory.egress, rules.turn_s, rules.rounds + 1
    walk_m, direct_m, direct_s = rules.walk_m, rules.direct_m, moment + rules.direct_s
    for q in range(lines):
        line = queue[q]
        start, first, trips, base = first_position[line], line_first[line], line_trips[line], line_time[line]
        first_position[line] = NEVER
        length, size = line_first[line + 1] - first, 0
        for i in range(start, length):
            stop = line_stop[first + i]
            row = row_of[stop]
            if row < 0:
                continue
            for e in range(size):
                at, walk = arrival[base + bag_trip[e] * length + i], bag_walk[e]
                if not hopeful(
                    land, land_m, row * wide, 0, wide - 1 - k, turn_s - at, floors, walk, k, best, walk_m, direct_m,
                    direct_s,
                ):  # fmt: skip
                    continue
                if used + 1 >= len(pool) or goals + 1 >= len(memory.goals):
                    _forget(queue, first_position, q, lines)
                    return -1, goals
                if insert(pool, arrived, stop, used, at, walk, k):
                    pool[used, PARENT], pool[used, LINE], pool[used, TRIP] = bag_label[e], line, bag_trip[e]
                    pool[used, LEFT] = i
                    if egress[stop] < NEVER:
                        goals = _end(memory, rules, moment, k, stop, at, walk, used, goals)
                    used += 1
            label = ready[stop]
            while label >= begun and i < length - 1:
                trip = next_trip(departure, base + i * trips, trips, pool[label, TIME])
                if trip < trips:
                    size = get_on(bag_trip, bag_walk, bag_label, size, trip, pool[label, WALK], label)
                label = pool[label, NEXT]
    return used, goals


@njit(cache=True, nogil=True)
def _forget(queue, first_position, start, lines):  # type: ignore[no-untyped-def]
    """Leaves the memory clean when a search is given up."""
    for q in range(start, lines):
        first_position[queue[q]] = NEVER


@njit(cache=True, nogil=True)
def _end(memory, rules, moment, k, stop, at, walk, label, goals):  # type: ignore[no-untyped-def]
    """The journey that ends with the walk from a stop."""
    done, whole = at + memory.egress[stop], walk + memory.egress_m[stop]
    on_foot = whole >= rules.direct_m and done >= moment + rules.direct_s
    if done < rules.limit_s and whole <= rules.walk_m and not on_foot:
        goals = arrive(memory.goals, goals, memory.best, moment, done, whole, k, label)
    return goals


@njit(cache=True, nogil=True)
def _walk(ground, ahead, floors, memory, rules, moment, k, landed, used):  # type: ignore[no-untyped-def]
    """From each new arrival: change at the stop, or walk to one nearby."""
    walk_first, walk_to, walk_s, walk_m, change_s = (
        ground.walk_first, ground.walk_to, ground.walk_s, ground.walk_m, ground.change_s,
    )  # fmt: skip
    pool, ready, best, last, wide = memory.pool, memory.ready, memory.best, used, rules.rounds + 1
    row_of, board, board_m, turn_s, slack_s = ahead.row_of, ahead.board, ahead.board_m, rules.turn_s, rules.slack_s
    most_m, direct_m, direct_s = rules.walk_m, rules.direct_m, moment + rules.direct_s
    for label in range(landed, last):
        if pool[label, DEAD]:
            continue
        stop = pool[label, STOP]
        if used + 2 + walk_first[stop + 1] - walk_first[stop] >= len(pool):
            return -1
        for e in range(walk_first[stop] - 1, walk_first[stop + 1]):
            other, at, walk = stop, pool[label, TIME] + slack_s + change_s[stop], pool[label, WALK]
            if e >= walk_first[stop]:
                other, at, walk = walk_to[e], pool[label, TIME] + slack_s + walk_s[e], walk + walk_m[e]
            row = row_of[other]
            if row >= 0 and hopeful(
                board, board_m, row * wide, 1, wide - 1 - k, turn_s - at, floors, walk, k, best, most_m, direct_m,
                direct_s,
            ):  # fmt: skip
                if insert(pool, ready, other, used, at, walk, k):
                    pool[used, PARENT] = label
                    used += 1
    return used


type Floors = NDArray[np.int64]

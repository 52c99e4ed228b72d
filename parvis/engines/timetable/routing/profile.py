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

from parvis.engines.timetable.compiled import kernel
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
    ROUND,
    STOP,
    TIME,
    TRIP,
    WALK,
    arrive,
    get_on,
    hopeful,
    insert,
    pointless,
)
from .frame import next_trip


class Rules(NamedTuple):
    """Limits of a search: latest arrival, slack at changes, most trips, most metres on foot, the way on foot alone.

    ``turn_s``: the moment at which times run backwards become times run forwards. ``waits``: whether one may wait for
    the first trip; else it leaves as one comes, for later ones have a moment of their own, or leave after the window.
    """

    limit_s: int
    slack_s: int
    rounds: int
    walk_m: int
    direct_s: int
    direct_m: int
    turn_s: int
    waits: bool


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


@kernel
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


@kernel
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


@kernel
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


@kernel
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


@kernel
def _ride(day, ahead, floors, memory, rules, moment, k, lines, begun, used, goals):  # type: ignore[no-untyped-def]
    """Rides each collected line with a bag of (trip, walk); new arrivals are the rows from ``used`` on."""
    queue, first_position, line_first, line_stop = memory.queue, memory.first_position, day.line_first, day.line_stop
    arrival, row_of, bag_trip = day.arrival, ahead.row_of, memory.bag_trip
    for q in range(lines):
        line = queue[q]
        start, first, base = first_position[line], line_first[line], day.line_time[line]
        first_position[line] = NEVER
        length, size = line_first[line + 1] - first, 0
        for i in range(start, length):
            stop = line_stop[first + i]
            if row_of[stop] < 0 or used < 0:
                continue
            for e in range(size):
                at = arrival[base + bag_trip[e] * length + i]
                used, goals = _land(ahead, floors, memory, rules, moment, k, line, i, stop, at, e, used, goals)
            if i < length - 1:
                size = _board(day, memory, rules.waits, line, i, stop, begun, size)
    return used, goals


@kernel
def _board(day, memory, waits, line, i, stop, begun, size):  # type: ignore[no-untyped-def]
    """Those who stand at a stop since the last round get on; how many sit in the line's bag."""
    pool, label, trips = memory.pool, memory.ready[stop], day.line_trips[line]
    while label >= begun:
        base = day.line_time[line] + i * trips
        trip = next_trip(day.departure, base, trips, pool[label, TIME])
        if trip < trips and (waits or pool[label, ROUND] > 0 or day.departure[base + trip] == pool[label, TIME]):
            size = get_on(memory.bag_trip, memory.bag_walk, memory.bag_label, size, trip, pool[label, WALK], label)
        label = pool[label, NEXT]
    return size


@kernel
def _land(ahead, floors, memory, rules, moment, k, line, left, stop, at, rider, used, goals):  # type: ignore[no-untyped-def]
    """One arrival by trip; a goal too where the journey may end."""
    pool, walk, wide, row = memory.pool, memory.bag_walk[rider], rules.rounds + 1, ahead.row_of[stop]
    if used < 0 or pointless(pool, memory.arrived, stop, at, walk, k) or not hopeful(
        ahead.land, ahead.land_m, row * wide, 0, min(rules.rounds - k, ahead.land_top[row]), rules.turn_s - at,
        floors, walk, k, memory.best, rules.walk_m, rules.direct_m, moment + rules.direct_s,
    ):  # fmt: skip
        return used, goals
    if used + 1 >= len(pool) or goals + 1 >= len(memory.goals):
        return -1, goals
    if not insert(pool, memory.arrived, stop, used, at, walk, k):
        return used, goals
    pool[used, PARENT], pool[used, LINE] = memory.bag_label[rider], line
    pool[used, TRIP], pool[used, LEFT] = memory.bag_trip[rider], left
    if memory.egress[stop] < NEVER:
        done, whole = at + memory.egress[stop], walk + memory.egress_m[stop]
        on_foot = whole >= rules.direct_m and done >= moment + rules.direct_s
        if done < rules.limit_s and whole <= rules.walk_m and not on_foot:
            goals = arrive(memory.goals, goals, memory.best, moment, done, whole, k, used)
    return used + 1, goals


@kernel
def _walk(ground, ahead, floors, memory, rules, moment, k, landed, used):  # type: ignore[no-untyped-def]
    """From each new arrival: change at the stop, or walk to one nearby."""
    walk_first, walk_to, walk_s, walk_m, change_s = (
        ground.walk_first, ground.walk_to, ground.walk_s, ground.walk_m, ground.change_s,
    )  # fmt: skip
    pool, ready, best, last, wide = memory.pool, memory.ready, memory.best, used, rules.rounds + 1
    row_of, board, board_m, board_top = ahead.row_of, ahead.board, ahead.board_m, ahead.board_top
    turn_s, slack_s = rules.turn_s, rules.slack_s
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
            if row < 0 or pointless(pool, ready, other, at, walk, k) or not hopeful(
                board, board_m, row * wide, 1, min(wide - 1 - k, board_top[row]), turn_s - at, floors, walk, k, best,
                most_m, direct_m, direct_s,
            ):  # fmt: skip
                continue
            if insert(pool, ready, other, used, at, walk, k):
                pool[used, PARENT] = label
                used += 1
    return used


type Floors = NDArray[np.int64]

# SPDX-License-Identifier: AGPL-3.0-or-later
"""What still can be reached from each stop: a search from the destination backwards, before a window is searched.

For a few moments of arrival, from the earliest possible to the latest that counts, the latest moment at which one must
have come to a stop (or stand there) so as to arrive by then with so many more trips; and the least walking with so many
more trips, whenever one leaves. Both are kept for the stops that any journey of the window can pass, and no others. All
times here run backwards: less is later in the day (see ``view.mirror``).
"""

from typing import NamedTuple

import numpy as np

from parvis.engines.timetable.compiled import inlined, kernel
from parvis.engines.timetable.day import NEVER
from parvis.engines.timetable.tables import Ints

from .frame import next_trip
from .least import STEPS, least_walks, top


class Outlook(NamedTuple):
    """Memory of the search backwards, a row per stop that it comes to (``row_of``, -1 for others).

    ``land`` and ``board`` hold, for each row, number of trips and moment of arrival, when one must have come there by
    trip, or stand there ready. ``land_m`` and ``board_m``: least metres on foot from there, by row and trips.
    ``land_top`` and ``board_top``: how many further trips are of use, by row. ``state`` counts rows and lines.
    """

    row_of: Ints
    stop_of: Ints
    land: Ints
    board: Ints
    land_m: Ints
    board_m: Ints
    land_top: Ints
    board_top: Ints
    land_now: Ints
    board_now: Ints
    marked: Ints
    fresh: Ints
    landed: Ints
    seen: Ints
    queue: Ints
    first_position: Ints
    line_seen: Ints
    lines: Ints
    state: Ints


def outlook(stops: int, lines: int, rounds: int) -> Outlook:
    """Memory for searches of so many rounds; pages that are never written take no room."""

    def one(length: int, value: int) -> Ints:
        return np.full(length, value, np.int32)

    wide = stops * (rounds + 1)
    land, board = np.empty(wide * STEPS, np.int32), np.empty(wide * STEPS, np.int32)
    land_m, board_m, land_now, board_now = (np.empty(wide, np.int32) for _ in range(4))
    return Outlook(
        one(stops, -1), one(stops, -1), land, board, land_m, board_m, one(stops, 0), one(stops, 0), land_now,
        board_now, one(stops, 0),
        one(stops, -1), one(stops, 0), one(stops, -1), one(lines, 0), one(lines, NEVER), one(lines, 0), one(lines, 0),
        one(2, 0),
    )  # fmt: skip


@kernel
def look_back(day, ground, ends, memory, limits, ready_s, arrived_s, slack_s, rounds, turn_s):  # type: ignore[no-untyped-def]
    """Fills the memory; ``day`` and ``ground`` run backwards, ``limits`` are moments of arrival, the earliest first.

    ``ready_s`` and ``arrived_s``: how early one can stand ready at a stop, or come there by trip, in times that run
    forwards; ``turn_s`` less such a time is the same moment backwards.
    """
    _forget(memory)
    wide, steps = rounds + 1, len(limits)
    for j in range(steps):
        count = _start(ends, memory, wide, j, limits[j], arrived_s, turn_s)
        k = 0
        while count and k < rounds:
            k += 1
            lines = _collect(day, ground, memory, count, ready_s)
            found = _ride(day, memory, wide, j, k, lines, ready_s, turn_s)
            count = _walk(ground, memory, wide, j, k, found, slack_s, arrived_s, turn_s)
    _carry(memory, wide, steps)
    least_walks(day, ground, ends, memory, wide)
    for row in range(memory.state[0]):
        memory.land_top[row] = top(memory.land, memory.land_m, row * wide, wide, steps)
        memory.board_top[row] = top(memory.board, memory.board_m, row * wide, wide, steps)


@kernel
def _forget(memory):  # type: ignore[no-untyped-def]
    for row in range(memory.state[0]):
        memory.row_of[memory.stop_of[row]] = -1
    for i in range(memory.state[1]):
        memory.line_seen[memory.lines[i]] = 0
    memory.state[:] = 0
    memory.fresh[:] = -1
    memory.seen[:] = -1


@inlined
def _row(row_of, stop_of, state, land, board, land_now, board_now, wide, stop):  # type: ignore[no-untyped-def]
    """The row of a stop, a new one if it has none."""
    row = row_of[stop]
    if row < 0:
        row = _new_row(row_of, stop_of, state, land, board, land_now, board_now, wide, stop)
    return row


@kernel
def _new_row(row_of, stop_of, state, land, board, land_now, board_now, wide, stop):  # type: ignore[no-untyped-def]
    row = state[0]
    state[0] += 1
    row_of[stop], stop_of[row] = row, stop
    land_now[row * wide : (row + 1) * wide] = NEVER
    board_now[row * wide : (row + 1) * wide] = NEVER
    land[row * wide * STEPS : (row + 1) * wide * STEPS] = NEVER
    board[row * wide * STEPS : (row + 1) * wide * STEPS] = NEVER
    return row


@inlined
def _better(now, kept, row, wide, k, j, at):  # type: ignore[no-untyped-def]
    """Writes down a moment for ``k`` trips and more, where it is better than what was known."""
    cell = row * wide + k
    if at >= now[cell]:
        return False
    while cell < (row + 1) * wide and at < now[cell]:
        now[cell] = at
        kept[cell * STEPS + j] = at
        cell += 1
    return True


@kernel
def _start(ends, memory, wide, j, limit, arrived_s, turn_s):  # type: ignore[no-untyped-def]
    row_of, stop_of, state, land, board = memory.row_of, memory.stop_of, memory.state, memory.land, memory.board
    land_now, board_now, marked, fresh = memory.land_now, memory.board_now, memory.marked, memory.fresh
    count = 0
    for i in range(len(ends.egress_stop)):
        stop, at = ends.egress_stop[i], limit + ends.egress_s[i]
        if at <= turn_s - arrived_s[stop]:
            row = _row(row_of, stop_of, state, land, board, land_now, board_now, wide, stop)
            if _better(land_now, land, row, wide, 0, j, at) and fresh[stop] != j * wide:
                fresh[stop] = j * wide
                marked[count] = stop
                count += 1
    return count


@kernel
def _collect(day, ground, memory, count, ready_s):  # type: ignore[no-untyped-def]
    stop_first, stop_line, stop_position = day.stop_first, day.stop_line, day.stop_position
    marked, queue, first_position, allowed = memory.marked, memory.queue, memory.first_position, ground.line_allowed
    line_seen, all_lines, state = memory.line_seen, memory.lines, memory.state
    lines = 0
    for i in range(count):
        stop = marked[i]
        for j in range(stop_first[stop], stop_first[stop + 1]):
            line, position = stop_line[j], stop_position[j]
            if not allowed[line]:
                continue
            if first_position[line] == NEVER:
                queue[lines] = line
                lines += 1
            first_position[line] = min(first_position[line], position)
            if not line_seen[line]:
                end = day.line_first[line + 1]
                while end > day.line_first[line] + 1 and ready_s[day.line_stop[end - 1]] == NEVER:
                    end -= 1
                line_seen[line] = end
                all_lines[state[1]] = line
                state[1] += 1
    return lines


@kernel
def _ride(day, memory, wide, j, k, lines, ready_s, turn_s):  # type: ignore[no-untyped-def]
    row_of, stop_of, state, land, board = memory.row_of, memory.stop_of, memory.state, memory.land, memory.board
    land_now, board_now, landed, fresh = memory.land_now, memory.board_now, memory.landed, memory.fresh
    queue, first_position, seen, line_seen = memory.queue, memory.first_position, memory.seen, memory.line_seen
    line_first, line_stop, line_trips, line_time = day.line_first, day.line_stop, day.line_trips, day.line_time
    departure, arrival = day.departure, day.arrival
    found, now = 0, j * wide + k
    for q in range(lines):
        line = queue[q]
        start, first = first_position[line], line_first[line]
        first_position[line] = NEVER
        length, trips, base = line_first[line + 1] - first, line_trips[line], line_time[line]
        trip = trips
        for i in range(start, line_seen[line] - first):
            stop = line_stop[first + i]
            if trip < trips:
                at = arrival[base + trip * length + i]
                if at <= turn_s - ready_s[stop]:
                    row = _row(row_of, stop_of, state, land, board, land_now, board_now, wide, stop)
                    if _better(board_now, board, row, wide, k, j, at) and seen[stop] != now:
                        seen[stop] = now
                        landed[found] = stop
                        found += 1
            if fresh[stop] == now - 1 and i < length - 1:
                ready = land_now[row_of[stop] * wide + k - 1]
                trip = min(trip, next_trip(departure, base + i * trips, trip, ready))
    return found


@kernel
def _walk(ground, memory, wide, j, k, found, slack_s, arrived_s, turn_s):  # type: ignore[no-untyped-def]
    walk_first, walk_to, walk_s, change_s = ground.walk_first, ground.walk_to, ground.walk_s, ground.change_s
    row_of, stop_of, state, land, board = memory.row_of, memory.stop_of, memory.state, memory.land, memory.board
    land_now, board_now, marked, fresh, landed = (
        memory.land_now, memory.board_now, memory.marked, memory.fresh, memory.landed,
    )  # fmt: skip
    count, now = 0, j * wide + k
    for i in range(found):
        stop = landed[i]
        at = board_now[row_of[stop] * wide + k] + slack_s
        for e in range(walk_first[stop] - 1, walk_first[stop + 1]):
            other, come = stop, at + change_s[stop]
            if e >= walk_first[stop]:
                other, come = walk_to[e], at + walk_s[e]
            if come > turn_s - arrived_s[other]:
                continue
            row = _row(row_of, stop_of, state, land, board, land_now, board_now, wide, other)
            if _better(land_now, land, row, wide, k, j, come) and fresh[other] != now:
                fresh[other] = now
                marked[count] = other
                count += 1
    return count


@kernel
def _carry(memory, wide, steps):  # type: ignore[no-untyped-def]
    """What is in time for one moment of arrival is in time for the later ones."""
    land, board = memory.land, memory.board
    for cell in range(memory.state[0] * wide):
        for j in range(cell * STEPS + 1, cell * STEPS + steps):
            land[j] = min(land[j], land[j - 1])
            board[j] = min(board[j], board[j - 1])

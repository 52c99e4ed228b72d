# SPDX-License-Identifier: AGPL-3.0-or-later
"""The least walking of the outlook, and how many further trips are of use."""

from parvis.engines.timetable.compiled import kernel

STEPS = 8
FAR = 1 << 20


@kernel
def top(kept, least_m, cell, wide, steps):  # type: ignore[no-untyped-def]
    """The number of trips after which one more makes nothing sooner and no walk shorter."""
    k = wide - 1
    while k > 0:
        if least_m[cell + k] != least_m[cell + k - 1]:
            return k
        for j in range(steps):
            if kept[(cell + k) * STEPS + j] != kept[(cell + k - 1) * STEPS + j]:
                return k
        k -= 1
    return k


@kernel
def least_walks(day, ground, ends, memory, wide):  # type: ignore[no-untyped-def]
    """The least metres on foot with so many trips, over the lines that the search backwards came to."""
    row_of, land_m, board_m, rows = memory.row_of, memory.land_m, memory.board_m, memory.state[0]
    land_m[: rows * wide] = FAR
    board_m[: rows * wide] = FAR
    for i in range(len(ends.egress_stop)):
        row = row_of[ends.egress_stop[i]]
        if row >= 0:
            land_m[row * wide] = min(land_m[row * wide], ends.egress_m[i])
    better, k = True, 0
    while k + 1 < wide:
        k += 1
        for row in range(rows):
            land_m[row * wide + k] = land_m[row * wide + k - 1]
            board_m[row * wide + k] = board_m[row * wide + k - 1]
        if better:
            better = _walks_by_trip(day, memory, wide, k)
            _walks_on_foot(ground, memory, wide, k)


@kernel
def _walks_by_trip(day, memory, wide, k):  # type: ignore[no-untyped-def]
    row_of, land_m, board_m, lines = memory.row_of, memory.land_m, memory.board_m, memory.lines
    line_first, line_stop = day.line_first, day.line_stop
    better = False
    for q in range(memory.state[1]):
        least = FAR
        for i in range(line_first[lines[q]], line_first[lines[q] + 1]):
            row = row_of[line_stop[i]]
            if row >= 0:
                if least < board_m[row * wide + k]:
                    board_m[row * wide + k] = least
                    better = True
                least = min(least, land_m[row * wide + k - 1])
    return better


@kernel
def _walks_on_foot(ground, memory, wide, k):  # type: ignore[no-untyped-def]
    walk_first, walk_to, walk_m = ground.walk_first, ground.walk_to, ground.walk_m
    row_of, stop_of, land_m, board_m = memory.row_of, memory.stop_of, memory.land_m, memory.board_m
    for row in range(memory.state[0]):
        stop, least = stop_of[row], board_m[row * wide + k]
        if least >= FAR:
            continue
        land_m[row * wide + k] = min(land_m[row * wide + k], least)
        for e in range(walk_first[stop], walk_first[stop + 1]):
            other = row_of[walk_to[e]]
            if other >= 0:
                cell = other * wide + k
                land_m[cell] = min(land_m[cell], least + walk_m[e])

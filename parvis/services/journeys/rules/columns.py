# SPDX-License-Identifier: AGPL-3.0-or-later
"""The order of a line's trips from left to right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence


def in_order(trips: Sequence[Mapping[int, int]]) -> list[int]:
    """Numbers of trips so that times grow to the right at each stop, as far as no trip overtakes another.

    A trip is {row: seconds}. It stands before the first one that passes a row of both later.
    """
    placed: list[int] = []
    for number in sorted(range(len(trips)), key=lambda one: (-len(trips[one]), min(trips[one].values(), default=0))):
        where = _place(trips, placed, number)
        placed.insert(where, number)
    return placed


def _place(trips: Sequence[Mapping[int, int]], placed: Sequence[int], number: int) -> int:
    """After the last one that is earlier at a shared row; where none shares a row, by the hour of departure."""
    one = trips[number]
    start = min(one.values(), default=0)
    for where in range(len(placed) - 1, -1, -1):
        other = trips[placed[where]]
        shared = min(one.keys() & other.keys(), default=None)
        earlier = other[shared] <= one[shared] if shared is not None else min(other.values(), default=0) <= start
        if earlier:
            return where + 1
    return 0

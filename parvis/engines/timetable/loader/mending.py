# SPDX-License-Identifier: AGPL-3.0-or-later
"""Times of trips put in order: blanks filled, midnight passed, what runs backwards left out."""

import numpy as np
from numba import njit

BLANK = -1
INTERPOLATED = 1
NO_TIME_AT_END = 2
AFTER_MIDNIGHT = 4
BACKWARDS = 8
LEAVES_BEFORE = 16
ALONE = 32
DROPPED = NO_TIME_AT_END | BACKWARDS | ALONE
DAY_S, HALF_DAY_S = 86_400, 43_200


@njit(cache=True, nogil=True)
def mend(first, arrival, departure, step):  # type: ignore[no-untyped-def]
    """Puts the times of each trip in order, in place; what was found on each row, as bits.

    ``step[i]`` is the distance from row i - 1 to row i: blanks are filled in proportion to it.
    """
    finding = np.zeros(len(arrival), np.uint8)
    for trip in range(len(first) - 1):
        a, b = first[trip], first[trip + 1]
        _one_of_two(arrival, departure, finding, a, b)
        _in_order(arrival, departure, finding, a, b)
        _fill(arrival, departure, finding, step, a, b)
        _without_loners(finding, a, b)
    return finding


@njit(cache=True, nogil=True)
def _one_of_two(arrival, departure, finding, a, b):  # type: ignore[no-untyped-def]
    for i in range(a, b):
        if arrival[i] == BLANK:
            arrival[i] = departure[i]
        elif departure[i] == BLANK:
            departure[i] = arrival[i]


@njit(cache=True, nogil=True)
def _in_order(arrival, departure, finding, a, b):  # type: ignore[no-untyped-def]
    """Each arrival not before the departure before, each departure not before its arrival."""
    last, shift = -1, 0
    for i in range(a, b):
        if arrival[i] == BLANK:
            continue
        come, leave = arrival[i] + shift, departure[i] + shift
        if last - come > HALF_DAY_S:
            come, leave, shift = come + DAY_S, leave + DAY_S, shift + DAY_S
            finding[i] |= AFTER_MIDNIGHT
        if come < last:
            finding[i] |= BACKWARDS
            continue
        if leave < come:
            if come - leave > HALF_DAY_S:
                leave, shift = leave + DAY_S, shift + DAY_S
                finding[i] |= AFTER_MIDNIGHT
            else:
                leave = come
                finding[i] |= LEAVES_BEFORE
        arrival[i], departure[i], last = come, leave, leave


@njit(cache=True, nogil=True)
def _fill(arrival, departure, finding, step, a, b):  # type: ignore[no-untyped-def]
    """Blanks between two known times, in proportion to the distance; blanks at either end cannot be known."""
    before = -1
    for i in range(a, b):
        if finding[i] & BACKWARDS or arrival[i] == BLANK:
            continue
        if before >= 0:
            _between(arrival, departure, finding, step, before, i)
        before = i
    for i in range(a, b):
        if arrival[i] == BLANK:
            finding[i] |= NO_TIME_AT_END


@njit(cache=True, nogil=True)
def _between(arrival, departure, finding, step, before, after):  # type: ignore[no-untyped-def]
    whole = 0.0
    for i in range(before + 1, after + 1):
        whole += step[i]
    gone = 0.0
    for i in range(before + 1, after):
        gone += step[i]
        if arrival[i] == BLANK:
            at = departure[before] + int((arrival[after] - departure[before]) * gone / whole)
            arrival[i] = departure[i] = at
            finding[i] |= INTERPOLATED


@njit(cache=True, nogil=True)
def _without_loners(finding, a, b):  # type: ignore[no-untyped-def]
    left, which = 0, -1
    for i in range(a, b):
        if finding[i] & DROPPED == 0:
            left += 1
            which = i
    if left == 1:
        finding[which] |= ALONE

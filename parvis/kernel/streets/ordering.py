# SPDX-License-Identifier: AGPL-3.0-or-later
"""The order of a round over a matrix of costs: nearest neighbour, then 2-opt and or-opt until nothing helps."""

from __future__ import annotations

import itertools

import numpy as np
from numpy.typing import NDArray

_ROUNDS = 60


def _cost(order: list[int], costs: NDArray[np.float64], closed: bool) -> float:
    total = sum(float(costs[one, other]) for one, other in itertools.pairwise(order))
    return total + (float(costs[order[-1], order[0]]) if closed and len(order) > 1 else 0.0)


def _nearest_neighbour(costs: NDArray[np.float64]) -> list[int]:
    order, left = [0], set(range(1, len(costs)))
    while left:
        step = min(left, key=lambda place: (costs[order[-1], place], place))
        order.append(step)
        left.remove(step)
    return order


def _variants(order: list[int]) -> list[list[int]]:
    """Every order that reverses one stretch, or moves one of up to three stops elsewhere; the start stays."""
    count = len(order)
    made = [
        order[:first] + order[first:last][::-1] + order[last:]
        for first in range(1, count)
        for last in range(first + 2, count + 1)
    ]
    for size in (1, 2, 3):
        for first in range(1, count - size + 1):
            stretch, rest = order[first : first + size], order[:first] + order[first + size :]
            made += [rest[:place] + stretch + rest[place:] for place in range(1, len(rest) + 1) if place != first]
    return made


def shortest_order(costs: NDArray[np.float64], *, closed: bool) -> list[int]:
    """An order of 0…n-1 that starts with 0; `costs[i, j]` from i to j; `closed` comes back to 0.

    For rounds of a day (up to about 60 stops). Infinite costs are taken as very dear.
    """
    dear = np.where(np.isfinite(costs), costs, 1e9)
    order = _nearest_neighbour(dear)
    if len(order) < 4:
        return order
    best = _cost(order, dear, closed)
    for _attempt in range(_ROUNDS):
        candidate = min(_variants(order), key=lambda one: _cost(one, dear, closed))
        cost = _cost(candidate, dear, closed)
        if cost >= best - 1e-9:
            break
        order, best = candidate, cost
    return order

# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which of many journeys are worth showing: a list that a person takes in at a glance."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Protocol

CHANGE_S = 300
"""A change weighs as much as five minutes more on the way: a missed connection costs more than it gains."""
WALK_WEIGHT = 1.0
"""A minute on foot weighs as much as two minutes seated."""
TOO_HEAVY, SPARE_S = 1.5, 900
"""What weighs half more than the lightest, and a quarter of an hour, is no choice."""
SAME_TIME = timedelta(minutes=3)
LEAST_WALK_M, LESS_WALK_M = 300, 200
_WALK_MPS = 1.2


class Candidate(Protocol):
    """What a journey is weighed by."""

    @property
    def departure(self) -> datetime: ...
    @property
    def arrival(self) -> datetime: ...
    @property
    def transfers(self) -> int: ...
    @property
    def walk_m(self) -> int: ...


def burden(one: Candidate) -> float:
    """Seconds on the way, with what changes and walking weigh."""
    ridden = (one.arrival - one.departure).total_seconds()
    return ridden + CHANGE_S * max(one.transfers, 0) + WALK_WEIGHT * one.walk_m / _WALK_MPS


def worth_showing[T: Candidate](found: Iterable[T], *, less_walking: bool = False) -> list[T]:
    """Leaves out what a lighter journey at about the same time makes pointless; by departure.

    With `less_walking` only those that walk hardly more than the least, however long they ride.
    """
    pool = list(found)
    if less_walking and pool:
        most = max(LEAST_WALK_M, min(one.walk_m for one in pool) + LESS_WALK_M)
        pool = [one for one in pool if one.walk_m <= most]
    heaviest = TOO_HEAVY * min(map(burden, pool), default=0) + SPARE_S
    pool = [one for one in pool if burden(one) <= heaviest]
    kept: list[T] = []
    for one in sorted(pool, key=lambda each: (burden(each), each.departure)):
        if not any(_stands_for(better, one) for better in kept):
            kept.append(one)
    return sorted(kept, key=lambda each: (each.departure, each.arrival))


def _stands_for(better: Candidate, one: Candidate) -> bool:
    return better.departure >= one.departure - SAME_TIME and better.arrival <= one.arrival + SAME_TIME

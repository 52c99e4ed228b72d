# SPDX-License-Identifier: AGPL-3.0-or-later
"""A thousand questions to each real feed, and to all of them together, beside a plain connection scan."""

import random
from pathlib import Path

import numpy as np
import pytest
from numba import njit
from numpy.typing import NDArray

from parvis.engines.timetable import Query, Timetable, load, plan, prepare

from . import tiny

FEEDS = Path(__file__).resolve().parents[5] / "shared" / "data" / "gtfs"
NAMES = ("strasbourg", "ter", "marseille", "toulon", "chateau-thierry")
POOLS = [*((name,) for name in NAMES), NAMES]
NEVER = 1 << 30
QUESTIONS, WINDOWS = 1_000, 12


@njit(cache=True)
def scanned(rows, trips, first, to, seconds, start, origin):  # type: ignore[no-untyped-def]
    """Earliest arrivals by trip and at most one walk after it: ``tiny.scan``, word for word, over arrays."""
    ready = np.full(len(first) - 1, NEVER, np.int64)
    aboard = np.zeros(trips, np.bool_)
    ready[origin] = start
    for edge in range(first[origin], first[origin + 1]):
        ready[to[edge]] = min(ready[to[edge]], start + seconds[edge])
    best = ready.copy()
    for leave, come, trip, a, b in rows:
        if aboard[trip] or ready[a] <= leave:
            aboard[trip] = True
            best[b] = min(best[b], come)
            ready[b] = min(ready[b], come)
            for edge in range(first[b], first[b + 1]):
                best[to[edge]] = min(best[to[edge]], come + seconds[edge])
                ready[to[edge]] = min(ready[to[edge]], come + seconds[edge])
    return best


class Oracle:
    """The scan over one timetable."""

    def __init__(self, timetable: Timetable) -> None:
        self.rows = np.array(tiny.connections(timetable), np.int64)
        self.trips = len(timetable.trips.row)
        self.first, self.to = timetable.footpaths.first, timetable.footpaths.to
        walked = np.ceil(timetable.footpaths.metres / 1.2)
        self.seconds = np.maximum(walked, timetable.footpaths.min_s).astype(np.int64)

    def walk(self, origin: int, target: int) -> int:
        edges = np.arange(self.first[origin], self.first[origin + 1])
        return int(self.seconds[edges][self.to[edges] == target].min(initial=NEVER))

    def best(self, origin: int, at: int) -> NDArray[np.int64]:
        later = self.rows[np.searchsorted(self.rows[:, 0], at) :]
        found: NDArray[np.int64] = scanned(later, self.trips, self.first, self.to, self.seconds, at, origin)
        return found


@pytest.mark.long
@pytest.mark.data
@pytest.mark.parametrize("names", POOLS, ids="+".join)
def test_each_answer_is_the_scans(names: tuple[str, ...]) -> None:
    if not FEEDS.exists():
        pytest.skip("../shared/data is not there")
    timetable = load([FEEDS / f"{name}.zip" for name in names], pool_day=tiny.DAY)
    prepare(timetable, tiny.DAY, 1)
    oracle, dice = Oracle(timetable), random.Random(7)
    served = [s for s in np.unique(timetable.patterns.stop).tolist() if len(timetable.platforms(s)) == 1]
    answered = 0
    for number in range(QUESTIONS):
        origin, target, at = dice.choice(served), dice.choice(served), dice.randrange(5 * 3_600, 20 * 3_600)
        best, query = oracle.best(origin, at), Query(origin, target, tiny.DAY, depart_s=at, max_trips=20)
        if origin == target or best[target] >= at + oracle.walk(origin, target):
            continue
        found = [one.arrival_s for one in plan(timetable, query).journeys]
        assert found == ([int(best[target])] if best[target] < NEVER else []), query
        answered += len(found)
        if number < WINDOWS * 10 and number % 10 == 0:
            check_window(timetable, oracle, origin, target, at)
    assert answered > QUESTIONS // 10


def check_window(timetable: Timetable, oracle: Oracle, origin: int, target: int, at: int) -> None:
    """No journey of a window arrives before the scan's; where the scan's arrives before, it leaves after the window."""
    query = Query(origin, target, tiny.DAY, depart_s=at, window_s=7_200, max_trips=20)
    answer = plan(timetable, query)
    assert answer.walking_compared
    if not answer.journeys:
        assert oracle.best(origin, at)[target] == NEVER or min_departure(timetable, query) > at + 7_200, query
        return
    walk, after = oracle.walk(origin, target), int(oracle.best(origin, at + 7_201)[target])
    for moment in {one.departure_s for one in answer.journeys}:
        best = int(oracle.best(origin, moment)[target])
        ours = min(one.arrival_s for one in answer.journeys if one.departure_s >= moment)
        assert ours == best or (ours > best and best in (moment + walk, after)), (query, moment)


def min_departure(timetable: Timetable, query: Query) -> int:
    """When the single answer leaves."""
    single = Query(query.origin, query.destination, query.day, depart_s=query.depart_s, max_trips=20)
    return min(one.departure_s for one in plan(timetable, single).journeys)

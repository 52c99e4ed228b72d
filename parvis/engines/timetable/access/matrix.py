# SPDX-License-Identifier: AGPL-3.0-or-later
"""Many to many: seconds between points, one search per origin and moment; on this machine's threads, or on Dask."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from parvis.engines.timetable.day import NEVER
from parvis.engines.timetable.geometry import DETOUR, distance_m
from parvis.engines.timetable.planner import ridden
from parvis.engines.timetable.tables import Floats, Ints
from parvis.engines.timetable.timetable import Timetable

from .terms import Point, Terms, Walk, stops_of, walking_s

THREADS, SHARES_PER_WORKER, MOST_IN_A_SHARE = 2, 4, 200


class Cluster(Protocol):
    """What is asked of a ``dask.distributed.Client``; the engine itself imports no Dask."""

    def scatter(self, data: Any, *, broadcast: bool = False) -> Any:
        """Brings data to the workers once."""

    def map(self, func: Any, *iterables: Any, **kwargs: Any) -> list[Any]:
        """Calls a function on the workers."""

    def gather(self, futures: list[Any]) -> list[Any]:
        """What the calls gave."""

    def ncores(self) -> dict[str, int]:
        """The workers, with their threads."""


class _Targets(NamedTuple):
    """Where one goes to: for each point a run of stops with the seconds from there on foot; ``owner`` says whose."""

    lat: Floats
    lon: Floats
    stop: Ints
    walk_s: Ints
    owner: Ints


def access_matrix(
    timetable: Timetable,
    origins: Sequence[Point],
    destinations: Sequence[Point],
    terms: Terms,
    *,
    walk: Walk | None = None,
    threads: int = THREADS,
    client: Cluster | None = None,
) -> Ints:
    """Seconds from each origin (row) to each destination (column); NEVER where it is more than ``within_s``.

    The way on foot alone counts too: the straight line × 1.3, or what ``walk`` says. When the arrival counts there is
    one search per destination. With ``client`` (a ``dask.distributed.Client``) the same is done by its workers, which
    get the timetable once; ``walk`` must then be a function that they can import.
    """
    starts, ends = (destinations, origins) if terms.back else (origins, destinations)
    made = _shared(timetable, starts, ends, terms, walk, client) if client else _threaded(
        timetable, starts, ends, terms, walk, threads
    )  # fmt: skip
    return made.T if terms.back else made


def _threaded(
    timetable: Timetable, starts: Sequence[Point], ends: Sequence[Point], terms: Terms, walk: Walk | None, threads: int
) -> Ints:
    targets = _targets(timetable, ends, terms)
    out = np.full((len(starts), len(ends)), NEVER, np.int32)
    with ThreadPoolExecutor(max(threads, 1)) as pool:
        rows = pool.map(lambda start: _row(timetable, start, targets, terms, walk), starts)
        for number, row in enumerate(rows):
            out[number] = row
    return out


def _shared(
    timetable: Timetable, starts: Sequence[Point], ends: Sequence[Point], terms: Terms, walk: Walk | None,
    client: Cluster,
) -> Ints:  # fmt: skip
    """Some origins a task, so that workers of unequal speed end together; the answers stand in the order asked."""
    workers = max(sum(client.ncores().values()), 1)
    size = min(max(-(-len(starts) // (workers * SHARES_PER_WORKER)), 1), MOST_IN_A_SHARE)
    shares = [list(starts[at : at + size]) for at in range(0, len(starts), size)]
    if not shares:
        return np.full((0, len(ends)), NEVER, np.int32)
    there = client.scatter((timetable, list(ends)), broadcast=True)
    return np.vstack(client.gather(client.map(rows_of, shares, there=there, terms=terms, walk=walk)))


def rows_of(
    starts: Sequence[Point], *, there: tuple[Timetable, Sequence[Point]], terms: Terms, walk: Walk | None
) -> Ints:
    """A worker's share: the rows of some origins. Dask runs as many shares beside one another as it has threads."""
    return _threaded(*(there[0], starts, there[1]), terms, walk, 1)


def _targets(timetable: Timetable, ends: Sequence[Point], terms: Terms) -> _Targets:
    found = [walking_s(stops_of(timetable, one), terms.walk_speed_mps) for one in ends]
    none = np.zeros(0, np.int32)
    return _Targets(
        np.array([one.lat for one in ends], np.float64),
        np.array([one.lon for one in ends], np.float64),
        np.concatenate([none, *(stops for stops, _ in found)]),
        np.concatenate([none, *(walk_s for _, walk_s in found)]),
        np.repeat(np.arange(len(ends), dtype=np.int32), [len(stops) for stops, _ in found]),
    )


def _row(timetable: Timetable, start: Point, targets: _Targets, terms: Terms, walk: Walk | None) -> Ints:
    stops, on_foot = stops_of(timetable, start), _on_foot(start, targets, terms, walk)
    every = np.tile(on_foot, (len(terms.moments), 1))
    for row, at in zip(every, terms.moments, strict=True):
        took = ridden(timetable, terms.query(stops, at), terms.within_s)[targets.stop]
        np.minimum.at(row, targets.owner, np.where(took < NEVER, took + targets.walk_s, NEVER))
    best = np.partition(every, terms.rank, axis=0)[terms.rank]
    return np.where(best <= terms.within_s, best, NEVER).astype(np.int32)


def _on_foot(start: Point, targets: _Targets, terms: Terms, walk: Walk | None) -> Ints:
    """Seconds on foot alone; streets are asked only for what the straight line leaves possible."""
    lat, lon = np.full(len(targets.lat), start.lat), np.full(len(targets.lon), start.lon)
    crow = distance_m(lat, lon, targets.lat, targets.lon)
    metres = crow * DETOUR
    near = np.flatnonzero(crow <= terms.within_s * terms.walk_speed_mps)
    if walk is not None and len(near):
        ends = (lat[near], lon[near]), (targets.lat[near], targets.lon[near])
        first, last = ends[::-1] if terms.back else ends
        metres[near] = walk(*first, *last)
    return np.minimum(np.ceil(metres / terms.walk_speed_mps), NEVER).astype(np.int32)


def opportunities(matrix: Ints, weights: NDArray[Any], within_s: Sequence[int]) -> NDArray[np.float64]:
    """What each origin reaches: the sum of the destinations' weights (jobs, beds, schools) within each time limit.

    The cumulative measure of accessibility. Returns one row per origin, one column per limit.
    """
    worth = np.asarray(weights, np.float64)
    if worth.shape != (matrix.shape[1],):
        raise ValueError("a weight for each destination")
    return np.column_stack([(matrix <= limit) @ worth for limit in within_s])

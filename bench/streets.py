# SPDX-License-Identifier: AGPL-3.0-or-later
"""Routes and matrices: ours beside a plain Dijkstra over the same streets, in one run.

    python -m bench.streets FILE.osm.pbf

Imports the file unless it is in force already (it then stays in force: use a database for trials).
"""

from __future__ import annotations

import argparse
import heapq
import os
import random
import statistics
import time
from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parvis.project.settings")
django.setup()

import osmium  # noqa: E402
from django.db import connection  # noqa: E402

from parvis.kernel.audit.actors import SYSTEM  # noqa: E402
from parvis.kernel.places.geo import haversine_m  # noqa: E402
from parvis.kernel.streets import operations, queries  # noqa: E402
from parvis.kernel.streets.osm.features import ROAD_CLASSES  # noqa: E402

type Position = tuple[float, float]
type Graph = dict[Position, list[tuple[float, Position]]]


def graph_of(path: Path) -> Graph:
    """Every node of every street, joined to its neighbours both ways, in metres."""
    graph: Graph = defaultdict(list)
    for way in osmium.FileProcessor(str(path)).with_locations().with_filter(osmium.filter.KeyFilter("highway")):
        if not way.is_way() or way.tags.get("highway") not in ROAD_CLASSES:
            continue
        spots = [(node.lon, node.lat) for node in way.nodes if node.location.valid()]
        for one, other in pairwise(spots):
            length = haversine_m(one, other)
            graph[one].append((length, other))
            graph[other].append((length, one))
    return graph


def dijkstra(graph: Graph, start: Position, end: Position) -> float:
    """Metres of the shortest way; infinite without one."""
    best, queue = {start: 0.0}, [(0.0, start)]
    while queue:
        length, spot = heapq.heappop(queue)
        if spot == end:
            return length
        if length > best[spot]:
            continue
        for step, other in graph[spot]:
            if length + step < best.get(other, float("inf")):
                best[other] = length + step
                heapq.heappush(queue, (length + step, other))
    return float("inf")


def median_ms(question: Callable[[], object], times: int) -> float:
    """Median time of a question in milliseconds."""
    spent = []
    for _ in range(times):
        start = time.perf_counter()
        question()
        spent.append((time.perf_counter() - start) * 1000)
    return statistics.median(spent)


def _row(title: str, ours: float, peer: str = "", theirs: float = 0.0) -> None:
    beside = f"{peer:<26} {theirs:10.2f} ms   × {theirs / ours:,.0f}" if peer else ""
    print(f"  {title:<34} {ours:9.2f} ms   {beside}")


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    options = parser.parse_args()
    start = time.perf_counter()
    report = operations.import_osm(SYSTEM, path=options.file)
    print(f"{report.details['road']:,} streets, {report.details.get('building', 0):,} buildings")
    print(f"imported in {time.perf_counter() - start:.1f} s")
    graph = graph_of(options.file)
    spots = sorted(graph)
    rng = random.Random(1)
    pairs = [(rng.choice(spots), rng.choice(spots)) for _ in range(200)]
    asked = iter(pairs * 3)
    drawn = iter(pairs)
    _row(
        "route on foot",
        median_ms(lambda: queries.route("foot", next(asked)), 200),
        "Dijkstra in Python",
        median_ms(lambda: dijkstra(graph, *next(drawn)), 15),
    )
    some = rng.sample(spots, 100)
    one_pair = median_ms(lambda: queries.route("car", next(asked)), 100)
    _row("matrix of 100 × 100", median_ms(lambda: queries.matrix("car", some), 5), "10,000 routes", one_pair * 10_000)
    _row("round of 25 stops", median_ms(lambda: queries.trip_order("foot", some[:25]), 5))
    _row("drawing of the surroundings", median_ms(lambda: queries.static_map_svg(*rng.choice(spots)), 40))
    _threads(pairs)


def _threads(pairs: list[tuple[Position, Position]]) -> None:
    def ask(pair: tuple[Position, Position]) -> None:
        queries.route("foot", pair)

    for count in (1, 2, 4):
        with ThreadPoolExecutor(count) as pool:
            start = time.perf_counter()
            list(pool.map(ask, pairs * 2))
            rate = 2 * len(pairs) / (time.perf_counter() - start)
            list(pool.map(lambda _number: connection.close(), range(count)))
        print(f"  {count} threads: {rate:,.0f} routes a second")


if __name__ == "__main__":
    main()

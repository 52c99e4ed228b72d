# SPDX-License-Identifier: AGPL-3.0-or-later
"""The stops of a line in one order, made of all the ways its trips take.

Each way is laid over a graph of the ways before it, the most travelled first: where it stops at what is there already,
it goes through there; else it opens a branch. The order is a topological one of that graph, so that every way reads
downwards without going back. Ways that agree on an order share every stop; a loop, or a trip the other way round a
block, shows a stop a second time.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class Merged[Stop: Hashable]:
    """`stops` from top to bottom; `places[w][i]` is where the i-th stop of way w stands among them."""

    stops: tuple[Stop, ...]
    places: tuple[tuple[int, ...], ...]


@dataclass(slots=True)
class _Graph[Stop: Hashable]:
    """Nodes are stops; `after[n]` holds the nodes that follow n on some way, the most travelled way's first."""

    stops: list[Stop] = field(default_factory=list)
    after: list[list[int]] = field(default_factory=list)
    known: dict[Stop, list[int]] = field(default_factory=dict)

    def node(self, stop: Stop) -> int:
        self.stops.append(stop)
        self.after.append([])
        self.known.setdefault(stop, []).append(len(self.stops) - 1)
        return len(self.stops) - 1

    def link(self, way: Sequence[int]) -> None:
        for here, there in pairwise(way):
            if there not in self.after[here]:
                self.after[here].append(there)

    def beyond(self, start: int) -> set[int]:
        """All nodes that come after one."""
        seen: set[int] = set()
        waiting = [start]
        while waiting:
            for follower in self.after[waiting.pop()]:
                if follower not in seen:
                    seen.add(follower)
                    waiting.append(follower)
        return seen


def merge[Stop: Hashable](ways: Sequence[tuple[Sequence[Stop], int]]) -> Merged[Stop]:
    """The stops of ways (stops, number of trips) in one order in which each way goes downwards only."""
    graph: _Graph[Stop] = _Graph()
    laid: dict[int, list[int]] = {}
    for number in sorted(range(len(ways)), key=lambda one: (-ways[one][1], -len(ways[one][0]), one)):
        stops = ways[number][0]
        shared = max(_by_reach(graph, stops), _by_order(graph, stops), key=len)
        laid[number] = [shared[place] if place in shared else graph.node(stop) for place, stop in enumerate(stops)]
        graph.link(laid[number])
    order = _order(graph)
    rank = {node: place for place, node in enumerate(order)}
    return Merged(
        tuple(graph.stops[node] for node in order),
        tuple(tuple(rank[node] for node in laid[number]) for number in range(len(ways))),
    )


def _by_reach[Stop: Hashable](graph: _Graph[Stop], stops: Sequence[Stop]) -> dict[int, int]:
    """Place on the way -> node: each stop takes the first node of its name that nothing on the way so far follows."""
    found: dict[int, int] = {}
    taken: set[int] = set()
    for place, stop in enumerate(stops):
        for node in graph.known.get(stop, ()):
            if node not in taken and not (taken & graph.beyond(node)):
                found[place] = node
                taken.add(node)
                break
    return found


def _by_order[Stop: Hashable](graph: _Graph[Stop], stops: Sequence[Stop]) -> dict[int, int]:
    """The same by the longest common subsequence with the order so far: right where a line passes a stop twice."""
    order = _order(graph)
    wide, deep = len(order), len(stops)
    best = [[0] * (wide + 1) for _ in range(deep + 1)]
    for i in range(deep - 1, -1, -1):
        for j in range(wide - 1, -1, -1):
            same = graph.stops[order[j]] == stops[i]
            best[i][j] = best[i + 1][j + 1] + 1 if same else max(best[i + 1][j], best[i][j + 1])
    found: dict[int, int] = {}
    i = j = 0
    while i < deep and j < wide:
        if graph.stops[order[j]] == stops[i]:
            found[i] = order[j]
            i, j = i + 1, j + 1
        elif best[i + 1][j] >= best[i][j + 1]:
            i += 1
        else:
            j += 1
    return found


def _order[Stop: Hashable](graph: _Graph[Stop]) -> list[int]:
    """A topological order that follows each branch to its end before it begins another one."""
    before = [0] * len(graph.stops)
    for followers in graph.after:
        for node in followers:
            before[node] += 1
    ready = [node for node in range(len(graph.stops) - 1, -1, -1) if not before[node]]
    out: list[int] = []
    while ready:
        node = ready.pop()
        out.append(node)
        for follower in reversed(graph.after[node]):
            before[follower] -= 1
            if not before[follower]:
                ready.append(follower)
    return out

# SPDX-License-Identifier: AGPL-3.0-or-later
"""The streets as a bus driver knows them: one-way streets respected, main roads preferred, no motorway."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from heapq import heappop, heappush
from itertools import pairwise
from math import hypot

import numpy as np
from numpy.typing import NDArray

from parvis.engines.synthtown.network import Index, Network
from parvis.engines.synthtown.shapes import Points

FACTOR = {
    "primary": 0.95,
    "secondary": 0.95,
    "tertiary": 1.0,
    "unclassified": 1.1,
    "residential": 1.35,
    "living_street": 2.0,
}
LEAST_FACTOR = min(FACTOR.values())
SPUR_M = 260.0


class NoRoute(Exception):  # noqa: N818
    """Two places that no bus can go between."""


@dataclass(frozen=True, slots=True)
class Roads:
    """Arcs sorted by their source; ``first[n]`` to ``first[n + 1]`` are those that leave node n.

    ``edge`` is the edge of the network, ``sense`` +1 along it and -1 against it; ``core`` flags the nodes that
    every other one of them can be reached from and come back to.
    """

    xy: Points
    source: Index
    target: list[int]
    edge: list[int]
    sense: Index
    length: NDArray[np.float64]
    first: list[int]
    cost: list[float]
    core: NDArray[np.bool_]
    x: list[float]
    y: list[float]
    known: dict[tuple[int, int], list[int]] = field(default_factory=dict)

    def route(self, start: int, goal: int) -> list[int]:
        """Arcs of the cheapest way; looked for once.

        Raises NoRoute when there is none.
        """
        if (start, goal) not in self.known:
            self.known[(start, goal)] = self._search(start, goal)
        return self.known[(start, goal)]

    def _search(self, start: int, goal: int) -> list[int]:
        """A* (Hart, Nilsson and Raphael, 1968)."""
        xs, ys, target, cost, first = self.x, self.y, self.target, self.cost, self.first
        goal_x, goal_y = xs[goal], ys[goal]
        best, by, done = {start: 0.0}, {start: -1}, set()
        heap = [(0.0, start)]
        while heap:
            node = heappop(heap)[1]
            if node == goal:
                return self._back(by, goal)
            if node in done:
                continue
            done.add(node)
            so_far = best[node]
            for arc in range(first[node], first[node + 1]):
                other, total = target[arc], so_far + cost[arc]
                if total < best.get(other, float("inf")):
                    best[other], by[other] = total, arc
                    left = LEAST_FACTOR * hypot(goal_x - xs[other], goal_y - ys[other])
                    heappush(heap, (total + left, other))
        raise NoRoute(f"no way from node {start} to node {goal}")

    def _back(self, by: dict[int, int], node: int) -> list[int]:
        arcs = []
        while by[node] >= 0:
            arcs.append(by[node])
            node = int(self.source[by[node]])
        return arcs[::-1]

    def through(self, nodes: Sequence[int], turning: Collection[int] = ()) -> list[int]:
        """Arcs of the way through all the nodes in turn. Short detours into a side street and back are left out,
        but at the ``turning`` nodes, where there is room to turn round."""
        arcs: list[int] = []
        for start, goal in pairwise(nodes):
            part = self.route(start, goal)
            spur = 0 if start in turning else self._spur(arcs, part)
            arcs = arcs[: len(arcs) - spur] + part[spur:]
        return arcs

    def _spur(self, before: list[int], after: list[int]) -> int:
        """How many arcs at the end of ``before`` are driven back at the start of ``after``; 0 beyond SPUR_M."""
        count, metres = 0, 0.0
        for a, b in zip(reversed(before), after, strict=False):
            if self.edge[a] != self.edge[b]:
                break
            count, metres = count + 1, metres + float(self.length[a])
        return count if metres <= SPUR_M else 0

    def metres(self, nodes: Sequence[int]) -> float:
        """Length of the way through the nodes as the crow flies between them."""
        return float(np.hypot(*np.diff(self.xy[list(nodes)], axis=0).T).sum())

    def nearest(self, point: Points, among: NDArray[np.bool_] | None = None) -> int:
        """The node of the core nearest to a point."""
        allowed = self.core if among is None else self.core & among
        away = np.hypot(*(self.xy - point).T)
        return int(np.argmin(np.where(allowed, away, np.inf)))


def bus_roads(net: Network, centre: Points) -> Roads:
    """The part of the network that buses may use, around ``centre``."""
    factor = np.array([FACTOR.get(course.highway, 0.0) for course in net.courses])[net.course]
    ahead, back = (np.flatnonzero((factor > 0) & (net.oneway * sign >= 0)) for sign in (1, -1))
    edge = np.concatenate([ahead, back])
    sense = np.repeat([1, -1], [len(ahead), len(back)])
    source = np.where(sense > 0, net.tail[edge], net.head[edge])
    target = np.where(sense > 0, net.head[edge], net.tail[edge])
    order = np.argsort(source, kind="stable")
    edge, sense, source, target = edge[order], sense[order], source[order], target[order]
    first = np.searchsorted(source, np.arange(len(net.xy) + 1))
    length = net.lengths()[edge]
    core = _core(net, source, target, centre)
    return Roads(
        net.xy, source, target.tolist(), edge.tolist(), sense, length, first.tolist(),
        (length * factor[edge]).tolist(), core, net.xy[:, 0].tolist(), net.xy[:, 1].tolist(),
    )  # fmt: skip


def _core(net: Network, source: Index, target: Index, centre: Points) -> NDArray[np.bool_]:
    """Nodes from which the centre can be reached and that it can reach."""
    away = np.full(len(net.xy), np.inf)
    away[source] = np.hypot(*(net.xy[source] - centre).T)
    ways = [_heads(len(net.xy), *pair) for pair in ((source, target), (target, source))]
    core = np.zeros(len(net.xy), bool)
    for start in np.argsort(away, kind="stable")[:20].tolist():
        core = _reached(start, *ways[0]) & _reached(start, *ways[1])
        if 2 * core.sum() > np.isfinite(away).sum():
            break
    return core


def _heads(count: int, source: Index, target: Index) -> tuple[list[int], list[int]]:
    """Heads of the arcs sorted by source, and where those of each node begin."""
    order = np.argsort(source, kind="stable")
    return target[order].tolist(), np.searchsorted(source[order], np.arange(count + 1)).tolist()


def _reached(start: int, heads: list[int], first: list[int]) -> NDArray[np.bool_]:
    seen = bytearray(len(first) - 1)
    seen[start] = 1
    pending = [start]
    while pending:
        node = pending.pop()
        for other in heads[first[node] : first[node + 1]]:
            if not seen[other]:
                seen[other] = 1
                pending.append(other)
    return np.frombuffer(seen, np.uint8).astype(bool)

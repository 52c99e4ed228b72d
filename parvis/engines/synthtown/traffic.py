# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who may pass where: pedestrian streets of the old centre, one-way streets that never trap a car."""

from collections import defaultdict
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from .network import Index, Network, components
from .shapes import Points
from .site import Site
from .spec import stream

FIXED_ONE_WAY = ("roundabout", "bypass", "ramp")
ONE_WAY_SHARE = {"medieval": 0.5, "grid": 0.45, "faubourg": 0.28, "houses": 0.05}


def regulate(site: Site, net: Network) -> None:
    """Set pedestrian highways on ``net.courses`` and the direction of each edge in ``net.oneway``.

    ``oneway`` is 0 both ways, 1 along the edge, -1 against it. Streets chosen for one way are oriented along a
    depth-first search of the two-way graph, which keeps it strongly connected (Robbins' theorem, 1939).
    """
    _pedestrian_streets(site, net)
    roles = np.array([c.role for c in net.courses])[net.course]
    net.oneway = np.isin(roles, FIXED_ONE_WAY).astype(np.int8)
    direction = _dfs_directions(net, roles)
    rng = stream(site.spec, "oneway")
    first = np.flatnonzero(np.concatenate([[True], net.course[1:] != net.course[:-1]]))
    for a, b in zip(first.tolist(), [*first[1:].tolist(), len(net.course)], strict=True):
        course = net.courses[int(net.course[a])]
        chosen = rng.random() < ONE_WAY_SHARE.get(course.role, 0.0) and course.highway in (
            "residential",
            "living_street",
        )
        if chosen and abs(int(direction[a:b].sum())) == b - a:
            net.oneway[a:b] = direction[a]


def _pedestrian_streets(site: Site, net: Network) -> None:
    rng = stream(site.spec, "pedestrian")
    lengths = np.bincount(net.course, net.lengths(), len(net.courses))
    for number, course in enumerate(net.courses):
        if course.role == "medieval":
            net.courses[number] = replace(course, highway=_calmed(site, course.points, float(lengths[number]), rng))
    while True:
        cars = net.drivable()
        labels = components(len(net.xy), net.tail[cars], net.head[cars])
        main = int(np.argmax(np.bincount(labels[net.tail[cars]], minlength=len(net.xy))))
        cut_off = np.unique(net.course[cars & (labels[net.tail] != main)])
        if not len(cut_off):
            return
        for number in cut_off.tolist():
            net.courses[number] = replace(net.courses[number], highway="pedestrian")


def _calmed(site: Site, points: Points, length: float, rng: np.random.Generator) -> str:
    out = float(np.hypot(*points.mean(axis=0))) / site.city.core
    draw = rng.random()
    if out < 0.5 and draw < 0.42:
        return "pedestrian"
    if length < 75 and draw < 0.3:
        return "steps" if draw < 0.04 else "footway"
    return "living_street" if draw < 0.6 else "residential"


def _dfs_directions(net: Network, roles: NDArray[np.str_]) -> NDArray[np.int8]:
    """Direction of each car edge in a depth-first search: 0 for bridges of the graph and edges left out."""
    use = net.drivable() & ~np.isin(roles, FIXED_ONE_WAY)
    circles = roles == "roundabout"
    ring = components(len(net.xy), net.tail[circles], net.head[circles])
    tail, head = ring[net.tail], ring[net.head]
    around: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
    for edge in np.flatnonzero(use).tolist():
        around[int(tail[edge])].append((edge, int(head[edge]), 1))
        around[int(head[edge])].append((edge, int(tail[edge]), -1))
    direction = np.zeros(len(tail), np.int8)
    seen = np.full(len(net.xy), -1)
    low = np.full(len(net.xy), -1)
    for root in sorted(around):
        if seen[root] < 0:
            _search(root, around, direction, seen, low)
    return direction


def _search(
    root: int, around: dict[int, list[tuple[int, int, int]]], direction: NDArray[np.int8], seen: Index, low: Index
) -> None:
    """One tree of the search, without recursion; clears the direction of tree edges that are bridges."""
    clock = int(seen.max()) + 1
    seen[root] = low[root] = clock
    stack = [(root, -1, iter(around[root]))]
    while stack:
        node, by, rest = stack[-1]
        step = next(rest, None)
        if step is None:
            stack.pop()
            if stack:
                parent = stack[-1][0]
                low[parent] = min(low[parent], low[node])
                if low[node] > seen[parent]:
                    direction[by] = 0
            continue
        edge, other, sign = step
        if edge == by or direction[edge] != 0:
            continue
        if seen[other] < 0:
            clock += 1
            seen[other] = low[other] = clock
            direction[edge] = sign
            stack.append((other, edge, iter(around[other])))
        else:
            direction[edge] = sign
            low[node] = min(low[node], seen[other])

# SPDX-License-Identifier: AGPL-3.0-or-later
"""Streets as residents know them: runs of edges under one name in one commune."""

from collections import defaultdict
from dataclasses import dataclass, replace

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import LineString

from .network import NO_CARS, Index, Network
from .odonyms.communes import PlaceNames
from .odonyms.streets import THEMES, Namer, Way
from .roads import MainRoads
from .shapes import points_of
from .site import Site
from .spec import stream

UNNAMED_ROLES = ("roundabout", "bypass", "ramp", "path", "connector", "greenway")
UNNAMED_HIGHWAYS = ("service", "footway", "path", "steps", "track")
STRAIGHT_ON = -0.9


@dataclass(frozen=True, slots=True)
class Street:
    """``edges`` in order from the end nearest the old centre; ``forward[i]`` tells if edge i runs that way.

    ``name`` is empty for ramps, roundabouts, service ways and paths. ``commune`` indexes the settlements.
    ``band`` is 0 inside the ramparts, 1 inside the first boulevard, 2 in the built-up area, 3 outside it.
    """

    edges: Index
    forward: NDArray[np.bool_]
    commune: int
    band: int
    course: int
    length: float
    name: str = ""


def find_streets(site: Site, roads: MainRoads, net: Network) -> list[Street]:
    """Group the edges into streets, without names yet, the longest first."""
    commune, bands, strokes = _commune_of(site, net), _bands(site, roads, net), _strokes(net)
    groups: dict[tuple[int, int, int, int], list[int]] = defaultdict(list)
    for edge, number in enumerate(net.course.tolist()):
        line = net.courses[number].line
        groups[
            (line, -1 if line >= 0 else strokes[number], int(commune[edge]), int(bands[edge]) if line >= 0 else 0)
        ].append(edge)
    lengths, streets = net.lengths(), []
    for (line, _, place, _), members in groups.items():
        edges = np.array(members)
        order, forward = (
            _along_line(net, LineString(roads.courses[line].points), edges) if line >= 0 else _chain(net, edges)
        )
        if _far_end_first(site, net, place, order, forward):
            order, forward = order[::-1], ~forward[::-1]
        streets.append(
            Street(order, forward, place, int(bands[order[0]]), int(net.course[order[0]]), float(lengths[order].sum()))
        )
    return sorted(streets, key=lambda s: -s.length)


def _commune_of(site: Site, net: Network) -> Index:
    middles = points_of((net.xy[net.tail] + net.xy[net.head]) / 2)
    edge, commune = shapely.STRtree(site.communes).query_nearest(middles, all_matches=False)
    out = np.zeros(len(middles), np.int64)
    out[edge] = commune
    return out


def _bands(site: Site, roads: MainRoads, net: Network) -> Index:
    middles = points_of((net.xy[net.tail] + net.xy[net.head]) / 2)
    band = np.full(len(middles), 3)
    for place in site.settlements:
        band[shapely.dwithin(middles, shapely.Point(place.centre), place.radius * 1.1)] = 2
    for level in (1, 0):
        if level < len(roads.rings):
            band[shapely.contains(roads.rings[level], middles)] = level
    return band


def _strokes(net: Network) -> list[int]:
    """Label courses that continue one another straight across a junction with the same label."""
    ends: dict[int, list[tuple[int, float, float]]] = defaultdict(list)
    first = np.flatnonzero(np.concatenate([[True], net.course[1:] != net.course[:-1]]))
    last = np.concatenate([first[1:] - 1, [len(net.course) - 1]])
    for at, edges, other in ((net.tail, first, net.head), (net.head, last, net.tail)):
        away = net.xy[other[edges]] - net.xy[at[edges]]
        away /= np.hypot(*away.T)[:, None]
        for edge, (x, y) in zip(edges.tolist(), away.tolist(), strict=True):
            ends[int(at[edge])].append((int(net.course[edge]), x, y))
    label = list(range(len(net.courses)))
    joined: set[tuple[int, int]] = set()
    for node, here in ends.items():
        for k, (a, ax, ay) in enumerate(here):
            for b, bx, by in here[k + 1 :]:
                same = net.courses[a].highway == net.courses[b].highway and net.courses[a].role == net.courses[b].role
                free = (node, a) not in joined and (node, b) not in joined and _root(label, a) != _root(label, b)
                if same and free and ax * bx + ay * by < STRAIGHT_ON and net.courses[a].line < 0:
                    label[max(_root(label, a), _root(label, b))] = min(_root(label, a), _root(label, b))
                    joined |= {(node, a), (node, b)}
    return [_root(label, k) for k in range(len(label))]


def _root(label: list[int], k: int) -> int:
    while label[k] != k:
        label[k] = label[label[k]]
        k = label[k]
    return k


def _along_line(net: Network, line: LineString, edges: Index) -> tuple[Index, NDArray[np.bool_]]:
    """Order by position along the main road that the edges were cut from."""
    middle = (net.xy[net.tail[edges]] + net.xy[net.head[edges]]) / 2
    at, tail, head = (
        shapely.line_locate_point(line, points_of(p))
        for p in (middle, net.xy[net.tail[edges]], net.xy[net.head[edges]])
    )
    ahead = (head - tail) % line.length < line.length / 2
    order = np.argsort(at, kind="stable")
    return edges[order], np.asarray(ahead[order])


def _chain(net: Network, edges: Index) -> tuple[Index, NDArray[np.bool_]]:
    """Walk the edges end to end, starting at a loose end where there is one."""
    at_node: dict[int, list[int]] = defaultdict(list)
    ends = [(int(net.tail[e]), int(net.head[e])) for e in edges]
    for k, (a, b) in enumerate(ends):
        at_node[a].append(k)
        at_node[b].append(k)
    left = set(range(len(ends)))
    order, forward = [], []
    loose = [node for node, here in at_node.items() if len(here) == 1]
    for node in [*loose, *(a for a, _ in ends)]:
        step = next((k for k in at_node[node] if k in left), None)
        while step is not None:
            left.discard(step)
            order.append(step)
            forward.append(ends[step][0] == node)
            node = ends[step][1] if forward[-1] else ends[step][0]
            step = next((k for k in at_node[node] if k in left), None)
    return edges[order], np.array(forward)


def _far_end_first(site: Site, net: Network, place: int, order: Index, forward: NDArray[np.bool_]) -> bool:
    start = net.tail[order[0]] if forward[0] else net.head[order[0]]
    end = net.head[order[-1]] if forward[-1] else net.tail[order[-1]]
    centre = site.settlements[place].centre
    return bool(np.hypot(*(net.xy[start] - centre)) > np.hypot(*(net.xy[end] - centre)) + 1)


def name_streets(site: Site, net: Network, streets: list[Street], names: PlaceNames) -> list[Street]:
    """Give each street its name; two streets of one commune never share one."""
    namers = [Namer.seeded(stream(site.spec, f"odonyms{k}")) for k in range(len(site.settlements))]
    degree = np.bincount(np.concatenate([net.tail, net.head]), minlength=len(net.xy))
    out = []
    for street in streets:
        course = net.courses[street.course]
        if course.role in UNNAMED_ROLES or course.highway in UNNAMED_HIGHWAYS:
            out.append(street)
            continue
        ends = (
            net.tail[street.edges[0]],
            net.head[street.edges[0]],
            net.tail[street.edges[-1]],
            net.head[street.edges[-1]],
        )
        toward = (
            names.communes[course.toward]
            if street.band == 3 and course.toward >= 0 and course.toward != street.commune
            else ""
        )
        theme = _theme(course.role, street)
        way = Way(
            theme, course.role, street.length, bool(min(degree[list(ends)]) == 1), course.highway in NO_CARS, toward
        )
        out.append(replace(street, name=namers[street.commune].name(way)))
    return out


def _theme(role: str, street: Street) -> str:
    """The vocabulary that suits a street."""
    if role in THEMES:
        return role
    if role in ("rampart", "ring", "avenue", "station"):
        return "boulevard"
    if role in ("loop", "close"):
        return "lotissement"
    if street.commune:
        return "village" if street.band == 2 else "country"
    return ("medieval", "faubourg", "houses", "country")[street.band]

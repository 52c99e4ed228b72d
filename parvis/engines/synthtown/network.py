# SPDX-License-Identifier: AGPL-3.0-or-later
"""From courses to a routable graph: shared nodes, bridges, one piece, one-way and pedestrian streets."""

from dataclasses import dataclass, field

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import LineString
from shapely.geometry.base import BaseGeometry

from .roads import Course
from .shapes import Points, along
from .site import Site
from .subdivide import Layout

Index = NDArray[np.int64]
NO_CARS = ("footway", "pedestrian", "path", "steps", "cycleway", "track")


@dataclass(slots=True)
class Network:
    """Nodes ``xy`` (n, 2); edges ``tail`` to ``head`` along ``course``, in the order of the course.

    ``bridge``: the edge passes over water, rails or the bypass. ``node_tags``: OSM tags of single nodes.
    """

    xy: Points
    tail: Index
    head: Index
    course: Index
    bridge: NDArray[np.bool_]
    courses: list[Course]
    oneway: NDArray[np.int8] = field(default_factory=lambda: np.zeros(0, np.int8))
    node_tags: dict[int, dict[str, str]] = field(default_factory=dict)

    def lengths(self) -> NDArray[np.float64]:
        """Metres of each edge."""
        return np.asarray(np.hypot(*(self.xy[self.head] - self.xy[self.tail]).T))

    def drivable(self) -> NDArray[np.bool_]:
        """Edges open to cars."""
        closed_to_cars = np.array([c.highway in NO_CARS for c in self.courses])
        return np.asarray(~closed_to_cars[self.course])


def assemble(site: Site, layout: Layout, bypass: list[Course], bypass_line: LineString | None) -> Network:
    """Insert every joint into its course, number the nodes, mark bridges, keep the connected part."""
    courses = layout.courses + bypass
    spans = _spans(site, bypass_line)
    keys: dict[tuple[int, int], int] = {}
    rows: list[tuple[int, int, int, bool]] = []
    for number, course in enumerate(courses):
        points = _with_joints(course.points, layout.joints.get(number, []))
        points, over = _with_spans(points, spans.get(course.role, spans[""]))
        ids = [keys.setdefault((round(x * 100), round(y * 100)), len(keys)) for x, y in points.tolist()]
        rows += [(a, b, number, bool(up)) for a, b, up in zip(ids, ids[1:], over, strict=False) if a != b]
    xy = np.array(list(keys), dtype=float) / 100
    tail, head, owner, bridge = (np.array(column) for column in zip(*rows, strict=True))
    net = Network(xy, tail, head, owner, bridge.astype(bool), courses)
    return _connected(net)


def _spans(site: Site, bypass_line: LineString | None) -> dict[str, BaseGeometry]:
    """What a course passes over, by role: the bypass and its ramps pass over water and rails, the greenway
    under everything, all the rest over water, rails and the bypass."""
    water, rail = site.river.water.buffer(4), site.rail.buffer(8, cap_style="flat")
    over_roads = [water, rail] if bypass_line is None else [water, rail, bypass_line.buffer(17)]
    low = shapely.union_all([water, rail])
    spans: dict[str, BaseGeometry] = {
        "": shapely.union_all(over_roads),
        "bypass": low,
        "ramp": low,
        "greenway": shapely.Point(),
    }
    for shape in spans.values():
        shapely.prepare(shape)
    return spans


def _inserted(points: Points, extra: Points) -> Points:
    line = LineString(points)
    at = np.concatenate([along(points), shapely.line_locate_point(line, shapely.points(extra))])
    return np.vstack([points, extra])[np.argsort(at, kind="stable")]


def _with_joints(points: Points, joints: list[tuple[float, float]]) -> Points:
    return _inserted(points, np.array(joints)) if joints else points


def _with_spans(points: Points, span: BaseGeometry) -> tuple[Points, NDArray[np.bool_]]:
    """Add the ends of bridges to a course; flag its segments that lie on a bridge."""
    line = LineString(points)
    if not span.intersects(line):
        return points, np.zeros(len(points) - 1, bool)
    ends = shapely.get_coordinates(line.intersection(span.boundary))
    points = _inserted(points, ends) if len(ends) else points
    middles = shapely.points((points[1:] + points[:-1]) / 2)
    return points, np.asarray(shapely.contains(span, middles))


def components(count: int, tail: Index, head: Index) -> Index:
    """Label of the connected component of each node (union-find with path halving)."""
    parent = list(range(count))
    for a, b in zip(tail.tolist(), head.tolist(), strict=True):
        while parent[a] != a:
            parent[a] = parent[parent[a]]
            a = parent[a]
        while parent[b] != b:
            parent[b] = parent[parent[b]]
            b = parent[b]
        if a != b:
            parent[max(a, b)] = min(a, b)
    labels = np.array(parent)
    while (labels != labels[labels]).any():
        labels = labels[labels]
    return labels


def _connected(net: Network) -> Network:
    """Keep what a car can reach from anywhere, and the paths that lead there; renumber the nodes."""
    for only_cars in (True, False):
        cars = net.drivable()
        among = cars if only_cars else np.ones(len(cars), bool)
        labels = components(len(net.xy), net.tail[among], net.head[among])
        weight = np.bincount(labels[net.tail[cars]], minlength=len(net.xy))
        net = _subset(net, (labels[net.tail] == int(np.argmax(weight))) | ~among)
    return net


def _subset(net: Network, keep: NDArray[np.bool_]) -> Network:
    used, flat = np.unique(np.concatenate([net.tail[keep], net.head[keep]]), return_inverse=True)
    count = int(keep.sum())
    return Network(net.xy[used], flat[:count], flat[count:], net.course[keep], net.bridge[keep], net.courses)

# SPDX-License-Identifier: AGPL-3.0-or-later
"""From main roads to faces: every piece of land that main roads, river, railway and town limits enclose."""

from dataclasses import dataclass, replace

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import LineString, MultiPoint, Polygon
from shapely.geometry.base import BaseGeometry

from .roads import QUAY_SETBACK_M, Course, MainRoads
from .shapes import Points, blob, lines, points_of, polygons
from .site import Site
from .spec import stream

NO_STREET = -1
RAIL_STRIP_M = 13.0
BYPASS_STRIP_M = 30.0
RAMP_STRIP_M = 16.0


@dataclass(frozen=True, slots=True)
class Face:
    """A closed ring of land. ``owners[i]``: course along the edge from point i to i + 1, or NO_STREET."""

    points: Points
    owners: NDArray[np.int64]
    settlement: int


@dataclass(frozen=True, slots=True)
class Plan:
    """The main courses with a vertex wherever they meet, the faces between them, each settlement's outline."""

    courses: tuple[Course, ...]
    faces: tuple[Face, ...]
    regions: tuple[BaseGeometry, ...]
    barrier: BaseGeometry


def make_plan(site: Site, roads: MainRoads, ramps: list[Points]) -> Plan:
    """Node the main roads against one another and against the limits, and find the faces."""
    regions, barrier = _regions(site, roads, ramps)
    ground = [LineString(course.points) for course in roads.courses]
    limits = [region.boundary for region in regions]
    noded = np.array(lines(shapely.union_all([*ground, *limits], grid_size=0.001)), dtype=object)
    middles = shapely.line_interpolate_point(noded, 0.5, normalized=True)
    owner = np.where(_stubs(noded, middles, regions), NO_STREET, _owners(middles, ground))
    courses = [part for k, course in enumerate(roads.courses) for part in _rebuilt(course, noded[owner == k])]
    built = [LineString(course.points) for course in courses]
    return Plan(tuple(courses), _faces(noded, built, regions), regions, barrier)


def _stubs(
    noded: NDArray[np.object_], middles: NDArray[np.object_], regions: tuple[BaseGeometry, ...]
) -> NDArray[np.bool_]:
    """Pieces that end in the middle of a face: the blocks to come would not know of them."""
    _, _, loose, _ = shapely.polygonize_full(list(noded))
    ends = shapely.get_parts(loose)
    out = np.zeros(len(noded), np.bool_)
    if len(ends):
        out[shapely.STRtree(list(ends)).query(middles, predicate="dwithin", distance=0.005)[0]] = True
    inside = np.zeros(len(noded), np.bool_)
    for region in regions:
        inside |= shapely.contains(region, middles)
    return out & inside


def _regions(site: Site, roads: MainRoads, ramps: list[Points]) -> tuple[tuple[BaseGeometry, ...], BaseGeometry]:
    """Where each settlement may build; the land that water, rails and the bypass take away."""
    rng = stream(site.spec, "regions")
    strips = [site.river.water.buffer(QUAY_SETBACK_M), site.rail.buffer(RAIL_STRIP_M)]
    if roads.bypass is not None:
        strips += [roads.bypass.buffer(BYPASS_STRIP_M), *(LineString(p).buffer(RAMP_STRIP_M) for p in ramps)]
        pairs = zip(ramps[::2], ramps[1::2], strict=True)  # the exit and the entry of one side enclose the verge
        strips += [MultiPoint(np.vstack(pair)).convex_hull.buffer(6) for pair in pairs]
    strips[0] = Polygon(strips[0].exterior)  # islands are not for building
    barrier = shapely.union_all(strips)
    out: list[BaseGeometry] = []
    for place in site.settlements:
        outline = Polygon(blob(place.centre, place.radius * 1.04, rng, 0.16)).buffer(0)
        out.append(outline if not out else outline.difference(out[0].buffer(60)))
    return tuple(shape.difference(barrier) for shape in out), barrier


def _owners(points: NDArray[np.object_], ground: list[LineString]) -> NDArray[np.int64]:
    """Index of the course that runs through each point, or NO_STREET."""
    owner = np.full(len(points), NO_STREET)
    found, course = shapely.STRtree(ground).query(points, predicate="dwithin", distance=0.02)
    owner[found[::-1]] = course[::-1]
    return owner


def _rebuilt(course: Course, pieces: NDArray[np.object_]) -> list[Course]:
    """The course joined again from its noded pieces, running the same way."""
    out = []
    for line in lines(shapely.line_merge(shapely.union_all(pieces))):
        points = np.array(line.coords)
        original = LineString(course.points)
        out.append(replace(course, points=points if _same_way(original, line) else points[::-1]))
    return out


def _same_way(original: LineString, line: LineString) -> bool:
    """Whether ``line``, a part of ``original``, runs in its direction."""
    if line.is_closed:
        return bool(shapely.is_ccw(line) == shapely.is_ccw(original))
    at = [original.project(line.interpolate(share, normalized=True)) for share in (0.4, 0.6)]
    return at[0] <= at[1]


def _faces(noded: NDArray[np.object_], ground: list[LineString], regions: tuple[BaseGeometry, ...]) -> tuple[Face, ...]:
    out = []
    shapely.prepare(list(regions))
    for polygon in polygons(shapely.polygonize(list(noded)), 200.0):
        middle = polygon.representative_point()
        home = next((k for k, region in enumerate(regions) if region.contains(middle)), None)
        if home is not None:
            out += [(part, home) for part in _without_holes(polygon)]
    faces = []
    for polygon, home in out:
        points = np.array(shapely.geometry.polygon.orient(polygon).exterior.coords)
        middles = points_of((points[1:] + points[:-1]) / 2)
        faces.append(Face(points[:-1], _owners(middles, ground), home))
    return tuple(faces)


def _without_holes(polygon: Polygon) -> list[Polygon]:
    """Cut a face with holes into faces without."""
    if not polygon.interiors:
        return [polygon]
    west, south, east, north = polygon.bounds
    middle = polygon.interiors[0].centroid.x
    halves = [shapely.box(west - 1, south - 1, middle, north + 1), shapely.box(middle, south - 1, east + 1, north + 1)]
    return [q for half in halves for p in polygons(polygon.intersection(half), 200.0) for q in _without_holes(p)]

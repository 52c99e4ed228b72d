# SPDX-License-Identifier: AGPL-3.0-or-later
"""Roundabouts on the main roads, and the bypass with its carriageways, ramps and interchanges."""

from dataclasses import dataclass, replace

import numpy as np
import shapely
from shapely.geometry import LineString, Point, Polygon

from .roads import Course, MainRoads
from .shapes import Points, closed, lines, smooth, unit
from .site import Site

INTERCHANGE_ARM_M = 78.0
CARRIAGEWAY_OFFSET_M = 8.0
RAMP_REACH_M = 270.0


@dataclass(frozen=True, slots=True)
class Interchange:
    """Where a radial crosses the bypass: the point, the radial's heading outwards, distance along the bypass."""

    point: Points
    outward: Points
    at: float


def find_interchanges(site: Site, roads: MainRoads) -> list[Interchange]:
    """At most five crossings of radials and bypass, away from river and railway and from one another."""
    out: list[Interchange] = []
    if roads.bypass is None:
        return out
    keep_off = [site.river.line, site.rail]
    for course in roads.courses:
        crossing = roads.bypass.intersection(LineString(course.points)) if course.role == "radial" else Point()
        for point in shapely.get_parts(crossing):
            clear = all(shape.distance(point) > 330 for shape in keep_off)
            if (
                clear
                and len(out) < 5
                and all(np.hypot(*(shapely.get_coordinates(point)[0] - o.point)) > 800 for o in out)
            ):
                out.append(_interchange(course, roads.bypass, point))
    return out


def _interchange(course: Course, bypass: LineString, point: Point) -> Interchange:
    line = LineString(course.points)
    at = line.project(point)
    behind, ahead = (np.array(line.interpolate(at + d).coords[0]) for d in (-60, 60))
    return Interchange(shapely.get_coordinates(point)[0], unit(ahead - behind), bypass.project(point))


def with_roundabouts(site: Site, roads: MainRoads, interchanges: list[Interchange]) -> tuple[MainRoads, list[Polygon]]:
    """Replace the meetings of boulevards and radials, and both arms of each interchange, by roundabouts.

    Returns the new roads and the central discs, in the order: two per interchange, then the others.
    """
    centres = [
        _on_course(roads, i.point + i.outward * sign * INTERCHANGE_ARM_M) for i in interchanges for sign in (1, -1)
    ]
    centres += _boulevard_meetings(site, roads, centres)
    discs = [_disc(c, 19.0) for c in centres]
    discs = [disc for disc in discs if disc.distance(site.river.water) > 40 and disc.distance(site.rail) > 40]
    ground = shapely.union_all(discs)
    courses: list[Course] = []
    for course in roads.courses:
        line = LineString(course.points)
        parts = lines(shapely.line_merge(line.difference(ground))) if line.intersects(ground) else [line]
        courses += [replace(course, points=np.array(part.coords)) for part in parts if part.length > 3]
    courses += [Course(np.array(disc.exterior.coords), "tertiary", "roundabout") for disc in discs]
    return replace(roads, courses=tuple(courses)), discs


def _disc(centre: Points, radius: float) -> Polygon:
    angles = np.linspace(0, 2 * np.pi, 20, endpoint=False)
    return Polygon(np.round(centre + radius * np.column_stack([np.cos(angles), np.sin(angles)]), 3))


def _on_course(roads: MainRoads, point: Points) -> Points:
    radials = [LineString(c.points) for c in roads.courses if c.role == "radial"]
    nearest = min(radials, key=lambda line: line.distance(Point(point)))
    return np.array(nearest.interpolate(nearest.project(Point(point))).coords[0])


def _boulevard_meetings(site: Site, roads: MainRoads, taken: list[Points]) -> list[Points]:
    """Crossings of outer boulevards with radials and avenues, and of country roads, well apart."""
    groups = {
        role: [LineString(c.points) for c in roads.courses if c.role == role]
        for role in ("ring", "radial", "avenue", "country")
    }
    pairs = [(a, b) for a in groups["ring"] for b in groups["radial"] + groups["avenue"]]
    pairs += [(a, b) for a in groups["radial"] for b in groups["country"]]
    out: list[Points] = []
    for a, b in pairs:
        for point in shapely.get_coordinates(a.intersection(b)):
            central = any(np.hypot(*(point - s.centre)) < s.core * 1.2 + 30 for s in site.settlements)
            if not central and all(np.hypot(*(point - other)) > 260 for other in taken + out):
                out.append(point)
    return out


def bypass_courses(roads: MainRoads, interchanges: list[Interchange], discs: list[Polygon]) -> list[Course]:
    """Both carriageways of the bypass, one way each, and the ramps down to the roundabouts."""
    if roads.bypass is None:
        return []
    ring = np.array(roads.bypass.coords)[:-1]
    if Polygon(ring).exterior.is_ccw is False:
        ring = ring[::-1]
    tangent = np.roll(ring, -1, axis=0) - np.roll(ring, 1, axis=0)
    side = np.column_stack([-tangent[:, 1], tangent[:, 0]]) / np.hypot(*tangent.T)[:, None] * CARRIAGEWAY_OFFSET_M
    outer, inner = np.round(ring - side, 3), np.round(ring + side, 3)[::-1]
    out = [Course(closed(outer), "trunk", "bypass"), Course(closed(inner), "trunk", "bypass")]
    for number, interchange in enumerate(interchanges):
        for lane, disc in ((outer, discs[2 * number]), (inner, discs[2 * number + 1])):
            out += _ramps(lane, interchange, disc)
    return out


def _ramps(lane: Points, interchange: Interchange, disc: Polygon) -> list[Course]:
    """The exit before the interchange and the entry after it, from the lane to the roundabout."""
    middle = int(np.argmin(np.hypot(*(lane - interchange.point).T)))
    steps = int(RAMP_REACH_M / 30)
    centre = np.array(disc.centroid.coords[0])
    out = []
    for sign in (-1, 1):
        joint = lane[(middle + sign * steps) % len(lane)]
        near = lane[(middle + sign * steps // 2) % len(lane)]
        away = unit(centre - interchange.point)
        bend = near + away * 24
        rim = np.array(disc.exterior.coords)[:-1]
        foot = rim[np.argmin(np.hypot(*(rim - bend).T))]
        path = smooth(np.vstack([joint, bend, foot]), 25.0)
        path[0], path[-1] = joint, foot
        out.append(Course(path if sign < 0 else path[::-1], "trunk_link", "ramp"))
    return out

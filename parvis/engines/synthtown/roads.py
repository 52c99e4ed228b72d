# SPDX-License-Identifier: AGPL-3.0-or-later
"""The roads that came first: between settlements, around the old centre, along the river, round the town."""

from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
import shapely
from shapely.geometry import LineString, Point, Polygon

from .shapes import Points, angle_between, blob, closed, heading, lines, smooth, stack, unit, winding
from .site import Settlement, Site
from .spec import stream

QUAY_SETBACK_M = 13.0
BYPASS_FROM = 12_000


@dataclass(frozen=True, slots=True)
class Course:
    """A carriageway's alignment. ``role`` says why it is there and steers its name; ``line`` is common to
    all the pieces that one main road is cut into; ``toward`` is the settlement that it leads to, or -1."""

    points: Points
    highway: str
    role: str
    settlement: int = 0
    line: int = -1
    toward: int = -1


@dataclass(frozen=True, slots=True)
class MainRoads:
    """``courses`` meet at grade; the ``bypass`` crosses over or under them and is None in a small town."""

    courses: tuple[Course, ...]
    bypass: LineString | None
    rings: tuple[Polygon, ...]


def lay_main_roads(site: Site) -> MainRoads:
    """All main roads of the site."""
    rng = stream(site.spec, "roads")
    near, far = _bridge_heads(site)
    courses = [
        Course(stack([winding(np.zeros(2), near, rng, 0.05), np.vstack([near, far])]), "secondary", "bridge_street")
    ]
    courses += _between_settlements(site, rng, far)
    courses += _ways_out(site, rng)
    courses += _village_streets(site, rng)
    rampart = blob(np.zeros(2), site.city.core, rng, 0.07)
    courses += _rampart_boulevard(site, rampart)
    rings = [Polygon(rampart)]
    for radius in ring_radii(site.city):
        outline = blob(np.zeros(2), radius, rng, 0.09)
        rings.append(Polygon(outline))
        courses.append(Course(closed(outline), "secondary" if len(rings) % 2 == 0 else "tertiary", "ring"))
    courses += _avenues(site, rng, courses, rings)
    courses += _quays(site) + _greenway(site, rng)
    bypass = None
    if site.spec.population >= BYPASS_FROM:
        bypass = LineString(smooth(closed(blob(np.zeros(2), site.city.radius * 1.0, rng, 0.06)), 30.0))
    numbered = tuple(replace(course, line=number) for number, course in enumerate(courses))
    return MainRoads(numbered, bypass, tuple(rings))


def ring_radii(city: Settlement) -> list[float]:
    """Radii of the boulevards outside the ramparts, each about 2.4 times the one before."""
    radii, radius = [], city.core * 2.55
    while radius < city.radius * 0.8:
        radii.append(radius)
        radius += max(900.0, radius * 0.75)
    return radii


def _bridge_heads(site: Site) -> tuple[Points, Points]:
    course = site.river.course
    middle = course[np.argmin(np.hypot(*course.T))]
    across = unit(middle)
    water = LineString([np.zeros(2), middle + across * 400]).intersection(site.river.water)
    far = max(shapely.get_coordinates(water) @ across)
    near = min(shapely.get_coordinates(water) @ across)
    return across * (near - QUAY_SETBACK_M), across * (far + QUAY_SETBACK_M + 45)


def _gabriel(points: Points) -> list[tuple[int, int]]:
    """Edges whose diameter circle holds no third point (Gabriel and Sokal, 1969)."""
    out = []
    for i, j in combinations(range(len(points)), 2):
        middle, radius = (points[i] + points[j]) / 2, np.hypot(*(points[i] - points[j])) / 2
        others = np.delete(points, [i, j], axis=0)
        if np.all(np.hypot(*(others - middle).T) >= radius * 0.98):
            out.append((i, j))
    return out


def _between_settlements(site: Site, rng: np.random.Generator, far: Points) -> list[Course]:
    centres = np.array([s.centre for s in site.settlements])
    edges = [edge for edge in _gabriel(centres) if edge[0] != 0 and _keeps_clear(site, *edge)]
    radials = _radials(site, far, [j for i, j in _gabriel(centres) if i == 0])
    joined = _joined(len(centres), edges + [(0, j) for j in radials])
    radials += [int(j) for j in range(1, len(centres)) if not joined[j] and j not in radials]
    courses = []
    for rank, j in enumerate(sorted(radials, key=lambda j: -site.settlements[j].share)):
        place = site.settlements[j]
        start = np.zeros(2) if place.bank == site.city.bank else far
        path = _on_bank(site, winding(start, place.centre, rng, 0.03), place.bank)
        courses.append(Course(path, "primary" if rank < 5 else "secondary", "radial", toward=j))
    for i, j in edges:
        path = winding(centres[i], centres[j], rng, 0.045)
        same_bank = site.settlements[i].bank == site.settlements[j].bank
        path = _on_bank(site, path, site.settlements[i].bank) if same_bank else path
        courses.append(Course(path, "tertiary" if rng.random() < 0.7 else "secondary", "country", i, toward=j))
    return courses


def _keeps_clear(site: Site, i: int, j: int) -> bool:
    """A country road must not cut through the town, nor cross the river near its bridges."""
    a, b = site.settlements[i], site.settlements[j]
    straight = LineString([a.centre, b.centre])
    if straight.distance(Point(0, 0)) < site.city.radius * 1.15:
        return False
    crossing = straight.intersection(site.river.line)
    if a.bank == b.bank:
        return True
    square = [abs(float(np.dot(unit(b.centre - a.centre), _flow(site, p)))) < 0.6 for p in shapely.get_parts(crossing)]
    return len(square) == 1 and square[0]


def _flow(site: Site, point: Point) -> Points:
    at = site.river.line.project(point)
    p, q = (np.array(site.river.line.interpolate(at + d).coords[0]) for d in (-5, 5))
    return unit(q - p)


def _radials(site: Site, far: Points, candidates: list[int]) -> list[int]:
    """Keep radials at least 24 degrees apart as they leave their bridge head or the centre."""
    kept: list[tuple[int, float]] = []
    for j in sorted(candidates, key=lambda j: float(np.hypot(*site.settlements[j].centre))):
        place = site.settlements[j]
        away = place.centre - (0 if place.bank == site.city.bank else far)
        angle = float(np.arctan2(away[1], away[0]))
        rivals = [a for k, a in kept if site.settlements[k].bank == place.bank]
        if all(angle_between(angle, other) > 0.42 for other in rivals):
            kept.append((j, angle))
    return [j for j, _ in kept]


def _joined(count: int, edges: list[tuple[int, int]]) -> list[bool]:
    """Which nodes reach node 0."""
    reached = {0}
    for _ in range(count):
        for i, j in edges:
            if i in reached or j in reached:
                reached |= {i, j}
    return [i in reached for i in range(count)]


def _on_bank(site: Site, path: Points, bank: int) -> Points:
    """Push a road that strays near or across the river back onto its own bank."""
    keep = site.river.width * 0.75 + 70
    at = shapely.line_locate_point(site.river.line, shapely.points(path))
    base = shapely.get_coordinates(shapely.line_interpolate_point(site.river.line, at))
    ahead = shapely.get_coordinates(shapely.line_interpolate_point(site.river.line, at + 5.0)) - base
    side = np.column_stack([-ahead[:, 1], ahead[:, 0]]) / np.maximum(np.hypot(*ahead.T), 1e-9)[:, None] * bank
    gap = np.einsum("ij,ij->i", path - base, side)
    stray = (gap < keep) & (np.arange(len(path)) > 2) & (np.arange(len(path)) < len(path) - 2)
    path = np.where(stray[:, None], base + side * keep, path)
    for _ in range(3 if stray.any() else 0):
        path[1:-1] = (path[:-2] + 2 * path[1:-1] + path[2:]) / 4
    return path


def _ways_out(site: Site, rng: np.random.Generator) -> list[Course]:
    """Roads towards the rest of the country, from the outermost villages."""
    out: list[Course] = []
    angles: list[float] = []
    for place in sorted(site.settlements[1:], key=lambda s: -float(np.hypot(*s.centre))):
        angle = float(np.arctan2(place.centre[1], place.centre[0]))
        if all(angle_between(angle, other) > 0.9 for other in angles):
            angles.append(angle)
            bounds = site.extent.bounds
            end = place.centre + heading(angle) * (max(abs(b) for b in bounds) * 1.6)
            line = LineString(_on_bank(site, winding(place.centre, end, rng, 0.03), place.bank)).intersection(
                site.extent
            )
            first = next((part for part in lines(line) if part.distance(Point(place.centre)) < 1), None)
            if first is not None:
                out.append(Course(np.array(first.coords), "secondary", "country", place.index))
    return out


def _village_streets(site: Site, rng: np.random.Generator) -> list[Course]:
    """A street across each village, square to the road that leads to the town, so that every village has a heart."""
    barrier = shapely.union_all([site.river.water.buffer(QUAY_SETBACK_M + 2), site.rail.buffer(16)])
    out = []
    for place in site.settlements[1:]:
        across = (
            heading(float(np.arctan2(place.centre[1], place.centre[0])) + np.pi / 2 + rng.normal(0, 0.3))
            * place.radius
            * 1.5
        )
        both = [
            winding(place.centre - across, place.centre, rng, 0.06),
            winding(place.centre, place.centre + across, rng, 0.06),
        ]
        for part in lines(LineString(stack(both)).difference(barrier)):
            if part.distance(Point(place.centre)) < 1:
                out.append(Course(np.array(part.coords), "tertiary", "village", place.index))
    return out


def _rampart_boulevard(site: Site, outline: Points) -> list[Course]:
    """The boulevard on the old ramparts, open towards the river."""
    ring = LineString(closed(outline)).difference(site.river.water.buffer(QUAY_SETBACK_M - 2))
    parts = lines(shapely.line_merge(ring))
    own = [
        p
        for p in parts
        if site.river.bank_of(np.array(p.interpolate(0.5, normalized=True).coords[0])) == site.city.bank
    ]
    return [Course(np.array(part.coords), "secondary", "rampart") for part in own]


def _avenues(site: Site, rng: np.random.Generator, courses: list[Course], rings: list[Polygon]) -> list[Course]:
    """Station avenue, and avenues that fill the wide gaps between radials up to the outer boulevard."""
    outer = rings[-1] if len(rings) > 1 else Polygon(blob(np.zeros(2), site.city.radius * 1.5, rng, 0.05))
    toward = unit(site.station)
    start = _on_ring(rings[0], toward)
    out = [Course(winding(start, site.station - toward * 9, rng, 0.0), "secondary", "station")]
    taken = [float(np.arctan2(toward[1], toward[0]))]
    for course in courses:
        if course.role in ("radial", "bridge_street"):
            there = course.points[np.argmin(np.abs(np.hypot(*course.points.T) - site.city.core * 1.8))]
            taken.append(float(np.arctan2(there[1], there[0])))
    taken.sort()
    for a, b in zip(taken, [*taken[1:], taken[0] + 2 * np.pi], strict=True):
        for k in range(1, int((b - a) / 0.75)):
            angle = a + (b - a) * k / int((b - a) / 0.75) + rng.normal(0, 0.05)
            inner, end = _on_ring(rings[0], heading(angle)), _on_ring(outer, heading(angle + rng.normal(0, 0.06)))
            if not LineString([inner, end]).intersects(site.river.water.buffer(QUAY_SETBACK_M + 30)):
                out.append(Course(winding(inner, end, rng, 0.025), "tertiary", "avenue"))
    return out


def _on_ring(ring: Polygon, toward: Points) -> Points:
    ray = LineString([np.zeros(2), toward * 100_000]).intersection(ring.exterior)
    return np.array(shapely.get_coordinates(ray)[0])


def _greenway(site: Site, rng: np.random.Generator) -> list[Course]:
    """A cycle way along one bank, from the quays out into the country on both sides of the town."""
    bank = Polygon(site.river.water.exterior).buffer(QUAY_SETBACK_M).exterior
    reach = Point(0, 0).buffer(site.city.radius * 2.4).difference(Point(0, 0).buffer(_quay_reach(site)))
    side = int(rng.choice([-1, 1]))
    parts = [part for part in lines(shapely.line_merge(bank.intersection(reach))) if part.length > 200]
    mine = [p for p in parts if site.river.bank_of(np.array(p.interpolate(0.5, normalized=True).coords[0])) == side]
    return [Course(np.array(part.coords), "cycleway", "greenway") for part in mine]


def _quay_reach(site: Site) -> float:
    """How far from the centre the quays go, metres."""
    return min(site.city.core * 2.3, site.city.radius * 0.75)


def _quays(site: Site) -> list[Course]:
    """Streets along both banks through the town."""
    bank = Polygon(site.river.water.exterior).buffer(QUAY_SETBACK_M).exterior
    part = bank.intersection(Point(0, 0).buffer(_quay_reach(site)))
    return [Course(np.array(q.coords), "tertiary", "quay") for q in lines(shapely.line_merge(part)) if q.length > 100]

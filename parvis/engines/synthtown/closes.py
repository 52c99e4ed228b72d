# SPDX-License-Identifier: AGPL-3.0-or-later
"""Streets inside large blocks: loops and cul-de-sacs of lotissements, service roads, paths of parks."""

import numpy as np
import shapely
from shapely.geometry import LineString, Point, Polygon
from shapely.geometry.base import BaseGeometry

from .macro import NO_STREET
from .network import NO_CARS
from .roads import Course
from .shapes import Points, largest, left, resample, unit, winding
from .site import Site
from .subdivide import Block, Layout

LOT_DEPTH_M = 38.0


def open_blocks(layout: Layout, closed: set[int], rng: np.random.Generator) -> None:
    """Add to ``layout`` the inner streets of every block deep enough to need them, but for the ``closed`` ones."""
    for number, block in enumerate(tuple(layout.blocks)):
        land = Polygon(block.points)
        if number in closed or not land.is_valid or not (block.owners != NO_STREET).any():
            continue
        match block.style.name:
            case "lotissement":
                _lotissement(layout, block, land, rng)
            case "estate" | "industry" | "retail":
                _spur(layout, block, land, 45.0, "service", rng)
            case "park":
                _loop(layout, block, land, 26.0, "footway", rng)
            case "houses" if land.area > 19_000:
                _spur(layout, block, land, 34.0, "residential", rng)


def _lotissement(layout: Layout, block: Block, land: Polygon, rng: np.random.Generator) -> None:
    inner = largest(land.buffer(-LOT_DEPTH_M - 8))
    if inner.area > 3_500 and rng.random() < 0.55:
        _loop(layout, block, land, LOT_DEPTH_M, "residential", rng)
    elif inner.area > 300:
        _spur(layout, block, land, LOT_DEPTH_M, "residential", rng)


def _door(layout: Layout, block: Block, toward: Points, rng: np.random.Generator) -> tuple[int, Points] | None:
    """Where a street from inside the block meets the nearest long kerb: course number and point."""
    ahead = np.roll(block.points, -1, axis=0) - block.points
    length = np.hypot(*ahead.T)
    cars = np.array([owner != NO_STREET and layout.courses[owner].highway not in NO_CARS for owner in block.owners])
    fit = np.flatnonzero(cars & (length > 14))
    if not len(fit):
        return None
    t = np.clip(np.einsum("ij,ij->i", toward - block.points[fit], ahead[fit]) / length[fit] ** 2, 0, 1)
    margin = np.minimum(0.45, 7 / length[fit])
    t = np.clip(t + rng.normal(0, 0.03), margin, 1 - margin)
    feet = block.points[fit] + ahead[fit] * t[:, None]
    best = int(np.argmin(np.hypot(*(feet - toward).T)))
    return int(block.owners[fit[best]]), feet[best]


def _loop(layout: Layout, block: Block, land: Polygon, inset: float, highway: str, rng: np.random.Generator) -> None:
    """A rounded ring inside the block and its way, or two ways, out."""
    ring = largest(land.buffer(-inset - 14).buffer(14))
    if ring.area < 1_500:
        return
    outline = np.round(resample(np.array(ring.exterior.simplify(2.0).coords), 18.0), 3)
    outline[-1] = outline[0]
    start = int(rng.integers(len(outline) - 1))
    exits = [start, (start + len(outline) // 2) % (len(outline) - 1)]
    used = 0
    for index in exits:
        used += _way_out(layout, block, land, outline, index, rng, highway)
    if used:
        layout.add(Course(outline, highway, "loop" if highway != "footway" else "path", block.settlement))


def _way_out(
    layout: Layout, block: Block, land: Polygon, ring: Points, index: int, rng: np.random.Generator, highway: str
) -> bool:
    """Join the ring to the street nearest to its point ``index``, unless that way would cross the ring."""
    inside = ring[index]
    door = _door(layout, block, inside, rng)
    if door is None:
        return False
    owner, foot = door
    way = LineString([foot, inside])
    if way.length > 160 or way.crosses(LineString(ring)) or not land.buffer(0.5).contains(way):
        return False
    layout.join(owner, foot)
    layout.add(
        Course(np.vstack([foot, inside]), highway, "connector" if highway != "footway" else "path", block.settlement)
    )
    return True


def _spur(layout: Layout, block: Block, land: Polygon, depth: float, highway: str, rng: np.random.Generator) -> None:
    """A cul-de-sac from the middle of a kerb towards the far end of the block."""
    core = largest(land.buffer(-depth))
    if core.area < 150:
        return
    corners = shapely.get_coordinates(core.exterior)
    middle = np.array(land.centroid.coords[0])
    end = corners[np.argmax(np.hypot(*(corners - middle).T))] * 0.75 + middle * 0.25
    door = _door(layout, block, 2 * middle - end, rng)
    if door is None or not land.contains(Point(end)):
        return
    owner, foot = door
    way = winding(foot, end, rng, 0.04, 20.0) if highway == "residential" else np.vstack([foot, end])
    clear = shapely.distance(land.exterior, shapely.points(way[1:])).min() > 9
    if LineString(way).length < 30 or not clear or not land.buffer(0.1).contains(LineString(way)):
        return
    layout.join(owner, foot)
    layout.add(Course(way, highway, "close", block.settlement))


def add_lanes(
    site: Site, layout: Layout, regions: tuple[BaseGeometry, ...], barrier: BaseGeometry, rng: np.random.Generator
) -> None:
    """Lanes and tracks that leave country roads for a farm or the fields, never crossing anything."""
    taken = [LineString(course.points) for course in layout.courses]
    tree = shapely.STRtree(taken)
    towns = shapely.union_all([region.buffer(40) for region in regions] + [barrier.buffer(10)])
    shapely.prepare(towns)
    lanes: list[LineString] = []
    for number, course in enumerate(tuple(layout.courses)):
        if course.role not in ("country", "radial"):
            continue
        line = taken[number]
        for at in np.arange(rng.uniform(200, 500), line.length - 150, 420.0):
            start, ahead = (np.array(line.interpolate(at + step).coords[0]) for step in (0.0, 5.0))
            away = left(unit(ahead - start)) * rng.choice([-1, 1]) + unit(ahead - start) * rng.normal(0, 0.35)
            path = winding(start, start + unit(away) * rng.uniform(220, 900), rng, 0.05, 40.0)
            lane = LineString(path)
            beyond = LineString(path[1:])
            free = (
                site.extent.contains(lane) and not towns.intersects(lane) and all(lane.distance(o) > 60 for o in lanes)
            )
            if free and not len(tree.query(beyond.buffer(18), predicate="intersects")):
                layout.join(number, start)
                layout.add(Course(path, "unclassified" if rng.random() < 0.45 else "track", "lane"))
                lanes.append(lane)

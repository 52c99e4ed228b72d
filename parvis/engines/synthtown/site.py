# SPDX-License-Identifier: AGPL-3.0-or-later
"""The site before any street: river, railway, settlements and the territory of each commune.

Everything is in metres around the centre of the main town, x to the east, y to the north.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import shapely
from shapely.geometry import LineString, MultiPoint, Point, Polygon

from .shapes import Points, blob, closed, heading, left, lines, polygons, resample, ribbon, smooth, winding
from .spec import Spec, stream

CITY_SHARE = 0.56
CITY_AREA_PER_ADDRESS = 640.0
VILLAGE_AREA_PER_ADDRESS = 800.0


@dataclass(frozen=True, slots=True)
class Settlement:
    """A built-up place; number 0 is the main town. ``radius`` and ``core`` (old centre) are metres."""

    index: int
    centre: Points
    radius: float
    core: float
    share: float
    bank: int


@dataclass(frozen=True, slots=True)
class River:
    """``course``: centre line; ``water``: polygon with the islands as holes; ``width`` near the centre."""

    course: Points
    line: LineString
    water: Polygon
    islands: tuple[Polygon, ...]
    width: float

    def bank_of(self, point: Points) -> int:
        """+1 left of the flow, -1 right of it."""
        at = self.line.project(Point(point))
        base, ahead = (np.array(self.line.interpolate(at + d).coords[0]) for d in (0, 5.0))
        flow, away = ahead - base, point - base
        return 1 if flow[0] * away[1] - flow[1] * away[0] >= 0 else -1


@dataclass(frozen=True, slots=True)
class Site:
    """All that the streets must respect."""

    spec: Spec
    settlements: tuple[Settlement, ...]
    river: River
    rail: LineString
    station: Points
    extent: Polygon
    communes: tuple[Polygon, ...]

    @property
    def city(self) -> Settlement:
        return self.settlements[0]


def lay_out(spec: Spec) -> Site:
    """Choose the river, the railway, the settlements and the commune limits."""
    rng = stream(spec, "site")
    radius = float(np.sqrt(CITY_SHARE * spec.address_count * CITY_AREA_PER_ADDRESS * _spread(spec) / np.pi))
    core = 390.0 * (radius / 2070.0) ** 0.5
    count = int(np.clip(round(5 + 2 * np.log2(spec.population / 10_000)), 6, 14))
    reach = radius * 1.3 + 900 + 1_350 * np.sqrt(count) + 0.5 * radius
    flow = rng.uniform(0, 2 * np.pi)
    river = _river(spec, rng, flow, core, reach)
    bank = river.bank_of(np.zeros(2))
    rail, station = _railway(rng, flow, bank, core, reach)
    city = Settlement(0, np.zeros(2), radius, core, CITY_SHARE, bank)
    settlements = _settlements(spec, rng, city, count, reach, river, rail)
    extent = Polygon(blob(np.zeros(2), reach + 1_500, rng, 0.05, 120))
    return Site(spec, settlements, river, rail, station, extent, _communes(rng, settlements, extent))


def _spread(spec: Spec) -> float:
    """Beyond 200,000 people the outskirts, zones and estates take a growing part of the land."""
    return 1 + 0.22 * max(0.0, float(np.log(spec.population / 200_000) / np.log(5)))


def _river(spec: Spec, rng: np.random.Generator, flow: float, core: float, reach: float) -> River:
    """A sine-generated meandering course (Langbein and Leopold, 1966) passing beside the old centre."""
    width = 72.0 * (spec.population / 60_000) ** 0.18
    wave = 2_600.0 * (core / 390) ** 0.7
    s = np.arange(-2.2 * reach, 2.2 * reach, 30.0)
    phase = rng.uniform(0, 2 * np.pi, 3)
    turn = (
        0.62 * np.sin(2 * np.pi * s / wave + phase[0]) * (0.75 + 0.25 * np.sin(2 * np.pi * s / (4.3 * wave) + phase[1]))
    )
    turn += 0.22 * np.sin(2 * np.pi * s / (0.47 * wave) + phase[2])
    direction = flow + turn
    course = np.cumsum(np.column_stack([np.cos(direction), np.sin(direction)]) * 30.0, axis=0)
    middle = len(s) // 2
    away = left(heading(direction[middle])) * (core * 0.82 + width / 2) * rng.choice([-1, 1])
    course = course - course[middle] + away
    nearest = course[np.argmin(np.hypot(*course.T))]
    course = course - nearest + nearest / np.hypot(*nearest) * (core * 0.82 + width / 2)
    return _water(rng, course, width, core)


def _water(rng: np.random.Generator, course: Points, width: float, core: float) -> River:
    near = int(np.argmin(np.hypot(*course.T)))
    half = np.full(len(course), width / 2) * (1 + 0.12 * np.sin(np.arange(len(course)) / 17))
    islands = []
    for shift in (rng.uniform(0.5, 1.0), -rng.uniform(2.2, 3.5), rng.uniform(5, 9)):
        at = near + int(shift * core / 30)
        length = max(4, int(rng.uniform(0.22, 0.36) * core / 30))
        bump = np.exp(-(((np.arange(len(course)) - at) / (length * 0.8)) ** 2))
        breadth = width * rng.uniform(0.4, 0.55)
        half = half + bump * breadth * 0.85
        piece = course[at - length : at + length + 1]
        taper = breadth * np.sqrt(np.maximum(1 - np.linspace(-1, 1, len(piece)) ** 2, 0.0)) + 0.4
        islands.append(
            ribbon(
                smooth(piece, 12.0),
                np.interp(np.linspace(0, 1, len(smooth(piece, 12.0))), np.linspace(0, 1, len(piece)), taper),
            )
        )
    water = ribbon(course, half)
    holes = [list(island.exterior.coords) for island in islands if water.contains(island)]
    return River(
        course,
        LineString(course),
        Polygon(water.exterior.coords, holes),
        tuple(i for i in islands if water.contains(i)),
        width,
    )


def _railway(rng: np.random.Generator, flow: float, bank: int, core: float, reach: float) -> tuple[LineString, Points]:
    """A gently curved line on the town's bank, beyond the old centre; and the station on it."""
    tilt = flow + rng.normal(0, 0.12)
    ahead = heading(tilt)
    station = left(ahead) * bank * core * rng.uniform(1.75, 2.0) + ahead * core * rng.uniform(-0.6, 0.6)
    s = np.linspace(-1.6 * reach, 1.6 * reach, 300)
    sway = 0.06 * reach * np.sin(s / reach * 2.4) * np.tanh((s / (2.5 * core)) ** 2)
    course = station + ahead * s[:, None] + left(ahead) * (sway * rng.choice([-1, 1]))[:, None]
    return LineString(smooth(course, 60.0)), station


def _settlements(
    spec: Spec, rng: np.random.Generator, city: Settlement, count: int, reach: float, river: River, rail: LineString
) -> tuple[Settlement, ...]:
    shares = 1 / np.arange(1.6, count + 1.6) ** 1.1
    shares *= (1 - CITY_SHARE) / shares.sum()
    out = [city]
    spacing = 1_500 + reach * 0.22
    for index, share in enumerate(shares, start=1):
        radius = float(np.sqrt(share * spec.address_count * VILLAGE_AREA_PER_ADDRESS * _spread(spec) / np.pi))
        core = float(np.clip(radius * 0.32, 90, 260))
        for attempt in range(400):
            nearest = city.radius * 1.2 + radius + (300 if index <= count // 3 else 1_200)
            distance = nearest + (reach - nearest) * (rng.random() ** 0.8) * (0.35 if index <= count // 3 else 1.0)
            centre = heading(rng.uniform(0, 2 * np.pi)) * distance
            relax = 1 - attempt / 450
            spaced = all(np.hypot(*(centre - o.centre)) > (spacing + radius + o.radius * 0.6) * relax for o in out[1:])
            clear = river.line.distance(Point(centre)) > river.width + core * 0.9 + 40
            if spaced and clear and rail.distance(Point(centre)) > core + 120:
                break
        out.append(Settlement(index, centre, radius, core, float(share), river.bank_of(centre)))
    return tuple(out)


def _communes(rng: np.random.Generator, settlements: tuple[Settlement, ...], extent: Polygon) -> tuple[Polygon, ...]:
    """Voronoi cells with wandering limits; the main town weighs more through extra seeds around it."""
    city = settlements[0]
    ring = [heading(a) * city.radius * 0.75 for a in np.linspace(0, 2 * np.pi, 12, endpoint=False)]
    seeds = [s.centre for s in settlements] + ring
    owner = np.array([s.index for s in settlements] + [0] * len(ring))
    cells = shapely.get_parts(shapely.voronoi_polygons(MultiPoint(np.array(seeds)), extend_to=extent))
    tree = shapely.STRtree([Point(seed) for seed in seeds])
    merged: list[list[shapely.Geometry]] = [[] for _ in settlements]
    for cell in cells:
        merged[owner[tree.query(cell, predicate="contains")[0]]].append(cell.intersection(extent))
    domains = [shapely.union_all(parts) for parts in merged]
    limits = shapely.line_merge(shapely.union_all([domain.boundary for domain in domains]))
    outer = extent.boundary.buffer(5)
    drawn = [_wander(rng, line) if not outer.contains(line) else line for line in lines(limits)]
    faces = polygons(shapely.polygonize(lines(shapely.union_all(drawn))), 1.0)
    groups: list[list[Polygon]] = [[] for _ in settlements]
    for face in faces:
        inside = face.representative_point()
        groups[int(np.argmin([domain.distance(inside) for domain in domains]))].append(face)
    return tuple(max(polygons(shapely.union_all(group)), key=lambda p: p.area) for group in groups)


def _wander(rng: np.random.Generator, line: LineString) -> LineString:
    corners = np.array(line.coords)
    parts = [winding(a, b, rng, 0.035, 120.0) for a, b in pairwise(corners)]
    return LineString(resample(closed(np.vstack(parts))[:-1], 150.0)) if len(parts) > 1 else LineString(parts[0])

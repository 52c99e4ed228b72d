# SPDX-License-Identifier: AGPL-3.0-or-later
"""From a way through the streets to the stops, times and shape of a line in one direction."""

from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from parvis.engines.synthtown.network import Index
from parvis.engines.synthtown.shapes import Points, along

from .ground import Ground
from .model import Pattern, Shape
from .stops import StopBook

KNOWN_BONUS = 3.0
START_M = 220.0
ACCELERATION_S = 9.0
LEAST_LEG_S = 20
LEAST_STEP_M = 0.4


@dataclass(frozen=True, slots=True)
class Spacing:
    """How far apart the stops of a line are: ``town`` and ``outside`` built-up land, metres; ``least`` people
    around a stop outside it; ``dwell_s`` at each stop."""

    town: float = 360.0
    outside: float = 700.0
    least: float = 12.0
    dwell_s: int = 14


CITY = Spacing()
EXPRESS = Spacing(1_100.0, 2_500.0, 60.0, 30)
COACH = Spacing(800.0, 1_500.0, 15.0, 25)
DOORSTEP = Spacing(420.0, 600.0, 4.0, 20)


@dataclass(slots=True)
class Course:
    """A way through the streets and where on it the vehicle stops (indices of arcs)."""

    arcs: list[int]
    at_m: NDArray[np.float64]
    at_s: NDArray[np.float64]
    edges: Index
    senses: Index
    stops: list[int] = field(default_factory=list)


def course(ground: Ground, arcs: list[int]) -> Course:
    """Metres and seconds at the middle of each arc, without stops yet."""
    roads = ground.roads
    edges, length = np.array(roads.edge)[arcs], roads.length[arcs]
    seconds = length / ground.speed[edges]
    return Course(arcs, length.cumsum() - length / 2, seconds.cumsum() - seconds / 2, edges, roads.sense[arcs])


def lay_stops(ground: Ground, book: StopBook, arcs: list[int], spacing: Spacing) -> Course:
    """Choose the stops: the ends, then one after another where people are, on stops of other lines when there are."""
    way = course(ground, arcs)
    fit = np.flatnonzero(ground.fit[way.edges])
    if len(fit) < 2:
        raise ValueError("no street on the way where a bus can stop")
    first = _best(ground, book, way, fit[way.at_m[fit] <= max(START_M, way.at_m[fit[0]])], None)
    last = _best(ground, book, way, fit[way.at_m[fit] >= min(way.at_m[-1] - START_M, way.at_m[fit[-1]])], None)
    stops = [first]
    while True:
        gap = _gap(ground, way, stops[-1], spacing)
        ahead = fit[(way.at_m[fit] > way.at_m[stops[-1]] + 0.68 * gap) & (way.at_m[fit] < way.at_m[last] - 0.6 * gap)]
        ahead = ahead[(ground.band[way.edges[ahead]] < 3) | (ground.weight[way.edges[ahead]] >= spacing.least)]
        if not len(ahead):
            break
        window = ahead[way.at_m[ahead] <= max(way.at_m[stops[-1]] + 1.35 * gap, way.at_m[ahead[0]] + 0.4 * gap)]
        stops.append(_best(ground, book, way, window, way.at_m[stops[-1]] + gap))
    way.stops = _one_by_area(ground, book, way, [*stops, last])
    return way


def _gap(ground: Ground, way: Course, stop: int, spacing: Spacing) -> float:
    return spacing.town if ground.band[way.edges[stop]] < 3 else spacing.outside


def _best(ground: Ground, book: StopBook, way: Course, among: Index, ideal: float | None) -> int:
    """The arc with the best mix of people around, a known stop, and the wished distance."""
    edges = way.edges[among]
    score = np.log1p(ground.weight[edges]) + ground.pull[edges]
    known = [book.near(*ground.middle[edge].tolist()) >= 0 for edge in edges]
    score = score + KNOWN_BONUS * np.array(known)
    if ideal is not None:
        score = score - np.abs(way.at_m[among] - ideal) / 110.0
    return int(among[int(np.argmax(score))])


def _one_by_area(ground: Ground, book: StopBook, way: Course, stops: list[int]) -> list[int]:
    """Never the same area twice running."""
    out: list[int] = []
    areas: list[str] = []
    for stop in stops:
        area = book.quay(int(way.edges[stop]), int(way.senses[stop]))[0]
        if areas and areas[-1] == area:
            continue
        out.append(stop)
        areas.append(area)
    return out


def pattern(
    ground: Ground, book: StopBook, way: Course, ids: tuple[str, str, int], spacing: Spacing
) -> tuple[Pattern, Shape]:
    """Times and shape of a course; ``ids``: of the pattern, of the route, direction."""
    quays = [book.quay(int(way.edges[k]), int(way.senses[k])) for k in way.stops]
    xy, line_m, at_m = _drawn(ground, way)
    arrive, depart = _clock(way.at_s[way.stops] - way.at_s[way.stops[0]], spacing.dwell_s)
    depart[-1] = arrive[-1]
    areas = tuple(area for area, _ in quays)
    found = Pattern(
        id=ids[0], route=ids[1], direction=ids[2], headsign=book.label(areas[-1]), stops=tuple(q for _, q in quays),
        areas=areas, at_m=tuple(round(m, 1) for m in at_m), arrive_s=tuple(arrive), depart_s=tuple(depart),
        shape=ids[0],
    )  # fmt: skip
    return found, Shape(ids[0], xy, tuple(np.round(line_m, 1).tolist()))


def _drawn(ground: Ground, way: Course) -> tuple[Points, NDArray[np.float64], list[float]]:
    """The line from the first stop to the last through every node between, and the metres at its points and stops."""
    roads, a, b = ground.roads, way.stops[0], way.stops[-1]
    between = np.array(roads.target)[way.arcs[a:b]]
    ends = ground.middle[way.edges[[a, b]]]
    xy = np.vstack([ends[:1], ground.town.network.xy[between], ends[1:]])
    kept = np.concatenate([[True], np.hypot(*np.diff(xy, axis=0).T) > LEAST_STEP_M])
    kept[-1] = True
    return xy[kept], along(xy)[kept], (way.at_m[way.stops] - way.at_m[a]).tolist()


def _clock(seconds: NDArray[np.float64], dwell_s: int) -> tuple[list[int], list[int]]:
    """Arrivals and departures: driving, the time lost in slowing down and starting, and the stop itself."""
    arrive, depart = [0], [0]
    for before, after in pairwise(seconds.tolist()):
        arrive.append(depart[-1] + max(LEAST_LEG_S, round(after - before + ACCELERATION_S)))
        depart.append(arrive[-1] + dwell_s)
    return arrive, depart

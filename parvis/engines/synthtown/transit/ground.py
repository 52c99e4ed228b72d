# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where people live, work and learn, and which streets a stop can stand on."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from parvis.engines.synthtown.frontages import half_width
from parvis.engines.synthtown.network import Index
from parvis.engines.synthtown.people import NOWHERE
from parvis.engines.synthtown.shapes import Points
from parvis.engines.synthtown.town import Town

from .landmarks import REACH, Landmark, find_landmarks
from .roads import Roads, bus_roads

CELL_M = 100.0
JOB, PUPIL = 0.6, 0.5
PULL = {"station": 14.0, "hospital": 6.0, "townhall": 5.0, "college": 4.0, "market": 3.0}
SHORTEST_STOP_EDGE_M = 9.0
Grid = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Demand:
    """People, jobs and school places within about 250 m of each cell of 100 m."""

    around: Grid
    west: float
    south: float

    def at(self, points: Points) -> Grid:
        """How many at each point."""
        column, row = (((points - (self.west, self.south)) // CELL_M).astype(np.int64)).T
        inside = (column >= 0) & (row >= 0) & (column < self.around.shape[0]) & (row < self.around.shape[1])
        out = np.zeros(len(points))
        out[inside] = self.around[column[inside], row[inside]]
        return out


@dataclass(frozen=True, slots=True)
class Ground:
    """What the planners of all the networks look at.

    ``middle``, ``fit``, ``half``, ``weight``, ``band``, ``commune``, ``street``, ``speed`` and ``pull`` (how much a
    stop belongs there because of a landmark) have one value per edge of the town's network; ``home`` is the commune
    of each person; ``forecourt`` the node in front of the station.
    """

    town: Town
    roads: Roads
    middle: Points
    fit: NDArray[np.bool_]
    half: NDArray[np.float64]
    weight: NDArray[np.float64]
    band: Index
    commune: Index
    street: Index
    speed: NDArray[np.float64]
    crossing: NDArray[np.bool_]
    demand: Demand
    landmarks: tuple[Landmark, ...]
    pull: NDArray[np.float64]
    home: Index
    station: Points
    forecourt: int
    radius: float

    def node(self, point: Points) -> int:
        """A junction near a point."""
        return self.roads.nearest(point, self.crossing)

    def hot_spots(
        self, centres: Points, count: int, apart: float, least: float, taken: Iterable[Points] = ()
    ) -> list[Points]:
        """Up to ``count`` of the ``centres`` with the most people around, at least ``apart`` from one another and
        from those ``taken``, and with at least ``least`` people."""
        weight = self.demand.at(centres)
        for point in taken:
            weight[np.hypot(*(centres - point).T) < apart] = 0.0
        out: list[Points] = []
        while len(out) < count and len(weight) and float(weight.max()) >= max(least, 1.0):
            best = centres[int(np.argmax(weight))]
            out.append(best)
            weight[np.hypot(*(centres - best).T) < apart] = 0.0
        return out


def survey(town: Town) -> Ground:
    """Look at the town once for all networks."""
    net = town.network
    roads = bus_roads(net, np.zeros(2))
    middle = (net.xy[net.tail] + net.xy[net.head]) / 2
    street = np.zeros(len(net.tail), np.int64)
    for number, one in enumerate(town.streets):
        street[one.edges] = number
    commune = np.array([one.commune for one in town.streets])
    band = np.array([one.band for one in town.streets])[street]
    demand, landmarks = _demand(town), find_landmarks(town)
    station = next(np.array([s.x, s.y]) for s in town.spots if s.tags.get("railway") == "station")
    home = commune[town.addresses.street[town.people.home]]
    return Ground(
        town=town, roads=roads, middle=middle, fit=_fit(town, roads, street), weight=demand.at(middle), band=band,
        half=np.array([half_width(c.highway, c.role) for c in net.courses])[net.course], home=home,
        commune=commune[street], street=street, speed=_speeds(town, band), crossing=_crossings(town), demand=demand,
        landmarks=landmarks, pull=_pull(middle, landmarks), station=station, forecourt=roads.nearest(station),
        radius=float(np.quantile(np.hypot(*town.people.home_xy[home == 0].T), 0.92)),
    )  # fmt: skip


def _pull(middle: Points, landmarks: Iterable[Landmark]) -> NDArray[np.float64]:
    """Stops want to be in front of the station, the hospital, the town halls, the collèges."""
    out = np.zeros(len(middle))
    for mark in landmarks:
        if mark.kind in PULL:
            away = np.hypot(*(middle - (mark.x, mark.y)).T) / REACH[mark.kind]
            out = np.maximum(out, PULL[mark.kind] * np.clip(1 - away, 0, None))
    return out


def _demand(town: Town) -> Demand:
    """Counts per cell summed over five by five cells."""
    people, bounds = town.people, np.array([town.network.xy.min(axis=0), town.network.xy.max(axis=0)])
    (west, south), (east, north) = np.floor(bounds[0] / CELL_M) * CELL_M, bounds[1]
    shape = (int((east - west) // CELL_M) + 1, int((north - south) // CELL_M) + 1)
    cells = np.zeros(shape)
    for points, value in (
        (people.home_xy, 1.0),
        (people.work_xy[people.work != NOWHERE], JOB),
        (people.school_xy[people.school != NOWHERE], PUPIL),
    ):
        column, row = np.clip(((points - (west, south)) // CELL_M).astype(np.int64).T, 0, np.array(shape)[:, None] - 1)
        np.add.at(cells, (column, row), value)
    total = np.pad(cells, ((3, 2), (3, 2))).cumsum(axis=0).cumsum(axis=1)
    return Demand(total[5:, 5:] - total[:-5, 5:] - total[5:, :-5] + total[:-5, :-5], float(west), float(south))


def _fit(town: Town, roads: Roads, street: Index) -> NDArray[np.bool_]:
    """Edges beside which a bus can stop: in the core, with a name, on the ground, long enough."""
    net = town.network
    named = np.array([bool(one.name) for one in town.streets])[street]
    inside = np.zeros(len(net.tail), bool)
    arcs = roads.core[roads.source] & roads.core[np.array(roads.target)]
    inside[np.array(roads.edge)[arcs]] = True
    return np.asarray(named & inside & ~net.bridge & (net.lengths() > SHORTEST_STOP_EDGE_M))


def _speeds(town: Town, band: Index) -> NDArray[np.float64]:
    """Cruising speed on each edge, metres a second, traffic lights and bends included."""
    kmh = {"primary": (20, 26, 34, 66), "secondary": (20, 25, 32, 62), "tertiary": (18, 23, 29, 54)}
    rest, slow = (16, 20, 23, 40), (13, 14, 15, 20)
    by_course = np.array(
        [kmh.get(c.highway, slow if c.highway == "living_street" else rest) for c in town.network.courses]
    )
    return np.asarray(by_course[town.network.course, band] / 3.6)


def _crossings(town: Town) -> NDArray[np.bool_]:
    """Nodes where at least three edges meet, roundabouts aside."""
    net = town.network
    degree = np.bincount(np.concatenate([net.tail, net.head]), minlength=len(net.xy))
    round_edges = np.array([c.role == "roundabout" for c in net.courses])[net.course]
    degree[net.tail[round_edges]] = 0
    degree[net.head[round_edges]] = 0
    return np.asarray(degree >= 3)


def heart(town: Town) -> Points:
    """The town hall of the main town: where all the main lines meet."""
    halls = np.flatnonzero(town.buildings.kind == "townhall")
    points = shapely.get_coordinates(shapely.centroid(town.buildings.outlines[halls]))
    return np.asarray(points[np.argmin(np.hypot(*points.T))]) if len(points) else np.zeros(2)

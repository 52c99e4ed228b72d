# SPDX-License-Identifier: AGPL-3.0-or-later
"""The regional railway: the station of the town, halts where a street meets the line, stations beyond the map."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
import shapely.ops
from shapely.geometry import LineString

from parvis.engines.synthtown.odonyms.grammar import of_place
from parvis.engines.synthtown.shapes import Points, along, left, lines, unit

from .beyond import Horizon
from .builder import Builder, Line
from .calendars import Season
from .extend import turned
from .ground import Ground
from .model import Fare, Feed, Mode, Pattern, Place, Shape, Stop

PLATFORM_M = 6.0
HALT_M, HALT_FROM_STREET_M, HALT_APART_M = 1_700.0, 20.0, 1_500.0
BEYOND_M = ((7_500.0, 17_000.0, 33_000.0), (9_000.0, 21_000.0, 41_000.0))
KMH = {"omnibus": 105.0, "direct": 132.0}
LOST_S, DWELL_S = 45, 60
BASE_CENTS, KM_CENTS = 120, 16


@dataclass(frozen=True, slots=True)
class Station:
    """A station on the line, ``at_m`` from its start; ``id`` of its stop area."""

    id: str
    name: str
    town: str
    at_m: float
    minor: bool


def rail_feed(ground: Ground, season: Season, horizon: Horizon) -> Feed:
    """A stopping line along the whole railway and a fast one between its larger stations."""
    out = Builder.of(ground, season, "G", step_s=60)
    line = _line(ground)
    stations = _stations(ground, line, horizon)
    for station in stations:
        out.book.extra += _stops(ground, line, station)
    people = ground.town.spec.population
    every = 60 if people < 150_000 else 30
    slow = _add(out, line, stations, "R1", "omnibus")
    fast = _add(out, line, [s for s in stations if not s.minor], "R2", "direct")
    for kind, factor in (("semaine", 1), ("vacances", 1), ("samedi", 2), ("dimanche", 3)):
        peaks = ((325, 565, every * factor), (685, 805, every * factor), (955, 1_195, every * factor))
        out.run(slow, kind, peaks, bikes=1)
        out.run(fast, kind, ((372, 612, 120), (972, 1_212, 120)) if factor < 3 else ((612, 1_212, 300),), bikes=1)
    return out.finish(_fares(stations))


def _line(ground: Ground) -> LineString:
    """The railway of the map, prolonged at both ends to the last stations."""
    tracks = [t.line for t in ground.town.tracks if t.tags.get("railway") == "rail"]
    merged = lines(shapely.line_merge(shapely.union_all(tracks)))
    xy = np.array(max(merged, key=lambda part: part.length).coords)
    start = xy[0] + unit(xy[0] - xy[1]) * (BEYOND_M[0][-1] + 300)
    end = xy[-1] + unit(xy[-1] - xy[-2]) * (BEYOND_M[1][-1] + 300)
    return LineString(np.vstack([start, xy, end]))


def _stations(ground: Ground, line: LineString, horizon: Horizon) -> list[Station]:
    town = ground.town.communes[0].name
    middle = line.project(shapely.Point(ground.station))
    found = [(middle, town, False)]
    for at, name in _halts(ground, line):
        if all(abs(at - other[0]) > HALT_APART_M for other in found):
            found.append((at, name, True))
    first, last = BEYOND_M[0][-1] + 300, line.length - BEYOND_M[1][-1] - 300
    for names, edge, sign, places in ((0, first, -1, BEYOND_M[0]), (12, last, 1, BEYOND_M[1])):
        for k, away in enumerate(places):
            found.append((edge + sign * away, horizon.names[names + k], k == 0))
    return [
        Station(f"G{rank:02d}", f"Gare {of_place(name)}", name, at, minor)
        for rank, (at, name, minor) in enumerate(sorted(found), start=1)
    ]


def _halts(ground: Ground, line: LineString) -> list[tuple[float, str]]:
    """Where a street passes close to the line near the middle of a commune."""
    near = np.flatnonzero(ground.fit & (shapely.distance(shapely.points(ground.middle), line) < HALT_FROM_STREET_M))
    out = []
    for commune in ground.town.communes[1:]:
        away = np.hypot(*(ground.middle[near] - commune.centre).T)
        if len(near) and float(away.min()) < HALT_M:
            point = shapely.Point(ground.middle[near[int(np.argmin(away))]])
            out.append((line.project(point), commune.name))
    return out


def _at(line: LineString, metres: float) -> tuple[Points, Points]:
    """A point of the line and the unit vector ahead there."""
    a, b = (np.array(line.interpolate(metres + d).coords[0]) for d in (-2.0, 2.0))
    return (a + b) / 2, unit(b - a)


def _stops(ground: Ground, line: LineString, station: Station) -> list[Stop]:
    """The station, its two platforms, and its entrance on the nearest street."""
    point, ahead = _at(line, station.at_m)
    x, y = point.tolist()
    wheel = 2 if station.minor else 1
    out = [Stop(station.id, station.name, x, y, Place.STATION, wheelchair=wheel, town=station.town)]
    for number, side in (("1", -1), ("2", 1)):
        px, py = (point + left(ahead) * side * PLATFORM_M).tolist()
        out.append(
            Stop(f"{station.id}:{number}", station.name, px, py, Place.QUAY, station.id, number, wheel, station.id,
                 station.town)
        )  # fmt: skip
    edge = int(np.argmin(np.where(ground.fit, np.hypot(*(ground.middle - point).T), np.inf)))
    ex, ey = ground.middle[edge].tolist()
    if np.hypot(ex - x, ey - y) < 250:
        out.append(Stop(f"{station.id}:E", f"{station.name} – Entrée", ex, ey, Place.ENTRANCE, station.id, "", wheel))
    return out


def _add(out: Builder, line: LineString, stations: Sequence[Station], short: str, kind: str) -> Line:
    """The line in both directions: platform 1 one way, platform 2 the other."""
    route = out.open_route(short, Mode.RAIL, f"Train {kind}")
    first, last = stations[0], stations[-1]
    arrive, depart = [0], [0]
    for a, b in itertools.pairwise(stations):
        arrive.append(depart[-1] + round((b.at_m - a.at_m) / KMH[kind] * 3.6) + LOST_S)
        depart.append(arrive[-1] + DWELL_S)
    depart[-1] = arrive[-1]
    areas = tuple(s.id for s in stations)
    at_m = tuple(round(s.at_m - first.at_m, 1) for s in stations)
    ahead = Pattern(
        f"{route}-0", route, 0, last.town, tuple(f"{a}:1" for a in areas), areas, at_m, tuple(arrive), tuple(depart),
        f"{route}-0",
    )  # fmt: skip
    xy = np.array(shapely.ops.substring(line, first.at_m, last.at_m).coords)
    there = (ahead, Shape(f"{route}-0", xy, tuple(np.round(along(xy), 1).tolist())))
    back = turned(there, (f"{route}-1", 1), [f"{a}:2" for a in areas[::-1]], first.town)
    out.name_route(route, [ahead], f"{first.town} ⇄ {last.town}")
    return out.add(route, [there, back])


def _fares(stations: Sequence[Station]) -> list[Fare]:
    """One price per ten cents, for the pairs of stations at that distance."""
    pairs: dict[int, list[tuple[str, str]]] = {}
    for a in stations:
        for b in stations:
            if a.id != b.id:
                cents = round((BASE_CENTS + KM_CENTS * abs(a.at_m - b.at_m) / 1_000) / 10) * 10
                pairs.setdefault(cents, []).append((a.id, b.id))
    return [Fare(f"train-{cents}", cents, 1, 0, (), tuple(zones)) for cents, zones in sorted(pairs.items())]

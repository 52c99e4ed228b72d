# SPDX-License-Identifier: AGPL-3.0-or-later
"""Small networks: neighbouring communities of communes, school transport, business parks, tourism."""

from collections.abc import Sequence

import numpy as np

from parvis.engines.synthtown.shapes import Points

from .builder import Builder, Line
from .calendars import Season
from .ground import Ground
from .lines import CITY, COACH, DOORSTEP, Spacing
from .model import Fare, Feed
from .roads import NoRoute
from .schools import colleges, school_line

ACROSS_M = 380.0
BUSINESS = ("industry", "retail")
ZONES_M = 700.0
SHORTEST_M = 1_300.0


def try_line(
    out: Builder, short: str, points: Sequence[Points], spacing: Spacing, about: str, least_m: float = SHORTEST_M
) -> Line | None:
    """A line through the points; None when it would be shorter than ``least_m`` or the streets leave no room."""
    nodes = [out.ground.forecourt if p is out.ground.station else out.ground.node(p) for p in points]
    nodes = [n for k, n in enumerate(nodes) if k == 0 or n != nodes[k - 1]]
    if out.ground.roads.metres(nodes) < least_m:
        return None
    try:
        return out.line(short, nodes, spacing, about)
    except (NoRoute, ValueError):
        return None


def neighbour_feed(ground: Ground, season: Season, prefix: str, communes: Sequence[int]) -> Feed:
    """A line across each commune that is large enough, and one that joins them all to the station of the town."""
    out = Builder.of(ground, season, prefix)
    order = sorted(communes, key=lambda k: -ground.town.communes[k].population)
    for k in order:
        line = _across(out, k) if ground.town.communes[k].population > 250 else None
        if line:
            every = 30 if ground.town.communes[k].population > 2_500 else 60
            _hourly(out, line, every)
    far = sorted(order, key=lambda k: -float(np.hypot(*ground.town.communes[k].centre)))
    points = [*(ground.town.communes[k].centre for k in far), ground.station]
    link = try_line(out, chr(65 + len(out.routes)), points, COACH, "Correspondance avec les trains")
    if link:
        out.run(link, "ouvrables", ((390, 510, 60), (720, 840, 120), (990, 1_170, 60)), bikes=1)
        out.run(link, "samedi", ((540, 1_140, 180),), bikes=1)
    return out.finish([Fare("ticket", 100, None, 3_600)])


def _across(out: Builder, commune: int) -> Line | None:
    """From one side of the commune, or its farthest hamlet, to the other through its centre."""
    ground, centre = out.ground, out.ground.town.communes[commune].centre
    homes = ground.middle[ground.fit & (ground.commune == commune)]
    spots = ground.hot_spots(homes, 4, ACROSS_M, 15, [centre])
    spots += [h.centre for h in ground.town.hamlets if h.commune == commune]
    if not spots:
        return None
    start = max(spots, key=lambda p: float(np.hypot(*(p - centre))))
    end = min(spots, key=lambda p: float((p - centre) @ (start - centre)))
    ends = [end] if float((end - centre) @ (start - centre)) < 0 else []
    return try_line(out, chr(65 + len(out.routes)), [start, centre, *ends], CITY, "Ligne locale")


def _hourly(out: Builder, line: Line, every: int) -> None:
    out.run(line, "semaine", ((405, 1_170, every),))
    out.run(line, "vacances", ((465, 1_140, every * 2),))
    out.run(line, "samedi", ((510, 1_080, every * 2),))


def school_feed(ground: Ground, season: Season, communes: Sequence[int]) -> Feed:
    """Circuits from the communes to the collège of most of their pupils, on school days only."""
    out = Builder.of(ground, season, "E", with_commune=True)
    schools = colleges(ground)
    home, people = ground.home, ground.town.people
    for k in communes:
        mine = people.school[(home == k) & (people.age >= 11) & (people.school >= 0)]
        goal = int(np.bincount(mine).argmax()) if len(mine) else schools[0]
        school = ground.town.buildings.outlines[goal].centroid
        centre = ground.town.communes[k].centre
        hamlets = sorted(
            (h.centre for h in ground.town.hamlets if h.commune == k), key=lambda p: -float(np.hypot(*(p - centre)))
        )
        school_line(out, f"{201 + len(out.routes)}", [*hamlets[:2], centre, np.array([school.x, school.y])])
    return out.finish([Fare("ticket", 200)])


def business_feed(ground: Ground, season: Season) -> Feed:
    """A shuttle from the station to the business parks, at the hours of work."""
    out = Builder.of(ground, season, "Z")
    points = [np.array([m.x, m.y]) for m in ground.landmarks if m.kind in BUSINESS]
    zones: list[Points] = []
    for point in sorted(points, key=lambda p: float(np.hypot(*p))):
        if all(np.hypot(*(point - other)) > ZONES_M for other in zones):
            zones.append(point)
    if not zones:
        zones = ground.hot_spots(
            ground.town.people.work_xy[ground.town.people.work >= 0], 1, ZONES_M, 1, [ground.station]
        )
    for rank, group in enumerate(_rounds(zones, ground.station)):
        short, about = f"Z{rank + 1}", "Navette des parcs d’activités"
        line = try_line(out, short, [ground.station, *group], DOORSTEP, about)
        if line is None and not rank:
            homes = ground.middle[ground.fit & (ground.commune == 0)]
            far = homes[int(np.argmax(np.hypot(*(homes - group[-1]).T)))]
            line = try_line(out, short, [far, ground.station, *group], DOORSTEP, about, 0.0)
        if line:
            out.run(line, "ouvrables", ((360, 375, 15), (435, 570, 20), (735, 825, 30), (975, 1_125, 20)), bikes=1)
    return out.finish([Fare("ticket", 100)])


def _rounds(zones: Sequence[Points], station: Points) -> list[list[Points]]:
    """Zones three by three in the order of their direction from the station, the near ones first."""
    order = sorted(zones, key=lambda p: float(np.arctan2(*(p - station)[::-1])))[:12]
    groups = [order[k : k + 3] for k in range(0, len(order), 3)]
    return [sorted(group, key=lambda p: float(np.hypot(*(p - station)))) for group in groups]


def tourism_feed(ground: Ground, season: Season, communes: Sequence[int]) -> Feed:
    """A shuttle on fine weekends and in summer, from the station past the river to the farthest villages."""
    out = Builder.of(ground, season, "P", with_commune=True)
    out.dated_only = True
    order = sorted(communes, key=lambda k: -float(np.hypot(*ground.town.communes[k].centre)))[:2]
    for rank, k in enumerate(order):
        hamlets = [h.centre for h in ground.town.hamlets if h.commune == k][:1]
        points = [ground.station, np.zeros(2), ground.town.communes[k].centre, *hamlets]
        line = try_line(out, f"Découverte {rank + 1}", points, COACH, "Navette saisonnière, vélos acceptés")
        if line:
            out.run(line, "tourisme", ((540, 1_140, 120),), bikes=1)
    return out.finish([])

# SPDX-License-Identifier: AGPL-3.0-or-later
"""The agglomeration's own network: main lines through the centre, lines of the outskirts, evenings, Sundays."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from parvis.engines.synthtown.network import Index
from parvis.engines.synthtown.shapes import Points

from .builder import Bands, Builder, Line
from .calendars import Season
from .ground import Ground, heart
from .lines import CITY, DOORSTEP
from .model import Fare, Feed
from .roads import NoRoute
from .schools import school_lines

SERVED_M = 420.0
SHUTTLE_M = 330.0
DETOUR_ALLOWED = 1.3
PEOPLE_PER_END = 1_300
HEADWAYS = ((8_000, 40, 60), (20_000, 20, 30), (40_000, 15, 20), (90_000, 12, 15), (300_000, 10, 12))
DENSEST = (7, 10)


@dataclass(slots=True)
class Plan:
    """What is known while the lines are drawn."""

    ground: Ground
    out: Builder
    members: Index
    people: int
    centre: int
    station: int
    spots: Points
    ways: list[list[int]]


def urban_feed(ground: Ground, season: Season, members: Sequence[int]) -> Feed:
    """The network of the communes ``members``, the main town among them."""
    plan = _start(ground, season, members)
    peak, off = _headways(plan.people)
    main = _main_lines(plan)
    for rank, line in enumerate(main):
        _run_main(plan.out, line, peak + (rank > 1) * 3, off + (rank > 1) * 5)
    for line in [*_orbitals(plan), *_quarter_lines(plan)]:
        _run_outer(plan.out, line, peak * 2, off * 2)
    for line in _commune_lines(plan):
        _run_outer(plan.out, line, max(peak * 2, 20), max(off * 4, 40))
    _evenings_and_sundays(plan, len(main))
    shuttle = _shuttle(plan)
    school_lines(plan.out, plan.members, plan.people)
    paying = tuple(route.id for route in plan.out.routes if route.id not in shuttle)
    free = [Fare("gratuit", 0, None, 0, shuttle)] if shuttle else []
    return plan.out.finish([Fare("ticket-1h", _price(plan.people), None, 3_600, paying), *free])


def _start(ground: Ground, season: Season, members: Sequence[int]) -> Plan:
    mine = np.array(members)
    people = sum(ground.town.communes[k].population for k in members)
    inside = ground.fit & (ground.commune == 0) & (np.hypot(*ground.middle.T) < 1.35 * ground.radius)
    station, centre = ground.forecourt, ground.node(heart(ground.town))
    return Plan(ground, Builder.of(ground, season, "U"), mine, people, centre, station, ground.middle[inside], [])


def _price(people: int) -> int:
    return 110 if people < 20_000 else 140 if people < 100_000 else 170


def _headways(people: int) -> tuple[int, int]:
    """Minutes between two buses of a main line, in the peak and out of it."""
    return next(((peak, off) for limit, peak, off in HEADWAYS if people < limit), DENSEST)


def _main_lines(plan: Plan) -> list[Line]:
    """Lines from one side of the town to the other through the centre, every other one past the station."""
    count = int(np.clip(round(1.6 * (plan.people / 10_000) ** 0.5), 1, 12))
    for rank, way in enumerate(_diameters(plan, count)):
        hubs = _hubs(plan, way, with_station=rank % 2 == 0)
        plan.ways.append([*way[0], *hubs, *way[1]])
    return _drawn(plan, plan.ways, start=1)


def _diameters(plan: Plan, count: int) -> list[tuple[list[int], list[int]]]:
    """For each line the nodes before and after the centre: hot spots sorted round the clock, opposite groups."""
    ground, radius = plan.ground, plan.ground.radius
    forced = _generators(plan)
    ring = np.hypot(*plan.spots.T)
    candidates = plan.spots[(ring > 0.33 * radius) & (ring < 1.3 * radius)]
    spots = forced + ground.hot_spots(candidates, 9 * count, max(420.0, 0.16 * radius), 30, forced)
    spots.sort(key=lambda p: float(np.arctan2(p[1], p[0])))
    groups = [list(part) for part in np.array_split(np.array(spots).reshape(-1, 2), 2 * count)]
    must = {tuple(p.tolist()) for p in forced}
    arms = [_arm(ground, group, must) for group in groups]
    return [(arms[k], arms[k + count][::-1]) for k in range(count) if arms[k] and arms[k + count]]


def _generators(plan: Plan) -> list[Points]:
    """The hospital, the lycée quarter and the largest zones: a main line passes each of them."""
    kinds = plan.ground.town.buildings.kind
    out: list[Points] = []
    for mark in plan.ground.landmarks:
        point = np.array([mark.x, mark.y])
        wanted = mark.kind in ("hospital", "college") or (mark.kind in ("retail", "industry") and len(kinds))
        far = all(np.hypot(*(point - other)) > 0.35 * plan.ground.radius for other in out)
        if wanted and far and np.hypot(*point) < 1.15 * plan.ground.radius:
            out.append(plan.ground.middle[_nearest_fit(plan.ground, point)])
    return out


def _nearest_fit(ground: Ground, point: Points) -> int:
    return int(np.argmin(np.where(ground.fit, np.hypot(*(ground.middle - point).T), np.inf)))


def _arm(ground: Ground, group: list[Points], must: set[tuple[float, ...]]) -> list[int]:
    """Nodes from the outermost spot of a group inwards; the spots far off that way are for other lines."""
    order = sorted(group, key=lambda p: -float(np.hypot(*p)))
    kept: list[Points] = order[:1]
    for spot in order[1:]:
        if np.hypot(*spot) < 0.78 * np.hypot(*kept[-1]) or tuple(spot.tolist()) in must:
            kept.append(spot)
    return [ground.node(spot) for spot in kept[:4]]


def _hubs(plan: Plan, way: tuple[list[int], list[int]], with_station: bool) -> list[int]:
    if not with_station:
        return [plan.centre]
    xy = plan.ground.roads.xy
    orders = ([plan.centre, plan.station], [plan.station, plan.centre])
    return min(orders, key=lambda hubs: _length(xy[[*way[0][-1:], *hubs, *way[1][:1]]]))


def _length(points: Points) -> float:
    return float(np.hypot(*np.diff(points, axis=0).T).sum())


def _drawn(plan: Plan, ways: Sequence[list[int]], start: int, about: str = "") -> list[Line]:
    """Lines numbered from ``start``; a way that no bus can drive is left out."""
    out: list[Line] = []
    for way in ways:
        nodes = [n for k, n in enumerate(way) if k == 0 or n != way[k - 1]]
        try:
            out.append(plan.out.line(str(start + len(out)), nodes, CITY, about))
        except (NoRoute, ValueError):
            continue
    return out


def _unserved(plan: Plan, count: int, least: float) -> list[Points]:
    areas = np.array([(a.x, a.y) for a in plan.out.book.areas])
    ground = plan.ground
    points = ground.middle[ground.fit & np.isin(ground.commune, plan.members)]
    return ground.hot_spots(points, count, SERVED_M, least, areas)


def _next_number(plan: Plan) -> int:
    return len(plan.out.routes) + 1


def _orbitals(plan: Plan) -> list[Line]:
    """Lines round the town that avoid the centre, where the town is large enough."""
    count = (plan.people > 30_000) + (plan.people > 150_000) + (plan.people > 500_000)
    ring = np.hypot(*plan.spots.T) / plan.ground.radius
    ways: list[list[int]] = []
    for share in (0.68, 0.45, 0.85)[:count]:
        belt = plan.spots[np.abs(ring - share) < 0.12]
        spots = plan.ground.hot_spots(belt, 14, 0.42 * plan.ground.radius * share, 30)
        spots.sort(key=lambda p: float(np.arctan2(p[1], p[0])))
        ways.append([plan.ground.node(p) for p in spots[: max(3, int(len(spots) * 0.7))]])
    return _drawn(plan, [way for way in ways if len(way) > 2], _next_number(plan), "Ligne de rocade")


def _quarter_lines(plan: Plan) -> list[Line]:
    """The quarters that no line reaches yet, two by two, to the station."""
    wanted = int(np.clip(round(1.3 * (plan.people / 10_000) ** 0.5), 1, 20))
    left = [p for p in _unserved(plan, 4 * wanted, 40) if np.hypot(*p) < 1.4 * plan.ground.radius]
    ways: list[list[int]] = []
    while left and len(ways) < wanted:
        spot = left.pop(0)
        near = sorted(left, key=lambda p: float(np.hypot(*(p - spot))))[:1]
        left = [p for p in left if not any(p is other for other in near)]
        both = sorted([spot, *near], key=lambda p: -float(np.hypot(*p)))
        ways.append([*(plan.ground.node(p) for p in both), plan.station, plan.centre])
    return _drawn(plan, ways, _next_number(plan))


def _commune_lines(plan: Plan) -> list[Line]:
    """Each other commune of the agglomeration to the station and the centre, past a quarter without a bus."""
    ways = []
    for k in plan.members.tolist():
        if k:
            centre = plan.ground.town.communes[k].centre
            via = [p for p in _unserved(plan, 12, 40) if _on_the_way(p, centre)][:1]
            for ends in _ends(plan, k):
                points = [*ends, centre, *via]
                ways.append([*(plan.ground.node(p) for p in points), plan.station, plan.centre])
    return _drawn(plan, ways, _next_number(plan))


def _ends(plan: Plan, commune: int) -> list[list[Points]]:
    """The populated spots of a commune, the farthest from the town first: for one line, or two where it is large."""
    centre, people = plan.ground.town.communes[commune].centre, plan.ground.town.communes[commune].population
    homes = plan.ground.middle[plan.ground.fit & (plan.ground.commune == commune)]
    count = int(np.clip(round(people / PEOPLE_PER_END), 1, 8))
    spots = plan.ground.hot_spots(homes, count, 520.0, 1, [centre])
    spots.sort(key=lambda p: float(np.arctan2(*(p - centre)[::-1])))
    halves = [spots] if len(spots) < 4 else [spots[: len(spots) // 2], spots[len(spots) // 2 :]]
    return [sorted(half, key=lambda p: -float(np.hypot(*p))) for half in halves]


def _on_the_way(point: Points, end: Points) -> bool:
    """Whether passing there on the way from the centre is a small detour."""
    whole = float(np.hypot(*end))
    return float(np.hypot(*point) + np.hypot(*(end - point))) < DETOUR_ALLOWED * whole and np.hypot(*point) < whole


def _run_main(out: Builder, line: Line, peak: int, off: int) -> None:
    bands: Bands = ((330, 420, off), (420, 540, peak), (540, 960, off), (960, 1_140, peak), (1_140, 1_270, off * 2))
    out.run(line, "semaine", bands)
    out.run(line, "vacances", ((330, 420, off), (420, 1_140, off), (1_140, 1_270, off * 2)))
    out.run(line, "samedi", ((390, 540, off * 2), (540, 1_140, off), (1_140, 1_260, off * 2)))


def _run_outer(out: Builder, line: Line, peak: int, off: int) -> None:
    out.run(line, "semaine", ((375, 540, peak), (540, 960, off), (960, 1_140, peak), (1_140, 1_200, off)))
    out.run(line, "vacances", ((375, 1_200, off),))
    out.run(line, "samedi", ((450, 1_170, off),))


def _evenings_and_sundays(plan: Plan, mains: int) -> None:
    """One line in the evening from Thursday to Saturday, and the Sunday network on the ways of the main lines."""
    ways = plan.ways[:mains]
    if not ways:
        return
    hubs = [plan.station, plan.centre]
    evening = [ways[0][0], *hubs, ways[-1][-1]] if len(ways) > 1 else ways[0]
    for line in _named(plan, [evening], "N", "Soirées du jeudi, du vendredi et du samedi"):
        plan.out.run(line, "soirs", ((1_230, 1_450, 40),))
    every = 60 if plan.people < 40_000 else 45 if plan.people < 300_000 else 20
    count = 1 if plan.people < 20_000 else max(2, (mains + 1) // 2)
    for line in _named(plan, ways[:count], "D", "Dimanches et jours fériés"):
        plan.out.run(line, "dimanche", ((540, 1_170, every),))


def _named(plan: Plan, ways: Sequence[list[int]], letter: str, about: str) -> list[Line]:
    out = []
    for rank, way in enumerate(ways, start=1):
        nodes = [n for k, n in enumerate(way) if k == 0 or n != way[k - 1]]
        out.append(plan.out.line(f"{letter}{rank}", nodes, CITY, about))
    return out


def _shuttle(plan: Plan) -> tuple[str, ...]:
    """A free shuttle round the centre; the ids of its routes."""
    spots = plan.ground.hot_spots(plan.spots[np.hypot(*plan.spots.T) < 0.4 * plan.ground.radius], 4, SHUTTLE_M, 1)
    spots.sort(key=lambda p: float(np.arctan2(p[1], p[0])))
    nodes = [plan.station, *(plan.ground.node(p) for p in spots), plan.centre, plan.station]
    nodes = [n for k, n in enumerate(nodes) if k == 0 or n != nodes[k - 1]]
    try:
        line = plan.out.line("Navette", nodes, DOORSTEP, "Navette gratuite du centre", loop=True)
    except (NoRoute, ValueError):
        return ()
    plan.out.run(line, "lundi-samedi", ((465, 1_155, 15 if plan.people > 30_000 else 30),))
    return (line.route,)

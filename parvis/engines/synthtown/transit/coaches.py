# SPDX-License-Identifier: AGPL-3.0-or-later
"""Coaches: of the département to every commune, of the région and its neighbour to towns beyond the map."""

from collections.abc import Iterable, Sequence

import numpy as np

from parvis.engines.synthtown.shapes import Points, heading, unit

from .beyond import Horizon
from .builder import Builder
from .calendars import Season
from .extend import Beyond, come_in, reach_out
from .ground import Ground
from .lines import COACH, DOORSTEP, EXPRESS, lay_stops, pattern
from .model import Fare, Feed, Mode, Place, Stop
from .roads import NoRoute

INWARD_MIN = (400, 435, 490, 575, 660, 770, 855, 965, 1_035, 1_100)
OUTWARD_MIN = (1_055, 735, 1_015, 470, 985, 615, 855, 1_095, 1_140, 540)
SAME_WAY = 0.8
FORK = 0.5
ON_DEMAND_MIN = (525, 630, 825, 930)


def department_feed(ground: Ground, season: Season) -> Feed:
    """Lines from the far communes through the nearer ones to the station."""
    out = Builder.of(ground, season, "C", with_commune=True, step_s=60)
    for rank, chain in enumerate(_chains(ground)):
        nodes = _through(ground, [ground.town.communes[k].centre for k in chain])
        people = sum(ground.town.communes[k].population for k in chain)
        line = out.line(str(101 + rank), [*nodes, ground.forecourt], COACH, "Ligne interurbaine")
        count = int(np.clip(3 + people // 1_500, 3, len(INWARD_MIN)))
        for kind, trips in (("semaine", count), ("vacances", max(2, count - 2)), ("samedi", max(2, count // 2))):
            out.depart(line.patterns[0], kind, INWARD_MIN[:trips], bikes=1)
            out.depart(line.patterns[1], kind, OUTWARD_MIN[:trips], bikes=1)
        out.roster(line, ("semaine", "vacances", "samedi"))
    return out.finish([Fare("ticket", 230, 1, 7_200)])


def _chains(ground: Ground) -> list[list[int]]:
    """Communes in lines: the farthest, then those on its way to the centre."""
    centres = {k: c.centre for k, c in enumerate(ground.town.communes) if k}
    left = sorted(centres, key=lambda k: -float(np.hypot(*centres[k])))
    chains = []
    while left:
        chain = [left.pop(0)]
        for k in list(left):
            last = centres[chain[-1]]
            along = float(unit(centres[k]) @ unit(last))
            if along > SAME_WAY and np.hypot(*centres[k]) < 0.85 * np.hypot(*last):
                chain.append(k)
                left.remove(k)
        chains.append(chain)
    return chains


def _through(ground: Ground, points: Iterable[Points]) -> list[int]:
    """Nodes near the points, none twice running."""
    nodes = [ground.node(p) for p in points]
    return [n for k, n in enumerate(nodes) if k == 0 or n != nodes[k - 1]]


def region_feed(ground: Ground, season: Season, horizon: Horizon) -> Feed:
    """Express coaches of the région to two towns beyond the map."""
    out = Builder.of(ground, season, "R", with_commune=True, step_s=60)
    ways = [horizon.exits[k * len(horizon.exits) // 2] for k in range(min(2, len(horizon.exits)))]
    for rank, node in enumerate(ways):
        towns = horizon.names[4 + 2 * rank : 6 + 2 * rank]
        _line_beyond(
            out, f"{31 + rank}", node, towns, (11_000.0, 27_000.0), (390, 450, 540, 720, 845, 990, 1_050, 1_110)
        )
    return out.finish([Fare("ticket", 450, 1, 7_200)], by_leg=True)


def neighbour_region_feed(ground: Ground, season: Season, horizon: Horizon) -> Feed:
    """One line of the neighbouring région that ends at the station."""
    out = Builder.of(ground, season, "V", with_commune=True, step_s=60)
    node = horizon.exits[-1]
    _line_beyond(out, "L7", node, horizon.names[9:12], (16_000.0, 38_000.0, 61_000.0), (365, 560, 780, 1_040), FORK)
    return out.finish([Fare("ticket", 600, 1, 7_200)])


def _line_beyond(
    out: Builder,
    short: str,
    node: int,
    towns: Sequence[str],
    away_m: Sequence[float],
    minutes: Sequence[int],
    fork: float = 0.0,
) -> None:
    """A line from the station to the edge of the map and on to the towns, at these distances from the edge; beyond
    it the road turns by ``fork`` radians."""
    ground = out.ground
    nodes = [ground.forecourt, node]
    out_x, out_y = ground.roads.xy[node].tolist()
    ahead_of = heading(float(np.arctan2(out_y, out_x)) + fork)
    stops = []
    for town, metres in zip(towns, away_m, strict=True):
        x, y = (ground.roads.xy[node] + ahead_of * metres).tolist()
        stops.append(outside(out, town, x, y))
    route = out.open_route(short, Mode.BUS, "Ligne express")
    way = lay_stops(ground, out.book, ground.roads.through(nodes), EXPRESS)
    ahead = reach_out(pattern(ground, out.book, way, (f"{route}-0", route, 0), EXPRESS), stops)
    way = lay_stops(ground, out.book, ground.roads.through(nodes[::-1]), EXPRESS)
    back = come_in(pattern(ground, out.book, way, (f"{route}-1", route, 1), EXPRESS), stops[::-1])
    out.name_route(route, [ahead[0]])
    line = out.add(route, [ahead, back])
    for kind, count in (("ouvrables", len(minutes)), ("samedi", 3), ("dimanche", 2)):
        out.depart(line.patterns[0], kind, [m + 40 for m in minutes[-count:]], bikes=1)
        out.depart(line.patterns[1], kind, minutes[:count], bikes=1)
        out.roster(line, [kind])


def outside(out: Builder, town: str, x: float, y: float) -> Beyond:
    """A coach station in a town beyond the map."""
    number = f"{out.prefix}X{len(out.book.extra) + 1:02d}"
    name = f"{town} – Gare routière"
    out.book.extra.append(Stop(number, name, x, y, Place.QUAY, town=town))
    return Beyond(out.book.extra[-1], number)


def on_demand_feed(ground: Ground, season: Season, communes: Sequence[int]) -> Feed:
    """Trips at fixed times that run when somebody has booked: from the hamlets to their village and the station."""
    out = Builder.of(ground, season, "T", with_commune=True, step_s=60)
    for k in communes:
        points = _hamlets(ground, k)
        nodes = _through(ground, [*points, ground.town.communes[k].centre])
        try:
            line = out.line(f"TAD {len(out.routes) + 1}", [*nodes, ground.forecourt], DOORSTEP,
                            "Transport à la demande : réservez la veille avant 17 h")  # fmt: skip
        except (NoRoute, ValueError):
            continue
        for one in out.on_request(line).patterns:
            for kind in ("ouvrables", "samedi"):
                shift = 45 * one.direction
                out.depart(one, kind, [m + shift for m in ON_DEMAND_MIN[: 4 if kind == "ouvrables" else 2]], bikes=1)
    return out.finish([Fare("ticket", 250)])


def _hamlets(ground: Ground, commune: int) -> list[Points]:
    """Up to four hamlets of a commune in the order of a round trip that ends near its centre."""
    centre = ground.town.communes[commune].centre
    found = [h.centre for h in ground.town.hamlets if h.commune == commune]
    found.sort(key=lambda p: -float(np.hypot(*(p - centre))))
    if not found:
        edges = ground.middle[ground.fit & (ground.commune == commune)]
        return [edges[int(np.argmax(np.hypot(*(edges - centre).T)))]] if len(edges) else []
    way = [found.pop(0)]
    while found and len(way) < 4:
        found.sort(key=lambda p: float(np.hypot(*(p - way[-1]))))
        way.append(found.pop(0))
    return way

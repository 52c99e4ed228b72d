# SPDX-License-Identifier: AGPL-3.0-or-later
"""The ferry: a small boat from bank to bank where no bridge is near."""

import numpy as np
import shapely

from parvis.engines.synthtown.network import Index
from parvis.engines.synthtown.shapes import Points, along

from .builder import Builder
from .calendars import Season
from .extend import turned
from .ground import Ground
from .landmarks import street_stop_name
from .model import Fare, Feed, Frequency, Mode, Pattern, Place, Shape, Stop, Trip

BANK_M = (30.0, 60.0, 150.0, 600.0)
FAR_ENOUGH_M, NEAR_M = 900.0, 1_500.0
KMH, BOARDING_S = 7.0, 90
TO_WATER_M = 20.0
HOURS_S = (7 * 3600, 19 * 3600)


def ferry_feed(ground: Ground, season: Season) -> Feed:
    """A crossing every ten minutes by day, on every day but the first of May."""
    out = Builder.of(ground, season, "F")
    a, b = _landings(ground)
    stops = [_landing(ground, f"F{k:02d}", edge) for k, edge in ((1, a), (2, b))]
    out.book.extra += stops
    route = out.open_route("Bac", Mode.FERRY, "Bac gratuit, vélos acceptés")
    xy = np.array([(s.x, s.y) for s in stops])
    metres = round(float(along(xy)[-1]), 1)
    crossing = BOARDING_S + round(metres / KMH * 3.6)
    ids = tuple(s.id for s in stops)
    ahead = Pattern(
        f"{route}-0", route, 0, stops[1].name, ids, ids, (0.0, metres), (0, crossing), (0, crossing), f"{route}-0"
    )
    there = (ahead, Shape(f"{route}-0", xy, (0.0, metres)))
    back = turned(there, (f"{route}-1", 1), ids[::-1], stops[0].name)
    out.name_route(route, [ahead], f"{stops[0].name} ⇄ {stops[1].name}")
    line = out.add(route, [there, back])
    for k, one in enumerate(line.patterns):
        trip = Trip(f"{one.id}-tous-les-jours", one.id, "tous-les-jours", HOURS_S[0] + 300 * k, bikes=1)
        out.trips.append(trip)
        out.frequencies.append(Frequency(trip.id, trip.start_s, HOURS_S[1] + 300 * k, 600))
    return out.finish([Fare("gratuit", 0)])


def _landings(ground: Ground) -> tuple[int, int]:
    """Two edges on either bank, opposite one another, as far from the bridges as it gets near the centre."""
    course = max((t.line for t in ground.town.tracks if "waterway" in t.tags), key=lambda line: float(line.length))
    around = np.flatnonzero(ground.fit & (np.hypot(*ground.middle.T) < max(2.0 * ground.radius, NEAR_M)))
    points = shapely.points(ground.middle[around])
    water = _water(ground, 3.0 * max(ground.radius, NEAR_M))
    for bank in BANK_M:
        near = around[shapely.dwithin(points, water, bank)]
        side = np.array([_side(course, ground.middle[k]) for k in near])
        one, other = near[side > 0], near[side < 0]
        if len(one) and len(other):
            return _opposite(ground, one, other)
    raise ValueError("no street near the river on both banks")


def _water(ground: Ground, reach: float) -> shapely.Geometry:
    """The river within ``reach`` of the centre."""
    parts = [a.outline for a in ground.town.areas if a.tags.get("water") == "river"]
    water = shapely.intersection(shapely.union_all(parts), shapely.Point(0, 0).buffer(reach))
    shapely.prepare(water)
    return water


def _side(course: shapely.LineString, point: Points) -> int:
    at = course.project(shapely.Point(point))
    a, b = (np.array(course.interpolate(at + d).coords[0]) for d in (-4.0, 4.0))
    ahead, away = b - a, point - a
    return 1 if ahead[0] * away[1] - ahead[1] * away[0] > 0 else -1


def _opposite(ground: Ground, one: Index, other: Index) -> tuple[int, int]:
    """The pair with the best mix of a short crossing, distance from bridges and nearness to the centre."""
    net, middle = ground.town.network, ground.middle
    bridges = middle[net.bridge & net.drivable()]
    found = shapely.STRtree([shapely.Point(p) for p in middle[other]]).query_nearest(
        shapely.points(middle[one]), all_matches=False
    )
    best, out = -np.inf, (int(one[0]), int(other[0]))
    for a, b in zip(one[found[0]].tolist(), other[found[1]].tolist(), strict=True):
        heart = (middle[a] + middle[b]) / 2
        apart = float(np.hypot(*(middle[a] - middle[b])))
        bridge = float(np.hypot(*(bridges - heart).T).min()) if len(bridges) else FAR_ENOUGH_M
        score = min(bridge, FAR_ENOUGH_M) - 2.0 * apart - 0.25 * float(np.hypot(*heart))
        if score > best:
            best, out = score, (a, b)
    return out


def _landing(ground: Ground, number: str, edge: int) -> Stop:
    """The landing stage: from the street towards the water."""
    water = _water(ground, 4.0 * max(ground.radius, NEAR_M))
    here = shapely.Point(ground.middle[edge])
    bank = np.array(shapely.shortest_line(here, water).coords)
    gap = max(float(np.hypot(*(bank[1] - bank[0]))), 1e-6)
    x, y = (bank[0] + (bank[1] - bank[0]) * min(1.0, TO_WATER_M / gap)).tolist()
    street = street_stop_name(ground.town.streets[int(ground.street[edge])].name)
    town = ground.town.communes[int(ground.commune[edge])].name
    return Stop(number, f"Embarcadère {street}", x, y, Place.QUAY, wheelchair=1, town=town)

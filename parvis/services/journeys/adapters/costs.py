# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a journey costs and emits, leg by leg; asked for what is shown only."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from parvis.engines.timetable.emissions import Means, grams
from parvis.engines.timetable.fares import Fares, Price, Ride, price
from parvis.kernel.places.geo import distances_m
from parvis.kernel.streets.directions import with_distance
from parvis.services.journeys.adapters.answers import JourneyFound, LegFound
from parvis.services.journeys.adapters.network import current_network
from parvis.services.journeys.adapters.own_way import Ways, directions
from parvis.services.journeys.adapters.ways import ridden_m

CARRIED, NOT_CARRIED = 1, 2


@dataclass(frozen=True, slots=True)
class LegCost:
    """How far a leg goes, and what one person emits on it; None where no factor is known."""

    distance_m: int
    co2_g: float | None


@dataclass(frozen=True, slots=True)
class Cost:
    """Of a journey, and of each of its legs. `price` is None where nothing is ridden."""

    price: Price | None
    co2_g: float | None
    distance_m: int
    legs: tuple[LegCost, ...]


def cost_of(journey: JourneyFound) -> Cost:
    """Prices of the authorities, distances along the ways of the lines, ADEME's factors."""
    legs = tuple(_leg_cost(leg) for leg in journey.legs)
    emitted = [leg.co2_g for leg in legs]
    known = [each for each in emitted if each is not None]
    rides = [_ride(leg) for leg in journey.legs if leg.line]
    mapped = current_network()
    return Cost(
        price(mapped.fares if mapped else Fares(), rides) if rides else None,
        sum(known) if len(known) == len(emitted) else None,
        sum(leg.distance_m for leg in legs),
        legs,
    )


def takes_bicycles(journey: JourneyFound) -> bool:
    """True when every vehicle of the journey is said to take bicycles along."""
    rides = [leg.bikes for leg in journey.legs if leg.line]
    return bool(rides) and all(each == CARRIED for each in rides)


def _leg_cost(leg: LegFound) -> LegCost:
    if leg.line is None:
        distance, means = (leg.cycled_m, Means.BICYCLE) if leg.bicycle else (leg.walk_m, Means.FOOT)
        return LegCost(distance, grams(means, distance))
    metres = ridden_m(leg) or length_m(_from_stop_to_stop(leg))
    return LegCost(round(metres), grams(leg.line.mode, metres))


def _from_stop_to_stop(leg: LegFound) -> list[tuple[float, float]]:
    stops = (leg.origin, *(stop for stop, _at in leg.through), leg.destination)
    return [(stop.lon, stop.lat) for stop in stops if stop.lon is not None and stop.lat is not None]


def length_m(path: Sequence[tuple[float, float]]) -> float:
    """Metres along a line of (longitude, latitude)."""
    if len(path) < 2:
        return 0.0
    points = np.array(path)
    lon, lat = points[:, 0], points[:, 1]
    return float(distances_m(lon[:-1], lat[:-1], lon[1:], lat[1:]).sum())


def _ride(leg: LegFound) -> Ride:
    stops = (leg.origin, *(stop for stop, _at in leg.through), leg.destination)
    served = tuple(stop for stop, _again in itertools.groupby(stop.stop_id for stop in stops))
    return Ride(
        leg.line.feed if leg.line else "",
        leg.line.route_id if leg.line else "",
        served if len(served) > 1 else tuple(stop.stop_id for stop in (leg.origin, leg.destination)),
        int(leg.departure.timestamp()),
        int(leg.arrival.timestamp()),
    )


@dataclass(frozen=True, slots=True)
class LegTold:
    """A leg with what is said of it besides its times: how far, what it emits, what to do at each corner."""

    leg: LegFound
    cost: LegCost
    directions: Sequence[str]
    park: bool


def told(journey: JourneyFound, cost: Cost, own: Ways) -> list[LegTold]:
    """Each leg in full. `park`: the bicycle stays at the stop, for not every vehicle is said to take it along."""
    rides = any(leg.line for leg in journey.legs)
    stays = rides and not takes_bicycles(journey)
    return [
        LegTold(
            leg,
            each,
            [with_distance(one) for one in directions(leg, own.get(number))],
            leg.bicycle and stays,
        )
        for number, (leg, each) in enumerate(zip(journey.legs, cost.legs, strict=True))
    ]

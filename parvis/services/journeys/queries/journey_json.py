# SPDX-License-Identifier: AGPL-3.0-or-later
"""Journeys as JSON: the fields by which anyone can check them against the GTFS files."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from parvis.services.journeys.adapters.answers import Departures, JourneyFound, Journeys, LegFound
from parvis.services.journeys.adapters.costs import Cost, LegCost, cost_of

WALK, BICYCLE = "WALK", "BICYCLE"


def journeys_json(found: Journeys) -> dict[str, Any]:
    """Journeys with `departure`, `arrival` (ISO 8601 with offset), `transfers`, `walk_m` and legs.

    A leg has `mode` (the engine's name of it, or WALK), `feed`, `trip_id`, `route` (route_id), `from_stop_id`,
    `to_stop_id`, `departure`, `arrival`. On a walk `trip_id` and `route` are null and `feed` is that of the stop where
    it begins; `to_feed` is that of the stop where the leg ends. A point that is no stop has neither feed nor stop_id;
    `estimated` is true of a walk that is the straight line × 1.3. `realtime`: what becomes of the ride (on_time, late,
    early, added, replaced), null where only the timetable is known; `planned_departure` and `planned_arrival`: as the
    timetable has them, null on a walk and for what was not planned.
    """
    return {
        "network": found.network,
        "why": found.why,
        "journeys": [_journey(one) for one in found.journeys],
    }


def departures_json(found: Departures) -> dict[str, Any]:
    """Departures with `departure`, `mode`, `feed`, `trip_id`, `route`, `headsign`, `stop_id` and `platform`.

    `realtime` and `planned_departure`: as for legs; also `cancelled` and `skipped` (it does not stop here), at the
    planned time.
    """
    return {
        "network": found.network,
        "why": found.why,
        "departures": [
            {
                "departure": each.departure.isoformat(),
                "planned_departure": _iso(each.actual.planned_departure if each.actual else each.departure),
                "realtime": each.actual.becomes.value if each.actual else None,
                "mode": each.line.mode.name,
                "feed": each.line.feed,
                "trip_id": each.trip_id,
                "route": each.line.route_id,
                "route_name": each.line.name,
                "headsign": each.headsign,
                "stop_id": each.stop.stop_id,
                "stop_name": each.stop.name,
                "platform": each.stop.platform,
            }
            for each in found.departures
        ],
    }


def _journey(journey: JourneyFound) -> dict[str, Any]:
    cost = cost_of(journey)
    return {
        "departure": journey.departure.isoformat(),
        "arrival": journey.arrival.isoformat(),
        "transfers": journey.transfers,
        "walk_m": journey.walk_m,
        "price": _price(cost),
        "co2_g": cost.co2_g if cost.co2_g is None else round(cost.co2_g),
        "legs": [_leg(leg) | _leg_cost(each) for leg, each in zip(journey.legs, cost.legs, strict=True)],
    }


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _price(cost: Cost) -> dict[str, Any] | None:
    """`cents` of `currency` in all, null where a network of `unknown` does not say; `parts` by network."""
    if cost.price is None:
        return None
    return {
        "cents": cost.price.cents,
        "currency": cost.price.currency or None,
        "parts": [
            {"feed": one.feed, "cents": one.cents, "currency": one.currency, "tickets": one.tickets}
            for one in cost.price.parts
        ],
        "unknown": list(cost.price.unknown),
    }


def _leg_cost(cost: LegCost) -> dict[str, Any]:
    return {"distance_m": cost.distance_m, "co2_g": cost.co2_g if cost.co2_g is None else round(cost.co2_g)}


def _leg(leg: LegFound) -> dict[str, Any]:
    line, said = leg.line, leg.actual
    planned = (said.planned_departure, said.planned_arrival) if said else (leg.departure, leg.arrival)
    return {
        "mode": line.mode.name if line else BICYCLE if leg.bicycle else WALK,
        "feed": line.feed if line else leg.origin.feed or None,
        "trip_id": leg.trip_id or None,
        "route": line.route_id if line else None,
        "route_name": line.name if line else None,
        "headsign": leg.headsign or None,
        "from_stop_id": leg.origin.stop_id or None,
        "from_name": leg.origin.name,
        "to_feed": leg.destination.feed or None,
        "to_stop_id": leg.destination.stop_id or None,
        "to_name": leg.destination.name,
        "departure": leg.departure.isoformat(),
        "arrival": leg.arrival.isoformat(),
        "planned_departure": _iso(planned[0]) if line else None,
        "planned_arrival": _iso(planned[1]) if line else None,
        "realtime": said.becomes.value if said else None,
        "walk_m": leg.walk_m,
        "estimated": leg.estimated,
    }

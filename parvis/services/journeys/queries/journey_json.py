# SPDX-License-Identifier: AGPL-3.0-or-later
"""Journeys as JSON: the fields by which anyone can check them against the GTFS files."""

from __future__ import annotations

from typing import Any

from parvis.services.journeys.adapters.answers import JourneyFound, Journeys, LegFound

WALK = "WALK"


def journeys_json(found: Journeys) -> dict[str, Any]:
    """Journeys with `departure`, `arrival` (ISO 8601 with offset), `transfers`, `walk_m` and legs.

    A leg has `mode` (the engine's name of it, or WALK), `feed`, `trip_id`, `route` (route_id), `from_stop_id`,
    `to_stop_id`, `departure`, `arrival`. On a walk `trip_id` and `route` are null and `feed` is that of the stop where
    it begins; `to_feed` is that of the stop where the leg ends.
    """
    return {
        "network": found.network,
        "why": found.why,
        "journeys": [_journey(one) for one in found.journeys],
    }


def _journey(journey: JourneyFound) -> dict[str, Any]:
    return {
        "departure": journey.departure.isoformat(),
        "arrival": journey.arrival.isoformat(),
        "transfers": journey.transfers,
        "walk_m": journey.walk_m,
        "legs": [_leg(leg) for leg in journey.legs],
    }


def _leg(leg: LegFound) -> dict[str, Any]:
    line = leg.line
    return {
        "mode": line.mode.name if line else WALK,
        "feed": line.feed if line else leg.origin.feed,
        "trip_id": leg.trip_id or None,
        "route": line.route_id if line else None,
        "route_name": line.name if line else None,
        "headsign": leg.headsign or None,
        "from_stop_id": leg.origin.stop_id,
        "from_name": leg.origin.name,
        "to_feed": leg.destination.feed,
        "to_stop_id": leg.destination.stop_id,
        "to_name": leg.destination.name,
        "departure": leg.departure.isoformat(),
        "arrival": leg.arrival.isoformat(),
        "walk_m": leg.walk_m,
    }

# SPDX-License-Identifier: AGPL-3.0-or-later
"""Ways that one goes oneself, on foot or by bicycle: along which streets, and what to do at each corner."""

from __future__ import annotations

from parvis.kernel.streets import queries as streets
from parvis.kernel.streets.directions import Direction, directions_of
from parvis.services.journeys.adapters.answers import JourneyFound, LegFound, StopSeen

LEAST_M = 40
"""Shorter ways need no explanation."""

type Ways = dict[int, streets.Route]


def own_ways(journey: JourneyFound) -> Ways:
    """The routes of the legs that are not ridden, by their number; none for those within a stop."""
    found: Ways = {}
    for number, leg in enumerate(journey.legs):
        ends = [place for stop in (leg.origin, leg.destination) if (place := _place(stop))]
        if leg.line is None and len(ends) > 1 and ends[0] != ends[1]:
            found[number] = streets.route("bicycle" if leg.bicycle else "foot", ends, steps=True)
    return found


def directions(leg: LegFound, route: streets.Route | None) -> list[Direction]:
    """What to do on a leg, in words; nothing where no street is known, or nothing needs to be said."""
    if route is None or route.estimated or max(leg.walk_m, leg.cycled_m) < LEAST_M:
        return []
    return directions_of(route.steps)


def _place(stop: StopSeen) -> tuple[float, float] | None:
    return None if stop.lat is None or stop.lon is None else (stop.lon, stop.lat)

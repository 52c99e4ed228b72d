# SPDX-License-Identifier: AGPL-3.0-or-later
"""The HTTP API of the service, over the queries of the pages; fields are those of `parvis journeys plan --json`."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema, Status
from pydantic import AwareDatetime
from pydantic import Field as Rule

from parvis.kernel.organisations.actors import address_hash_of
from parvis.services.journeys.api_disruptions import router as disruptions_router
from parvis.services.journeys.api_isochrones import router as isochrones_router
from parvis.services.journeys.forms.points import spot_of
from parvis.services.journeys.limits import BRAKE
from parvis.services.journeys.operations import count_board, count_search
from parvis.services.journeys.queries.departures import next_departures
from parvis.services.journeys.queries.journey_json import departures_json, journeys_json
from parvis.services.journeys.queries.planning import plan_journeys

MOST_WINDOW_MIN = 240
_MINUTE_S = 60
_PLACE = r"^[^\x00]{3,40}$"

router = Router(tags=["journeys"])
router.add_router("", disruptions_router)
router.add_router("", isochrones_router)


class LegOut(Schema):
    """A ride, or a walk (`mode` WALK, without `trip_id`, `route`); a point that is no stop has no `…_stop_id`."""

    mode: str
    feed: str | None
    trip_id: str | None
    route: str | None
    route_name: str | None
    headsign: str | None
    from_stop_id: str | None
    from_name: str
    to_feed: str | None
    to_stop_id: str | None
    to_name: str
    departure: str
    arrival: str
    planned_departure: str | None
    planned_arrival: str | None
    realtime: str | None
    walk_m: int
    estimated: bool
    distance_m: int
    co2_g: int | None


class PartOut(Schema):
    """What one network asks for its rides."""

    feed: str
    cents: int
    currency: str
    tickets: int


class PriceOut(Schema):
    """`cents` is null where a network of `unknown` does not say, or the currencies differ."""

    cents: int | None
    currency: str | None
    parts: list[PartOut]
    unknown: list[str]


class JourneyOut(Schema):
    """A journey; `transfers` is -1 for the way on foot alone."""

    departure: str
    arrival: str
    transfers: int
    walk_m: int
    price: PriceOut | None
    co2_g: int | None
    legs: list[LegOut]


class PlanOut(Schema):
    """Journeys of the network named, or `why` there is none."""

    network: str
    why: str
    journeys: list[JourneyOut]


class DepartureOut(Schema):
    """A departure at a stop or one of a station's platforms."""

    departure: str
    planned_departure: str | None
    realtime: str | None
    mode: str
    feed: str
    trip_id: str
    route: str
    route_name: str
    headsign: str
    stop_id: str
    stop_name: str
    platform: str


class DeparturesOut(Schema):
    """The next departures, or `why` there is none."""

    network: str
    why: str
    departures: list[DepartureOut]


class RefusedOut(Schema):
    """What is wrong with the question."""

    error: str


_ANSWERS = {400: RefusedOut, 429: RefusedOut}


class PlanIn(Schema):
    """From `lat,lon` to `lat,lon`; leave at `depart` or be there at `arrive`, now without; `window` in minutes."""

    origin: Annotated[str, Rule(alias="from", pattern=_PLACE)]
    destination: Annotated[str, Rule(alias="to", pattern=_PLACE)]
    depart: AwareDatetime | None = None
    arrive: AwareDatetime | None = None
    window: Annotated[int, Rule(ge=0, le=MOST_WINDOW_MIN)] = 60
    wheelchair: bool = False


@router.get("/plan", response={200: PlanOut, **_ANSWERS}, summary="Journeys between two points")
def plan(request: HttpRequest, asked: Query[PlanIn]) -> Any:
    """All sensible journeys that leave (or arrive) within the window, and the way on foot where it is short."""
    if not BRAKE.allows(address_hash_of(request)):
        return Status(429, {"error": "too many questions at once"})
    origin, destination = spot_of(asked.origin), spot_of(asked.destination)
    if origin is None or destination is None:
        return Status(400, {"error": "from and to are lat,lon in degrees"})
    if asked.depart and asked.arrive:
        return Status(400, {"error": "give depart or arrive, not both"})
    depart = asked.depart if asked.depart or asked.arrive else timezone.now()
    try:
        found = plan_journeys(
            origin, destination, depart=depart, arrive=asked.arrive, window_s=asked.window * _MINUTE_S,
            wheelchair=asked.wheelchair,
        )  # fmt: skip
    except (OverflowError, ValueError):
        return Status(400, {"error": "the moment is out of reach"})
    lines = [leg.line for one in found.journeys for leg in one.legs if leg.line]
    caller = address_hash_of(request)
    count_search(channel="api", why=found.why, ends=(origin, destination), lines=lines, caller=caller)
    return journeys_json(found)


@router.get("/departures", response={200: DeparturesOut, 404: DeparturesOut, **_ANSWERS}, summary="Next departures")
def departures(
    request: HttpRequest,
    feed: Annotated[str, Rule(max_length=40)],
    stop_id: Annotated[str, Rule(max_length=200)],
    at: AwareDatetime | None = None,
    limit: Annotated[int, Rule(ge=1, le=100)] = 20,
) -> Any:
    """At a stop or at all platforms of a station, from `at` (now) until the end of the next day."""
    if not BRAKE.allows(address_hash_of(request)):
        return Status(429, {"error": "too many questions at once"})
    try:
        found = next_departures(feed, stop_id, at or timezone.now(), limit)
    except (OverflowError, ValueError):
        return Status(400, {"error": "the moment is out of reach"})
    if found.stop is not None:
        count_board(channel="api", feed=feed, stop_id=stop_id)
    return Status(404 if found.stop is None else 200, departures_json(found))

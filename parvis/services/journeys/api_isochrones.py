# SPDX-License-Identifier: AGPL-3.0-or-later
"""How far one comes, over HTTP: outlines or H3 cells."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema, Status
from pydantic import AwareDatetime
from pydantic import Field as Rule

from parvis.kernel.organisations.actors import address_hash_of
from parvis.services.journeys.forms.points import spot_of
from parvis.services.journeys.limits import BRAKE, WIDE_BRAKE
from parvis.services.journeys.queries.how_far import HowFarAsked, how_far, sensible_minutes
from parvis.services.journeys.queries.how_far_json import cells_json, outlines_json

MOST_MINUTES, MOST_WINDOW_MIN = 90, 240

router = Router(tags=["journeys"])


class RefusedOut(Schema):
    """What is wrong with the question."""

    error: str


class OutlineOut(Schema):
    """All that is reached within `minutes`, drawn to about `tolerance_m`."""

    type: Literal["Feature"]
    properties: dict[str, int]
    geometry: dict[str, Any]


class OutlinesOut(Schema):
    """A GeoJSON FeatureCollection, a feature for each number of minutes, or `why` there is none."""

    type: Literal["FeatureCollection"]
    network: str
    why: str
    features: list[OutlineOut]


class CellsOut(Schema):
    """The minutes to the middle of each H3 cell, or `why` there is none."""

    network: str
    why: str
    resolution: int
    cells: dict[str, int]


class IsochronesIn(Schema):
    """From `lat,lon`, leaving at `depart`; with `arrive`, from where one comes there by then. Now without.

    `minutes` as "15,30,45". `window` (minutes): the travel time of the `percentile` over a dozen departures from
    `depart` on, or arrivals until `arrive`; 50 is the median. `resolution` of the H3 cells.
    """

    origin: Annotated[str, Rule(alias="from", pattern=r"^[^\x00]{3,40}$")]
    depart: AwareDatetime | None = None
    arrive: AwareDatetime | None = None
    minutes: Annotated[str, Rule(pattern=r"^[0-9]{1,3}(,[0-9]{1,3}){0,7}$")] = "15,30,45,60"
    format: Literal["geojson", "h3"] = "geojson"
    window: Annotated[int, Rule(ge=0, le=MOST_WINDOW_MIN)] = 0
    percentile: Annotated[int, Rule(ge=1, le=100)] = 50
    resolution: Annotated[int, Rule(ge=6, le=10)] = 9
    wheelchair: bool = False


@router.get(
    "/isochrones", response={200: OutlinesOut | CellsOut, 400: RefusedOut, 429: RefusedOut}, summary="How far one comes"
)
def isochrones(request: HttpRequest, asked: Query[IsochronesIn]) -> Any:
    """What is reached within some minutes (at most 90) by public transport and on foot, as outlines or as H3 cells.

    To the stops around the point one walks on the streets, from the stops on along the straight line × 1.3.
    """
    if not (BRAKE if asked.window == 0 else WIDE_BRAKE).allows(address_hash_of(request)):
        return Status(429, {"error": "too many questions at once"})
    origin = spot_of(asked.origin)
    if origin is None:
        return Status(400, {"error": "from is lat,lon in degrees"})
    if asked.depart and asked.arrive:
        return Status(400, {"error": "give depart or arrive, not both"})
    at = asked.depart or asked.arrive or timezone.now()
    try:
        minutes = sensible_minutes([int(one) for one in asked.minutes.split(",")], MOST_MINUTES)
    except ValueError:
        return Status(400, {"error": f"minutes lie between 1 and {MOST_MINUTES}"})
    question = HowFarAsked(
        origin, at, bool(asked.arrive), asked.wheelchair, minutes, asked.window, float(asked.percentile)
    )  # fmt: skip
    try:
        found = how_far(question)
    except (OverflowError, ValueError):
        return Status(400, {"error": "the moment is out of reach"})
    try:
        return outlines_json(found) if asked.format == "geojson" else cells_json(found, asked.resolution)
    except ValueError:
        return Status(400, {"error": "too many cells: ask for a coarser resolution or fewer minutes"})

# SPDX-License-Identifier: AGPL-3.0-or-later
"""The HTTP API of streets: one route between points."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Field, Router, Schema
from ninja.errors import HttpError

from parvis.kernel.organisations.actors import address_hash_of
from parvis.kernel.places.limits import Brake
from parvis.kernel.streets import queries

router = Router(tags=["streets"])
BRAKE = Brake(burst=40, per_second=4)


class RouteIn(Schema):
    """Two to 25 (lon, lat) points in degrees."""

    mode: Literal["foot", "bicycle", "car"] = "foot"
    points: list[tuple[float, float]] = Field(..., min_length=2, max_length=25)


class RouteOut(Schema):
    """Metres, seconds, a line of (lon, lat); `estimated` where no streets are known."""

    mode: str
    distance_m: float
    duration_s: float
    geometry: list[tuple[float, float]]
    estimated: bool


@router.post("/route", response=RouteOut, summary="The way through some points")
def route(request: HttpRequest, body: RouteIn) -> dict[str, Any]:
    """The fastest way on foot, by bicycle or by car."""
    if not BRAKE.allows(address_hash_of(request)):
        raise HttpError(429, "Too many requests")
    try:
        return asdict(queries.route(body.mode, body.points))
    except ValueError as error:
        raise HttpError(422, str(error)) from error

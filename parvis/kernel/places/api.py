# SPDX-License-Identifier: AGPL-3.0-or-later
"""The HTTP API of places: the same queries as the pages."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Schema
from ninja.errors import HttpError

from parvis.kernel.organisations.actors import address_hash_of
from parvis.kernel.places import queries, views
from parvis.kernel.places.requests import near_from
from parvis.kernel.places.views import place_json

router = Router(tags=["places"])


def _brake(request: HttpRequest) -> None:
    """The pages' own brake: the API is no way around it."""
    if not views.BRAKE.allows(address_hash_of(request)):
        raise HttpError(429, "Too many requests")


class AddressOut(Schema):
    """An address or place; degrees WGS 84."""

    label: str
    hint: str
    value: str
    lon: float
    lat: float
    kind: str
    commune: str
    insee: str
    postcode: str
    interop_key: str
    distance_m: int | None = None


class PlaceOut(Schema):
    """What is known of a point."""

    label: str
    value: str
    lon: float
    lat: float
    address: AddressOut | None
    neighbourhood: str
    commune: str
    insee: str
    in_territory: bool


class NeighbourhoodOut(Schema):
    """A neighbourhood; `bounds` is west, south, east, north."""

    code: str
    name: str
    insee: str
    bounds: tuple[float, float, float, float]


@router.get("/search", response=list[AddressOut], summary="Search addresses and places")
def search(
    request: HttpRequest, q: str = Query(..., max_length=200), near: str = "", limit: int = Query(8, ge=1, le=50)
) -> list[dict[str, Any]]:
    """Finds with typing errors, without accents, half typed; `near` is "lon,lat"."""
    _brake(request)
    return [hit.as_json() for hit in queries.search_addresses(q, limit, near_from(near))]


@router.get("/reverse", response=PlaceOut, summary="What stands at a point")
def reverse(
    request: HttpRequest, lon: float = Query(..., ge=-180, le=180), lat: float = Query(..., ge=-90, le=90)
) -> dict[str, Any]:
    """The nearest address, the neighbourhood, the commune, and whether the town serves the point."""
    _brake(request)
    return place_json(lon, lat)


@router.get("/neighbourhoods", response=list[NeighbourhoodOut], summary="All neighbourhoods")
def neighbourhoods(request: HttpRequest) -> list[dict[str, Any]]:
    """By commune and name."""
    return [
        {"code": area.code, "name": area.name, "insee": area.insee, "bounds": tuple(area.bounds)}
        for area in queries.neighbourhoods()
    ]

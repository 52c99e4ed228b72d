# SPDX-License-Identifier: AGPL-3.0-or-later
"""What stands at a point: the nearest address, found by rings of H3 cells, and the place in words."""

from __future__ import annotations

from collections.abc import Collection

from django.conf import settings
from django.db import connection
from django.utils.translation import override

from parvis.kernel.places.geo import Box, cell, disk, haversine_m, sure_radius_m, valid
from parvis.kernel.places.hits import AddressHit
from parvis.kernel.places.models import CELL_RESOLUTION, WIDE_RESOLUTION, Place
from parvis.kernel.places.phrases import near
from parvis.kernel.places.queries.areas import commune_at, neighbourhood_at
from parvis.kernel.places.rules import place_kind
from parvis.kernel.places.words import fold, numbered

# Column, resolution, rings: from the next houses to the open country (about 6 km).
_STEPS = (
    ("cell", CELL_RESOLUTION, 2),
    ("cell", CELL_RESOLUTION, 7),
    ("wide_cell", WIDE_RESOLUTION, 1),
    ("wide_cell", WIDE_RESOLUTION, 3),
)
_CANDIDATES = 8
ON_THE_SPOT_M = 60
"""Up to here an address names a point; further away it says only what it is near to."""
LANDMARK_M = 150

# The order is by distance in a plane tangent at the point; the few nearest are then measured exactly.
_NEAREST = """
SELECT a.number, a.suffix, a.lon, a.lat, a.interop_key, a.postcode, t.name, t.kind, c.name, c.insee
FROM (
    SELECT * FROM places_address WHERE {column} = ANY(%s)
    ORDER BY ((lon - %s) * cos(radians(%s))) ^ 2 + (lat - %s) ^ 2, id LIMIT %s
) a
JOIN places_street t ON t.id = a.street_id JOIN places_commune c ON c.id = t.commune_id
"""


def reverse(lon: float, lat: float) -> AddressHit | None:
    """The nearest address with its exact distance; None beyond about 6 km or outside the globe."""
    if not valid(lon, lat):
        return None
    best: AddressHit | None = None
    for column, resolution, rings in _STEPS:
        centre = cell(lon, lat, resolution)
        best = _nearest(column, disk(centre, rings), lon, lat) or best
        if best is not None and (best.distance_m or 0) <= sure_radius_m(centre, rings):
            break
    return best


def _nearest(column: str, cells: list[int], lon: float, lat: float) -> AddressHit | None:
    with connection.cursor() as cursor:
        cursor.execute(_NEAREST.format(column=column), [cells, lon, lat, lat, _CANDIDATES])
        rows = cursor.fetchall()
    hits = (_hit(row, haversine_m((lon, lat), (row[2], row[3]))) for row in rows)
    return min(hits, key=lambda hit: (hit.distance_m or 0, hit.interop_key), default=None)


def _hit(row: tuple[object, ...], distance_m: float) -> AddressHit:
    number, suffix, lon, lat, key, postcode, street, kind, commune, insee = row
    return AddressHit(
        label=numbered(number, str(suffix), str(street)),  # type: ignore[arg-type]
        hint=f"{postcode} {commune}".strip(),
        lon=float(lon),  # type: ignore[arg-type]
        lat=float(lat),  # type: ignore[arg-type]
        kind="address" if number is not None else str(kind),
        street=str(street),
        number=f"{number or ''}{suffix}",
        commune=str(commune),
        insee=str(insee),
        postcode=str(postcode),
        interop_key=str(key),
        distance_m=distance_m,
    )


def places_near(
    lon: float, lat: float, *, radius_m: float = LANDMARK_M, limit: int = 5, landmarks: bool = False
) -> list[AddressHit]:
    """Named places within `radius_m` (at most 450 m), the nearest first; only well-known kinds with `landmarks`."""
    cells = disk(cell(lon, lat, CELL_RESOLUTION), 4 if radius_m > LANDMARK_M else 2)
    rows = Place.objects.filter(cell__in=cells).select_related("commune").order_by("pk")
    found = [(haversine_m((lon, lat), (place.lon, place.lat)), place) for place in rows]
    near = sorted(
        (pair for pair in found if pair[0] <= radius_m and (not landmarks or place_kind(pair[1].kind).landmark)),
        key=lambda pair: pair[0],
    )
    return [_place_hit(place, distance) for distance, place in _once(near)[:limit]]


def places_between(box: Box, kinds: Collection[str], limit: int = 2_000) -> list[AddressHit]:
    """Named places of some kinds in a rectangle: the kinds that weigh most first, then by name."""
    rows = Place.objects.filter(
        kind__in=kinds, lon__range=(box.west, box.east), lat__range=(box.south, box.north)
    ).select_related("commune")
    found = sorted(rows, key=lambda place: (-place_kind(place.kind).weight, place.name, place.pk))
    return [_place_hit(place) for place in found[:limit]]


def _place_hit(place: Place, distance_m: float | None = None) -> AddressHit:
    return AddressHit(
        label=place.name,
        hint=str(place_kind(place.kind).label),
        lon=place.lon,
        lat=place.lat,
        kind="place",
        commune=place.commune.name if place.commune else "",
        insee=place.commune.insee if place.commune else "",
        distance_m=distance_m,
        place_kind=place.kind,
    )


def _once(near: list[tuple[float, Place]]) -> list[tuple[float, Place]]:
    """The nearest of each name and kind: the two stops of a street are one to whoever reads."""
    kept: dict[tuple[str, str], tuple[float, Place]] = {}
    for distance, place in near:
        kept.setdefault((place.name, place.kind), (distance, place))
    return list(kept.values())


def place_in_words(lon: float, lat: float, *, with_commune: bool = True) -> str:
    """Where a point is, as one would say it: "12 rue du Moulin, near the mill (Pont-de-Veyle)"; never empty.

    A point in the open country is told by its neighbourhood, its commune, else by its coordinates.
    """
    address = reverse(lon, lat)
    landmark = next(
        (
            one
            for one in places_near(lon, lat, landmarks=True)
            if address is None or fold(one.label) not in fold(address.label)
        ),
        None,
    )
    commune = commune_at(lon, lat)
    town = commune.name if commune else (address.commune if address else "")
    return _said(_spot(lon, lat, address), landmark, town if with_commune else "")


def place_to_keep(lon: float, lat: float) -> str:
    """`place_in_words` in the town's own language: for what is stored, and read by others than who asked."""
    with override(settings.LANGUAGE_CODE):
        return place_in_words(lon, lat)


def _spot(lon: float, lat: float, address: AddressHit | None) -> str:
    if address is not None and (address.distance_m or 0) <= ON_THE_SPOT_M:
        return address.label
    if address is not None and (address.distance_m or 0) <= 5 * ON_THE_SPOT_M:
        return near(address.label)
    area = neighbourhood_at(lon, lat)
    if area is not None:
        return area.name
    return near(address.label) if address else f"{lat:.5f}, {lon:.5f}"


def _said(spot: str, landmark: AddressHit | None, town: str) -> str:
    words = f"{spot}, {near(landmark.label)}" if landmark else spot
    words = words[:1].upper() + words[1:]
    return f"{words} ({town})" if town else words

# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reads: search of addresses, what stands at a point, areas, nothing private."""

from parvis.kernel.places.hits import AddressHit
from parvis.kernel.places.queries.areas import (
    AreaHit,
    commune_at,
    communes,
    in_territory,
    neighbourhood,
    neighbourhood_at,
    neighbourhoods,
    territory_bounds,
)
from parvis.kernel.places.queries.reverse import (
    place_in_words,
    place_to_keep,
    places_between,
    places_near,
    reverse,
)
from parvis.kernel.places.queries.search import search_addresses

__all__ = [
    "AddressHit",
    "AreaHit",
    "commune_at",
    "communes",
    "in_territory",
    "neighbourhood",
    "neighbourhood_at",
    "neighbourhoods",
    "place_in_words",
    "place_to_keep",
    "places_between",
    "places_near",
    "reverse",
    "search_addresses",
    "territory_bounds",
]

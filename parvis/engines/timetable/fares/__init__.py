# SPDX-License-Identifier: AGPL-3.0-or-later
"""What rides cost: each feed's own fares, summed; a feed that does not say is named, never guessed."""

from collections.abc import Sequence

from .legs import legs_part
from .plain import plain_part
from .saved import FaresRefused, read_saved_fares, save_fares
from .tables import (
    FareClass,
    FareRule,
    Fares,
    LegFares,
    LegRule,
    Part,
    PlainFares,
    Price,
    Product,
    Ride,
    TransferRule,
)

__all__ = [
    "FareClass", "FareRule", "Fares", "FaresRefused", "LegFares", "LegRule", "Part", "PlainFares", "Price", "Product",
    "Ride", "TransferRule", "price", "read_saved_fares", "save_fares",
]  # fmt: skip


def price(fares: Fares, rides: Sequence[Ride]) -> Price:
    """What rides cost, in their order. Each feed's tickets hold for its own rides only."""
    parts: list[Part] = []
    unknown: list[str] = []
    for feed in dict.fromkeys(ride.feed for ride in rides):
        part = _part(fares, feed, [ride for ride in rides if ride.feed == feed])
        if part is None:
            unknown.append(feed)
        else:
            parts.append(part)
    return Price(tuple(parts), tuple(unknown))


def _part(fares: Fares, feed: str, rides: Sequence[Ride]) -> Part | None:
    found = fares.feeds.get(feed)
    if found is None:
        return None
    return plain_part(feed, found, rides) if isinstance(found, PlainFares) else legs_part(feed, found, rides)

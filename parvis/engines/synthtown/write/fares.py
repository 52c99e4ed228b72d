# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a network costs, as plain GTFS fares or as fares by leg (Fares v2)."""

from collections.abc import Iterable, Sequence

from parvis.engines.synthtown.transit.model import Authority, Fare, Feed, Mode

Row = Sequence[object]
Table = tuple[tuple[str, ...], Iterable[Row]]
CASH, FROM_BOARDING, FREE_AFTER = 0, 1, 0
FOREVER = -1


def fare_tables(authority: Authority) -> dict[str, Table]:
    """The files about fares, empty where the network says nothing."""
    return _by_leg(authority.feed) if authority.feed.fares_by_leg else _plain(authority)


def _plain(authority: Authority) -> dict[str, Table]:
    feed = authority.feed
    rail = any(route.mode == Mode.RAIL for route in feed.routes)
    attributes = (
        "fare_id", "price", "currency_type", "payment_method", "transfers", "agency_id", "transfer_duration",
    )  # fmt: skip
    rows = [(fare.id, route, "", "") for fare in feed.fares for route in fare.routes]
    rows += [(fare.id, "", a, b) for fare in feed.fares for a, b in fare.zones]
    return {
        "fare_attributes": (attributes, [_attributes(fare, authority.slug, int(rail)) for fare in feed.fares]),
        "fare_rules": (("fare_id", "route_id", "origin_id", "destination_id"), rows),
    }


def _attributes(fare: Fare, agency: str, before_boarding: int) -> Row:
    return (
        fare.id, _amount(fare.cents), "EUR", before_boarding, "" if fare.changes is None else fare.changes, agency,
        fare.within_s or "",
    )  # fmt: skip


def _by_leg(feed: Feed) -> dict[str, Table]:
    """Every ticket is a product of its own, holds on all lines, and changing within its time is free."""
    products = [(fare.id, "Ticket", "plein", "especes", _amount(fare.cents), "EUR") for fare in feed.fares]
    changes = [
        (fare.id, fare.id, FOREVER if fare.changes is None else fare.changes, fare.within_s or "",
         FROM_BOARDING if fare.within_s else "", FREE_AFTER, "")
        for fare in feed.fares if fare.changes != 0
    ]  # fmt: skip
    return {
        "rider_categories": (
            ("rider_category_id", "rider_category_name", "is_default_fare_category"), [("plein", "Plein tarif", 1)]
        ),
        "fare_media": (("fare_media_id", "fare_media_name", "fare_media_type"), [("especes", "Espèces", CASH)]),
        "fare_products": (
            ("fare_product_id", "fare_product_name", "rider_category_id", "fare_media_id", "amount", "currency"),
            products,
        ),
        "fare_leg_rules": (
            ("leg_group_id", "network_id", "from_area_id", "to_area_id", "fare_product_id"),
            [(fare.id, "", "", "", fare.id) for fare in feed.fares],
        ),
        "fare_transfer_rules": (
            ("from_leg_group_id", "to_leg_group_id", "transfer_count", "duration_limit", "duration_limit_type",
             "fare_transfer_type", "fare_product_id"),
            changes,
        ),
    }  # fmt: skip


def _amount(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02d}"

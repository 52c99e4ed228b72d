# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the generated networks say about prices."""

from dataclasses import replace
from datetime import date

import pytest

from parvis.engines.synthtown.transit.model import Authority, Fare, Feed
from parvis.engines.synthtown.write.fares import fare_tables

DAY = date(2026, 9, 1)
NETWORK = Authority(
    "cars", "Cars", "Cars", "coach", (), "https://cars.example.org/contact", "", "",
    Feed(DAY, DAY, 60, (), (), (), (), (), (), (), (), (Fare("ticket", 450, 1, 7_200), Fare("jour", 1_005, None))),
)  # fmt: skip


def rows(authority: Authority, name: str) -> list[dict[str, object]]:
    header, lines = fare_tables(authority)[name]
    return [dict(zip(header, line, strict=True)) for line in lines]


def test_plain_fares() -> None:
    found = rows(NETWORK, "fare_attributes")
    assert [(one["price"], one["transfers"], one["transfer_duration"]) for one in found] == [
        ("4.50", 1, 7_200), ("10.05", "", ""),
    ]  # fmt: skip


def test_the_same_fares_by_leg() -> None:
    by_leg = replace(NETWORK, feed=replace(NETWORK.feed, fares_by_leg=True))
    assert [one["amount"] for one in rows(by_leg, "fare_products")] == ["4.50", "10.05"]
    products = {one["fare_product_id"] for one in rows(by_leg, "fare_products")}
    assert {one["fare_product_id"] for one in rows(by_leg, "fare_leg_rules")} == products
    assert [
        (one["transfer_count"], one["duration_limit"], one["duration_limit_type"])
        for one in rows(by_leg, "fare_transfer_rules")
    ] == [(1, 7_200, 1), (-1, "", "")]


@pytest.mark.parametrize("by_leg", [False, True])
def test_a_network_that_says_nothing_has_no_price(by_leg: bool) -> None:
    silent = replace(NETWORK, feed=replace(NETWORK.feed, fares=(), fares_by_leg=by_leg))
    assert not rows(silent, "fare_products" if by_leg else "fare_attributes")

# SPDX-License-Identifier: AGPL-3.0-or-later
"""Prices: plain fares against every way of buying tickets, fares by leg, dirt, saving."""

import itertools
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parvis.engines.timetable import price, read_fares, read_saved_fares, save_fares
from parvis.engines.timetable.fares import (
    FareClass,
    FareRule,
    Fares,
    FaresRefused,
    LegFares,
    LegRule,
    PlainFares,
    Product,
    Ride,
    TransferRule,
)
from parvis.engines.timetable.loader.money import cents
from parvis.engines.timetable.tests.tiny import write

ROUTES, ZONES = ("r1", "r2"), ("A", "B", "")
STOPS = {"s0": "A", "s1": "B", "s2": "A", "s3": ""}


def ride(route: str = "r1", stops: tuple[str, ...] = ("s0", "s1"), at: int = 0, lasting: int = 600) -> Ride:
    return Ride("f", route, stops, at, at + lasting)


def cost(one: PlainFares | LegFares, *rides: Ride) -> int | None:
    return price(Fares({"f": one}), rides).cents


rules = st.builds(
    FareRule, st.sampled_from("abc"), st.sampled_from(("", *ROUTES)), st.sampled_from(ZONES), st.sampled_from(ZONES),
    st.sampled_from([frozenset[str](), frozenset("A"), frozenset("AB")]),
)  # fmt: skip
classes = st.builds(
    FareClass, st.sampled_from("abc"), st.integers(0, 500), st.just("EUR"), st.sampled_from([None, 0, 1, 2]),
    st.sampled_from([None, 900, 3_600]),
)  # fmt: skip
plain_fares = st.builds(
    lambda some, of: PlainFares(tuple({one.key: one for one in some}.values()), tuple(of), STOPS),
    st.lists(classes, min_size=1, max_size=4), st.lists(rules, max_size=6),
)  # fmt: skip
ways = st.lists(
    st.tuples(st.sampled_from(ROUTES), st.lists(st.sampled_from(list(STOPS)), min_size=2, max_size=3)), min_size=1,
    max_size=4,
).map(lambda legs: [ride(route, tuple(stops), 900 * n) for n, (route, stops) in enumerate(legs)])  # fmt: skip


def covers(fares: PlainFares, one: FareClass, rides: list[Ride]) -> bool:
    """Written as the reference reads, row by row."""
    if one.transfers is not None and len(rides) > one.transfers + 1:
        return False
    if one.valid_s is not None and rides[-1].departure_s > rides[0].departure_s + one.valid_s:
        return False
    rows = [row for row in fares.rules if row.fare == one.key]
    zone = [[STOPS[stop] for stop in each.stops] for each in rides]
    for each in rides:
        fitting = [
            row for row in rows
            if (not row.route or row.route == each.route)
            and (not row.origin or row.origin == zone[0][0])
            and (not row.destination or row.destination == zone[-1][-1])
            and (not row.contains or row.contains == set(itertools.chain(*zone)))
        ]  # fmt: skip
        if rows and not fitting:
            return False
    return True


def every_way(fares: PlainFares, rides: list[Ride]) -> int | None:
    """All ways of cutting the rides into tickets."""
    if not rides:
        return 0
    totals = []
    for first in range(1, len(rides) + 1):
        rest = every_way(fares, rides[first:])
        prices = [one.cents for one in fares.classes if covers(fares, one, rides[:first])]
        if rest is not None and prices:
            totals.append(min(prices) + rest)
    return min(totals, default=None)


@settings(max_examples=300, deadline=None)
@given(plain_fares, ways)
def test_plain_fares_are_the_cheapest_tickets_that_hold(fares: PlainFares, rides: list[Ride]) -> None:
    assert cost(fares, *rides) == every_way(fares, rides)


def test_one_ticket_holds_for_an_hour_and_then_no_more() -> None:
    hour = PlainFares((FareClass("t", 160, "EUR", None, 3_600),))
    assert cost(hour, ride(at=0), ride("r2", at=3_600)) == 160
    assert cost(hour, ride(at=0), ride("r2", at=3_601)) == 320


def test_each_feed_asks_for_its_own_rides_and_none_is_guessed() -> None:
    fares = Fares({
        "f": PlainFares((FareClass("t", 160, "EUR", None, 3_600),)), "g": PlainFares((FareClass("t", 200, "EUR"),)),
        "swiss": PlainFares((FareClass("t", 300, "CHF"),)),
    })  # fmt: skip
    there, back = ride(at=0), ride(at=1_800)
    other = Ride("g", "x", ("a", "b"), 600, 1_200)
    found = price(fares, [there, other, back])
    assert (found.cents, found.currency, [part.feed for part in found.parts]) == (360, "EUR", ["f", "g"])
    unknown = price(fares, [there, Ride("nowhere", "x", ("a", "b"), 0, 1)])
    assert (unknown.cents, unknown.unknown, unknown.parts[0].cents) == (None, ("nowhere",), 160)
    assert price(fares, [there, Ride("swiss", "x", ("a", "b"), 0, 1)]).cents is None
    assert price(fares, []).cents is None


P = {"one": Product(150, "EUR"), "two": Product(300, "EUR"), "add": Product(100, "EUR"), "gone": Product(1, "EUR")}
LEG = LegRule("one", "g")


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (TransferRule("g", "g", 1, 3_600, 1, 0), 300),  # A, then free once; the third ride is a new ticket
        (TransferRule("g", "g", -1, 3_600, 1, 0), 150),
        (TransferRule("g", "g", -1, 1_000, 1, 0), 300),  # only within a quarter of an hour of the first
        (TransferRule("g", "g", -1, None, 1, 0, "add"), 350),  # A + AB, twice
        (TransferRule("g", "g", -1, None, 1, 1), 450),
        (TransferRule("g", "g", -1, None, 1, 2, "two"), 300),  # instead of both
        (TransferRule("g", "g", -1, 500, 2, 0), 150),  # measured from arrival to departure: 300 s, then 1 200 s
        (TransferRule("h", "g", -1, None, 1, 0), 450),  # of another group
        (TransferRule("g", "g", -1, None, 1, 0, "lost"), None),
    ],
)
def test_transfers_of_fares_by_leg(rule: TransferRule, expected: int | None) -> None:
    fares = LegFares(P, (LEG,), (rule,))
    rides = [ride(at=0), ride(at=900), ride(at=1_800)]
    if rule.limit_kind == 2:
        expected = 300
    assert cost(fares, *rides) == expected


def test_an_empty_field_holds_for_what_no_rule_names_or_with_priorities_for_all() -> None:
    rules = (LegRule("one", network="bus"), LegRule("two"), LegRule("gone", origin="C", destination="C", priority=5))
    networks, areas = {"r1": "bus", "r2": "train"}, {"s0": frozenset("C"), "s1": frozenset("C")}
    fares = LegFares(P, rules, (), {}, networks)
    assert (cost(fares, ride("r1")), cost(fares, ride("r2"))) == (150, 300)
    ranked = LegFares(P, rules, (), areas, networks, by_priority=True)
    assert cost(ranked, ride("r1")) == 1
    assert cost(ranked, ride("r1", ("s2", "s3"))) == 150


@pytest.mark.parametrize(
    "fares",
    [
        LegFares(P, (LegRule("one", timed=True),)),
        LegFares(P, (LEG, LegRule("one", timed=True))),
        LegFares(P, (LegRule("lost"),)),
        LegFares(P, (LegRule("one", network="bus"),), (), {}, {"r9": "bus"}),
        LegFares({**P, "swiss": Product(9, "CHF")}, (LegRule("lost"), LegRule("swiss"))),
    ],
)
def test_what_is_not_understood_has_no_price(fares: LegFares) -> None:
    assert cost(fares, ride()) is None


def test_joined_legs_are_not_understood_beyond_one_ride() -> None:
    fares = LegFares(P, (LEG,), joins=True)
    assert cost(fares, ride()) == 150
    assert cost(fares, ride(), ride(at=900)) is None


@pytest.mark.parametrize(
    ("text", "expected"), [("1.60", 160), ("0", 0), ("2", 200), ("1.605", None), ("free", None), ("", None),
                           ("NaN", None), ("1e99", None), ("0.29", 29)],
)  # fmt: skip
def test_money_is_whole_cents(text: str, expected: int | None) -> None:
    assert cents(text) == expected


V1 = {
    "fare_attributes.txt": "fare_id,price,currency_type,payment_method,transfers,transfer_duration\n"
    "t,1.60,EUR,0,,3600\nlong,4.00,EUR,0,0,\nbad,free,EUR,0,0,\nodd,1.00,EUR,0,7,\n,1.00,EUR,0,0,\n",
    "fare_rules.txt": "fare_id,route_id,origin_id,destination_id,contains_id\n"
    "t,,1,1,\nlong,,1,2,\nlong,,2,1,\nnone,,1,1,\n",
    "stops.txt": "stop_id,stop_name,zone_id\na,A,1\nb,B,1\nc,C,2\n",
    "routes.txt": "route_id,agency_id,network_id\nx,1,n\n",
}
V2 = {
    "fare_products.txt": "fare_product_id,fare_product_name,rider_category_id,fare_media_id,amount,currency\n"
    "one,Ticket,adult,app,1.40,EUR\none,Ticket,adult,cash,1.80,EUR\none,Ticket,young,cash,0.90,EUR\n"
    "pass,Carte,adult,card,2.00,EUR\nbad,x,,,many,EUR\n",
    "fare_leg_rules.txt": "leg_group_id,network_id,from_area_id,to_area_id,fare_product_id\ng,n,,,one\n",
    "fare_transfer_rules.txt": "from_leg_group_id,to_leg_group_id,transfer_count,duration_limit,duration_limit_type,"
    "fare_transfer_type,fare_product_id\ng,g,-1,3600,1,0,\ng,g,x,,,0,\n",
    "rider_categories.txt": "rider_category_id,rider_category_name,is_default_fare_category\nadult,A,1\nyoung,Y,0\n",
    "fare_media.txt": "fare_media_id,fare_media_name,fare_media_type\napp,Appli,4\ncash,Espèces,0\ncard,Carte,2\n",
    "stops.txt": V1["stops.txt"],
    "routes.txt": V1["routes.txt"],
}


def test_plain_files_are_read_and_what_is_wrong_is_said(tmp_path: Path) -> None:
    found = read_fares({"f": write(tmp_path / "f", V1)})
    assert cost(found.feeds["f"], Ride("f", "x", ("a", "b"), 0, 60)) == 160
    assert cost(found.feeds["f"], Ride("f", "x", ("b", "c"), 0, 60)) == 400
    assert cost(found.feeds["f"], Ride("f", "x", ("c", "c"), 0, 60)) is None
    assert {(one.file, one.line, one.code) for one in found.problems} == {
        ("fare_attributes.txt", 4, "bad_price"), ("fare_attributes.txt", 5, "bad_transfers"),
        ("fare_attributes.txt", 6, "no_fare_id"), ("fare_rules.txt", 5, "unknown_fare"),
    }  # fmt: skip


def test_fares_by_leg_are_read_and_count_before_the_plain_ones(tmp_path: Path) -> None:
    found = read_fares({"f": write(tmp_path / "f", V1 | V2)})
    assert cost(found.feeds["f"], Ride("f", "x", ("a", "b"), 0, 60), Ride("f", "x", ("b", "c"), 900, 960)) == 180
    fares = found.feeds["f"]
    assert isinstance(fares, LegFares)
    assert fares.products["pass"].media == "Carte"
    assert {one.code for one in found.problems} == {"bad_price", "bad_transfer_rule"}


def test_a_feed_without_fares_has_none_and_says_nothing(tmp_path: Path) -> None:
    found = read_fares({"f": write(tmp_path / "f", {"stops.txt": "stop_id\na\n"}), "gone": tmp_path / "gone.zip"})
    assert not found.feeds
    assert not found.problems


@pytest.mark.parametrize("files", [V1, V1 | V2])
def test_saved_and_read_back(files: dict[str, str], tmp_path: Path) -> None:
    fares = read_fares({"f": write(tmp_path / "f", files)})
    save_fares(fares, tmp_path / "saved")
    assert read_saved_fares(tmp_path / "saved").feeds == fares.feeds
    (tmp_path / "saved").write_bytes((tmp_path / "saved").read_bytes()[:-9])
    with pytest.raises(FaresRefused):
        read_saved_fares(tmp_path / "saved")


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(sorted((V1 | V2).keys())), st.integers(0, 400), st.integers(0, 9), st.binary(max_size=9))
def test_no_file_however_broken_stops_the_reading(name: str, at: int, width: int, noise: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        home = write(Path(folder) / "f", V1 | V2 if name in V2 else V1)
        data = (home / name).read_bytes()
        (home / name).write_bytes(data[:at] + noise + data[at + width :])
        for one in read_fares({"f": home}).feeds.values():
            cost(one, Ride("f", "x", ("a", "b"), 0, 60))

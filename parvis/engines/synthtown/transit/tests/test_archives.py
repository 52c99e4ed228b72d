# SPDX-License-Identifier: AGPL-3.0-or-later
"""Each archive keeps the rules of the GTFS Schedule reference."""

import itertools
import json
import re
from collections import Counter

import pytest

from parvis.engines.synthtown import write_transit
from parvis.engines.synthtown.transit.colours import LEAST_CONTRAST, contrast, line_colour, text_on
from parvis.engines.synthtown.transit.tests.feeds import Archive, seconds

REQUIRED = {
    "agency": ("agency_id", "agency_name", "agency_url", "agency_timezone", "agency_lang", "agency_phone"),
    "stops": ("stop_id", "stop_name", "stop_lat", "stop_lon", "wheelchair_boarding"),
    "routes": ("route_id", "route_short_name", "route_long_name", "route_type", "route_color", "route_text_color"),
    "trips": ("route_id", "service_id", "trip_id", "trip_headsign", "shape_id", "bikes_allowed"),
    "stop_times": ("trip_id", "arrival_time", "departure_time", "stop_id", "stop_sequence", "shape_dist_traveled"),
    "shapes": ("shape_id", "shape_pt_lat", "shape_pt_lon", "shape_pt_sequence", "shape_dist_traveled"),
    "fare_attributes": ("fare_id", "price", "currency_type", "payment_method"),
    "feed_info": ("feed_publisher_name", "feed_lang", "feed_start_date", "feed_end_date", "feed_version"),
}
KEYS = {
    "agency": "agency_id",
    "stops": "stop_id",
    "routes": "route_id",
    "trips": "trip_id",
    "calendar": "service_id",
    "fare_attributes": "fare_id",
}
REFERENCES = (
    ("routes", "agency_id", "agency", "agency_id"),
    ("trips", "route_id", "routes", "route_id"),
    ("trips", "shape_id", "shapes", "shape_id"),
    ("stop_times", "trip_id", "trips", "trip_id"),
    ("stop_times", "stop_id", "stops", "stop_id"),
    ("stops", "parent_station", "stops", "stop_id"),
    ("transfers", "from_stop_id", "stops", "stop_id"),
    ("transfers", "to_stop_id", "stops", "stop_id"),
    ("frequencies", "trip_id", "trips", "trip_id"),
    ("fare_rules", "fare_id", "fare_attributes", "fare_id"),
    ("fare_rules", "route_id", "routes", "route_id"),
    ("fare_rules", "origin_id", "stops", "zone_id"),
    ("fare_rules", "destination_id", "stops", "zone_id"),
    ("stop_times", "pickup_booking_rule_id", "booking_rules", "booking_rule_id"),
    ("fare_attributes", "agency_id", "agency", "agency_id"),
)

OTHER_FARES = ("cars-regionaux", "decouverte")
"""The région's coaches say their fares by leg, the tourists' shuttles say nothing."""


def test_thirteen_authorities_each_with_its_archive(served, archives):
    town, authorities = served
    assert len(authorities) == len(archives) == 13
    assert len({a.slug for a in authorities}) == len({a.name for a in authorities}) == 13
    kinds = Counter(a.kind for a in authorities)
    assert kinds == {
        "urban": 1, "on_demand": 1, "rail": 1, "coach": 3, "local": 3, "school": 1, "ferry": 1, "shuttle": 1,
        "tourism": 1,
    }  # fmt: skip
    for authority in authorities:
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", authority.slug)
        assert authority.url.startswith(f"https://{authority.slug}.example.org/")
        assert authority.phone.startswith("+33 4 65 71 "), "a number that is kept for fiction"
        assert set(authority.insee) <= {c.insee for c in town.communes}


def test_the_list_names_the_archives(served, tmp_path):
    town, authorities = served
    files = write_transit(town, authorities[:2], tmp_path)
    cards = json.loads(files.authorities.read_text(encoding="utf-8"))
    assert [card["slug"] for card in cards] == list(files.feeds)
    for card in cards:
        assert (files.authorities.parent / card["feed"]).is_file()
        assert {"name", "short_name", "kind", "insee", "contact_url", "phone"} <= card.keys()


def test_every_table_has_its_columns_and_rows(archives: dict[str, Archive]):
    for slug, archive in archives.items():
        assert archive["calendar"] or archive["calendar_dates"], slug
        for table, columns in REQUIRED.items():
            priced = slug not in OTHER_FARES or table != "fare_attributes"
            assert archive[table] or not priced, (slug, table)
            for column in columns:
                assert all(row[column] for row in archive[table]), (slug, table, column)


def test_no_id_twice(archives: dict[str, Archive]):
    for slug, archive in archives.items():
        for table, key in KEYS.items():
            assert len(archive.ids(table, key)) == len(archive[table]), (slug, table)
        pairs = Counter((row["trip_id"], row["stop_sequence"]) for row in archive["stop_times"])
        assert set(pairs.values()) == {1}, slug
        dates = Counter((row["service_id"], row["date"]) for row in archive["calendar_dates"])
        assert set(dates.values()) <= {1}, slug


@pytest.mark.parametrize(("table", "column", "target", "key"), REFERENCES)
def test_every_reference_leads_somewhere(archives: dict[str, Archive], table, column, target, key):
    for slug, archive in archives.items():
        missing = archive.ids(table, column) - {""} - archive.ids(target, key) if archive[table] else set()
        assert not missing, (slug, sorted(missing)[:5])


def test_services_and_places_are_used(archives: dict[str, Archive]):
    for slug, archive in archives.items():
        known = archive.ids("calendar", "service_id") if archive["calendar"] else set()
        known |= archive.ids("calendar_dates", "service_id") if archive["calendar_dates"] else set()
        assert archive.ids("trips", "service_id") == known, slug
        quays = {row["stop_id"] for row in archive["stops"] if row["location_type"] == "0"}
        assert archive.ids("stop_times", "stop_id") == quays, slug
        for row in archive["stops"]:
            assert (row["location_type"] == "1") <= (row["parent_station"] == ""), (slug, row)


def test_times_increase_and_so_do_metres(archives: dict[str, Archive]):
    for slug, archive in archives.items():
        for trip, rows in archive.passages.items():
            assert len(rows) >= 2, (slug, trip)
            clock = [seconds(row[column]) for row in rows for column in ("arrival_time", "departure_time")]
            assert clock == sorted(clock), (slug, trip)
            assert seconds(rows[-1]["arrival_time"]) > seconds(rows[0]["departure_time"]), (slug, trip)
            metres = [float(row["shape_dist_traveled"]) for row in rows]
            assert all(a < b for a, b in itertools.pairwise(metres)), (slug, trip)


def test_no_vehicle_is_in_two_places(archives: dict[str, Archive]):
    for slug, archive in archives.items():
        blocks: dict[tuple[str, str], list[tuple[int, int]]] = {}
        for trip in archive["trips"]:
            rows = archive.passages[trip["trip_id"]]
            span = (seconds(rows[0]["departure_time"]), seconds(rows[-1]["arrival_time"]))
            if trip["block_id"]:
                blocks.setdefault((trip["service_id"], trip["block_id"]), []).append(span)
        for block, spans in blocks.items():
            spans.sort()
            assert all(a[1] <= b[0] for a, b in itertools.pairwise(spans)), (slug, block)


def test_line_colours_can_be_read(archives: dict[str, Archive]):
    for slug, archive in archives.items():
        for row in archive["routes"]:
            assert contrast(row["route_color"], row["route_text_color"]) >= LEAST_CONTRAST, (slug, row)
    for rank in range(80):
        assert contrast(line_colour(rank), text_on(line_colour(rank))) >= LEAST_CONTRAST
    assert len({line_colour(rank) for rank in range(80)}) == 80


def test_contrast_of_black_and_white():
    assert contrast("000000", "FFFFFF") == pytest.approx(21)


def test_fares_are_french_prices(archives: dict[str, Archive]):
    for slug, archive in archives.items():
        assert {row["currency_type"] for row in archive["fare_attributes"]} == (
            set() if slug in OTHER_FARES else {"EUR"}
        )
        assert all(0 <= float(row["price"]) <= 25 for row in archive["fare_attributes"]), slug
    pairs = {(row["origin_id"], row["destination_id"]) for row in archives["trains-regionaux"]["fare_rules"]}
    zones = archives["trains-regionaux"].ids("stops", "zone_id") - {""}
    assert pairs == {(a, b) for a in zones for b in zones if a != b}
    free = {row["fare_id"] for row in archives["agglomeration"]["fare_attributes"] if float(row["price"]) == 0}
    routes = {row["route_id"] for row in archives["agglomeration"]["fare_rules"] if row["fare_id"] in free}
    shuttle = {r["route_id"] for r in archives["agglomeration"]["routes"] if r["route_short_name"] == "Navette"}
    assert routes == shuttle


def test_on_request_means_a_call_the_day_before(archives: dict[str, Archive]):
    archive = archives["a-la-demande"]
    assert archive["booking_rules"][0]["phone_number"].startswith("+33 4 65 71")
    types = {(row["pickup_type"], row["drop_off_type"]) for row in archive["stop_times"]}
    assert types == {("2", "1"), ("2", "2"), ("1", "2")}
    for slug, other in archives.items():
        if slug != "a-la-demande":
            assert not other["booking_rules"], slug


def test_school_buses_are_there_before_the_bell(archives: dict[str, Archive]):
    for slug in ("transport-scolaire", "agglomeration"):
        archive = archives[slug]
        school = {t["trip_id"] for t in archive["trips"] if t["service_id"] == "scolaire" and t["direction_id"] == "0"}
        assert school, slug
        for trip in school:
            assert 7 * 3600 < seconds(archive.passages[trip][-1]["arrival_time"]) < 8 * 3600, (slug, trip)

# SPDX-License-Identifier: AGPL-3.0-or-later
"""Days of the French year, checked against the official calendars, and what runs on them."""

from datetime import date, timedelta

import holidays
import pytest

from parvis.engines.synthtown.transit.calendars import KINDS, Season, from_dates, has_school, public_holidays
from parvis.engines.synthtown.transit.calendars import school_holidays as breaks
from parvis.engines.synthtown.transit.tests.conftest import START
from parvis.engines.synthtown.transit.tests.feeds import Archive

OFFICIAL = [  # zone A: arrêtés du 7 décembre 2022 and du 14 avril 2025, first and last day without school
    (date(2024, 2, 17), date(2024, 3, 3)),
    (date(2024, 4, 13), date(2024, 4, 28)),
    (date(2024, 10, 19), date(2024, 11, 3)),
    (date(2024, 12, 21), date(2025, 1, 5)),
    (date(2025, 2, 22), date(2025, 3, 9)),
    (date(2025, 4, 19), date(2025, 5, 4)),
    (date(2025, 7, 5), date(2025, 8, 31)),
    (date(2025, 10, 18), date(2025, 11, 2)),
    (date(2025, 12, 20), date(2026, 1, 4)),
    (date(2026, 2, 7), date(2026, 2, 22)),
    (date(2026, 4, 4), date(2026, 4, 19)),
    (date(2026, 7, 4), date(2026, 8, 31)),
]


@pytest.mark.parametrize("year", range(2020, 2040))
def test_public_holidays_are_those_of_france(year: int):
    assert public_holidays(year) == set(holidays.France(years=year, language="fr"))


@pytest.mark.parametrize("span", OFFICIAL, ids=str)
def test_school_holidays_are_those_of_zone_a(span: tuple[date, date]):
    assert span in breaks(span[0].year)


def test_no_school_on_holidays_and_weekends():
    assert has_school(date(2026, 9, 1))
    assert not has_school(date(2026, 9, 5))
    assert not has_school(date(2026, 11, 11))
    assert not has_school(date(2027, 1, 2))
    assert not has_school(date(2027, 5, 7)), "the bridge after Ascension"


@pytest.mark.parametrize("kind", KINDS)
def test_a_calendar_gives_back_its_dates(kind: str):
    season = Season(date(2026, 9, 1), date(2027, 7, 2))
    service = from_dates(kind, season.named(kind), season)
    days = {day for day in season.days if service.weekdays[day.weekday()]} - set(service.removed) | set(service.added)
    assert sorted(days) == season.named(kind)
    assert len(service.added) + len(service.removed) <= max(70, len(days))


def test_each_day_but_the_first_of_may_has_buses_in_town(archives: dict[str, Archive]):
    archive = archives["agglomeration"]
    for k in range(304):
        day = START + timedelta(days=k)
        assert bool(archive.routes_on(day)) == ((day.month, day.day) != (5, 1)), day


def test_sundays_and_holidays_have_a_network_of_their_own(archives: dict[str, Archive]):
    archive = archives["agglomeration"]
    names = {row["route_id"]: row["route_short_name"] for row in archive["routes"]}
    sunday = {names[r] for r in archive.routes_on(date(2026, 9, 6))}
    assert sunday
    assert all(name.startswith("D") for name in sunday)
    assert {names[r] for r in archive.routes_on(date(2026, 11, 11))} == sunday
    assert not any(names[r].startswith("D") for r in archive.routes_on(date(2026, 9, 7)))
    assert any(names[r].startswith("N") for r in archive.routes_on(date(2026, 9, 4)))


def test_school_buses_run_on_school_days_only(archives: dict[str, Archive]):
    archive = archives["transport-scolaire"]
    for k in range(290):
        day = START + timedelta(days=k)
        assert bool(archive.routes_on(day)) == has_school(day), day


def test_fewer_buses_in_the_holidays(archives: dict[str, Archive]):
    def trips(day: date) -> int:
        return sum(day in archive.days[trip["service_id"]] for trip in archive["trips"])

    archive = archives["agglomeration"]
    assert trips(date(2026, 10, 13)) > trips(date(2026, 10, 20)) > trips(date(2026, 10, 25)) > 0


def test_the_tourist_shuttle_has_dates_only(archives: dict[str, Archive]):
    archive = archives["decouverte"]
    assert not archive["calendar"]
    assert all(4 <= day.month <= 10 for days in archive.days.values() for day in days)


def test_validity_is_about_ten_months(archives: dict[str, Archive]):
    for slug, archive in archives.items():
        start, end = (archive["feed_info"][0][f"feed_{which}_date"] for which in ("start", "end"))
        assert start == f"{START:%Y%m%d}"
        span = Season(START, date(int(end[:4]), int(end[4:6]), int(end[6:])))
        assert 270 <= len(span.days) <= 335, slug
        for days in archive.days.values():
            assert span.start <= min(days) <= max(days) <= span.end

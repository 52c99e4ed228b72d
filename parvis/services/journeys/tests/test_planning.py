# SPDX-License-Identifier: AGPL-3.0-or-later
"""Journeys and departures of the network in force, in times of the clock."""

from __future__ import annotations

import threading
import time
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.utils import timezone

from parvis.engines.timetable import Query, plan
from parvis.services.journeys.adapters import network
from parvis.services.journeys.queries.departures import next_departures
from parvis.services.journeys.queries.journey_json import journeys_json
from parvis.services.journeys.queries.planning import plan_journeys
from parvis.services.journeys.rules.service_days import day_begins, moment, service_seconds
from parvis.services.journeys.tests.conftest import gtfs

PARIS = ZoneInfo("Europe/Paris")
HOME, WORK = ("urbain", "a"), ("urbain", "b")
PROMISED = {"mode", "feed", "trip_id", "route", "from_stop_id", "to_stop_id", "departure", "arrival"}


def at(hour: int, minute: int = 0) -> datetime:
    """A moment tomorrow."""
    day = timezone.localdate() + timedelta(days=1)
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=PARIS)


def clocks(moments: Any) -> list[str]:
    return [f"{each:%d %H:%M %Z}" for each in moments]


def test_a_journey_with_its_line_and_stops(in_force: Any) -> None:
    in_force()
    answer = plan_journeys(HOME, WORK, depart=at(7, 30))
    (journey,) = answer.journeys
    assert (journey.departure, journey.arrival, journey.transfers, journey.walk_m) == (at(8), at(8, 10), 0, 0)
    (leg,) = journey.legs
    assert (leg.origin.name, leg.destination.name, leg.trip_id, leg.stops) == ("Gare", "Mairie", "1-1", 1)
    assert leg.line is not None
    assert (leg.line.name, leg.line.route_id, leg.line.colour, leg.headsign) == ("1", "r1", "B03A20", "Mairie")


def test_the_json_can_be_checked_against_the_files(in_force: Any) -> None:
    in_force()
    (journey,) = journeys_json(plan_journeys(HOME, WORK, depart=at(7, 30)))["journeys"]
    assert {"departure", "arrival", "transfers", "walk_m", "legs"} <= journey.keys()
    (leg,) = journey["legs"]
    assert leg.keys() >= PROMISED
    assert [leg[name] for name in ("mode", "feed", "trip_id", "route", "from_stop_id", "to_stop_id")] == [
        "BUS", "urbain", "1-1", "r1", "a", "b",
    ]  # fmt: skip
    assert datetime.fromisoformat(leg["departure"]) == at(8)
    assert leg["departure"].endswith(("+01:00", "+02:00"))


def test_arriving_by_and_all_of_a_window(in_force: Any) -> None:
    in_force()
    assert [one.arrival for one in plan_journeys(HOME, WORK, arrive=at(9, 15)).journeys] == [at(9, 10)]
    found = plan_journeys(HOME, WORK, depart=at(7), window_s=7200).journeys
    assert [one.departure for one in found] == [at(7), at(8), at(9)]


def test_each_question_without_answer_says_why(in_force: Any) -> None:
    assert plan_journeys(HOME, WORK, depart=at(8)).why == "no_network"
    in_force()
    assert plan_journeys(("urbain", "x"), WORK, depart=at(8)).why == "unknown_origin"
    assert plan_journeys(HOME, ("cars", "b"), depart=at(8)).why == "unknown_destination"
    assert plan_journeys(HOME, HOME, depart=at(8)).why == "same_place"
    assert plan_journeys(WORK, HOME, depart=at(8)).why == "nothing_found"
    assert plan_journeys(HOME, WORK, depart=at(8) + timedelta(days=400)).why == "outside_calendars"
    assert next_departures("urbain", "x", at(8)).why == "unknown_stop"
    assert next_departures("urbain", "b", at(8)).why == "nothing_found"
    with pytest.raises(ValueError, match="time zone"):
        plan_journeys(HOME, WORK, depart=datetime(2026, 11, 24, 8))
    with pytest.raises(ValueError, match="one of the two"):
        plan_journeys(HOME, WORK)


def test_departures_at_a_stop_go_on_into_the_next_day(in_force: Any) -> None:
    in_force(trips=2, lines=("1", "2"))
    found = next_departures(*HOME, at(7, 1), limit=3)
    assert [(each.departure, each.line.name) for each in found.departures][:2] == [(at(8), "1"), (at(8), "2")]
    assert found.departures[2].departure == at(7) + timedelta(days=1)
    assert found.departures[0].headsign == "Mairie"


@pytest.mark.parametrize(
    ("day", "begins"),
    [("2026-03-29", "28 23:00 CET"), ("2026-10-25", "25 01:00 CEST"), ("2026-07-01", "01 00:00 CEST")],
)
def test_a_service_day_counts_from_noon_minus_twelve_hours(day: str, begins: str) -> None:
    date = datetime.fromisoformat(day).date()
    assert clocks([day_begins(date, PARIS).astimezone(PARIS)]) == [begins]
    noon = datetime(date.year, date.month, date.day, 12, tzinfo=PARIS)
    assert service_seconds(noon, PARIS) == (date, 12 * 3600)
    assert moment(date, 12 * 3600, PARIS) == noon


NIGHT = (
    "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n"
    "1-0,24:30:00,24:30:00,a,1\n1-0,28:30:00,28:30:00,b,2\n1-1,7:30:00,7:30:00,a,1\n1-1,7:40:00,7:40:00,b,2\n"
)


@pytest.mark.parametrize(
    ("day", "night", "morning"),
    [
        # A night bus of Saturday rides four hours, over the change; the bus of Sunday leaves at half past seven.
        ("2026-03-29", ["29 00:30 CET", "29 05:30 CEST"], ["29 07:30 CEST", "29 07:40 CEST"]),
        ("2026-10-25", ["25 00:30 CEST", "25 03:30 CET"], ["25 07:30 CET", "25 07:40 CET"]),
        ("2026-07-05", ["05 00:30 CEST", "05 04:30 CEST"], ["05 07:30 CEST", "05 07:40 CEST"]),
    ],
)
def test_the_clock_changes_and_buses_run_on(in_force: Any, day: str, night: list[str], morning: list[str]) -> None:
    calendar = (
        "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\n"
        "d,1,1,1,1,1,1,1,20260101,20291231\n"
    )
    in_force(gtfs(trips=2, calendar=calendar, stop_times=NIGHT))
    start = datetime.fromisoformat(day).replace(tzinfo=PARIS)
    (bus,) = plan_journeys(HOME, WORK, depart=start).journeys
    assert clocks([bus.departure, bus.arrival]) == night
    (bus,) = plan_journeys(HOME, WORK, depart=start.replace(hour=7)).journeys
    assert clocks([bus.departure, bus.arrival]) == morning
    assert clocks(each.departure for each in next_departures(*HOME, start, limit=2).departures) == [
        night[0],
        morning[0],
    ]
    (bus,) = plan_journeys(HOME, WORK, arrive=start.replace(hour=6)).journeys
    assert clocks([bus.departure, bus.arrival]) == night


def ask_until(final: list[str], mine: list[str], failures: list[BaseException]) -> None:
    """Asks all the time, noting which network answered, until the final one did three times."""
    deadline = time.monotonic() + 60
    try:
        while not final or mine[-3:] != final * 3:
            assert time.monotonic() < deadline, "the last network never answered"
            answer = plan_journeys(HOME, WORK, depart=at(6))
            assert [one.arrival for one in answer.journeys] == [at(7, 10)]
            mine.append(answer.network)
    except BaseException as failure:
        failures.append(failure)
    finally:
        connection.close()


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_the_network_is_exchanged_while_people_ask(in_force: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three threads ask all the time while five networks follow one another: none fails, all see the last one."""
    monkeypatch.setattr(network, "LOOK_EVERY_S", 0.0)
    built = [in_force(trips=1).fingerprint]
    monkeypatch.setattr(network, "look_again", lambda: None)
    old = network.current_network()
    assert old is not None
    final: list[str] = []
    seen: list[list[str]] = [[] for _thread in range(3)]
    failures: list[BaseException] = []
    threads = [threading.Thread(target=ask_until, args=(final, mine, failures)) for mine in seen]
    for thread in threads:
        thread.start()
    built += [in_force(trips=number).fingerprint for number in range(2, 7)]
    final.append(built[-1])
    for thread in threads:
        thread.join(70)
    assert not failures
    for mine in seen:
        order = [built.index(one) for one in mine]
        assert order == sorted(order), "nobody goes back to an older network"
    assert len({one for mine in seen for one in mine}) >= 3, "networks were exchanged under way"
    assert len(old.timetable.trips.row) == 1, "who holds an old network still asks it"
    origin, destination = old.timetable.stop(*HOME), old.timetable.stop(*WORK)
    question = Query(origin, destination, day=timezone.localdate(), depart_s=6 * 3600)
    assert [one.arrival_s for one in plan(old.timetable, question).journeys] == [7 * 3600 + 600]

# SPDX-License-Identifier: AGPL-3.0-or-later
"""From any point to any point: what is in reach, which journeys are worth showing, why there is none."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from django.utils import timezone

from parvis.kernel.places.geo import haversine_m
from parvis.kernel.streets.routes import Matrix
from parvis.services.journeys.adapters import reach as reaching
from parvis.services.journeys.adapters.answers import Spot
from parvis.services.journeys.queries.departures import next_departures
from parvis.services.journeys.queries.places import search_places, search_stops, stops_near
from parvis.services.journeys.queries.planning import plan_journeys
from parvis.services.journeys.queries.search import Asked, find_journeys, journey_of, key_of, search_journeys
from parvis.services.journeys.rules.choice import worth_showing
from parvis.services.journeys.tests.conftest import gtfs

PARIS = ZoneInfo("Europe/Paris")
HOME, WORK = Spot(46.2605, 4.8805, "Chez moi"), Spot(46.2705, 4.8905, "Travail")
NOWHERE = Spot(46.5, 5.5, "Ailleurs")


def at(hour: int, minute: int = 0, days: int = 1) -> datetime:
    """A moment tomorrow, or some days from now."""
    day = timezone.localdate() + timedelta(days=days)
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=PARIS)


def asked(**values: Any) -> Asked:
    return Asked(**{"origin": HOME, "destination": WORK, "at": at(7, 30)} | values)


def test_one_walks_to_the_stop_rides_and_walks_on(in_force: Any) -> None:
    in_force()
    (journey,) = [one for one in plan_journeys(HOME, WORK, depart=at(7, 50)).journeys if one.transfers == 0]
    walk, ride, last = journey.legs
    assert (walk.origin.name, walk.destination.name, walk.line) == ("Chez moi", "Gare", None)
    assert (ride.origin.name, ride.destination.name) == ("Gare", "Mairie")
    assert (last.origin.name, last.destination.name) == ("Mairie", "Travail")
    assert walk.estimated, "no street is loaded: the walk is a straight line × 1.3, and says so"
    assert 80 <= walk.walk_m <= 110
    assert journey.departure < at(8) < journey.arrival


def test_the_streets_are_asked_once_for_each_end(in_force: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    in_force()
    tables: list[int] = []

    def matrix(mode: str, points: Any, targets: Any) -> Matrix:
        tables.append(len(points) * len(targets))
        metres = np.array([[1.5 * haversine_m(one, other) for other in targets] for one in points])
        return Matrix(metres, metres, off_m=(np.full(len(points), 10.0), np.full(len(targets), 10.0)))

    monkeypatch.setattr(reaching.streets, "matrix", matrix)
    (journey,) = [one for one in plan_journeys(HOME, WORK, depart=at(7, 50)).journeys if one.transfers == 0]
    assert len(tables) == 2
    assert not journey.legs[0].estimated
    metres = 1.5 * haversine_m((HOME.lon, HOME.lat), (4.88, 46.26))
    assert journey.legs[0].walk_m == round(metres + 10), "the way on the streets, and the few metres to the street"


def test_the_way_on_foot_is_an_answer_where_it_is_short(in_force: Any) -> None:
    in_force()
    found = search_journeys(asked(), now=timezone.now())
    assert found.on_foot is not None
    assert 1_600 < found.on_foot.walk_m < 2_000
    assert found.on_foot.departure == at(7, 30)
    by = search_journeys(asked(at=at(9, 30), arrive=True), now=timezone.now()).on_foot
    assert by is not None
    assert by.arrival == at(9, 30)


@pytest.mark.parametrize(
    ("question", "why"),
    [
        ({"destination": HOME}, "same_place"),
        ({"at": at(8, days=-2)}, "past"),
        ({"at": at(8, days=900)}, "outside_calendars"),
        ({"destination": NOWHERE}, "destination_no_stop"),
        ({"origin": Spot(0.0, 0.0)}, "origin_no_stop"),
    ],
)
def test_each_search_without_answer_says_why(in_force: Any, question: dict[str, Any], why: str) -> None:
    in_force()
    found = search_journeys(asked(**question), now=timezone.now())
    assert (found.why, found.journeys) == (why, ())
    assert (found.last_day is not None) == (why == "outside_calendars")


def test_outside_the_territory_is_said(in_force: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    in_force()
    monkeypatch.setattr("parvis.services.journeys.queries.planning.in_territory", lambda lon, lat: lat > 46)
    assert find_journeys(asked(origin=Spot(0.0, 0.0))).why == "origin_outside"
    monkeypatch.setattr(reaching.streets, "in_force", object)
    assert find_journeys(asked(destination=NOWHERE)).why == "destination_no_street"


def test_when_nothing_leaves_soon_the_next_one_is_told(in_force: Any) -> None:
    in_force(trips=2)
    late = search_journeys(asked(at=at(22), destination=Spot(46.30, 4.95)), now=timezone.now())
    assert late.why
    found = search_journeys(asked(at=at(22)), now=timezone.now())
    assert [one.departure.date() for one in found.journeys] in ([], [at(7, days=2).date()])
    assert found.on_foot is not None


NIGHT = (
    "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n"
    "1-0,23:55:00,23:55:00,a,1\n1-0,24:10:00,24:10:00,b,2\n1-1,7:30:00,7:30:00,a,1\n1-1,7:40:00,7:40:00,b,2\n"
)


def test_a_journey_across_midnight(in_force: Any) -> None:
    in_force(gtfs(trips=2, stop_times=NIGHT))
    found = search_journeys(asked(at=at(23, 45)), now=timezone.now())
    (bus,) = found.journeys
    assert bus.departure.date() == at(0).date()
    assert bus.arrival.date() == at(0, days=2).date()


@pytest.mark.parametrize("day", ["2026-03-29", "2026-10-25"])
def test_the_night_in_which_the_clock_changes(in_force: Any, day: str) -> None:
    calendar = (
        "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\n"
        "d,1,1,1,1,1,1,1,20260101,20291231\n"
    )
    in_force(gtfs(trips=2, calendar=calendar, stop_times=NIGHT))
    seven = datetime.fromisoformat(f"{day}T07:00").replace(tzinfo=PARIS)
    (bus, *_more) = find_journeys(asked(at=seven)).journeys
    assert bus.legs[1].departure == seven.replace(minute=30)
    hidden = datetime.fromisoformat(f"{day}T02:30").replace(tzinfo=PARIS)
    assert find_journeys(asked(at=hidden)).why == ""


def test_a_shared_journey_is_found_again(in_force: Any) -> None:
    in_force()
    (first, *_more) = find_journeys(asked()).journeys
    again = journey_of(asked(), key_of(first))
    assert again == first
    assert journey_of(asked(), "0" * 12) is None


def candidate(leaves: int, comes: int, changes: int = 0, walk_m: int = 0) -> SimpleNamespace:
    moments = {"departure": at(8) + timedelta(minutes=leaves), "arrival": at(8) + timedelta(minutes=comes)}
    return SimpleNamespace(**moments, transfers=changes, walk_m=walk_m)


def test_what_a_lighter_journey_replaces_is_not_shown() -> None:
    light, heavy, next_one = candidate(4, 30), candidate(3, 30, 2), candidate(20, 46)
    absurd = candidate(0, 120, 3)
    assert worth_showing([heavy, absurd, next_one, light]) == [light, next_one]
    walking = candidate(10, 20, 0, 1500)
    assert worth_showing([walking, light]) == [light, walking]
    assert worth_showing([walking, light], less_walking=True) == [light]
    assert worth_showing([], less_walking=True) == []


def test_stops_are_found_as_one_types_with_mistakes_and_around_a_point(in_force: Any) -> None:
    in_force()
    assert [hit.label for hit in search_stops("mair")] == ["Mairie"]
    assert [hit.label for hit in search_stops("miarie")] in (["Mairie"], [])
    assert [hit.label for hit in search_stops("marie")] == ["Mairie"]
    assert search_stops("xyz") == []
    assert search_stops("") == []
    (hit,) = search_stops("GARE")
    assert (hit.stop, hit.lines) == (("urbain", "a"), ("1",))
    assert search_places("gare")[0].kind == "stop"
    assert next(hit.label for hit in stops_near(46.2601, 4.8801)) == "Gare"
    assert stops_near(0.0, 0.0) == []


def test_departures_of_all_poles_of_a_name_together(in_force: Any) -> None:
    stops = "stop_id,stop_name,stop_lat,stop_lon\na,Gare,46.26,4.88\nb,Mairie,46.27,4.89\nc,Gare,46.2601,4.8801\n"
    times = (
        "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n"
        "1-0,7:00:00,7:00:00,a,1\n1-0,7:10:00,7:10:00,b,2\n1-1,8:00:00,8:00:00,c,1\n1-1,8:10:00,8:10:00,b,2\n"
    )
    in_force(gtfs(trips=2, stops=stops, stop_times=times))
    assert len(search_stops("gare")) == 1
    alone = next_departures("urbain", "a", at(6), 2)
    assert {each.stop.stop_id for each in alone.departures} == {"a"}
    together = next_departures("urbain", "a", at(6), 2, together=True)
    assert [each.stop.stop_id for each in together.departures] == ["a", "c"]


def test_a_search_asks_the_database_little(in_force: Any, django_assert_max_num_queries: Callable[..., Any]) -> None:
    in_force()
    find_journeys(asked())
    with django_assert_max_num_queries(10):
        find_journeys(asked())

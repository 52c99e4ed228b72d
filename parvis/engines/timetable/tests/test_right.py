# SPDX-License-Identifier: AGPL-3.0-or-later
"""Answers equal a plain connection scan; what fails is printed as a tiny feed."""

import random
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

from parvis.engines.timetable import Query, load, plan, prepare, reach

from . import tiny

FEEDS = Path(__file__).resolve().parents[5] / "shared" / "data" / "gtfs"
NEVER = 1 << 30


@st.composite
def networks(draw: st.DrawFn) -> tuple[list[tuple[float, float]], list[tiny.Rows]]:
    count = draw(st.integers(3, 7))
    stops = [
        (48.0 + draw(st.integers(0, 5)) * 0.002, 2.0 + draw(st.integers(0, 5)) * 0.003 + i * 1e-5) for i in range(count)
    ]
    trips = []
    for _ in range(draw(st.integers(1, 9))):
        called = draw(st.lists(st.integers(0, count - 1), min_size=2, max_size=5, unique=True))
        at = 60 * draw(st.integers(400, 480))
        trip = []
        for stop in called:
            wait = draw(st.sampled_from([0, 0, 60]))
            trip.append((stop, at, at + wait))
            at += wait + 60 * draw(st.integers(1, 20))
        trips.append(trip)
    return stops, trips


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(network=networks(), slack_s=st.sampled_from([0, 0, 120]), bounded=st.booleans())
def test_earliest_arrivals_are_those_of_a_connection_scan(
    network: tuple, slack_s: int, bounded: bool, tmp_path_factory: pytest.TempPathFactory
) -> None:
    files = tiny.feed_text(*network)
    note(tiny.shown(files))
    timetable = load([tiny.write(tmp_path_factory.mktemp("feed"), files)])
    if bounded:
        prepare(timetable, tiny.DAY, 1)
    rows, on_foot = tiny.connections(timetable), tiny.walks(timetable)
    for origin in range(len(network[0])):
        best = tiny.scan(rows, on_foot, origin, 25_000, slack_s)
        query = Query(origin, origin, tiny.DAY, depart_s=25_000, transfer_slack_s=slack_s)
        found = reach(timetable, query)
        assert {s: int(t) for s, t in enumerate(found) if t < NEVER} == best
        for target in range(len(network[0])):
            asked = Query(origin, target, tiny.DAY, depart_s=25_000, transfer_slack_s=slack_s)
            journeys = plan(timetable, asked).journeys
            walked = min([s for stop, s in on_foot.get(origin, []) if stop == target], default=NEVER)
            if origin != target and target in best and best[target] < 25_000 + walked:
                assert [one.arrival_s for one in journeys] == [best[target]]


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(network=networks())
def test_a_window_holds_each_best_journey_and_no_worse_one(
    network: tuple, tmp_path_factory: pytest.TempPathFactory
) -> None:
    files = tiny.feed_text(*network)
    note(tiny.shown(files))
    timetable = load([tiny.write(tmp_path_factory.mktemp("feed"), files)])
    rows, on_foot = tiny.connections(timetable), tiny.walks(timetable)
    for target in range(1, len(network[0])):
        query = Query(0, target, tiny.DAY, depart_s=24_000, window_s=7_200, patience_s=86_400)
        journeys = plan(timetable, query).journeys
        walked = min([s for stop, s in on_foot.get(0, []) if stop == target], default=NEVER)
        for at in range(24_000, 31_200, 600):
            best = tiny.scan(rows, on_foot, 0, at).get(target, NEVER)
            if best < at + walked and any(j.departure_s >= at for j in journeys):
                assert min(j.arrival_s for j in journeys if j.departure_s >= at) <= best
        marks = [
            (-j.departure_s, j.arrival_s, j.transfers, sum(-(-leg.walk_m // 100) for leg in j.legs)) for j in journeys
        ]
        for one in marks:
            better = [other for other in marks if other != one and all(a <= b for a, b in zip(other, one, strict=True))]
            assert not better, (one, better)
        for journey in journeys:
            for before, after in zip(journey.legs, journey.legs[1:], strict=False):
                assert before.arrival_s <= after.departure_s
                assert before.to_stop == after.from_stop


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(network=networks())
def test_arriving_by_is_leaving_at_run_backwards(network: tuple, tmp_path_factory: pytest.TempPathFactory) -> None:
    files = tiny.feed_text(*network)
    note(tiny.shown(files))
    timetable = load([tiny.write(tmp_path_factory.mktemp("feed"), files)])
    rows, on_foot = tiny.connections(timetable), tiny.walks(timetable)
    for target in range(1, len(network[0])):
        for journey in plan(timetable, Query(0, target, tiny.DAY, arrive_s=30_000)).journeys:
            assert journey.arrival_s <= 30_000
            assert tiny.scan(rows, on_foot, 0, journey.departure_s)[target] <= 30_000
            later = tiny.scan(rows, on_foot, 0, journey.departure_s + 1).get(target, NEVER)
            walked = [s for stop, s in on_foot.get(0, []) if stop == target]
            assert later > 30_000 or walked


@pytest.mark.data
def test_a_real_feed_answers_as_the_scan_does() -> None:
    path = FEEDS / "chateau-thierry.zip"
    if not path.exists():
        pytest.skip("../shared/data is not there")
    timetable = load([path], pool_day=tiny.DAY)
    prepare(timetable, tiny.DAY, 1)
    rows, on_foot = tiny.connections(timetable), tiny.walks(timetable)
    served = np.unique(timetable.patterns.stop).tolist()
    dice = random.Random(5)
    for _ in range(200):
        origin, target, at = dice.choice(served), dice.choice(served), dice.randrange(5 * 3600, 20 * 3600)
        best = tiny.scan(rows, on_foot, origin, at)
        journeys = plan(timetable, Query(origin, target, tiny.DAY, depart_s=at)).journeys
        walked = min([s for stop, s in on_foot.get(origin, []) if stop == target], default=NEVER)
        if origin != target and target in best and best[target] < at + walked:
            assert [one.arrival_s for one in journeys] == [best[target]]
    assert timetable.first_day == date(2026, 3, 10)


@pytest.mark.data
def test_bounds_leave_windows_as_they_are() -> None:
    path = FEEDS / "chateau-thierry.zip"
    if not path.exists():
        pytest.skip("../shared/data is not there")
    plain, bounded = load([path], pool_day=tiny.DAY), load([path], pool_day=tiny.DAY)
    prepare(bounded, tiny.DAY, 1)
    served = np.unique(plain.patterns.stop).tolist()
    dice, compared = random.Random(6), 0
    for _ in range(60):
        query = Query(
            dice.choice(served), dice.choice(served), tiny.DAY, depart_s=dice.randrange(18_000, 64_800), window_s=7_200
        )
        one, other = plan(plain, query), plan(bounded, query)
        marks = [
            [
                (j.departure_s, j.arrival_s, j.transfers, sum(-(-leg.walk_m // 100) for leg in j.legs))
                for j in a.journeys
            ]
            for a in (one, other)
        ]
        if one.walking_compared and other.walking_compared:
            compared += 1
            assert marks[0] == marks[1]
    assert compared > 30

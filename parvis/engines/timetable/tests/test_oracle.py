# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every option of a question, beside a search that tries everything (`plain`); what fails is printed as a tiny feed."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

from parvis.engines.timetable import Access, Mode, Query, Timetable, load, plan, prepare

from . import plain, tiny

MINUTE_S = 60
MODES = {3: Mode.BUS, 0: Mode.TRAM, 2: Mode.RAIL}
OPTIONS = ("wheelchair", "avoid", "walk", "slack", "lists", "nothing")
type Case = tuple[plain.Network, dict[str, Any]]


@st.composite
def trips(draw: st.DrawFn, called: list[int], around: int) -> plain.Trip:
    """One trip over some stops, around a minute of the day; its service day may be the one before or after."""
    day = draw(st.sampled_from([0, 0, 0, -1, 1]))
    at = MINUTE_S * (around + draw(st.integers(0, 80))) - day * plain.DAY_S
    if at < 0:
        day, at = 0, at + plain.DAY_S
    calls = []
    for stop in called:
        wait = draw(st.sampled_from([0, 0, MINUTE_S]))
        calls.append((stop, at, at + wait))
        at += wait + MINUTE_S * draw(st.integers(0, 20))
    every, runs = draw(st.sampled_from([(0, 1), (0, 1), (0, 1), (600, 3)]))
    return plain.Trip(tuple(calls), day, draw(st.sampled_from([3, 3, 0, 2])), draw(st.integers(0, 2)), every, runs)


@st.composite
def networks(draw: st.DrawFn, around: int) -> plain.Network:
    """Few stops near one another; lines with several trips, which overtake one another as they please."""
    count = draw(st.integers(3, 6))
    stops = tuple(
        (48.0 + draw(st.integers(0, 5)) * 0.002, 2.0 + draw(st.integers(0, 5)) * 0.003 + i * 1e-5,
         draw(st.sampled_from([0, 1, 1, 2])))
        for i in range(count)
    )  # fmt: skip
    found = []
    for _ in range(draw(st.integers(1, 4))):
        called = draw(st.lists(st.integers(0, count - 1), min_size=2, max_size=5))
        called = [stop for i, stop in enumerate(called) if i == 0 or called[i - 1] != stop]
        if len(called) > 1:
            found += draw(st.lists(trips(called, around), min_size=1, max_size=3))
    if not found:
        found = [draw(trips([0, 1], around))]
    return plain.Network(stops, tuple(found))


@st.composite
def cases(draw: st.DrawFn, option: str, around: int) -> Case:
    """A network and what is asked of it beside the moments."""
    network = draw(networks(around))
    stop = st.integers(0, len(network.stops) - 1)
    asked: dict[str, Any] = {"origin": draw(stop), "max_trips": draw(st.integers(1, 4))}
    asked["destination"] = draw(stop.filter(lambda other: other != asked["origin"]))
    if option == "wheelchair":
        asked["wheelchair"] = True
    if option == "avoid":
        asked["modes"] = draw(st.frozensets(st.sampled_from([3, 0, 2]), max_size=2))
        asked["lines"] = draw(st.frozensets(st.integers(0, len(network.lines()) - 1), max_size=2))
    if option == "walk":
        asked["most_m"] = draw(st.integers(0, 900))
    if option == "slack":
        asked["slack_s"] = draw(st.integers(1, 600))
    if option in ("lists", "walk"):
        way = st.builds(Access, stop, st.integers(0, 700).map(float), st.none() | st.integers(0, 900))
        ends = st.lists(way, min_size=1, max_size=4)
        asked["origin"], asked["destination"] = tuple(draw(ends)), tuple(draw(ends))
        asked["direct"] = draw(st.none() | st.builds(Access, st.just(-1), st.integers(100, 2_000).map(float)))
    return network, asked


def engine_query(timetable: Timetable, asked: dict[str, Any], **moments: int) -> Query:
    """The question as the engine takes it."""
    lines = frozenset(timetable.route_numbers[0, f"r{number}"] for number in asked.get("lines", ()))
    return Query(
        asked["origin"], asked["destination"], tiny.DAY, max_trips=asked["max_trips"],
        max_walk_m=asked.get("most_m"), transfer_slack_s=asked.get("slack_s", 0),
        wheelchair=asked.get("wheelchair", False), avoid_modes=frozenset(MODES[m] for m in asked.get("modes", ())),
        avoid_routes=lines, direct=asked.get("direct"), **moments,
    )  # fmt: skip


def plain_question(timetable: Timetable, asked: dict[str, Any], walks: plain.Walks) -> plain.Asked:
    """The same for the plain search."""

    def end(place: int | tuple[Access, ...]) -> list[tuple[int, int, float]]:
        if isinstance(place, int):
            return [(place, 0, 0.0), *walks.get(place, [])]
        found: dict[int, tuple[int, float]] = {}
        for one in place:
            way = one.takes_s(1.2), one.walk_m
            found[one.stop] = min(way, found.get(one.stop, way))
        return [(stop, *way) for stop, way in found.items()]

    direct = asked.get("direct")
    return plain.Asked(
        end(asked["origin"]), end(asked["destination"]), asked["max_trips"], asked.get("slack_s", 0),
        1 if "most_m" in asked else 100, asked.get("most_m", 1 << 30), asked.get("wheelchair", False),
        asked.get("modes", frozenset()), asked.get("lines", frozenset()),
        direct and (direct.takes_s(1.2), int(direct.walk_m)),
    )  # fmt: skip


def marks(timetable: Timetable, query: Query) -> set[plain.Found]:
    """The journeys of a window as they are compared; each leg begins where and after the one before ends."""
    step, found = 1 if query.max_walk_m is not None else 100, set()
    for one in plan(timetable, query).journeys:
        for before, after in zip(one.legs, one.legs[1:], strict=False):
            assert before.arrival_s <= after.departure_s
            assert before.to_stop == after.from_stop
        if one.transfers >= 0:
            walked = sum(-(-leg.walk_m // step) * step for leg in one.legs)
            found.add(plain.Found(one.departure_s, one.arrival_s, one.transfers + 1, int(walked)))
    return found


def same(ours: set[plain.Found], best: set[plain.Found]) -> None:
    """Says what is missing and what is too much."""
    assert ours == best, f"missing {best - ours}, too many {ours - best}"


def check(case: Case, around: int, folder: Any, bounded: bool) -> None:
    """Leave at, arrive by, and both windows, from one network."""
    network, asked = case
    files = network.files()
    note(tiny.shown(files))
    timetable = load([tiny.write(folder, files)])
    if bounded:
        prepare(timetable, tiny.DAY, 1)
    walks = {
        stop: [(to, s, float(timetable.footpaths.metres[timetable.footpaths.first[stop] + i])) for i, (to, s) in
               enumerate(ways)]
        for stop, ways in tiny.walks(timetable).items()
    }  # fmt: skip
    question = plain_question(timetable, asked, walks)
    everything = plain.everything(network, walks, question)
    start, end = MINUTE_S * (around + 10), MINUTE_S * (around + 130)
    (leaving,) = plan(timetable, engine_query(timetable, asked, depart_s=start)).journeys or (None,)
    best = plain.first(everything, question, start)
    assert (leaving and (leaving.arrival_s, leaving.transfers + 1)) == best, f"{leaving} instead of {best}"
    (coming,) = plan(timetable, engine_query(timetable, asked, arrive_s=end)).journeys or (None,)
    assert (coming and (coming.departure_s, coming.transfers + 1)) == plain.last(everything, question, end)
    for patience_s in (0, 900, 86_400):
        extent = {"window_s": end - start, "patience_s": patience_s}
        same(
            marks(timetable, engine_query(timetable, asked, depart_s=start, **extent)),
            plain.window(everything, question, start, end, patience_s),
        )
        same(
            marks(timetable, engine_query(timetable, asked, arrive_s=end, **extent)),
            plain.window_back(everything, question, start, end, patience_s),
        )


MORNING, MIDNIGHT = 420, 1_400


@pytest.mark.parametrize("option", OPTIONS)
@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data(), around=st.sampled_from([MORNING, MIDNIGHT]), bounded=st.booleans())
def test_every_option_is_answered_as_by_trying_everything(
    option: str, data: st.DataObject, around: int, bounded: bool, tmp_path_factory: pytest.TempPathFactory
) -> None:
    check(data.draw(cases(option, around)), around, tmp_path_factory.mktemp("feed"), bounded)


@pytest.mark.long
@pytest.mark.parametrize("option", OPTIONS)
@settings(max_examples=2_000, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data(), around=st.sampled_from([MORNING, MIDNIGHT]), bounded=st.booleans())
def test_thousands_of_networks(
    option: str, data: st.DataObject, around: int, bounded: bool, tmp_path_factory: pytest.TempPathFactory
) -> None:
    check(data.draw(cases(option, around)), around, tmp_path_factory.mktemp("feed"), bounded)

# SPDX-License-Identifier: AGPL-3.0-or-later
"""A live timetable answers as one would that had been printed with the real times."""

from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from google.transit import gtfs_realtime_pb2 as pb
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

from parvis.engines.timetable import Query, Timetable, load, plan, reach
from parvis.engines.timetable.realtime import StreamRefused, apply, read_stream

from . import tiny
from .test_right import networks

MIDNIGHT = int(datetime(2026, 3, 10, tzinfo=ZoneInfo("Europe/Paris")).timestamp())
NOW = MIDNIGHT + 25_000
STOPS = [(48.0, 2.0), (48.05, 2.0), (48.1, 2.0), (48.15, 2.0)]
"""Five kilometres apart: nobody walks."""


def message(*trips: dict[str, Any], at: int = NOW) -> bytes:
    """A message; each trip as `trip_id`, `relation`, `day`, `delay`, and `stops` as fields of the standard."""
    made = pb.FeedMessage()
    made.header.gtfs_realtime_version = "2.0"
    made.header.timestamp = at
    for number, trip in enumerate(trips):
        update = made.entity.add(id=str(number)).trip_update
        update.trip.trip_id = trip.get("trip_id", "")
        update.trip.route_id = trip.get("route_id", "")
        update.trip.start_date = trip.get("day", "20260310")
        update.trip.schedule_relationship = trip.get("relation", pb.TripDescriptor.SCHEDULED)
        if "delay" in trip:
            update.delay = trip["delay"]
        for name, value in trip.get("new", {}).items():
            setattr(update.trip_properties, name, value)
        for stop in trip.get("stops", []):
            each = update.stop_time_update.add()
            for name in ("arrival", "departure"):
                for key, value in stop.get(name, {}).items():
                    setattr(getattr(each, name), key, value)
            if "sequence" in stop:
                each.stop_sequence = stop["sequence"]
            each.stop_id = stop.get("stop_id", "")
            each.schedule_relationship = stop.get("relation", 0)
            each.stop_time_properties.assigned_stop_id = stop.get("assigned", "")
    return made.SerializeToString()


def live(timetable: Timetable, *trips: dict[str, Any]) -> Any:
    return apply(timetable, {timetable.feeds[0].name: read_stream(message(*trips))}, NOW)


def timetable_of(folder: Path, trips: list[tiny.Rows], stops: list[tuple[float, float]] = STOPS) -> Timetable:
    return load({"town": tiny.write(folder, tiny.feed_text(stops, trips))})


@st.composite
def changes(draw: st.DrawFn, trips: list[tiny.Rows]) -> list[tuple[str, int, int]]:
    """For each trip: what happens, from which position, by how many seconds."""
    return [
        (
            draw(st.sampled_from(["nothing", "cancelled", "late", "late", "moment", "skipped", "whole"])),
            draw(st.integers(0, len(trip) - 1)),
            draw(st.integers(-300, 1_500)),
        )
        for trip in trips
    ]


def _said(number: int, trip: tiny.Rows, what: str, at: int, by: int) -> dict[str, Any]:
    said: dict[str, Any] = {"trip_id": f"t{number}"}
    if what == "cancelled":
        said["relation"] = pb.TripDescriptor.CANCELED
    elif what == "whole":
        said["delay"] = by
    elif what == "late":
        said["stops"] = [{"sequence": at, "departure": {"delay": by}, "arrival": {"delay": by}}]
    elif what == "moment":
        moment = MIDNIGHT + trip[at][1] + by
        said["stops"] = [{"stop_id": f"s{trip[at][0]}", "arrival": {"time": moment}}]
    elif what == "skipped":
        said["stops"] = [{"sequence": at, "relation": pb.TripUpdate.StopTimeUpdate.SKIPPED}]
    return said


def _printed(trip: tiny.Rows, what: str, at: int, by: int) -> tiny.Rows:
    """The trip as a timetable printed today would have it."""
    if what == "cancelled":
        return []
    if what == "skipped":
        return [row for i, row in enumerate(trip) if i != at]
    first = 0 if what == "whole" else at
    if what != "nothing":
        moved = [(stop, come + by, leave + by) if i >= first else (stop, come, leave)
                 for i, (stop, come, leave) in enumerate(trip)]  # fmt: skip
        limit = moved[first][1]
        before = [(stop, min(come, limit), min(leave, limit)) for stop, come, leave in moved[:first]]
        trip, now = [], 0
        for stop, come, leave in before + moved[first:]:
            come = max(come, now)
            now = max(leave, come)
            trip.append((stop, come, now))
    return trip


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data(), network=networks())
def test_it_answers_as_if_printed_with_the_real_times(
    data: st.DataObject, network: tuple, tmp_path_factory: pytest.TempPathFactory
) -> None:
    stops, trips = network
    changed = data.draw(changes(trips))
    note(tiny.shown(tiny.feed_text(stops, trips)))
    base = timetable_of(tmp_path_factory.mktemp("planned"), trips, stops)
    said = [_said(i, trip, *changed[i]) for i, trip in enumerate(trips) if changed[i][0] != "nothing"]
    now = live(base, *said)
    assert not now.dropped
    real = [_printed(trip, *changed[i]) for i, trip in enumerate(trips)]
    real = [trip for trip in real if len(trip) > 1]
    if not real:
        return
    printed = timetable_of(tmp_path_factory.mktemp("printed"), real, stops)
    for origin in range(len(stops)):
        for moment in ({"depart_s": 25_000}, {"arrive_s": 30_000}):
            query = Query(origin, origin, tiny.DAY, **moment)
            served = [trip[0] for one in real for trip in one]
            mine, theirs = reach(now.timetable, query), reach(printed, query)
            # Footpaths join only stops that are served; a skipped stop may have lost its last trip.
            for stop in set(served):
                if stop in {row[0] for trip in trips for row in trip}:
                    assert mine[stop] <= theirs[stop] if "depart_s" in moment else mine[stop] >= theirs[stop]
            if set(served) == {row[0] for trip in trips for row in trip}:
                assert mine.tolist() == theirs.tolist()


LINE = [(0, 28_800, 28_800), (1, 29_400, 29_460), (2, 30_000, 30_060), (3, 30_600, 30_600)]


def _arrival(timetable: Timetable, a: int = 0, b: int = 3, at: int = 28_000) -> int | None:
    journeys = plan(timetable, Query(a, b, tiny.DAY, depart_s=at)).journeys
    return journeys[0].arrival_s if journeys else None


def test_the_base_timetable_goes_on_as_planned(tmp_path: Path) -> None:
    base = timetable_of(tmp_path, [LINE])
    now = live(base, {"trip_id": "t0", "stops": [{"sequence": 1, "departure": {"delay": 600}}]})
    assert _arrival(base) == 30_600
    assert _arrival(now.timetable) == 31_200
    assert list(now.scheduled.values()) == [0]
    assert now.timetable.trips.ids[1] == "t0"


def test_no_data_ends_a_delay(tmp_path: Path) -> None:
    base = timetable_of(tmp_path, [LINE])
    no_data = {"sequence": 2, "relation": pb.TripUpdate.StopTimeUpdate.NO_DATA}
    now = live(base, {"trip_id": "t0", "stops": [{"sequence": 1, "departure": {"delay": 300}}, no_data]})
    assert _arrival(now.timetable) == 30_600


def test_a_skipped_stop_cannot_be_used_but_is_passed(tmp_path: Path) -> None:
    base = timetable_of(tmp_path, [LINE])
    now = live(base, {"trip_id": "t0", "stops": [{"sequence": 2, "relation": 1}]})
    assert _arrival(now.timetable, 0, 2) is None
    assert _arrival(now.timetable, 2, 3) is None
    assert _arrival(now.timetable) == 30_600


def test_added_trips_run_with_their_own_times(tmp_path: Path) -> None:
    base = timetable_of(tmp_path, [LINE])
    stops = [{"stop_id": f"s{stop}", "arrival": {"time": MIDNIGHT + come - 300}} for stop, come, _leave in LINE]
    now = live(base, {"trip_id": "extra", "route_id": "r0", "relation": pb.TripDescriptor.ADDED, "stops": stops})
    assert _arrival(now.timetable) == 30_300
    assert now.timetable.trips.ids[1] == "extra"
    assert not now.scheduled


def test_a_replaced_trip_takes_the_place_of_the_planned_one(tmp_path: Path) -> None:
    base = timetable_of(tmp_path, [LINE])
    stops = [{"stop_id": f"s{stop}", "departure": {"time": MIDNIGHT + leave + 900}} for stop, _come, leave in LINE[:3]]
    now = live(base, {"trip_id": "t0", "relation": pb.TripDescriptor.REPLACEMENT, "stops": stops})
    assert _arrival(now.timetable, 0, 2) == 30_960
    assert _arrival(now.timetable, 0, 3) is None


def test_a_copy_runs_beside_the_planned_trip(tmp_path: Path) -> None:
    base = timetable_of(tmp_path, [LINE])
    new = {"trip_id": "t0-bis", "start_date": "20260310", "start_time": "09:00:00"}
    now = live(base, {"trip_id": "t0", "relation": pb.TripDescriptor.DUPLICATED, "new": new})
    assert _arrival(now.timetable) == 30_600
    assert _arrival(now.timetable, at=29_000) == 9 * 3600 + 1_800


def test_a_platform_change_moves_the_stop(tmp_path: Path) -> None:
    base = timetable_of(tmp_path, [LINE[:3], [(3, 20_000, 20_000), (0, 21_000, 21_000)]])
    now = live(base, {"trip_id": "t0", "stops": [{"sequence": 2, "assigned": "s3", "arrival": {"delay": 0}}]})
    assert _arrival(now.timetable) == 30_000


def test_a_trip_after_midnight_belongs_to_the_day_before(tmp_path: Path) -> None:
    night = [(0, 90_000, 90_000), (1, 91_000, 91_000)]
    base = timetable_of(tmp_path, [night])
    for day in ("20260310", ""):
        stream = read_stream(message({"trip_id": "t0", "delay": 600, "day": day}, at=MIDNIGHT + 90_000))
        now = apply(base, {"town": stream}, MIDNIGHT + 90_000)
        tomorrow = tiny.DAY + timedelta(days=1)
        found = plan(now.timetable, Query(0, 1, tomorrow, depart_s=3_000)).journeys
        assert [one.arrival_s for one in found] == [91_600 - 86_400], day


@pytest.mark.parametrize(
    ("trip", "word"),
    [
        ({"trip_id": "nobody"}, "unknown_trip"),
        ({"trip_id": "t0", "day": "20260311", "delay": 60}, "does_not_run_that_day"),
        ({"trip_id": "t0", "stops": [{"stop_id": "nowhere", "arrival": {"delay": 60}}]}, "no_known_stop"),
        ({"trip_id": "t0", "delay": 90_000}, "more_than_a_day_late"),
        ({"trip_id": "x", "relation": 1, "stops": [{"stop_id": "s0", "arrival": {"time": NOW}}]}, "added_without_line"),
        ({"trip_id": "x", "route_id": "r0", "relation": 1, "stops": [{"stop_id": "s0"}]}, "added_without_stops"),
    ],
)
def test_what_cannot_be_used_is_counted_and_nothing_changes(trip: dict[str, Any], word: str, tmp_path: Path) -> None:
    base = timetable_of(tmp_path, [LINE])
    now = live(base, trip)
    assert now.dropped == (("town", word, 1),)
    assert now.timetable is base


@pytest.mark.parametrize(
    "data", [b"", b"<!DOCTYPE html><title>Maintenance</title>", message(at=0), b"\x0a\x02\x08\x96" * 9]
)
def test_what_is_no_message_is_refused(data: bytes) -> None:
    with pytest.raises(StreamRefused):
        read_stream(data)


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_a_damaged_message_is_read_or_refused(data: st.DataObject) -> None:
    whole = bytearray(message({"trip_id": "t0", "delay": 60}, {"trip_id": "t1", "relation": 3}))
    for _turn in range(data.draw(st.integers(1, 5))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    with suppress(StreamRefused):
        read_stream(bytes(whole[: data.draw(st.integers(0, len(whole)))]))


def test_an_old_message_says_so() -> None:
    stream = read_stream(message(at=NOW))
    assert not stream.is_stale(NOW + 60)
    assert stream.is_stale(NOW + 301)
    assert stream.is_stale(NOW - 301)

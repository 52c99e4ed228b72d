# SPDX-License-Identifier: AGPL-3.0-or-later
"""Dirty feeds: mended or left out, each problem named, never a crash."""

import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parvis.engines.timetable import FeedRefused, Limits, Mode, Query, load, plan

from . import tiny

STOPS = [(48.0, 2.0), (48.02, 2.0), (48.04, 2.0)]
TRIP = [(0, 21_600, 21_600), (1, 21_900, 21_960), (2, 22_500, 22_500)]
FILES = tiny.feed_text(STOPS, [TRIP])


def codes(feed: Path) -> set[tuple[str, int, str, str]]:
    return {(p.file, p.line, p.code, p.action) for p in load([feed]).problems}


def arrival(feed: Path) -> list[int]:
    timetable = load([feed])
    return [j.arrival_s for j in plan(timetable, Query(0, 2, tiny.DAY, depart_s=20_000)).journeys]


def test_a_blank_time_is_taken_from_the_stops_around_it(tmp_path: Path) -> None:
    times = FILES["stop_times.txt"].replace("6:05:00,6:06:00", ",")
    feed = tiny.write(tmp_path / "f", FILES | {"stop_times.txt": times})
    assert ("stop_times.txt", 3, "blank_time", "repaired") in codes(feed)
    assert load([feed]).arrival_s.tolist() == [21_600, 22_050, 22_500]


def test_bom_blank_lines_unknown_columns_and_missing_files_are_read(tmp_path: Path) -> None:
    files = {name: "\ufeff" + text.replace("\n", "\n\n") for name, text in FILES.items()}
    del files["agency.txt"], files["routes.txt"]
    files["stops.txt"] = files["stops.txt"].replace("stop_id,", "strange,stop_id,").replace("\ns", "\nx,s")
    feed = tiny.write(tmp_path / "f", files)
    assert arrival(feed) == [22_500]
    assert {"no_agency", "no_routes"} <= {code[2] for code in codes(feed)}


def test_what_cannot_be_used_is_named_by_line(tmp_path: Path) -> None:
    extra = FILES["stop_times.txt"] + "nowhere,7:00:00,7:00:00,s0,1\nt0,7:00:00,7:00:00,s9,9\n"
    feed = tiny.write(tmp_path / "f", FILES | {"stop_times.txt": extra})
    assert {
        ("stop_times.txt", 5, "unknown_trip", "dropped"),
        ("stop_times.txt", 6, "unknown_stop", "dropped"),
    } <= codes(feed)


def test_times_past_midnight_belong_to_the_day_before(tmp_path: Path) -> None:
    times = FILES["stop_times.txt"].replace("6:00:00", "24:10:00").replace("6:05:00,6:06:00", "24:15:00,24:16:00")
    feed = tiny.write(tmp_path / "f", FILES | {"stop_times.txt": times.replace("6:15:00", "0:25:00")})
    assert ("stop_times.txt", 4, "after_midnight", "repaired") in codes(feed)
    late = plan(load([feed]), Query(0, 2, tiny.DAY, depart_s=80_000)).journeys
    next_day = plan(load([feed]), Query(0, 2, tiny.DAY.replace(day=11), depart_s=0)).journeys
    assert [j.arrival_s for j in late] == [87_900]
    assert [j.arrival_s for j in next_day] == [1_500]


def test_overtaking_trips_of_one_pattern_are_both_found(tmp_path: Path) -> None:
    fast = [(0, 21_700, 21_700), (1, 21_800, 21_800), (2, 22_000, 22_000)]
    assert arrival(tiny.write(tmp_path / "f", tiny.feed_text(STOPS, [TRIP, fast]))) == [22_000]


def test_frequencies_become_trips(tmp_path: Path) -> None:
    frequencies = "trip_id,start_time,end_time,headway_secs\nt0,8:00:00,9:00:00,600\n"
    timetable = load([tiny.write(tmp_path / "f", FILES | {"frequencies.txt": frequencies})])
    found = plan(timetable, Query(0, 2, tiny.DAY, depart_s=28_800, window_s=3_600)).journeys
    assert [j.departure_s for j in found] == list(range(28_800, 32_400, 600))


def test_two_feeds_with_the_same_ids_are_joined_on_foot(tmp_path: Path) -> None:
    other = tiny.feed_text([(48.0401, 2.0), (48.2, 2.0)], [[(0, 23_000, 23_000), (1, 24_000, 24_000)]])
    timetable = load({"a": tiny.write(tmp_path / "a", FILES), "b": tiny.write(tmp_path / "b", other)})
    query = Query(timetable.stop("a", "s0"), timetable.stop("b", "s1"), tiny.DAY, depart_s=20_000)
    (journey,) = plan(timetable, query).journeys
    assert (journey.arrival_s, journey.transfers, len(journey.legs)) == (24_000, 1, 3)


@pytest.mark.parametrize("content", [b"", b"<!DOCTYPE html><p>no", b"PK\x03\x04 cut", bytes(range(256)) * 9])
def test_what_is_no_feed_is_refused_with_a_reason(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "f.zip").write_bytes(content)
    with pytest.raises(FeedRefused) as refused:
        load([tmp_path / "f.zip"])
    assert refused.value.args[0].action == "refused"


def test_a_zip_bomb_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "f.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("stops.txt", b"0" * 50_000_000)
    with pytest.raises(FeedRefused) as refused:
        load([tmp_path / "f.zip"], limits=Limits(unpacked_bytes=10_000_000))
    assert refused.value.args[0].code == "zip_bomb"


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    name=st.sampled_from(sorted(FILES)),
    cut=st.integers(0, 200),
    junk=st.one_of(st.binary(max_size=80), st.text('",\n\r0:9 s\ufeff\0', max_size=40).map(str.encode)),
)
def test_no_damage_crashes_the_loader(
    name: str, cut: int, junk: bytes, tmp_path_factory: pytest.TempPathFactory
) -> None:
    feed = tiny.write(tmp_path_factory.mktemp("feed"), FILES)
    data = (feed / name).read_bytes()
    (feed / name).write_bytes(data[:cut] + junk + data[cut + len(junk) // 2 :])
    try:
        timetable = load([feed])
    except FeedRefused:
        return
    plan(timetable, Query(0, len(timetable.stops.lat) - 1, tiny.DAY, depart_s=20_000, window_s=7_200))


def test_a_file_read_in_pieces_is_the_same_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    trips = [[(0, 28_800 + i, 28_800 + i), (1, 29_000 + i, 29_000 + i)] for i in range(60)]
    files = tiny.feed_text([(48.0, 2.0), (48.1, 2.0)], trips)
    rows = files["stop_times.txt"].splitlines()
    rows[30], rows[50] = "", rows[50].replace(",s", ',"s') + '\n"'
    rows[70], rows[99] = rows[70] + ",more", rows[99].replace("8:", "25:99:")
    files["stop_times.txt"] = "\n".join(rows) + "\n"
    folder = tiny.write(tmp_path / "feed", files)
    whole = load([folder])
    for piece in (1, 40, 300, 1_000):
        monkeypatch.setattr("parvis.engines.timetable.loader.csv_table.PIECE", piece)
        again = load([folder])
        assert sorted(again.problems, key=repr) == sorted(whole.problems, key=repr)
        assert again.problems
        assert again.arrival_s.tolist() == whole.arrival_s.tolist()
        assert again.patterns.stop.tolist() == whole.patterns.stop.tolist()


@pytest.mark.parametrize(("kind", "mode"), [("0", Mode.TRAM), ("900", Mode.TRAM), ("3", Mode.BUS), ("77", Mode.OTHER)])
def test_a_line_has_the_mode_of_its_route_type(tmp_path: Path, kind: str, mode: Mode) -> None:
    routes = FILES["routes.txt"].replace(",3\n", f",{kind}\n")
    assert load([tiny.write(tmp_path / "f", FILES | {"routes.txt": routes})]).routes.mode.tolist() == [mode]

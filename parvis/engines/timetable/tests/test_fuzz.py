# SPDX-License-Identifier: AGPL-3.0-or-later
"""Feeds damaged in every way: refused with a reason or read, never a crash, and no row leaves without a word."""

import csv
import io
import random
import resource
import time
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from parvis.engines.timetable import FeedRefused, Limits, Query, Timetable, load, plan

from . import tiny
from .test_campaign import FEEDS

STOPS = [(48.0, 2.0), (48.001, 2.0), (48.04, 2.0)]
TRIPS = [[(0, at, at), (1, at + 300, at + 360), (2, at + 900, at + 900)] for at in (21_600, 25_200, 28_800)]
WHOLE = tiny.feed_text(STOPS, TRIPS) | {
    "calendar.txt": "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\n"
    "w,1,1,1,1,1,0,0,20260101,20261231\n",
    "frequencies.txt": "trip_id,start_time,end_time,headway_secs\nt2,10:00:00,11:00:00,600\n",
    "transfers.txt": "from_stop_id,to_stop_id,transfer_type,min_transfer_time\ns0,s1,2,120\n",
}
VALUES = (
    "", " ", "0", "-1", "1e400", "9" * 30, "nan", "inf", "0.0", "91", "181", "\0", '"', '""', "é\udcff", "２",
    "24:61:00", "-1:00:00", "999:59:59", "6:00", "20260230", "99991231", "s0", "t0", "x" * 70_000, "\ufeff", "a\nb",
    "a,b",
)  # fmt: skip


def told(timetable: Timetable, file: str, action: str) -> int:
    """How many rows of a file were said to be dealt with so."""
    return sum(p.count for p in timetable.problems if p.file == file and p.action == action)


def rows_of(data: bytes) -> list[list[str]]:
    """What a plain reader finds below the header."""
    return [row for row in csv.reader(io.StringIO(data.decode("utf-8-sig"))) if any(cell.strip() for cell in row)][1:]


def read(folder: Path) -> Timetable | None:
    """The timetable, asked two questions; None when refused with a reason."""
    try:
        timetable = load([folder], limits=Limits(unpacked_bytes=20_000_000))
    except FeedRefused as refused:
        reasons = [problem.reason for problem in refused.args if problem.action == "refused"]
    else:
        last = len(timetable.stops.lat) - 1
        plan(timetable, Query(0, last, tiny.DAY, depart_s=20_000, window_s=7_200))
        plan(timetable, Query(0, last, tiny.DAY, arrive_s=90_000))
        return timetable
    assert all(reasons)
    assert reasons
    return None


@st.composite
def damaged(draw: st.DrawFn) -> dict[str, bytes]:
    """The feed with some cells, columns, rows or bytes other than they should be."""
    files = {name: [line.split(",") for line in text.splitlines()] for name, text in WHOLE.items()}
    for _ in range(draw(st.integers(1, 4))):
        table = files[draw(st.sampled_from(sorted(files)))]
        row, column = draw(st.integers(0, len(table) - 1)), draw(st.integers(0, len(table[0]) - 1))
        deed = draw(st.sampled_from(["cell", "cell", "cell", "swap", "lose", "again", "short"]))
        if deed == "cell" and column < len(table[row]):
            table[row][column] = draw(st.sampled_from(VALUES))
        elif deed == "swap":
            table[row] = table[row][::-1]
        elif deed == "lose" and len(table) > 1:
            del table[row]
        elif deed == "again":
            table.insert(row, table[row])
        elif deed == "short":
            table[row] = table[row][:column]
    written = {name: "\n".join(",".join(row) for row in table) + "\n" for name, table in files.items()}
    coding = draw(st.sampled_from(["utf-8", "utf-8", "utf-16", "latin-1", "utf-8-sig"]))
    data = {name: text.encode(coding, errors="replace") for name, text in written.items()}
    for lost in draw(st.sets(st.sampled_from(sorted(data)), max_size=1)):
        del data[lost]
    return data


def check(files: dict[str, bytes], folder: Path) -> None:
    """Reads it as a folder."""
    for name, data in files.items():
        (folder / name).write_bytes(data)
    read(folder)


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(files=damaged())
def test_no_damage_crashes(files: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory) -> None:
    check(files, tmp_path_factory.mktemp("feed"))


@pytest.mark.long
@settings(max_examples=10_000, deadline=None, suppress_health_check=list(HealthCheck))
@given(files=damaged())
def test_no_damage_crashes_ten_thousand_times(
    files: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory
) -> None:
    check(files, tmp_path_factory.mktemp("feed"))


@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    edits=st.lists(
        st.tuples(st.integers(0, 8), st.integers(0, 4), st.sampled_from(["", "?", "s9", "t9", "26:00:00", "1:00:00"])),
        min_size=1, max_size=5,
    )
)  # fmt: skip
@example(edits=[(0, 4, "?"), (1, 1, ""), (1, 2, "")])
def test_rows_kept_and_rows_dropped_are_the_rows_read(
    edits: list[tuple[int, int, str]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    files = {name: text for name, text in WHOLE.items() if name != "frequencies.txt"}
    table = [line.split(",") for line in files["stop_times.txt"].splitlines()]
    for row, column, value in edits:
        table[row + 1][column] = value
    files["stop_times.txt"] = "\n".join(",".join(row) for row in table) + "\n"
    folder = tiny.write(tmp_path_factory.mktemp("feed"), files)
    timetable = read(folder)
    if timetable is not None:
        kept = int(rows_kept(timetable))
        assert kept + told(timetable, "stop_times.txt", "dropped") == len(
            rows_of((folder / "stop_times.txt").read_bytes())
        )


def rows_kept(timetable: Timetable) -> int:
    """Rows of all trips, as many for each as its pattern has stops."""
    lengths = timetable.patterns.first[1:] - timetable.patterns.first[:-1]
    return int(lengths[timetable.trips.pattern[timetable.trips.row >= 0]].sum())


def test_a_zip_cut_anywhere_is_refused_or_read(tmp_path: Path) -> None:
    whole, dice = tmp_path / "whole.zip", random.Random(4)
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in WHOLE.items():
            archive.writestr(name, text)
    data = whole.read_bytes()
    for number in range(24):
        broken = bytearray(data[: dice.randrange(len(data))] if number % 2 else data)
        for _ in range(dice.randrange(4)):
            if broken:
                broken[dice.randrange(len(broken))] = dice.randrange(256)
        path = tmp_path / f"{number}.zip"
        path.write_bytes(broken)
        read(path)


def test_too_many_stop_times_are_refused_before_they_are_read(tmp_path: Path) -> None:
    folder = tiny.write(tmp_path / "feed", WHOLE)
    row = b"t0,6:00:00,6:00:00,s0,1\n"
    (folder / "stop_times.txt").write_bytes(
        b"trip_id,arrival_time,departure_time,stop_id,stop_sequence\n" + row * 20_000
    )
    with pytest.raises(FeedRefused) as refused:
        load([folder], limits=Limits(stop_times=5_000))
    assert "too_many_stop_times" in {problem.code for problem in refused.value.args}


@pytest.mark.long
def test_thirteen_million_stop_times_are_refused_in_seconds_and_little_memory(tmp_path: Path) -> None:
    folder = tiny.write(tmp_path / "feed", WHOLE)
    with (folder / "stop_times.txt").open("wb") as file:
        file.write(b"trip_id,arrival_time,departure_time,stop_id,stop_sequence\n")
        for _ in range(1_300):
            file.write(b"t0,6:00:00,6:00:00,s0,1\n" * 10_000)
    before, start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    with pytest.raises(FeedRefused):
        load([folder])
    assert time.process_time() - start < 10
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 800 * 1_024


@pytest.mark.long
@pytest.mark.data
@pytest.mark.parametrize("name", ["chateau-thierry", "toulon"])
def test_real_feeds_damaged_by_bytes(name: str, tmp_path: Path) -> None:
    if not FEEDS.exists():
        pytest.skip("../shared/data is not there")
    dice = random.Random(8)
    with zipfile.ZipFile(FEEDS / f"{name}.zip") as archive:
        archive.extractall(tmp_path / "feed")
    files = sorted((tmp_path / "feed").glob("*.txt"))
    for _ in range(40):
        file = dice.choice(files)
        good = file.read_bytes()
        bad = bytearray(good)
        for _ in range(dice.randrange(1, 50)):
            bad[dice.randrange(len(bad))] = dice.choice(b'"\0,\n\r9x\xff')
        file.write_bytes(bad)
        read(tmp_path / "feed")
        file.write_bytes(good)

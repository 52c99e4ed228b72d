# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is saved comes back as it was, at once; what is damaged is refused."""

import random
from pathlib import Path

import numpy as np
import pytest

from parvis.engines.timetable import Query, SavedRefused, Timetable, load, plan, prepare, read_saved, save

from . import tiny

TRIPS: list[tiny.Rows] = [
    [(0, 25_200, 25_200), (1, 25_500, 25_560), (2, 25_800, 25_800)],
    [(2, 26_000, 26_000), (3, 26_600, 26_600)],
]
STOPS = [(48.0, 2.0), (48.02, 2.0), (48.04, 2.0), (48.06, 2.0)]


@pytest.fixture
def timetable(tmp_path: Path) -> Timetable:
    files = tiny.feed_text(STOPS, TRIPS)
    files["stops.txt"] += "s9,nowhere,,\n"
    return load([tiny.write(tmp_path / "feed", files)])


def test_a_saved_timetable_answers_as_before(timetable: Timetable, tmp_path: Path) -> None:
    prepare(timetable, tiny.DAY, 1)
    save(timetable, tmp_path / "kept")
    again = read_saved(tmp_path / "kept")
    query = Query(again.stop("feed", "s0"), again.stop("feed", "s3"), tiny.DAY, depart_s=25_000)
    assert plan(again, query) == plan(timetable, query)
    assert plan(again, query).journeys[0].arrival_s == 26_600
    assert again.problems == timetable.problems
    assert again.problems
    assert again.feeds == timetable.feeds
    assert list(again.stops.names) == list(timetable.stops.names)
    again.arrival_s[:] = 0
    assert read_saved(tmp_path / "kept").arrival_s.any()


def test_a_new_file_does_not_disturb_who_reads_the_old_one(timetable: Timetable, tmp_path: Path) -> None:
    save(timetable, tmp_path / "kept")
    old = read_saved(tmp_path / "kept")
    other = load([tiny.write(tmp_path / "other", tiny.feed_text(STOPS[:2], [TRIPS[0][:2]]))])
    save(other, tmp_path / "kept")
    assert np.array_equal(old.arrival_s, timetable.arrival_s)
    assert len(read_saved(tmp_path / "kept").arrival_s) == 2
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_damaged_files_are_refused(timetable: Timetable, tmp_path: Path) -> None:
    path = tmp_path / "kept"
    with pytest.raises(SavedRefused):
        read_saved(path)
    save(timetable, path)
    whole, dice = path.read_bytes(), random.Random(3)
    for _ in range(200):
        bad = bytearray(whole)
        at = dice.randrange(len(bad))
        if dice.random() < 0.5:
            bad[at] ^= 1 << dice.randrange(8)
        else:
            del bad[at:]
        path.write_bytes(bytes(bad))
        try:
            same = read_saved(path)
        except SavedRefused:
            continue
        assert np.array_equal(same.arrival_s, timetable.arrival_s)
        assert np.array_equal(same.patterns.stop, timetable.patterns.stop)
        assert same.first_day == timetable.first_day

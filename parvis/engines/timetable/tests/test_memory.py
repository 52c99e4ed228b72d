# SPDX-License-Identifier: AGPL-3.0-or-later
"""A window that does not fit into memory is answered less well and says so; it is never answered empty."""

from pathlib import Path

import pytest

from parvis.engines.timetable import Query, load, plan

from . import tiny

STOPS = [(48.0, 2.0), (48.02, 2.0), (48.04, 2.0)]
TRIPS: list[tiny.Rows] = [
    [(0, at, at), (1, at + 300, at + 360), (2, at + 900, at + 900)] for at in range(25_200, 32_400, 600)
]


@pytest.mark.parametrize(("size", "found"), [(1_000, 12), (8, 1)])
def test_a_window_without_room_is_not_empty(
    size: int, found: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("parvis.engines.timetable.view.LABELS", size)
    timetable = load([tiny.write(tmp_path / "feed", tiny.feed_text(STOPS, TRIPS))])
    answer = plan(timetable, Query(0, 2, tiny.DAY, depart_s=25_200, window_s=7_200))
    assert len(answer.journeys) == found
    assert answer.walking_compared == (found == 12)
    assert answer.journeys[0].arrival_s == 26_100
    again = plan(timetable, Query(0, 2, tiny.DAY, depart_s=25_201))
    assert again.journeys[0].arrival_s == 26_700

# SPDX-License-Identifier: AGPL-3.0-or-later
"""Ways on the ground: stops on them in their order, also where a way passes a place twice."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parvis.engines.timetable import Shapes, ShapesRefused, Timetable, load, read_saved_shapes, read_shapes, save_shapes
from parvis.engines.timetable.build.along import put_on

from . import tiny

# Out along one street, around a block, and back over the same street: the first stop is also the last.
STOPS = [(48.0, 2.0), (48.0, 2.02), (48.01, 2.02), (48.0, 2.01)]
TRIP: tiny.Rows = [(0, 100, 100), (1, 200, 200), (2, 300, 300), (3, 400, 400), (0, 500, 500)]
WAY = [(48.0, 2.0), (48.0, 2.005), (48.0, 2.02), (48.005, 2.021), (48.01, 2.02), (48.0, 2.0201), (48.0, 2.0)]


def a_feed(folder: Path, way: list[tuple[float, float]] = WAY, extra: str = "") -> Path:
    files = tiny.feed_text(STOPS, [TRIP])
    files["trips.txt"] = "route_id,service_id,trip_id,shape_id\nr0,d,t0,w\n"
    rows = [f"w,{lat},{lon},{n * 10}\n" for n, (lat, lon) in enumerate(way)]
    files["shapes.txt"] = "shape_id,shape_pt_lat,shape_pt_lon,shape_pt_sequence\n" + extra + "".join(reversed(rows))
    return tiny.write(folder, files)


def read(folder: Path) -> tuple[Timetable, Shapes]:
    timetable = load({"feed": folder})
    return timetable, read_shapes({"feed": folder}, timetable)


def test_a_way_that_comes_back_is_cut_at_the_right_stops(tmp_path: Path) -> None:
    _, shapes = read(a_feed(tmp_path / "feed"))
    assert shapes.problems == ()
    out, back = shapes.path(0, 0, 0, 1), shapes.path(0, 0, 3, 4)
    assert (out[0], out[-1]) == ((2.0, 48.0), (2.02, 48.0))
    assert back[0] == pytest.approx((2.01, 48.0), abs=1e-5)
    assert back[-1] == (2.0, 48.0)
    assert (2.021, 48.005) in shapes.path(0, 0, 1, 2)
    whole = shapes.path(0, 0)
    assert (whole[0], whole[-1]) == ((2.0, 48.0), (2.0, 48.0))
    assert len(whole) >= len(WAY)


def test_wrong_points_and_foreign_ways_are_told_and_left_out(tmp_path: Path) -> None:
    _, shapes = read(a_feed(tmp_path / "a", extra="w,north,2.0,5\nw,0,0,6\n"))
    assert [(one.line, one.code, one.action) for one in shapes.problems if one.code == "bad_point"] == [
        (2, "bad_point", "repaired"), (3, "bad_point", "repaired"),
    ]  # fmt: skip
    assert shapes.path(0, 0)
    _, shapes = read(a_feed(tmp_path / "b", way=[(49.0, 2.0), (49.1, 2.0)]))
    assert shapes.path(0, 0) == []
    assert [one.code for one in shapes.problems] == ["stop_far_from_shape"]


def test_a_feed_without_ways_has_none_and_nobody_trips_over_it(tmp_path: Path) -> None:
    timetable, shapes = read(tiny.write(tmp_path / "feed", tiny.feed_text(STOPS, [TRIP])))
    assert shapes.path(0, 0, 0, 1) == []
    assert shapes.path(99, 0) == []
    assert read_shapes({}, timetable).path(0, 0) == []


def test_shapes_are_kept_and_damage_is_noticed(tmp_path: Path) -> None:
    _, shapes = read(a_feed(tmp_path / "feed"))
    save_shapes(shapes, tmp_path / "kept")
    assert read_saved_shapes(tmp_path / "kept").path(0, 0) == shapes.path(0, 0)
    data = bytearray((tmp_path / "kept").read_bytes())
    data[len(data) // 3] ^= 255
    (tmp_path / "kept").write_bytes(data)
    with pytest.raises(ShapesRefused):
        read_saved_shapes(tmp_path / "kept")
    with pytest.raises(ShapesRefused):
        read_saved_shapes(tmp_path / "none")


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=2, max_size=12),
    st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=6),
)
def test_stops_never_go_back_and_lie_on_the_way(way: list[tuple[int, int]], stops: list[tuple[int, int]]) -> None:
    x, y = np.array(way, float).T
    new_x, new_y, at, far = put_on(x, y, *np.array(stops, float).T)
    assert len(new_x) == len(way) + len(stops)
    assert (np.diff(at) > 0).all()
    away = np.hypot(new_x[at] - [s[0] for s in stops], new_y[at] - [s[1] for s in stops])
    assert away.max() == pytest.approx(far)
    before = np.hypot(np.diff(x), np.diff(y)).sum()
    assert np.hypot(np.diff(new_x), np.diff(new_y)).sum() == pytest.approx(before)

# SPDX-License-Identifier: AGPL-3.0-or-later
"""From a point to everywhere, beside a plain connection scan; outlines hold what is reached and nothing else."""

from dataclasses import replace
from math import ceil

import numpy as np
import pytest
import shapely
from h3.api import numpy_int
from hypothesis import HealthCheck, currently_in_test_context, given, note, settings
from hypothesis import strategies as st

from parvis.engines.timetable import Access, Point, Query, Spread, Terms, Timetable, cells, isochrones, load, reach
from parvis.engines.timetable.access.spread import seconds_to, spread
from parvis.engines.timetable.geometry import distance_m
from parvis.engines.timetable.planner import ridden

from . import tiny
from .test_right import networks

NEVER, AT, WITHIN = 1 << 30, 25_000, 5_400
CALM = settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
accesses = st.lists(st.tuples(st.integers(0, 2), st.integers(0, 900)), min_size=1, max_size=3)


def by_trip(rows: list, on_foot: dict, ready: dict[int, int]) -> dict[int, int]:
    """Earliest arrival by trip at each stop for one who can board at some stops from given moments on."""
    ready, best, aboard = dict(ready), {}, set()
    for leave, come, trip, a, b in rows:
        if trip in aboard or ready.get(a, NEVER) <= leave:
            aboard.add(trip)
            best[b] = min(best.get(b, NEVER), come)
            for stop, seconds in [(b, 0), *on_foot.get(b, [])]:
                ready[stop] = min(ready.get(stop, NEVER), come + seconds)
    return best


def to_trip(rows: list, on_foot: dict, due: dict[int, int]) -> dict[int, int]:
    """The same backwards: the latest departure by trip from each stop for one who must be at some stops in time."""
    due, best, aboard = dict(due), {}, set()
    for leave, come, trip, a, b in sorted(rows, key=lambda row: -row[1]):
        if trip in aboard or due.get(b, -NEVER) >= come:
            aboard.add(trip)
            best[a] = max(best.get(a, -NEVER), leave)
            for stop, ways in {a: [(a, 0)], **on_foot}.items():
                for other, seconds in [(a, 0)] if stop == a else ways:
                    if other == a:
                        due[stop] = max(due.get(stop, -NEVER), leave - seconds)
    return best


def made(network: tuple, folder: pytest.TempPathFactory) -> Timetable:
    files = tiny.feed_text(*network)
    if currently_in_test_context():
        note(tiny.shown(files))
    return load([tiny.write(folder.mktemp("feed"), files)])


def point_of(timetable: Timetable, access: list[tuple[int, int]]) -> Point:
    return Point(48.004, 2.004, tuple(Access(stop, seconds * 1.2, seconds) for stop, seconds in access))


def crow_s(one: Point, lat: float, lon: float) -> int:
    return ceil(float(distance_m(*(np.array([v]) for v in (one.lat, one.lon, lat, lon)))[0]) * 1.3 / 1.2 - 0.01)


@CALM
@given(network=networks(), access=accesses)
def test_arrivals_from_a_point_and_departures_towards_it_are_those_of_a_connection_scan(
    network: tuple, access: list, tmp_path_factory: pytest.TempPathFactory
) -> None:
    timetable = made(network, tmp_path_factory)
    rows, on_foot, point = tiny.connections(timetable), tiny.walks(timetable), point_of(timetable, access)
    start: dict[int, int] = {}
    for stop, seconds in access:
        start[stop] = min(start.get(stop, NEVER), AT + seconds)
    best = by_trip(rows, on_foot, start)
    query = Query(point.stops or (), (), tiny.DAY, depart_s=AT)
    found = ridden(timetable, query, NEVER)
    assert {s: AT + int(t) for s, t in enumerate(found) if t < NEVER} == best
    anywhere = dict(start)
    for stop, at in best.items():
        for other, seconds in [(stop, 0), *on_foot.get(stop, [])]:
            anywhere[other] = min(anywhere.get(other, NEVER), at + seconds)
    assert {s: int(t) for s, t in enumerate(reach(timetable, query)) if t < NEVER} == anywhere
    limited = ridden(timetable, query, 1_200)
    assert {s: AT + int(t) for s, t in enumerate(limited) if t < NEVER} == {
        s: t for s, t in best.items() if t <= AT + 1_200
    }
    due: dict[int, int] = {}
    for stop, seconds in access:
        due[stop] = max(due.get(stop, -NEVER), 30_000 - seconds)
    towards = ridden(timetable, Query((), point.stops or (), tiny.DAY, arrive_s=30_000), NEVER)
    assert {s: 30_000 - int(t) for s, t in enumerate(towards) if t < NEVER} == to_trip(rows, on_foot, due)


@CALM
@given(network=networks(), access=accesses, window=st.sampled_from([0, 3_600]))
def test_outlines_and_cells_hold_what_is_reached_and_nothing_else(
    network: tuple, access: list, window: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    timetable = made(network, tmp_path_factory)
    point = point_of(timetable, access)
    terms = Terms(tiny.DAY, depart_s=AT, within_s=WITHIN, window_s=window, step_s=900)
    found = spread(timetable, point, terms)
    lat, lon = (a.ravel() for a in np.meshgrid(np.linspace(47.97, 48.05, 23), np.linspace(1.95, 2.06, 23)))
    took = seconds_to(found, lat, lon)
    rows, on_foot, stops = tiny.connections(timetable), tiny.walks(timetable), timetable.stops
    for i in range(0, len(lat), 37):
        every = []
        for at in terms.moments:
            start: dict[int, int] = {}
            for stop, seconds in access:
                start[stop] = min(start.get(stop, NEVER), at + seconds)
            best = by_trip(rows, on_foot, start)
            ways = [t - at + crow_s(Point(lat[i], lon[i]), stops.lat[s], stops.lon[s]) for s, t in best.items()]
            every.append(min([crow_s(point, lat[i], lon[i]), *(one for one in ways)]))
        middle = sorted(every)[ceil(len(every) / 2) - 1]
        assert abs(int(took[i]) - middle) <= 2 or (middle > WITHIN - 2 and took[i] == NEVER)
    for one in isochrones(found, (15, 60)):
        inside = shapely.contains_xy(one.shape, lon, lat)
        margin = (1.5 * one.tolerance_m + (100 if window else 15)) * found.pace
        assert one.shape.is_valid
        assert inside[took < one.minutes * 60 - margin].all()
        assert not inside[took > one.minutes * 60 + margin].any()
    known = cells(found, 9)
    middles = np.array([numpy_int.cell_to_latlng(one) for one in known.ids])
    assert (known.minutes == -(-seconds_to(found, middles[:, 0], middles[:, 1]) // 60)).all()
    near = np.array([numpy_int.latlng_to_cell(y, x, 9) for y, x in zip(lat, lon, strict=True)], np.uint64)
    assert np.isin(near[took < WITHIN - 350 * found.pace], known.ids).all()


def islands(count: int, seconds: int, away: float) -> Spread:
    """A point and stops all around it."""
    turn = 2 * np.pi * np.arange(count) / count
    lat = np.concatenate([[48.0], 48.0 + away * np.sin(turn)])
    lon = np.concatenate([[2.0], 2.0 + away * np.cos(turn) / np.cos(np.radians(48))])
    return Spread(Terms(tiny.DAY, depart_s=0), lat, lon, np.array([[0, *[seconds] * count]], np.int32))


def test_rings_and_holes_are_drawn_as_geojson_wants_them() -> None:
    (one,) = isochrones(islands(40, 600, 0.03), (20,))
    shells = one.geometry["coordinates"]
    assert [len(rings) for rings in shells] == [1, 2] or [len(rings) for rings in shells] == [2, 1]
    ring = max(one.shape.geoms, key=lambda part: len(part.interiors))
    assert ring.exterior.is_ccw
    assert not ring.interiors[0].is_ccw
    assert not one.shape.contains(shapely.Point(2.0, 48.02))
    assert one.shape.contains(shapely.Point(2.0, 48.03))
    area = one.shape.area * 111_195**2 * np.cos(np.radians(48))
    assert area == pytest.approx(np.pi * (1_200 / 1.0833) ** 2 + 2 * np.pi * 3_336 * 2 * 553, rel=0.06)
    assert len(str(one.geometry)) < 6_000
    assert one.geometry == isochrones(islands(40, 600, 0.03), (20,))[0].geometry


def test_the_percentile_is_that_of_single_departures(tmp_path_factory: pytest.TempPathFactory) -> None:
    trips = [[(0, at, at), (1, at + 300, at + 300)] for at in (25_200, 26_400, 27_300)]
    timetable = made(([(48.0, 2.0), (48.05, 2.05)], trips), tmp_path_factory)
    point, terms = Point(48.0, 2.0), Terms(tiny.DAY, depart_s=25_200, window_s=2_400, step_s=240, within_s=7_200)
    there = timetable.stops.lat[1:], timetable.stops.lon[1:]
    singles = [int(seconds_to(spread(timetable, point, replace(terms, depart_s=at, window_s=0)), *there)[0])
               for at in terms.moments]  # fmt: skip
    for percentile, rank in ((10, 0), (50, 4), (85, 8), (100, 9)):
        found = seconds_to(spread(timetable, point, replace(terms, percentile=percentile)), *there)
        assert int(found[0]) == sorted(singles)[rank]
    assert len(set(singles)) > 4


def test_streets_of_the_caller_replace_the_straight_line(tmp_path_factory: pytest.TempPathFactory) -> None:
    trips = [[(0, AT, AT), (1, AT + 300, AT + 300)]]
    timetable = made(([(48.0, 2.0), (48.05, 2.05)], trips), tmp_path_factory)
    asked = []

    def river(lat1: np.ndarray, lon1: np.ndarray, lat2: np.ndarray, lon2: np.ndarray) -> np.ndarray:
        """No bridge over the meridian of the second stop."""
        asked.append(len(lat1))
        crow = distance_m(lat1, lon1, lat2, lon2)
        return np.where((lon1 <= 2.0501) & (lon2 > 2.0501), np.inf, crow * 2)

    found = spread(timetable, Point(48.0, 2.0), Terms(tiny.DAY, depart_s=AT, within_s=1_800))
    east, west = (np.array([48.05]), np.array([2.052])), (np.array([48.05]), np.array([2.048]))
    assert seconds_to(found, *east)[0] < NEVER
    assert seconds_to(found, *east, river)[0] == NEVER
    assert seconds_to(found, *west, river)[0] - 300 == pytest.approx(
        2 / 1.3 * (seconds_to(found, *west)[0] - 300), abs=2
    )
    assert sum(asked) <= 4
    over = cells(found, 10, river)
    assert 0 < len(over.ids) < len(cells(found, 10).ids)


@pytest.mark.parametrize(
    "wrong",
    [{"within_s": 0}, {"step_s": 0}, {"percentile": 0}, {"window_s": 86_400, "step_s": 10}, {"arrive_s": 3},
     {"depart_s": None}],
)  # fmt: skip
def test_terms_that_make_no_sense_are_refused(wrong: dict) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        Terms(**({"day": tiny.DAY, "depart_s": 0} | wrong))
    with pytest.raises(ValueError, match="minutes"):
        isochrones(islands(3, 60, 0.01), (61,))
    with pytest.raises(ValueError, match="resolution"):
        cells(islands(3, 60, 0.01), 12)

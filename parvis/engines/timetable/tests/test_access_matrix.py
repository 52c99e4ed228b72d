# SPDX-License-Identifier: AGPL-3.0-or-later
"""Seconds between many points: each as a journey door to door, the same on threads and on a Dask cluster."""

import random
from dataclasses import replace
from math import ceil
from pathlib import Path

import numpy as np
import pytest
from distributed import Client, LocalCluster
from hypothesis import given

from parvis.engines.timetable import Access, Point, Query, Terms, Timetable, access_matrix, load, near_stops, plan
from parvis.engines.timetable.access.matrix import opportunities
from parvis.engines.timetable.geometry import distance_m

from . import tiny
from .test_access import CALM, NEVER, made
from .test_right import networks


def points(count: int, seed: int) -> list[Point]:
    dice = random.Random(seed)
    return [Point(48 + dice.uniform(-0.004, 0.014), 2 + dice.uniform(-0.004, 0.02)) for _ in range(count)]


def planned(timetable: Timetable, start: Point, end: Point, terms: Terms) -> int:
    """The travel time of the single best journey, door to door."""
    far = float(distance_m(*(np.array([v]) for v in (start.lat, start.lon, end.lat, end.lon)))[0]) * 1.3
    places = (near_stops(timetable, one.lat, one.lon) for one in (start, end))
    query = Query(*places, terms.day, depart_s=terms.depart_s, arrive_s=terms.arrive_s, direct=Access(-1, far))
    rides = plan(timetable, query).journeys
    if terms.arrive_s is not None:
        return min([ceil(far / 1.2), *(terms.arrive_s - one.departure_s for one in rides)])
    return min([ceil(far / 1.2), *(one.arrival_s - (terms.depart_s or 0) for one in rides)])


@CALM
@given(network=networks())
def test_each_cell_is_the_best_journey_door_to_door(network: tuple, tmp_path_factory: pytest.TempPathFactory) -> None:
    timetable, starts, ends = made(network, tmp_path_factory), points(3, 1), points(4, 2)
    for terms in (Terms(tiny.DAY, depart_s=25_000, within_s=9_000), Terms(tiny.DAY, arrive_s=30_000, within_s=9_000)):
        matrix = access_matrix(timetable, starts, ends, terms)
        assert matrix.shape == (3, 4)
        for row, start in zip(matrix, starts, strict=True):
            assert row.tolist() == [planned(timetable, start, end, terms) for end in ends]
        short = access_matrix(timetable, starts, ends, replace(terms, within_s=900))
        assert (short == np.where(matrix <= 900, matrix, NEVER)).all()


def test_a_cluster_answers_as_this_machine_does(tmp_path: Path) -> None:
    trips = [[(0, at, at), (1, at + 240, at + 240), (2, at + 500, at + 500)] for at in range(25_000, 32_000, 420)]
    stops = [(48.0, 2.0), (48.03, 2.03), (48.06, 2.0)]
    timetable = load([tiny.write(tmp_path / "feed", tiny.feed_text(stops, trips))])
    terms = Terms(tiny.DAY, depart_s=25_200, window_s=1_800, within_s=5_400, percentile=80)
    starts = [Point(48.0 + i * 0.004, 2.0 + i % 5 * 0.005) for i in range(21)]
    here = access_matrix(timetable, starts, starts[::2], terms)
    workers = LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, host="127.0.0.1")
    with workers, Client(workers) as client:
        there = access_matrix(timetable, starts, starts[::2], terms, client=client)
        late = replace(terms, depart_s=None, arrive_s=31_000)
        assert (access_matrix(timetable, starts, starts[:3], late, client=client)
                == access_matrix(timetable, starts, starts[:3], late)).all()  # fmt: skip
        assert access_matrix(timetable, [], starts, terms, client=client).shape == (0, 21)
    assert (here == there).all()
    assert 0 < (here < NEVER).mean() < 1


def test_opportunities_within_reach_are_summed_up() -> None:
    matrix = np.array([[0, 600, 2_000], [NEVER, 900, NEVER]], np.int32)
    assert opportunities(matrix, np.array([5, 10, 100]), (600, 900, 3_600)).tolist() == [[15, 15, 115], [0, 10, 10]]
    with pytest.raises(ValueError, match="weight"):
        opportunities(matrix, np.ones(2), (600,))

# SPDX-License-Identifier: AGPL-3.0-or-later
"""Routes, matrices, rounds; estimates where no streets are known; many threads at once."""

from __future__ import annotations

import itertools
import threading

import numpy as np
import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from parvis.kernel.places.geo import haversine_m
from parvis.kernel.streets import queries
from parvis.kernel.streets.ordering import shortest_order
from parvis.kernel.streets.routes import DETOUR
from parvis.kernel.streets.tests.conftest import corner


@pytest.mark.usefixtures("streets")
def test_route_takes_the_bridge() -> None:
    """From row 6 on one bank to row 6 on the other: down to the bridge at row 2, over, and up again."""
    route = queries.route("foot", [corner(3, 6), corner(4, 6)])
    across = haversine_m(corner(3, 2), corner(4, 2))
    up = haversine_m(corner(3, 2), corner(3, 6))
    assert not route.estimated
    assert route.distance_m == pytest.approx(across + 2 * up, rel=0.02)
    assert route.duration_s == pytest.approx(route.distance_m / 1.39, rel=0.1)
    assert any(abs(lat - corner(0, 2)[1]) < 1e-5 for _lon, lat in route.geometry)
    assert sum(leg.distance_m for leg in route.legs) == pytest.approx(route.distance_m, abs=1)


@pytest.mark.usefixtures("streets")
def test_route_through_several_points_has_a_leg_for_each() -> None:
    route = queries.route("car", [corner(0, 0), corner(2, 0), corner(2, 5)])
    assert len(route.legs) == 2
    assert route.mode == "car"


@pytest.mark.usefixtures("streets")
def test_matrix_agrees_with_routes() -> None:
    points = [corner(0, 0), corner(3, 5), corner(6, 2)]
    table = queries.matrix("foot", points)
    assert table.distances_m.shape == (3, 3)
    assert np.allclose(np.diag(table.durations_s), 0)
    for one, other in itertools.permutations(range(3), 2):
        assert table.distances_m[one, other] == pytest.approx(
            queries.route("foot", [points[one], points[other]]).distance_m, abs=2
        )
    part = queries.matrix("foot", points[:1], points[1:])
    assert np.allclose(part.distances_m, table.distances_m[:1, 1:], atol=0.2)


@pytest.mark.usefixtures("streets")
def test_nearest_names_the_street() -> None:
    lon, lat = corner(1, 0)
    snap = queries.nearest("foot", (lon + 0.0007, lat + 0.0001))
    assert snap is not None
    assert (snap.street, round(snap.distance_m)) == ("Rue du Moulin", 11)
    assert queries.nearest("foot", (2.0, 48.0)) is None


@pytest.mark.usefixtures("streets")
@pytest.mark.parametrize("back", [True, False])
def test_round_starts_where_asked_and_visits_all(back: bool) -> None:
    stops = [corner(0, 0), corner(6, 6), corner(1, 1), corner(6, 1), corner(1, 6), corner(5, 5)]
    found = queries.trip_order("foot", stops, back_to_start=back)
    assert found.order[0] == 0
    assert sorted(found.order) == list(range(6))
    given_order = queries.route("foot", [*stops, stops[0]] if back else stops)
    assert found.route.distance_m < given_order.distance_m
    assert len(found.route.legs) == (6 if back else 5)


@pytest.mark.usefixtures("streets")
def test_point_far_from_the_network_gives_an_estimate() -> None:
    assert queries.route("foot", [corner(0, 0), (5.5, 46.26)]).estimated
    assert queries.matrix("foot", [corner(0, 0)], [(5.5, 46.26)]).estimated
    assert queries.trip_order("foot", [corner(0, 0), (5.5, 46.26), corner(1, 1)]).order[0] == 0


@pytest.mark.usefixtures("streets")
def test_one_point_far_away_leaves_the_others_their_streets() -> None:
    near, far = [corner(3, 6), corner(4, 6)], (5.5, 46.26)
    alone, table = queries.matrix("foot", near), queries.matrix("foot", [*near, far])
    assert np.allclose(table.distances_m[:2, :2], alone.distances_m)
    assert table.distances_m[0, 2] == pytest.approx(haversine_m(near[0], far) * DETOUR, rel=1e-3)
    assert table.distances_m[0, 1] > 3 * haversine_m(*near), "over the bridge, not through the river"
    assert not table.estimated


@pytest.mark.django_db
def test_without_streets_estimates_are_marked() -> None:
    one, other = (4.88, 46.26), (4.90, 46.27)
    route = queries.route("foot", [one, other])
    assert route.estimated
    assert route.distance_m == pytest.approx(haversine_m(one, other) * DETOUR)
    table = queries.matrix("car", [one, other])
    assert table.estimated
    assert table.distances_m[0, 1] == pytest.approx(route.distance_m, rel=1e-3)
    assert queries.nearest("foot", one) is None
    assert queries.trip_order("foot", [one, other]).order == (0, 1)
    assert queries.trip_order("foot", [one]).route.distance_m == 0


@pytest.mark.django_db
@pytest.mark.parametrize("points", [[], [(4.88, 46.26)], [(4.88, 46.26), (400, 1)], [(4.88, 46.26), (float("nan"), 1)]])
def test_route_refuses_what_is_no_way(points: list[tuple[float, float]]) -> None:
    with pytest.raises(ValueError, match="point"):
        queries.route("foot", points)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=1, max_size=7, unique=True), st.booleans())
def test_order_is_nearly_the_shortest(points: list[tuple[float, float]], closed: bool) -> None:
    """Against every order, for small rounds: never more than a tenth longer."""
    spots = np.array(points)
    costs = np.hypot(*(spots[:, None] - spots[None, :]).transpose(2, 0, 1))

    def length(order: tuple[int, ...]) -> float:
        ring = (*order, order[0]) if closed else order
        return float(sum(costs[one, other] for one, other in itertools.pairwise(ring)))

    order = shortest_order(costs, closed=closed)
    assert order[0] == 0
    assert sorted(order) == list(range(len(points)))
    best = min(length((0, *rest)) for rest in itertools.permutations(range(1, len(points))))
    assert length(tuple(order)) <= best * 1.1 + 1e-9


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("streets")
def test_many_threads_ask_at_once() -> None:
    """Eight threads, opened together, all get the same answers as one alone."""
    pairs = [(corner(a, b), corner(b, a)) for a, b in itertools.product(range(4), range(4)) if a != b]
    alone = [queries.route("foot", pair).distance_m for pair in pairs]
    barrier, wrong = threading.Barrier(8), []

    def ask() -> None:
        barrier.wait()
        for _ in range(5):
            if [queries.route("foot", pair).distance_m for pair in pairs] != alone:
                wrong.append(threading.get_ident())
        connection.close()

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not wrong

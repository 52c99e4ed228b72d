# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rides on the map: along the way of their line where the timetable draws one."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone

from parvis.services.journeys import storage
from parvis.services.journeys.adapters.drawing import features_of
from parvis.services.journeys.adapters.own_way import own_ways
from parvis.services.journeys.queries.planning import plan_journeys


def drawn() -> list[tuple[float, float]]:
    """The ride of tomorrow morning as the map shows it."""
    morning = datetime.combine(timezone.localdate() + timedelta(days=1), time(7, 30), ZoneInfo("Europe/Paris"))
    (journey,) = plan_journeys(("urbain", "a"), ("urbain", "b"), depart=morning).journeys
    ride: list[tuple[float, float]] = features_of(journey, own_ways(journey))["features"][0]["geometry"]["coordinates"]
    return ride


def test_a_ride_is_drawn_along_the_way_of_its_line(in_force: Any) -> None:
    ways = "shape_id,shape_pt_lat,shape_pt_lon,shape_pt_sequence\nw,46.26,4.88,1\nw,46.2601,4.8901,2\nw,46.27,4.89,3\n"
    in_force(shapes=ways)
    ride = drawn()
    assert ride == [(4.88, 46.26), (4.8901, 46.2601), (4.89, 46.27)]


def test_without_the_ways_a_ride_is_drawn_from_stop_to_stop(in_force: Any) -> None:
    made = in_force()
    storage.network_file(storage.shapes_of(made.path)).unlink()
    assert drawn() == [(4.88, 46.26), (4.89, 46.27)]

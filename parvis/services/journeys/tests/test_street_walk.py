# SPDX-License-Identifier: AGPL-3.0-or-later
"""Changes on foot between stops follow the streets: over the bridge, not through the river."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from django.utils import timezone

from parvis.kernel.audit.actors import SYSTEM
from parvis.kernel.places.geo import haversine_m
from parvis.kernel.streets.tests.conftest import built, corner, grid, streets
from parvis.services.journeys.adapters.network import current_network, look_again
from parvis.services.journeys.adapters.street_walk import DETOUR, street_walk
from parvis.services.journeys.operations import build_network
from parvis.services.journeys.queries.planning import plan_journeys
from parvis.services.journeys.tests.conftest import gtfs

__all__ = ["built", "grid", "streets"]
WEST_BANK, EAST_BANK, BY_THE_BRIDGE = corner(3, 6), corner(4, 6), corner(4, 2)
AWAY = (5.5, 46.26)


def lines_to_the_river() -> bytes:
    """Line 1 ends on the west bank, line 2 begins on the other one, 150 m away as the crow flies."""
    places = {"a": AWAY, "west": WEST_BANK, "east": EAST_BANK, "z": (5.6, 46.26)}
    stops = "".join(f"{key},{key},{lat},{lon}\n" for key, (lon, lat) in places.items())
    rows = (("1-0", 8, "a", "west"), ("2-0", 9, "east", "z"))
    times = "".join(f"{trip},{h}:00:00,{h}:00:00,{a},1\n{trip},{h}:10:00,{h}:10:00,{b},2\n" for trip, h, a, b in rows)
    return gtfs(
        lines=("1", "2"), trips=1, stops=f"stop_id,stop_name,stop_lat,stop_lon\n{stops}",
        stop_times=f"trip_id,arrival_time,departure_time,stop_id,stop_sequence\n{times}",
    )  # fmt: skip


def journeys() -> Any:
    """From one end of the lines to the other, tomorrow morning."""
    morning = datetime.combine(timezone.localdate() + timedelta(days=1), time(7, 30), ZoneInfo("Europe/Paris"))
    return plan_journeys(("urbain", "a"), ("urbain", "z"), depart=morning).journeys


@pytest.mark.usefixtures("streets")
def test_pairs_are_measured_on_the_streets_and_guessed_beyond_them() -> None:
    one = np.array([WEST_BANK, WEST_BANK, AWAY])
    other = np.array([EAST_BANK, BY_THE_BRIDGE, (5.501, 46.26)])
    over, down, beyond = street_walk(one[:, 1], one[:, 0], other[:, 1], other[:, 0])
    assert over > 3 * haversine_m(WEST_BANK, EAST_BANK)
    assert over == pytest.approx(down + haversine_m(BY_THE_BRIDGE, EAST_BANK), rel=0.02)
    assert beyond == pytest.approx(haversine_m(AWAY, (5.501, 46.26)) * DETOUR, rel=1e-3)


def test_stops_face_to_face_over_a_river_are_no_change(in_force: Any, request: pytest.FixtureRequest) -> None:
    in_force(lines_to_the_river())
    before = current_network()
    (found,) = journeys()
    assert found.transfers == 1, "no street is known: the straight line × 1.3"
    assert found.legs[1].estimated
    request.getfixturevalue("streets")
    build_network(SYSTEM)
    look_again()
    after = current_network()
    assert before is not None
    assert after is not None
    assert before.fingerprint != after.fingerprint, "other streets, another network"
    assert journeys() == ()

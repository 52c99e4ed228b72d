# SPDX-License-Identifier: AGPL-3.0-or-later
"""Points on the Earth, distances, H3 cells and the Lambert-93 projection. No ORM."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from h3.api import basic_int
from numpy.typing import ArrayLike, NDArray

EARTH_RADIUS_M = 6_371_008.8
"""Mean radius of the Earth (IUGG)."""

METRES_PER_DEGREE = math.pi * EARTH_RADIUS_M / 180
"""Length of one degree of latitude."""


class Point(NamedTuple):
    """A position in degrees, WGS 84, longitude first as in GeoJSON."""

    lon: float
    lat: float


class Box(NamedTuple):
    """A rectangle in degrees: west, south, east, north."""

    west: float
    south: float
    east: float
    north: float

    def contains(self, lon: float, lat: float) -> bool:
        """True for a point inside or on the edge."""
        return self.west <= lon <= self.east and self.south <= lat <= self.north


def valid(lon: float, lat: float) -> bool:
    """True for finite coordinates that lie on the globe."""
    return math.isfinite(lon) and math.isfinite(lat) and -180 <= lon <= 180 and -90 <= lat <= 90


def haversine_m(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Great-circle distance in metres between two (lon, lat) points in degrees.

    Source: R. W. Sinnott, "Virtues of the Haversine", Sky and Telescope 68 (1984).
    """
    lon1, lat1, lon2, lat2 = map(math.radians, (*one, *other))
    half = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_RADIUS_M * math.asin(min(1.0, math.sqrt(half)))


def distances_m(lon: ArrayLike, lat: ArrayLike, lons: ArrayLike, lats: ArrayLike) -> NDArray[np.float64]:
    """Metres between points in degrees, element by element as NumPy broadcasts them.

    Equirectangular: within a region it agrees with the great circle to a thousandth, for a third of the work.
    """
    west, south, east, north = (np.asarray(values, np.float64) for values in (lon, lat, lons, lats))
    across = (east - west) * np.cos(np.radians((south + north) / 2))
    return METRES_PER_DEGREE * np.hypot(across, north - south)


def box_around(lon: float, lat: float, radius_m: float) -> Box:
    """The smallest rectangle of degrees that holds the circle of `radius_m` around a point."""
    tall = radius_m / METRES_PER_DEGREE
    wide = tall / max(0.01, math.cos(math.radians(lat)))
    return Box(lon - wide, lat - tall, lon + wide, lat + tall)


def cell(lon: float, lat: float, resolution: int) -> int:
    """The H3 cell of a point as a 64-bit integer (positive, fits a PostgreSQL bigint)."""
    return int(basic_int.latlng_to_cell(lat, lon, resolution))


def disk(centre: int, rings: int) -> list[int]:
    """The cell `centre` and those within `rings` steps of it."""
    return list(basic_int.grid_disk(centre, rings))


def sure_radius_m(centre: int, rings: int) -> float:
    """How far around any point of `centre` the disk of `rings` rings certainly reaches, in metres.

    From a point of the middle cell, the nearest thing outside ring 1 is a concave corner of the
    outline, 0.577 cell spacings away; each further ring adds at least 0.866 spacings. The smallest
    spacing among the neighbours stands for all, less a tenth for the shear of H3's projection.
    """
    here = basic_int.cell_to_latlng(centre)[::-1]
    around = (basic_int.cell_to_latlng(other)[::-1] for other in basic_int.grid_disk(centre, 1) if other != centre)
    spacing = min(haversine_m(here, other) for other in around)
    return 0.9 * spacing * (0.577 + 0.866 * (rings - 1)) if rings else 0.0


_LAMBERT_N = 0.7256077650532670
_LAMBERT_C = 11_754_255.4260960
_LAMBERT_XS = 700_000.0
_LAMBERT_YS = 12_655_612.0498760
_GRS80_E = 0.08181919104281579


def from_lambert93(x: float, y: float) -> Point:
    """Longitude and latitude of a Lambert-93 position in metres.

    Source: IGN, "Projection cartographique conique conforme de Lambert" (NTG 71), algorithms
    ALG0002 and ALG0004, with the RGF93 constants.
    """
    radius = math.hypot(x - _LAMBERT_XS, y - _LAMBERT_YS)
    angle = math.atan2(x - _LAMBERT_XS, _LAMBERT_YS - y)
    isometric = -math.log(abs(radius / _LAMBERT_C)) / _LAMBERT_N
    latitude = 2 * math.atan(math.exp(isometric)) - math.pi / 2
    for _ in range(8):
        sine = _GRS80_E * math.sin(latitude)
        stretch = ((1 + sine) / (1 - sine)) ** (_GRS80_E / 2)
        latitude = 2 * math.atan(stretch * math.exp(isometric)) - math.pi / 2
    return Point(math.degrees(angle / _LAMBERT_N) + 3.0, math.degrees(latitude))

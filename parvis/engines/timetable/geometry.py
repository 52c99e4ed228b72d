# SPDX-License-Identifier: AGPL-3.0-or-later
"""Distances on the sphere and neighbours within reach."""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from .earth import EARTH_RADIUS_M as EARTH_RADIUS_M
from .earth import METRES_PER_DEGREE as METRES_PER_DEGREE

DETOUR = 1.3

type Floats = NDArray[np.float64]
type Ints = NDArray[np.int32]


def distance_m(lat1: Floats, lon1: Floats, lat2: Floats, lon2: Floats) -> Floats:
    """Great-circle distance in metres (haversine formula), element by element; degrees in."""
    a, b = np.radians(lat1), np.radians(lat2)
    half = np.sin((b - a) / 2) ** 2 + np.cos(a) * np.cos(b) * np.sin(np.radians(lon2 - lon1) / 2) ** 2
    return np.asarray(2 * EARTH_RADIUS_M * np.arcsin(np.sqrt(np.minimum(half, 1.0))))


def near_pairs(lat: Floats, lon: Floats, within_m: float) -> tuple[Ints, Ints, Floats]:
    """All pairs ``a < b`` of points at most so far apart, with the distance; points without a place have none."""
    placed = np.flatnonzero(np.isfinite(lat) & np.isfinite(lon))
    if len(placed) < 2:
        return np.zeros(0, np.int32), np.zeros(0, np.int32), np.zeros(0)
    y, x = lat[placed], lon[placed]
    order = np.argsort(y, kind="stable")
    a, b = _sweep(y[order], x[order], within_m / METRES_PER_DEGREE)
    a, b = placed[order[a]], placed[order[b]]
    a, b = np.minimum(a, b), np.maximum(a, b)
    far = distance_m(lat[a], lon[a], lat[b], lon[b])
    kept = far <= within_m
    return a[kept].astype(np.int32), b[kept].astype(np.int32), far[kept]


@njit(cache=True, nogil=True)
def _sweep(y, x, reach):  # type: ignore[no-untyped-def]
    """Pairs of points (sorted by latitude) whose box of ``reach`` degrees of latitude holds the other."""
    found_a, found_b = [0], [0]
    for i in range(len(y)):
        stretch = max(np.cos(np.radians(min(abs(y[i]) + reach, 89.9))), 0.01)
        j = i + 1
        while j < len(y) and y[j] - y[i] <= reach * 1.0001:
            if abs(x[j] - x[i]) <= reach / stretch * 1.0001:
                found_a.append(i)
                found_b.append(j)
            j += 1
    return np.array(found_a[1:], np.int64), np.array(found_b[1:], np.int64)

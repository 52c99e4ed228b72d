# SPDX-License-Identifier: AGPL-3.0-or-later
"""Stops put on the way of their line, in their order."""

import numpy as np
from numba import njit
from numpy.typing import NDArray

type Floats = NDArray[np.float64]


def put_on(x: Floats, y: Floats, stop_x: Floats, stop_y: Floats) -> tuple[Floats, Floats, NDArray[np.int64], float]:
    """The way with one point more per stop: its foot, chosen so that the stops never go back along the way.

    Among all such choices the one with the least sum of squared distances (dynamic programming over stops and
    segments), so that a way that passes a place twice takes each stop at the right time. Metres in the plane in and out.

    Returns: the way's x and y, the number of each stop's point on it, and the largest distance of a stop from the way.
    """
    segment, share = _feet(x, y, stop_x, stop_y)
    foot_x = x[segment] + share * (x[segment + 1] - x[segment])
    foot_y = y[segment] + share * (y[segment + 1] - y[segment])
    where = segment + 1
    at = where + np.arange(len(where))
    far_m = float(np.hypot(foot_x - stop_x, foot_y - stop_y).max())
    return np.insert(x, where, foot_x), np.insert(y, where, foot_y), at, far_m


@njit(cache=True, nogil=True)
def _feet(x, y, stop_x, stop_y):  # type: ignore[no-untyped-def]
    """Segment of each stop, and the share of it."""
    stops, segments = len(stop_x), len(x) - 1
    cost = np.empty((stops, segments))
    share = np.empty((stops, segments))
    came = np.empty((stops, segments), np.int64)
    for s in range(stops):
        for k in range(segments):
            dx, dy = x[k + 1] - x[k], y[k + 1] - y[k]
            long = dx * dx + dy * dy
            t = ((stop_x[s] - x[k]) * dx + (stop_y[s] - y[k]) * dy) / long if long > 0.0 else 0.0
            t = min(max(t, 0.0), 1.0)
            share[s, k] = t
            cost[s, k] = (x[k] + t * dx - stop_x[s]) ** 2 + (y[k] + t * dy - stop_y[s]) ** 2
    total = cost.copy()
    for s in range(1, stops):
        best, where = np.inf, -1
        for k in range(segments):
            same = total[s - 1, k] if share[s - 1, k] <= share[s, k] else np.inf
            if same < best:
                total[s, k] += same
                came[s, k] = k
            else:
                total[s, k] += best
                came[s, k] = where
            if total[s - 1, k] < best:
                best, where = total[s - 1, k], k
    segment = np.empty(stops, np.int64)
    segment[stops - 1] = np.argmin(total[stops - 1])
    for s in range(stops - 1, 0, -1):
        before = came[s, segment[s]]
        segment[s - 1] = before if before >= 0 else segment[s]
    chosen = np.empty(stops)
    for s in range(stops):
        chosen[s] = share[s, segment[s]]
        if s and segment[s] == segment[s - 1] and chosen[s] < chosen[s - 1]:
            chosen[s] = chosen[s - 1]  # no other choice: a way of one segment that runs against its stops
    return segment, chosen

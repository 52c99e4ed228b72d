# SPDX-License-Identifier: AGPL-3.0-or-later
"""Stops gathered into clusters of near ones, by halving again and again along the longer side."""

import numpy as np

from parvis.engines.timetable.tables import Bools, Floats, Ints


def halve(lat: Floats, lon: Floats, served: Bools, depth: int) -> Ints:
    """A cluster below ``2 ** depth`` for each served stop, 0 for the rest; ``cluster >> 2`` is the one of depth - 2."""
    cluster = np.zeros(len(lat), np.int32)
    groups = [np.flatnonzero(served)]
    y = np.nan_to_num(lat)
    x = np.nan_to_num(lon) * np.cos(np.radians(np.median(y[served]) if served.any() else 0.0))
    for _ in range(depth):
        split: list[np.ndarray] = []
        for members in groups:
            along = y if len(members) and np.ptp(y[members]) > np.ptp(x[members]) else x
            order = members[np.argsort(along[members], kind="stable")] if len(members) else members
            split += [order[: len(order) // 2], order[len(order) // 2 :]]
        groups = split
    for number, members in enumerate(groups):
        cluster[members] = number
    return cluster

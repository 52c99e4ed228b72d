# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the searches share: the ends of a journey, the ground between trips, bounds towards the destination."""

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from parvis.engines.timetable.build.bounds import SLICE_S, SLICES, UNIT_S, UNREACHABLE, Bounds
from parvis.engines.timetable.compiled import inlined
from parvis.engines.timetable.tables import Bytes, Ints, Longs

MOST_TARGETS = 24


class Ends(NamedTuple):
    """Where one starts and ends: stops with the seconds and metres on foot."""

    access_stop: Ints
    access_s: Ints
    access_m: Ints
    egress_stop: Ints
    egress_s: Ints
    egress_m: Ints


class Ground(NamedTuple):
    """Footpaths in seconds and whole metres, least times to change, the lines that may be used."""

    walk_first: Longs
    walk_to: Ints
    walk_s: Ints
    walk_m: Ints
    change_s: Ints
    line_allowed: Bytes


class Compass(NamedTuple):
    """Bounds towards one destination: ``later[origin * SLICES + half hour]`` in six minutes, ``fastest`` in minutes."""

    later: Bytes
    fastest: Bytes
    origin_of: Ints


def compass(bounds: Bounds | None, ends: Ends, stops: int) -> Compass:
    """The bounds for the stops where a journey may end; all nothing without bounds, or with too many ends."""
    if bounds is not None and len(ends.egress_stop):
        targets, which = np.unique(bounds.origin_of[ends.egress_stop] >> 2, return_inverse=True)
        if len(targets) <= MOST_TARGETS:
            least = np.full(len(targets), np.iinfo(np.int32).max, np.int64)
            np.minimum.at(least, which, ends.egress_s)
            later, fastest = _pooled(bounds.later, bounds.fastest, targets, least)
            return Compass(later, fastest, bounds.origin_of)
    return Compass(np.zeros(SLICES, np.uint8), np.zeros(1, np.uint8), np.zeros(stops, np.int32))


@njit(cache=True, nogil=True)
def _pooled(later, fastest, targets, least_s):  # type: ignore[no-untyped-def]
    """The lowest bound over several clusters of targets, each with the walk from there."""
    origins, parts = later.shape[1], later.shape[2]
    out = np.full(origins * parts, UNREACHABLE, np.uint8)
    quick = np.full(origins, UNREACHABLE, np.uint8)
    for i in range(len(targets)):
        more, minutes = least_s[i] // UNIT_S, least_s[i] // 60
        table = later[targets[i]].reshape(origins * parts)
        for j in range(origins * parts):
            value = UNREACHABLE if table[j] == UNREACHABLE else min(table[j] + more, UNREACHABLE - 1)
            out[j] = min(out[j], value)
        for j in range(origins):
            value = fastest[targets[i], j]
            value = UNREACHABLE if value == UNREACHABLE else min(value + minutes, UNREACHABLE - 1)
            quick[j] = min(quick[j], value)
    return out, quick


@inlined
def earliest(later, fastest, origin, at, never):  # type: ignore[no-untyped-def]
    """A lower bound of the arrival for one who stands in a cluster of origins at a moment."""
    part = min(max(at, 0) // SLICE_S, SLICES - 1)
    steps, minutes = later[origin * SLICES + part], fastest[origin]
    if steps == UNREACHABLE or minutes == UNREACHABLE:
        return never
    return max(part * SLICE_S + steps * UNIT_S, at + minutes * 60)


@inlined
def next_trip(departure, base, trips, at):  # type: ignore[no-untyped-def]
    """The first of ``trips`` departures from ``base`` on that is not before ``at``; ``trips`` without."""
    low, high = 0, trips
    while low < high:
        middle = (low + high) >> 1
        if departure[base + middle] < at:
            low = middle + 1
        else:
            high = middle
    return low


type Tables = NDArray[np.int32]

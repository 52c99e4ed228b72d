# SPDX-License-Identifier: AGPL-3.0-or-later
"""Trips with the same line, stops, numbers of stops and boarding rules share a pattern."""

import numpy as np
from numba import njit

from parvis.engines.timetable.tables import Bytes, Ints, Longs, Patterns


def group(route: Ints, first: Longs, stop: Ints, flags: Bytes, sequence: Ints) -> tuple[Patterns, Ints]:
    """The patterns of trips given by rows ``first[trip]:first[trip + 1]``, and the pattern of each trip."""
    seed = np.uint64(0)
    while True:
        keys = _hashes(route, first, stop, flags, sequence, seed)
        _, sample, pattern = np.unique(keys, return_index=True, return_inverse=True)
        if _all_alike(route, first, stop, flags, sequence, sample[pattern]):
            break
        seed += np.uint64(1)
    lengths = (first[1:] - first[:-1])[sample]
    offsets = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
    rows = np.repeat(first[:-1][sample] - offsets[:-1], lengths) + np.arange(offsets[-1])
    return Patterns(offsets, stop[rows], flags[rows], sequence[rows], route[sample]), pattern.astype(np.int32)


@njit(cache=True, nogil=True)
def _hashes(route, first, stop, flags, sequence, seed):  # type: ignore[no-untyped-def]
    """FNV-1a (64 bits) over line, stops, flags and numbers."""
    prime, start = np.uint64(0x100000001B3), np.uint64(0xCBF29CE484222325)
    keys = np.empty(len(route), np.uint64)
    for trip in range(len(route)):
        key = (start ^ seed) * prime
        key = (key ^ np.uint64(route[trip] + 1)) * prime
        for row in range(first[trip], first[trip + 1]):
            key = (key ^ np.uint64(stop[row] * 4 + flags[row] + 1)) * prime
            key = (key ^ np.uint64(sequence[row])) * prime
        keys[trip] = key
    return keys


@njit(cache=True, nogil=True)
def _all_alike(route, first, stop, flags, sequence, sample):  # type: ignore[no-untyped-def]
    for trip in range(len(route)):
        other = sample[trip]
        length = first[trip + 1] - first[trip]
        if route[trip] != route[other] or length != first[other + 1] - first[other]:
            return False
        for i in range(length):
            a, b = first[trip] + i, first[other] + i
            if stop[a] != stop[b] or flags[a] != flags[b] or sequence[a] != sequence[b]:
                return False
    return True

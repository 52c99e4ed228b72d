# SPDX-License-Identifier: AGPL-3.0-or-later
"""Stops within reach of one another, whoever runs them, joined on foot."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from parvis.engines.timetable.geometry import DETOUR, distance_m, near_pairs
from parvis.engines.timetable.tables import Bools, Floats, Footpaths, Ints, Stops

type StreetWalk = Callable[[Floats, Floats, Floats, Floats], Floats]
"""Walking metres on the streets for pairs of points (latitude, longitude, latitude, longitude); inf without a way."""

SAME_STATION_M = 1_000.0


def crow_walk(lat1: Floats, lon1: Floats, lat2: Floats, lon2: Floats) -> Floats:
    """Metres on foot without streets: the straight line × 1.3."""
    return np.asarray(distance_m(lat1, lon1, lat2, lon2) * DETOUR)


def join(stops: Stops, served: Bools, reach_m: float, walk: StreetWalk, rules: tuple[Ints, Ints, Ints]) -> Footpaths:
    """Footpaths between served stops at most ``reach_m`` apart on foot, those of one station, and those that rules name.

    Rules (from, to, least seconds) come from transfers.txt: -1 forbids the path; others make it last at least so long.
    """
    at = np.flatnonzero(served)
    a, b, straight = near_pairs(stops.lat[at], stops.lon[at], reach_m)
    a, b = at[a].astype(np.int32), at[b].astype(np.int32)
    metres = walk(stops.lat[a], stops.lon[a], stops.lat[b], stops.lon[b]) if len(a) else np.zeros(0)
    metres = np.where(np.isfinite(metres), np.maximum(metres, straight), np.inf)
    near = metres <= reach_m
    pairs = [(a[near], b[near], metres[near]), _same_station(stops, at)]
    a, b, metres = (np.concatenate(column) for column in zip(*pairs, strict=True))
    a, b, metres = np.concatenate([a, b]), np.concatenate([b, a]), np.concatenate([metres, metres])
    return _with_rules(stops, a, b, metres, rules)


def _same_station(stops: Stops, at: NDArray[np.intp]) -> tuple[Ints, Ints, Floats]:
    """Pairs of platforms of one station; the straight line × 1.3, or nothing where a place is unknown."""
    station = np.where(stops.parent[at] >= 0, stops.parent[at], np.where(stops.is_station[at], at, -1))
    inside = at[station >= 0]
    order = np.argsort(station[station >= 0], kind="stable")
    members, of = inside[order], station[station >= 0][order]
    edges = np.flatnonzero(np.concatenate([[True], of[1:] != of[:-1]])) if len(of) else np.zeros(0, np.intp)
    a: list[int] = []
    b: list[int] = []
    for start, end in zip(edges, [*edges[1:], len(of)], strict=False):
        group = members[start:end]
        for i in range(len(group)):
            a += [int(group[i])] * (len(group) - i - 1)
            b += group[i + 1 :].tolist()
    first, second = np.array(a, np.int32), np.array(b, np.int32)
    metres = crow_walk(stops.lat[first], stops.lon[first], stops.lat[second], stops.lon[second])
    metres = np.nan_to_num(metres, nan=0.0)
    near = metres <= SAME_STATION_M
    return first[near], second[near], metres[near]


def _with_rules(stops: Stops, a: Ints, b: Ints, metres: Floats, rules: tuple[Ints, Ints, Ints]) -> Footpaths:
    rule_a, rule_b, rule_s = (column[rules[0] != rules[1]] for column in rules)
    ruled = np.nan_to_num(crow_walk(stops.lat[rule_a], stops.lon[rule_a], stops.lat[rule_b], stops.lon[rule_b]))
    least = np.concatenate([np.zeros(len(a), np.int32), rule_s])
    a, b, metres = np.concatenate([a, rule_a]), np.concatenate([b, rule_b]), np.concatenate([metres, ruled])
    is_rule = np.arange(len(a)) >= len(a) - len(rule_a)
    order = np.lexsort((metres, ~is_rule, b, a))
    a, b, metres, least = a[order], b[order], metres[order], least[order]
    fresh = np.ones(len(a), np.bool_)
    fresh[1:] = (a[1:] != a[:-1]) | (b[1:] != b[:-1])
    kept = fresh & (least >= 0)
    a, b, metres, least = a[kept], b[kept], metres[kept], least[kept]
    first = np.searchsorted(a, np.arange(len(stops.lat) + 1))
    whole = np.ceil(metres).astype(np.float32)
    return Footpaths(first.astype(np.int64), b.astype(np.int32), whole, least.astype(np.int32))

# SPDX-License-Identifier: AGPL-3.0-or-later
"""The names of the stops of a network, laid out for search as one types; made once per network and process."""

from __future__ import annotations

import threading
from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from parvis.engines.timetable import Timetable
from parvis.kernel.places.geo import distances_m
from parvis.kernel.places.words import fold, index_keys, normal, query_keys
from parvis.services.journeys.adapters.network import Mapped

SAME_STOP_DEGREES = 0.004
"""Poles of one name within some 400 m are one stop to whoever looks for it."""
_END = "\uffff"
_KEPT = 2
"""The network in force, and one on trial."""


@dataclass(frozen=True, slots=True)
class NamedStop:
    """A station, or all poles of one name at one place, whoever serves them; `number` stands for the `members`."""

    number: int
    members: tuple[int, ...]
    name: str
    normal: str
    lat: float
    lon: float
    lines: tuple[str, ...]


@dataclass(frozen=True)
class StopNames:
    """All named stops with an index of their words."""

    stops: tuple[NamedStop, ...]

    @cached_property
    def _words(self) -> dict[str, set[int]]:
        words: dict[str, set[int]] = defaultdict(set)
        for place, stop in enumerate(self.stops):
            for word in stop.normal.split():
                words[word].add(place)
        return words

    @cached_property
    def _groups(self) -> dict[int, NamedStop]:
        return {number: stop for stop in self.stops for number in stop.members}

    def around(self, number: int) -> tuple[int, ...]:
        """The stops that share the name and the place of a stop or station; itself alone where it has no line."""
        group = self._groups.get(number)
        return group.members if group else (number,)

    @cached_property
    def _places(self) -> NDArray[np.float64]:
        return np.array([(stop.lon, stop.lat) for stop in self.stops]).reshape(-1, 2)

    def near(self, lon: float, lat: float, within_m: float) -> list[tuple[float, NamedStop]]:
        """The stops within reach of a point, with the metres as the crow flies, the nearest first."""
        far = distances_m(lon, lat, self._places[:, 0], self._places[:, 1])
        order = np.argsort(far, kind="stable")
        return [(float(far[place]), self.stops[place]) for place in order[: int(np.sum(far <= within_m))].tolist()]

    @cached_property
    def _sorted(self) -> list[str]:
        return sorted(self._words)

    @cached_property
    def _spellings(self) -> dict[int, list[str]]:
        spellings: dict[int, list[str]] = defaultdict(list)
        for word in self._sorted:
            for key in index_keys(word):
                spellings[key].append(word)
        return spellings

    def matching(self, text: str) -> list[NamedStop]:
        """Stops whose name holds each word typed, the last ones perhaps half; with mistakes where nothing else fits."""
        tokens = normal(fold(text)).split()
        if not tokens:
            return []
        groups = [self._beginning(token) or self._misspelt(token) for token in tokens]
        return [self.stops[place] for place in sorted(set.intersection(*groups))]

    def _beginning(self, token: str) -> set[int]:
        low, high = bisect_left(self._sorted, token), bisect_left(self._sorted, token + _END)
        return set().union(*(self._words[word] for word in self._sorted[low:high]))

    def _misspelt(self, token: str) -> set[int]:
        meant = {word for key in query_keys(token) for word in self._spellings.get(key, ())}
        return set().union(*(self._words[word] for word in meant))


_lock = threading.Lock()
_kept: dict[str, StopNames] = {}


def stop_names(mapped: Mapped) -> StopNames:
    """The names of a network's stops."""
    kept = _kept.get(mapped.fingerprint)
    if kept is None:
        with _lock:
            kept = _kept.get(mapped.fingerprint)
            if kept is None:
                kept = StopNames(tuple(_named(mapped.timetable)))
                while len(_kept) >= _KEPT:
                    del _kept[next(iter(_kept))]
                _kept[mapped.fingerprint] = kept
    return kept


def _named(timetable: Timetable) -> list[NamedStop]:
    stops, lines = timetable.stops, _lines(timetable)
    groups: dict[tuple[str, int, int], set[int]] = defaultdict(set)
    carried: dict[int, set[int]] = defaultdict(set)
    for number in sorted(lines):
        head = int(stops.parent[number]) if stops.parent[number] >= 0 else number
        lat, lon = float(stops.lat[head]), float(stops.lon[head])
        if lat != lat or lon != lon:  # a stop without place is not a number
            continue
        place = normal(stops.names[head]), round(lat / SAME_STOP_DEGREES), round(lon / SAME_STOP_DEGREES)
        carried[head] |= lines[number]
        groups[place].add(head)
    return [_group(timetable, sorted(members), carried) for members in groups.values()]


def _group(timetable: Timetable, members: list[int], carried: dict[int, set[int]]) -> NamedStop:
    """The group stands where most of its lines stop."""
    stops, names = timetable.stops, timetable.routes.short_names
    head = max(members, key=lambda one: (len(carried[one]), -one))
    routes = sorted(set().union(*(carried[one] for one in members)))
    return NamedStop(
        head, tuple(members), stops.names[head], normal(stops.names[head]), float(stops.lat[head]),
        float(stops.lon[head]), tuple(dict.fromkeys(names[route] for route in routes if names[route])),
    )  # fmt: skip


def _lines(timetable: Timetable) -> dict[int, set[int]]:
    patterns, lines = timetable.patterns, defaultdict(set)
    for number, route in enumerate(patterns.route.tolist()):
        for stop in patterns.stop[int(patterns.first[number]) : int(patterns.first[number + 1])].tolist():
            lines[stop].add(route)
    return lines

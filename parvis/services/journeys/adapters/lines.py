# SPDX-License-Identifier: AGPL-3.0-or-later
"""A line as people know it: its directions, the stops of each in one order, the trips of a day."""

from __future__ import annotations

import threading
from collections import Counter
from dataclasses import dataclass
from datetime import date

import numpy as np

from parvis.engines.timetable import Timetable
from parvis.engines.timetable.timetable import EPOCH
from parvis.services.journeys.adapters.network import Mapped
from parvis.services.journeys.adapters.seen import headsign
from parvis.services.journeys.adapters.stop_names import StopNames, stop_names
from parvis.services.journeys.rules.columns import in_order
from parvis.services.journeys.rules.directions import Way, directions
from parvis.services.journeys.rules.sequence import merge

WHEELCHAIR_YES = 1
_MOST_KEPT = 256


@dataclass(frozen=True, slots=True)
class LineStop:
    """A stop in the order of a direction: the network's number, the part of its trips that stop there, 0 to 1."""

    number: int
    share: float
    on_trunk: bool


@dataclass(frozen=True)
class Direction:
    """One direction: where it goes, its stops, and for each of its patterns the row of each position (-1: no stop)."""

    signs: tuple[str, ...]
    stops: tuple[LineStop, ...]
    rows: dict[int, tuple[int, ...]]
    trunk: int
    """The pattern of most trips."""


@dataclass(frozen=True)
class LineLaid:
    """A line of a network."""

    route: int
    directions: tuple[Direction, ...]


@dataclass(frozen=True, slots=True)
class TripTimes:
    """A trip of a direction: {row: seconds of the service day}."""

    trip: int
    service: int
    times: dict[int, int]


_lock = threading.Lock()
_kept: dict[tuple[str, date, int], LineLaid] = {}


def line_laid(mapped: Mapped, route: int, today: date) -> LineLaid:
    """The line, from what runs today or later; worked out once a day and process."""
    key = mapped.fingerprint, today, route
    laid = _kept.get(key)
    if laid is None:
        laid = _laid(mapped.timetable, stop_names(mapped), route, today)
        with _lock:
            while len(_kept) >= _MOST_KEPT:
                _kept.pop(next(iter(_kept)))
            _kept[key] = laid
    return laid


def trips_of(timetable: Timetable, laid: LineLaid, direction: Direction, day: date | None = None) -> list[TripTimes]:
    """The trips of a direction from left to right, of one service day or of all."""
    trips = np.flatnonzero(timetable.trips.route == laid.route)
    if day is not None:
        trips = trips[runs_on(timetable, day)[timetable.trips.service[trips]]]
    found = [
        TripTimes(int(trip), int(timetable.trips.service[trip]), times)
        for trip in trips.tolist()
        if (times := _times(timetable, direction, trip))
    ]
    order = in_order([each.times for each in found])
    return [found[place] for place in order]


def runs_on(timetable: Timetable, day: date) -> np.ndarray:
    """For each service, whether it runs on a day; none outside the calendars."""
    number = (day - EPOCH).days - timetable.services.first_day
    if not 0 <= number < timetable.services.runs.shape[1]:
        return np.zeros(timetable.services.runs.shape[0], np.bool_)
    return timetable.services.runs[:, number]


def path_of(mapped: Mapped, direction: Direction) -> list[list[tuple[float, float]]]:
    """Where the direction goes, as (longitude, latitude): a path for each pattern that adds a stop to those before."""
    timetable, seen, out = mapped.timetable, set[int](), list[list[tuple[float, float]]]()
    for pattern, rows in direction.rows.items():
        if not set(rows) <= seen:
            seen |= set(rows)
            out.append(_path(mapped, timetable, pattern))
    return [path for path in out if len(path) > 1]


def _path(mapped: Mapped, timetable: Timetable, pattern: int) -> list[tuple[float, float]]:
    first, end = int(timetable.patterns.first[pattern]), int(timetable.patterns.first[pattern + 1])
    drawn = mapped.shapes.path(pattern, first) if mapped.shapes else []
    if drawn:
        return drawn
    stops = timetable.patterns.stop[first:end]
    places = zip(timetable.stops.lon[stops].tolist(), timetable.stops.lat[stops].tolist(), strict=True)
    return [(lon, lat) for lon, lat in places if lon == lon and lat == lat]


def _times(timetable: Timetable, direction: Direction, trip: int) -> dict[int, int]:
    """Departures, and the arrival where the trip ends."""
    rows = direction.rows.get(int(timetable.trips.pattern[trip]))
    if rows is None:
        return {}
    start = int(timetable.trips.row[trip])
    leave = timetable.departure_s[start : start + len(rows)].tolist()
    leave[-1] = int(timetable.arrival_s[start + len(rows) - 1])
    return {row: leave[place] for place, row in enumerate(rows) if row >= 0}


def _laid(timetable: Timetable, names: StopNames, route: int, today: date) -> LineLaid:
    patterns = np.flatnonzero(timetable.patterns.route == route).tolist()
    weights = _weights(timetable, route, today)
    used = [pattern for pattern in patterns if weights.get(pattern)]
    keys = {pattern: _stops(timetable, names, pattern) for pattern in used}
    used = [pattern for pattern in used if len(keys[pattern]) > 1]
    said = {pattern: _said(timetable, route, pattern) for pattern in used}
    ways = [
        Way(tuple(key for _place, key, _number in keys[each]), weights[each], said[each]) for each in used
    ]  # fmt: skip
    groups = [[used[number] for number in group] for group in directions(ways)]
    return LineLaid(route, tuple(_direction(timetable, group, keys, weights) for group in groups))


def _direction(
    timetable: Timetable,
    group: list[int],
    keys: dict[int, list[tuple[int, int, int]]],
    weights: dict[int, int],
) -> Direction:
    merged = merge([(tuple(key for _place, key, _number in keys[each]), weights[each]) for each in group])
    rows, numbers, served = {}, dict[int, int](), Counter[int]()
    for pattern, places in zip(group, merged.places, strict=True):
        first, end = int(timetable.patterns.first[pattern]), int(timetable.patterns.first[pattern + 1])
        line = [-1] * (end - first)
        for (place, _key, number), row in zip(keys[pattern], places, strict=True):
            line[place] = row
            numbers.setdefault(row, number)  # the poles of the most travelled way come first
            served[row] += weights[pattern]
        rows[pattern] = tuple(line)
    total, trunk = sum(weights[each] for each in group), set(rows[group[0]])
    stops = tuple(LineStop(numbers[row], served[row] / total, row in trunk) for row in range(len(merged.stops)))
    return Direction(_signs(timetable, group, weights), stops, rows, group[0])


def _signs(timetable: Timetable, group: list[int], weights: dict[int, int]) -> tuple[str, ...]:
    """Where its trips go, the usual place first."""
    signs = Counter[str]()
    for pattern in group:
        trips = np.flatnonzero(timetable.trips.pattern == pattern)
        signs[headsign(timetable, int(trips[0]))] += weights[pattern]
    return tuple(sign for sign, _count in signs.most_common())


def _weights(timetable: Timetable, route: int, today: date) -> dict[int, int]:
    """Departures of each pattern from today on; where the line runs no more, of all its days."""
    trips = np.flatnonzero(timetable.trips.route == route)
    runs = timetable.services.runs
    begin = max(0, (today - EPOCH).days - timetable.services.first_day)
    days = runs[:, begin:].sum(axis=1)[timetable.trips.service[trips]]
    if not days.sum():
        days = runs.sum(axis=1)[timetable.trips.service[trips]]
    found = Counter[int]()
    for pattern, count in zip(timetable.trips.pattern[trips].tolist(), days.tolist(), strict=True):
        found[pattern] += count
    return dict(found)


def _said(timetable: Timetable, route: int, pattern: int) -> int:
    """The direction of most of its trips."""
    trips = np.flatnonzero((timetable.trips.route == route) & (timetable.trips.pattern == pattern))
    return int(np.bincount(np.maximum(timetable.trips.direction[trips], 0)).argmax())


def _stops(timetable: Timetable, names: StopNames, pattern: int) -> list[tuple[int, int, int]]:
    """(place on the pattern, what people take for one stop, the pole) wherever one gets on or off."""
    first, end = int(timetable.patterns.first[pattern]), int(timetable.patterns.first[pattern + 1])
    numbers, flags = timetable.patterns.stop[first:end].tolist(), timetable.patterns.flags[first:end].tolist()
    found = []
    for place, (number, flag) in enumerate(zip(numbers, flags, strict=True)):
        if flag:
            head = int(timetable.stops.parent[number])
            found.append((place, names.around(head if head >= 0 else number)[0], number))
    return found

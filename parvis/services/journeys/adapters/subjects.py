# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whom a disruption concerns, in the network in force: lines, stops with their platforms, stops around a place."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from parvis.engines.timetable import Timetable
from parvis.kernel.places.geo import distances_m
from parvis.kernel.places.queries import neighbourhood_at
from parvis.services.journeys.adapters.answers import LineSeen, StopKey
from parvis.services.journeys.adapters.network import Mapped
from parvis.services.journeys.adapters.seen import line_seen
from parvis.services.journeys.adapters.stop_names import stop_names
from parvis.services.journeys.rules.disruptions import Concerned


def lines_of(mapped: Mapped, feeds: Iterable[str]) -> list[LineSeen]:
    """All lines of some timetables, as people look for them: 2 before 10."""
    numbers = [number for number in range(len(mapped.timetable.routes.mode)) if _feed(mapped, number) in set(feeds)]
    return sorted((line_seen(mapped.timetable, number) for number in numbers), key=_as_read)


def line_of(mapped: Mapped, feed: str, route_id: str) -> LineSeen | None:
    """A line by its identifier; None for an unknown one."""
    timetable = mapped.timetable
    try:
        return line_seen(timetable, timetable.route_numbers[timetable.feed_number(feed), route_id])
    except KeyError:
        return None


def stop_entries(mapped: Mapped, feeds: frozenset[str], key: StopKey, *, derived: bool = False) -> list[Concerned]:
    """A stop as the feeds know it: all poles of its name at its place, stations with their platforms."""
    timetable = mapped.timetable
    try:
        number = timetable.stop(*key)
    except KeyError:
        return []
    return _entries(timetable, stop_names(mapped).around(number), feeds, derived=derived)


def stops_within(mapped: Mapped, feeds: frozenset[str], lon: float, lat: float, radius_m: int) -> list[Concerned]:
    """The stops of some timetables around a point."""
    stops = mapped.timetable.stops
    far = distances_m(lon, lat, np.asarray(stops.lon), np.asarray(stops.lat))
    near = np.flatnonzero(far <= radius_m).tolist()  # a stop without place is far from everywhere: NaN
    return _entries(mapped.timetable, near, feeds, derived=True)


def stops_in_neighbourhood(mapped: Mapped, feeds: frozenset[str], code: str) -> list[Concerned]:
    """The stops of some timetables in a neighbourhood."""
    stops = mapped.timetable.stops
    inside = [
        number
        for number in np.flatnonzero(np.isfinite(stops.lat)).tolist()
        if _feed_of_stop(mapped.timetable, number) in feeds
        and (area := neighbourhood_at(float(stops.lon[number]), float(stops.lat[number]))) is not None
        and area.code == code
    ]
    return _entries(mapped.timetable, inside, feeds, derived=True)


def with_platforms(mapped: Mapped, keys: Iterable[StopKey]) -> frozenset[StopKey]:
    """Stops with all that people call the same stop, whoever serves it."""
    timetable, names, found = mapped.timetable, stop_names(mapped), set(keys)
    for key in tuple(found):
        try:
            number = timetable.stop(*key)
        except KeyError:
            continue
        parent = int(timetable.stops.parent[number])
        for head in names.around(parent if parent >= 0 else number):
            found |= {_key(timetable, each) for each in timetable.platforms(head)}
    return frozenset(found)


def serving(mapped: Mapped, keys: Iterable[StopKey]) -> frozenset[tuple[str, str]]:
    """The lines that stop at some stops, as (timetable, line)."""
    timetable = mapped.timetable
    wanted = np.array(sorted(_numbers(timetable, keys)), dtype=np.int64)
    places = np.flatnonzero(np.isin(timetable.patterns.stop, wanted))
    patterns = np.searchsorted(timetable.patterns.first, places, side="right") - 1
    routes = np.unique(timetable.patterns.route[patterns]).tolist() if len(patterns) else []
    return frozenset((_feed(mapped, route), timetable.routes.ids[route]) for route in routes)


def served_by(mapped: Mapped, lines: Iterable[tuple[str, str]]) -> frozenset[StopKey]:
    """The stops at which some lines stop."""
    timetable, stops = mapped.timetable, set()
    wanted = {number for one in lines if (number := _route(timetable, one)) is not None}
    for pattern in np.flatnonzero(np.isin(timetable.patterns.route, sorted(wanted))).tolist():
        first, end = int(timetable.patterns.first[pattern]), int(timetable.patterns.first[pattern + 1])
        stops |= set(timetable.patterns.stop[first:end].tolist())
    return frozenset(_key(timetable, number) for number in stops)


def _entries(timetable: Timetable, heads: Iterable[int], feeds: frozenset[str], *, derived: bool) -> list[Concerned]:
    stops, numbers = timetable.stops, dict.fromkeys(each for head in heads for each in timetable.platforms(head))
    mine = [(number, feed) for number in numbers if (feed := _feed_of_stop(timetable, number)) in feeds]
    return [Concerned(feed, "", stops.ids[number], stops.names[number], derived) for number, feed in mine]


def _numbers(timetable: Timetable, keys: Iterable[StopKey]) -> set[int]:
    found = set()
    for key in keys:
        try:
            found.add(timetable.stop(*key))
        except KeyError:
            continue
    return found


def _route(timetable: Timetable, key: tuple[str, str]) -> int | None:
    try:
        return timetable.route_numbers.get((timetable.feed_number(key[0]), key[1]))
    except KeyError:
        return None


def _feed(mapped: Mapped, route: int) -> str:
    return mapped.timetable.feeds[int(mapped.timetable.routes.feed[route])].name


def _feed_of_stop(timetable: Timetable, number: int) -> str:
    return timetable.feeds[int(timetable.stops.feed[number])].name


def _key(timetable: Timetable, number: int) -> StopKey:
    return _feed_of_stop(timetable, number), timetable.stops.ids[number]


def _as_read(line: LineSeen) -> tuple[str, int, str]:
    digits = "".join(letter for letter in line.name if letter.isdigit())
    return line.feed, int(digits[:6]) if digits else 10**6, line.name

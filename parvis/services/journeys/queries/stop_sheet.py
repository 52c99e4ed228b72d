# SPDX-License-Identifier: AGPL-3.0-or-later
"""What leaves from a stop on each kind of day, line by line, for the poster at the pole."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from parvis.services.journeys.adapters.answers import LineSeen, StopSeen
from parvis.services.journeys.adapters.lines import Direction
from parvis.services.journeys.adapters.network import Mapped, current_network
from parvis.services.journeys.adapters.seen import line_seen, stop_seen
from parvis.services.journeys.adapters.stop_names import stop_names
from parvis.services.journeys.queries.line_days import LineDays, line_days, trips_on
from parvis.services.journeys.queries.lines import LineFound, find_line
from parvis.services.journeys.queries.planning import stop_number
from parvis.services.journeys.rules.line_days import DayKind, DaysTold


@dataclass(frozen=True)
class PoleKind:
    """The departures of a line in a direction on a kind of day: seconds, and on which of the days where not all."""

    kind: DayKind[int]
    school_break: bool
    departures: tuple[tuple[int, DaysTold | None], ...]


@dataclass(frozen=True)
class PoleLine:
    """A line in one direction at the stop."""

    line: LineSeen
    sign: str
    kinds: tuple[PoleKind, ...]


@dataclass(frozen=True)
class StopSheet:
    """A stop with all that leaves there."""

    mapped: Mapped
    stop: StopSeen
    lines: tuple[PoleLine, ...]
    last_day: date


def stop_sheet(feed: str, stop_id: str, today: date) -> StopSheet | None:
    """The poster of a stop: all stops of its name at its place; None where the network has none of that key."""
    mapped = current_network()
    number = stop_number(mapped.timetable, (feed, stop_id)) if mapped else -1
    if mapped is None or number < 0:
        return None
    poles = _poles(mapped, number)
    lines: list[PoleLine] = []
    last = mapped.timetable.last_day
    for route in _routes(mapped, poles):
        seen = line_seen(mapped.timetable, route)
        found = find_line(seen.feed, seen.route_id, today)
        if found is not None:
            lines += _at(found, poles, today)
            last = min(last, found.last_day)
    return StopSheet(mapped, stop_seen(mapped.timetable, number), tuple(lines), last)


def _poles(mapped: Mapped, number: int) -> set[int]:
    parent = int(mapped.timetable.stops.parent[number])
    heads = stop_names(mapped).around(parent if parent >= 0 else number)
    return {pole for head in heads for pole in mapped.timetable.platforms(head)} | {number}


def _routes(mapped: Mapped, poles: set[int]) -> list[int]:
    patterns = mapped.timetable.patterns
    rows = np.flatnonzero(np.isin(patterns.stop, sorted(poles)))
    served = np.searchsorted(patterns.first, rows, side="right") - 1
    return [int(route) for route in np.unique(patterns.route[served])]


def _at(found: LineFound, poles: set[int], today: date) -> list[PoleLine]:
    days = line_days(found, today)
    lines = []
    for direction in found.laid.directions:
        kinds = [each for kind in days.kinds if (each := _kind(found, days, direction, kind, poles)).departures]
        if kinds:
            lines.append(PoleLine(found.line, direction.signs[0], tuple(kinds)))
    return lines


def _kind(found: LineFound, days: LineDays, direction: Direction, kind: DayKind[int], poles: set[int]) -> PoleKind:
    departures = [
        (seconds, days.told_of(trip.service, kind))
        for trip in trips_on(found, direction, kind)
        for seconds in _leaving(found, direction, trip.trip, poles)
    ]
    departures.sort(key=lambda one: one[0])
    return PoleKind(kind, days.in_school_break(kind), tuple(departures))


def _leaving(found: LineFound, direction: Direction, trip: int, poles: set[int]) -> list[int]:
    """When a trip leaves from the poles; where it ends nothing leaves."""
    timetable = found.timetable
    pattern, start = int(timetable.trips.pattern[trip]), int(timetable.trips.row[trip])
    first, end = int(timetable.patterns.first[pattern]), int(timetable.patterns.first[pattern + 1])
    return [
        int(timetable.departure_s[start + place])
        for place, stop in enumerate(timetable.patterns.stop[first : end - 1].tolist())
        if stop in poles and int(timetable.patterns.flags[first + place]) & 1
    ]

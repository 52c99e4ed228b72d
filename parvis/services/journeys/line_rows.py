# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the pages of a line show row by row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import get_language

from parvis.services.journeys.adapters.lines import WHEELCHAIR_YES, Direction, TripTimes
from parvis.services.journeys.clock import DAY_S, clock, in_figures
from parvis.services.journeys.day_words import kind_days, kind_title, together
from parvis.services.journeys.queries.line_days import line_days, trips_on
from parvis.services.journeys.queries.lines import LineFound, StopOfLine
from parvis.services.journeys.rules.diagram import Rail, rails


@dataclass(frozen=True)
class StopRow:
    """A stop with its part of the drawing; `since` names the stop after which its branch begins."""

    stop: StopOfLine
    rail: Rail
    since: str


@dataclass(frozen=True)
class KindRow:
    """A kind of day: when the first and the last trip leave, and how many there are."""

    title: str
    days: str
    school_break: bool
    first: str
    last: str
    trips: int


@dataclass(frozen=True)
class DayTable:
    """A table of times: a column for each trip, a row for each stop where one of them stops."""

    columns: tuple[str, ...]
    accessible: tuple[bool, ...]
    rows: tuple[tuple[StopOfLine, tuple[str, ...]], ...]
    after_midnight: bool


def stop_rows(found: LineFound, direction: Direction) -> list[StopRow]:
    """The stops of a direction as they are drawn."""
    stops = found.stops(direction)
    ways = [[row for row in rows if row >= 0] for rows in direction.rows.values()]
    drawn = rails([not stop.branch for stop in stops], ways)
    return [
        StopRow(stop, rail, stops[rail.since].stop.name if rail.since is not None else "")
        for stop, rail in zip(stops, drawn, strict=True)
    ]


def kind_rows(found: LineFound, today: date) -> list[KindRow]:
    """When the line runs, both directions together."""
    days, language = line_days(found, today), get_language() or "fr"
    rows = []
    for kind in days.kinds:
        trips = [trip for direction in found.laid.directions for trip in trips_on(found, direction, kind)]
        starts = [min(trip.times.values()) for trip in trips]
        if starts:
            rows.append(KindRow(
                kind_title(kind.told), kind_days(kind.told), days.in_school_break(kind),
                clock(min(starts), language), clock(max(starts), language), len(trips),
            ))  # fmt: skip
    return rows


def day_rows(found: LineFound, direction: Direction, trips: Sequence[TripTimes], first: int = 1) -> DayTable:
    """The table of some trips of a direction; `first` is the number of the first one."""
    used = {row for trip in trips for row in trip.times}
    stops = found.stops(direction)
    names = [
        (stop, tuple(in_figures(trip.times[row]) if row in trip.times else "" for trip in trips))
        for row, stop in enumerate(stops)
        if row in used
    ]
    columns = [str(number) for number in range(first, first + len(trips))]
    chairs = [int(found.timetable.trips.wheelchair[trip.trip]) == WHEELCHAIR_YES for trip in trips]
    late = any(second >= DAY_S for trip in trips for second in trip.times.values())
    return DayTable(tuple(columns), tuple(chairs), tuple(names), late)


@dataclass(frozen=True)
class WeekPart:
    """Days on which the same trips run in a direction, and their table."""

    sign: str
    days: str
    table: DayTable


def week_rows(found: LineFound, today: date) -> list[WeekPart]:
    """The next seven days, direction by direction; days that are alike share a table."""
    parts = []
    for direction in found.laid.directions:
        alike: dict[tuple[int, ...], list[date]] = {}
        for day in (today + timedelta(days=ahead) for ahead in range(7)):
            alike.setdefault(tuple(each.trip for each in found.trips(direction, day)), []).append(day)
        for trips, days in alike.items():
            if trips:
                words = together([date_format(day, "l j F") for day in days])
                table = day_rows(found, direction, found.trips(direction, days[0]))
                parts.append(WeekPart(direction.signs[0], words, table))
    return parts

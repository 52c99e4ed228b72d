# SPDX-License-Identifier: AGPL-3.0-or-later
"""A line's timetable to print: a table for each kind of day and direction, each trip with the days on which it runs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from parvis.services.journeys.adapters.lines import Direction, TripTimes
from parvis.services.journeys.clock import DAY_S, in_figures
from parvis.services.journeys.day_words import date_words, kind_days, kind_title, remark
from parvis.services.journeys.modes import wording
from parvis.services.journeys.queries.line_days import LineDays, line_days, trips_on
from parvis.services.journeys.queries.lines import LineFound
from parvis.services.journeys.rules.line_days import DayKind, DaysTold

COLUMNS = 14
"""Trips beside one another across a page."""
_MARKS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True)
class SheetTrip:
    """A trip of a table, and the days on which it runs where these are not all of the table's."""

    trip: TripTimes
    told: DaysTold | None


@dataclass(frozen=True)
class SheetTable:
    """What is printed under one heading."""

    direction: Direction
    kind: DayKind[int]
    trips: tuple[SheetTrip, ...]


def sheet_tables(found: LineFound, days: LineDays) -> list[SheetTable]:
    """All tables of a line, direction by direction."""
    return [
        SheetTable(direction, kind, tuple(SheetTrip(trip, days.told_of(trip.service, kind)) for trip in trips))
        for direction in found.laid.directions
        for kind in days.kinds
        if (trips := trips_on(found, direction, kind))
    ]


def sheet_data(found: LineFound, today: date) -> dict[str, Any]:
    """What the template of the sheet reads."""
    days = line_days(found, today)
    tables = sheet_tables(found, days)
    return {
        "mode": str(wording(found.line.mode)),
        "name": found.line.name,
        "long_name": found.line.long_name,
        "colour": found.line.colour,
        "text_colour": found.line.text_colour,
        "agency": found.agency,
        "valid": _("From {first} to {last}").format(first=date_words(today), last=date_words(found.last_day)),
        "tables": [_table(found, days, table) for table in tables],
        "words": {
            "stop": _("Stop"),
            "towards": _("towards"),
            "trip": _("Trip"),
            "late": _("Times after midnight are those of the night that follows."),
            "planned": _("Planned times. The town’s site tells changes and the next departures."),
        },
    }


def _table(found: LineFound, days: LineDays, table: SheetTable) -> dict[str, Any]:
    told = table.kind.told
    marks, notes = _notes(table.trips, told)
    rows = sorted({row for each in table.trips for row in each.trip.times})
    stops = found.stops(table.direction)
    title = kind_title(told)
    if days.in_school_break(table.kind):
        title = _("{days}, school holidays").format(days=title)
    blocks = [
        {
            "first": start + 1,
            "marks": marks[start : start + COLUMNS],
            "rows": _rows([each.trip for each in table.trips[start : start + COLUMNS]], rows),
        }
        for start in range(0, len(table.trips), COLUMNS)
    ]
    return {
        "sign": table.direction.signs[0],
        "title": title,
        "days": kind_days(told),
        "stops": [stops[row].stop.name for row in rows],
        "blocks": blocks,
        "notes": notes,
        "late": any(second >= DAY_S for each in table.trips for second in each.trip.times.values()),
    }


def _rows(trips: Sequence[TripTimes], rows: Sequence[int]) -> list[list[str]]:
    return [[in_figures(trip.times[row]) if row in trip.times else "" for trip in trips] for row in rows]


def _notes(trips: Sequence[SheetTrip], told: DaysTold) -> tuple[list[str], list[list[str]]]:
    """The mark above each trip, and what each mark means."""
    known: dict[DaysTold, str] = {}
    for each in trips:
        if each.told is not None and each.told not in known:
            known[each.told] = mark_of(len(known))
    marks = [known[each.told] if each.told is not None else "" for each in trips]
    return marks, [[mark, remark(each, told)] for each, mark in known.items()]


def mark_of(number: int) -> str:
    """a, b … z, aa, ab …"""
    more, last = divmod(number, len(_MARKS))
    return (mark_of(more - 1) if more else "") + _MARKS[last]

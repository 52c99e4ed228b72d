# SPDX-License-Identifier: AGPL-3.0-or-later
"""How much a timetable runs: trips of each line on each day, first and last departures."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from parvis.engines.timetable import Timetable


@dataclass(frozen=True)
class LineService:
    """A line's service in a usual week: trips by weekday (Monday first), first and last departure in seconds."""

    name: str
    mode: int
    colour: str
    trips: tuple[int, ...]
    first_s: int
    last_s: int
    stops: frozenset[str]

    @property
    def week(self) -> int:
        """Trips in the week."""
        return sum(self.trips)


def trips_by_day(timetable: Timetable) -> NDArray[np.int64]:
    """Trips of each line on each day of the calendar: an array [line, day]."""
    trips = timetable.trips
    pairs = np.zeros((len(timetable.routes.mode), timetable.services.runs.shape[0]), np.int64)
    np.add.at(pairs, (trips.route, trips.service), 1)
    counted: NDArray[np.int64] = pairs @ timetable.services.runs.astype(np.int64)
    return counted


def served_days(timetable: Timetable) -> tuple[date, date] | None:
    """The first and the last day on which anything runs."""
    days = np.flatnonzero(trips_by_day(timetable).any(axis=0))
    if not len(days):
        return None
    return timetable.first_day + timedelta(days=int(days[0])), timetable.first_day + timedelta(days=int(days[-1]))


def usual_week(timetable: Timetable) -> date | None:
    """The Monday of the week with the most trips; None when the calendar has no day."""
    daily = trips_by_day(timetable).sum(axis=0)
    if not daily.any():
        return None
    lead = timetable.first_day.weekday()
    weeks = np.zeros(((len(daily) + lead + 6) // 7) * 7, np.int64)
    weeks[lead : lead + len(daily)] = daily
    best = int(np.argmax(weeks.reshape(-1, 7).sum(axis=1)))
    return timetable.first_day - timedelta(days=lead) + timedelta(days=7 * best)


def line_services(timetable: Timetable) -> dict[str, LineService]:
    """Each line of a single feed, by its id in the feed, in the feed's usual week."""
    monday = usual_week(timetable)
    if monday is None:
        return {}
    by_day, offset = trips_by_day(timetable), (monday - timetable.first_day).days
    spans, stops = _spans(timetable), _stops(timetable)
    routes = timetable.routes
    found: dict[str, LineService] = {}
    for number, key in enumerate(routes.ids):
        days = [by_day[number, day] if 0 <= (day := offset + n) < by_day.shape[1] else 0 for n in range(7)]
        first_s, last_s = spans.get(number, (0, 0))
        found[key] = LineService(
            name=routes.short_names[number] or routes.long_names[number] or key,
            mode=int(routes.mode[number]),
            colour=routes.colours[number],
            trips=tuple(int(count) for count in days),
            first_s=first_s,
            last_s=last_s,
            stops=frozenset(stops.get(number, ())),
        )
    return found


def _spans(timetable: Timetable) -> dict[int, tuple[int, int]]:
    """First and last departure of each line, over all of its days."""
    starts = timetable.departure_s[timetable.trips.row]
    first = np.full(len(timetable.routes.mode), np.iinfo(np.int32).max, np.int32)
    last = np.full(len(timetable.routes.mode), -1, np.int32)
    np.minimum.at(first, timetable.trips.route, starts)
    np.maximum.at(last, timetable.trips.route, starts)
    return {number: (int(first[number]), int(last[number])) for number in np.flatnonzero(last >= 0).tolist()}


def _stops(timetable: Timetable) -> dict[int, set[str]]:
    stops: dict[int, set[str]] = defaultdict(set)
    patterns, ids = timetable.patterns, timetable.stops.ids
    for number, route in enumerate(patterns.route.tolist()):
        for stop in patterns.stop[patterns.first[number] : patterns.first[number + 1]].tolist():
            stops[route].add(ids[stop])
    return stops

# SPDX-License-Identifier: AGPL-3.0-or-later
"""When a line runs: its kinds of day from today on, with what each direction does on them."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Container, Sequence
from dataclasses import dataclass
from datetime import date

from django.conf import settings

from parvis.kernel.registry import service_settings
from parvis.services.journeys.adapters.lines import Direction, TripTimes
from parvis.services.journeys.queries.lines import LineFound
from parvis.services.journeys.rules.closed_days import closed_days
from parvis.services.journeys.rules.line_days import DayKind, DaysTold, day_kinds, is_school_break, tell


@dataclass(frozen=True)
class LineDays:
    """The kinds of day of a line; `window` are the days that were looked at."""

    kinds: tuple[DayKind[int], ...]
    window: tuple[date, ...]
    running: dict[date, frozenset[int]]
    closed: Container[date]

    def in_school_break(self, kind: DayKind[int]) -> bool:
        """Whether the kind is that of the school holidays."""
        return is_school_break(kind.told, self.window, self.closed)

    def told_of(self, service: int, kind: DayKind[int]) -> DaysTold | None:
        """On which of the kind's days a service runs; None for all of them."""
        days = sorted(kind.days)
        own = [day for day in days if service in self.running[day]]
        return None if len(own) == len(days) else tell(own, days, self.closed)


def town_closed_days() -> Container[date]:
    """The public holidays of the town."""
    return closed_days(settings.TOWN.country, service_settings("journeys").holidays_subdivision)


_lock = threading.Lock()
_kept: dict[tuple[str, date, int], LineDays] = {}
_MOST_KEPT = 256


def line_days(found: LineFound, today: date) -> LineDays:
    """The line's kinds of day; worked out once a day and process."""
    key = found.mapped.fingerprint, today, found.laid.route
    days = _kept.get(key)
    if days is None:
        days = _worked_out(found, today)
        with _lock:
            while len(_kept) >= _MOST_KEPT:
                _kept.pop(next(iter(_kept)))
            _kept[key] = days
    return days


def _worked_out(found: LineFound, today: date) -> LineDays:
    running, closed = found.running(today), town_closed_days()
    trips = found.timetable.trips
    weight = Counter(trips.service[trips.route == found.laid.route].tolist())
    return LineDays(tuple(day_kinds(running, weight, closed)), tuple(sorted(running)), running, closed)


def trips_on(found: LineFound, direction: Direction, kind: DayKind[int]) -> Sequence[TripTimes]:
    """The trips of a direction that run on some day of a kind."""
    return [trip for trip in found.trips(direction) if trip.service in kind.services]

# SPDX-License-Identifier: AGPL-3.0-or-later
"""Due dates in working days: Monday to Friday, public holidays left out, in the town's time zone."""

from __future__ import annotations

from collections.abc import Container
from datetime import date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import holidays

CLOSE = time(18, 0)
"""A day's work is due by this local time."""
_SATURDAY = 5


@cache
def public_holidays(country: str = "FR", subdivision: str = "") -> Container[date]:
    """Public holidays of a country and, where it has its own (Alsace-Moselle, overseas), of a subdivision.

    Years are added when asked for. Source: the package `holidays`, French labour code, article L3133-1.

    Raises:
        NotImplementedError: the package does not know the country or subdivision.
    """
    return holidays.country_holidays(country, subdiv=subdivision or None)


def is_working_day(day: date, closed: Container[date]) -> bool:
    """True from Monday to Friday outside the days of `closed`."""
    return day.weekday() < _SATURDAY and day not in closed


def due_at(start: datetime, working_days: int, *, zone: ZoneInfo, closed: Container[date]) -> datetime:
    """When a task begun at `start` is due: the end of the `working_days`-th working day after that day.

    The day of `start` does not count, so that nobody loses part of a day; 0 days means the end of the
    same day, or of the next working day when that one has none.

    Args:
        start: an aware time.
        working_days: 0 or more.
        zone: the town's time zone; days and the closing time are local.
        closed: days without work besides Saturdays and Sundays.

    Raises:
        ValueError: `working_days` is negative or `start` is naive.
    """
    if working_days < 0:
        raise ValueError("working_days must not be negative")
    if start.tzinfo is None:
        raise ValueError("start must be an aware time")
    day = start.astimezone(zone).date()
    for _turn in range(working_days):
        day = _next_working_day(day, closed)
    if not is_working_day(day, closed) or (working_days == 0 and start.astimezone(zone).time() >= CLOSE):
        day = _next_working_day(day, closed)
    return datetime.combine(day, CLOSE, tzinfo=zone)


def working_days_between(first: date, last: date, closed: Container[date]) -> int:
    """How many working days lie after `first`, up to and including `last`; negative when `last` is earlier."""
    if last < first:
        return -working_days_between(last, first, closed)
    span = (last - first).days
    return sum(is_working_day(first + timedelta(days=offset), closed) for offset in range(1, span + 1))


def _next_working_day(day: date, closed: Container[date]) -> date:
    day += timedelta(days=1)
    while not is_working_day(day, closed):
        day += timedelta(days=1)
    return day

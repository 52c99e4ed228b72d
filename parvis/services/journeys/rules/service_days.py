# SPDX-License-Identifier: AGPL-3.0-or-later
"""Moments as timetables count them: seconds after noon minus twelve hours of a service day (GTFS reference, "Time").

On all days but those of the clock change that is midnight. When the clock goes forward it is 23:00 of the day before,
when it goes back 01:00, so that a trip at 7:30:00 leaves at half past seven on every day.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_HALF_DAY = timedelta(hours=12)


def day_begins(day: date, zone: ZoneInfo) -> datetime:
    """The moment, in UTC, from which the seconds of a service day count."""
    return datetime.combine(day, time(12), zone).astimezone(UTC) - _HALF_DAY


def service_seconds(at: datetime, zone: ZoneInfo) -> tuple[date, int]:
    """The calendar day of a moment in the zone, and its seconds of that service day.

    Raises:
        ValueError: `at` has no time zone.
    """
    if at.tzinfo is None:
        raise ValueError("a moment without time zone")
    day = at.astimezone(zone).date()
    return day, int((at.astimezone(UTC) - day_begins(day, zone)).total_seconds())


def moment(day: date, seconds: int, zone: ZoneInfo) -> datetime:
    """When the seconds of a service day are, on the clock of the zone."""
    return (day_begins(day, zone) + timedelta(seconds=seconds)).astimezone(zone)

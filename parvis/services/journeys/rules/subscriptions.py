# SPDX-License-Identifier: AGPL-3.0-or-later
"""Subscriptions to disruptions: of what, and whether one falls into the days and hours when somebody travels."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from parvis.services.journeys.rules.disruptions import Period

EVERY_DAY: Final = 0b1111111
WORKING_DAYS: Final = 0b0011111
WEEK_DAYS: Final = 7
MOST_EACH: Final = 30
"""Subscriptions that one person or address may have."""
UNCONFIRMED_DAYS: Final = 7
"""After so many days an address that nobody confirmed is forgotten."""


class Subject(TextChoices):
    """Of what."""

    NETWORK = "network", _("A whole network")
    LINE = "line", _("A line")
    STOP = "stop", _("A stop")


def touches(periods: Iterable[Period], *, days: int, from_hour: int, until_hour: int, now: datetime) -> bool:
    """Whether a period, from `now` on, falls into somebody's days and hours. `now` is in the town's own time.

    A week tells: what lasts longer meets each day and hour of it.
    """
    every = list(periods) or [Period(None)]
    return any(_touches(period, days, (from_hour, until_hour), now) for period in every)


def _touches(period: Period, days: int, hours: tuple[int, int], now: datetime) -> bool:
    begins = max(period.begins.astimezone(now.tzinfo), now) if period.begins else now
    for ahead in range(WEEK_DAYS + 1):
        day = begins.date() + timedelta(days=ahead)
        if not days >> day.weekday() & 1:
            continue
        midnight = datetime.combine(day, time(0), tzinfo=now.tzinfo)
        first, last = midnight + timedelta(hours=hours[0]), midnight + timedelta(hours=hours[1])
        if last > begins and period.meets(max(first, begins), last):
            return True
    return False

# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is counted of the questions, and from how many on a pair of places may be shown."""

from __future__ import annotations

from datetime import date
from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

LEAST: Final = 11
"""A pair of places is shown from so many questions on.

INSEE publishes no figure of the tax source on fewer than 11 households; we take the same threshold, above the 10 that
the Working Party 29 (opinion 05/2014) and health data rules usually take. Its limit: questions are counted, not people.
"""
KEPT_DAYS: Final = 800
"""Two years and a little: a month can be compared with the same month before."""


class Counted(TextChoices):
    """Kinds of counts, with what their key holds."""

    SEARCH = "search", _("searches")
    """"page" or "api", a colon, "found" or why not."""
    BOARD = "board", _("departure boards")
    """"page" or "api"."""
    PAIR = "pair", _("pairs of places")
    """Two areas, "A>B"."""
    STOP = "stop", _("stops")
    """Timetable and stop, "f|s"."""
    LINE = "line", _("lines")
    """Timetable and line, "f|r"."""


def slot(kind: Counted, day: date, hour: int) -> tuple[date, int]:
    """The day and the hour under which a count is kept: pairs by month."""
    return (day.replace(day=1), 0) if kind is Counted.PAIR else (day, hour)

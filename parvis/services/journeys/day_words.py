# SPDX-License-Identifier: AGPL-3.0-or-later
"""Days in words, for pages and sheets."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from parvis.services.journeys.rules.line_days import HOLIDAY, DaysTold

_WEEK = tuple(range(7))


def kind_title(told: DaysTold) -> str:
    """The days of the week: "Monday to Friday", "Sunday and public holidays", "Every day"."""
    weekdays = [each for each in told.weekdays if each != HOLIDAY]
    if HOLIDAY in told.weekdays and tuple(weekdays) == _WEEK:
        return _("Every day")
    parts = [_run(run) for run in _runs(weekdays)]
    if HOLIDAY in told.weekdays:
        parts.append(_("public holidays"))
    words = together(parts)
    return words[:1].upper() + words[1:]


def kind_days(told: DaysTold) -> str:
    """Which of them, where not all: the spans, or the days on which it does not run."""
    if told.spans:
        return together([_span(first, last) for first, last in told.spans])
    if told.less:
        return _("except on {days}").format(days=together([date_words(day) for day in told.less]))
    return ""


def remark(told: DaysTold, of: DaysTold) -> str:
    """What is said of a trip that runs on some days of a kind only."""
    parts = []
    if told.weekdays != of.weekdays:
        parts.append(_("only: {days}").format(days=kind_title(told).lower()))
    if days := kind_days(told):
        parts.append(days)
    return ", ".join(parts)


def together(parts: Sequence[str]) -> str:
    """ "a", "a and b", "a, b and c"."""
    if len(parts) < 2:
        return "".join(parts)
    return _("{some} and {last}").format(some=", ".join(parts[:-1]), last=parts[-1])


def _run(run: Sequence[int]) -> str:
    if len(run) == 1:
        return str(WEEKDAYS[run[0]]).lower()
    return _("{first} to {last}").format(first=str(WEEKDAYS[run[0]]).lower(), last=str(WEEKDAYS[run[-1]]).lower())


def _runs(weekdays: Sequence[int]) -> list[list[int]]:
    runs: list[list[int]] = []
    for weekday in weekdays:
        if runs and weekday == runs[-1][-1] + 1:
            runs[-1].append(weekday)
        else:
            runs.append([weekday])
    return [part for run in runs for part in ([run] if len(run) > 2 else [[each] for each in run])]


def _span(first: date, last: date) -> str:
    if first == last:
        return _("on {day}").format(day=date_words(first))
    begin = date_words(first, year=first.year != last.year)
    return _("from {first} to {last}").format(first=begin, last=date_words(last))


def date_words(day: date, *, year: bool = True) -> str:
    """ "24 novembre 2026"; in French the first is "1er"."""
    words = date_format(day, "j F Y" if year else "j F")
    return f"1er{words[1:]}" if day.day == 1 and (get_language() or "fr").startswith("fr") else words

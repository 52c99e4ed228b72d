# SPDX-License-Identifier: AGPL-3.0-or-later
"""The calendar of coverage: for each timetable and month how many days travellers have, and the gaps between."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from parvis.services.journeys.queries.feeds import FeedState, spans_of
from parvis.services.journeys.rules.coverage import Span

MONTHS = 12


@dataclass(frozen=True)
class MonthCell:
    """A month of a timetable: `covered` of its `days` that are left have a timetable."""

    month: date
    days: int
    covered: int

    @property
    def level(self) -> str:
        """all, some or none: the class of its cell; the figure beside says the same."""
        return "all" if self.covered == self.days else "some" if self.covered else "none"


@dataclass(frozen=True)
class Track:
    """One timetable on the calendar; `gaps` are days without, between today and the last day known."""

    state: FeedState
    cells: tuple[MonthCell, ...]
    gaps: tuple[Span, ...]


def months_of(today: date) -> list[date]:
    """The first days of this month and of the next ones."""
    return [
        date(today.year + (today.month - 1 + ahead) // 12, (today.month - 1 + ahead) % 12 + 1, 1)
        for ahead in range(MONTHS)
    ]


def tracks_of(states: Sequence[FeedState], today: date) -> list[Track]:
    """Each timetable on the calendar of a year."""
    return [_track(state, today) for state in states]


def _track(state: FeedState, today: date) -> Track:
    spans = spans_of(state)
    cells = tuple(_cell(month, spans, today) for month in months_of(today))
    return Track(state, cells, tuple(gaps(spans, today)))


def _cell(month: date, spans: Sequence[Span], today: date) -> MonthCell:
    following = (month + timedelta(days=32)).replace(day=1)
    days = [max(month, today) + timedelta(days=ahead) for ahead in range((following - max(month, today)).days)]
    return MonthCell(month, len(days), sum(any(span.holds(day) for span in spans) for day in days))


def gaps(spans: Sequence[Span], today: date) -> list[Span]:
    """Days without a timetable from today until the last day that has one."""
    found, reached = [], today
    for span in sorted(spans, key=lambda one: one.first):
        if span.last < today:
            continue
        if span.first > reached:
            found.append(Span(reached, span.first - timedelta(days=1)))
        reached = max(reached, span.last + timedelta(days=1))
    return found

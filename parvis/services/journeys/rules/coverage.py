# SPDX-License-Identifier: AGPL-3.0-or-later
"""Until when an authority's timetable holds, and when to say that it ends."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

WARN_AHEAD = timedelta(days=30)


class Coverage(StrEnum):
    """What a traveller of a day would find."""

    NONE = "none"
    """No timetable in force."""
    ENDED = "ended"
    ENDING = "ending"
    """Ends within thirty days, and nothing is planned to follow."""
    COVERED = "covered"


@dataclass(frozen=True)
class Span:
    """Days for which a file has service, both included."""

    first: date
    last: date

    def holds(self, day: date) -> bool:
        """True on a day inside."""
        return self.first <= day <= self.last


def coverage(spans: list[Span], today: date) -> Coverage:
    """What the spans in force and planned give from `today` on; spans that touch make one."""
    if not spans:
        return Coverage.NONE
    end = covered_until(spans, today)
    if end is None:
        return Coverage.ENDED
    return Coverage.ENDING if end < today + WARN_AHEAD else Coverage.COVERED


def covered_until(spans: list[Span], today: date) -> date | None:
    """The last day of the unbroken coverage that holds today; None when today has none."""
    end: date | None = None
    for span in sorted(spans, key=lambda one: one.first):
        reached = today if end is None else end + timedelta(days=1)
        if span.first <= reached and span.last >= today:
            end = max(end or span.last, span.last)
    return end

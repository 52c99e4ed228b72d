# SPDX-License-Identifier: AGPL-3.0-or-later
"""Days of the French year: public holidays, school holidays, and the services that follow from them."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from .model import Service

FIXED_HOLIDAYS = ((1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25))
AFTER_EASTER = (1, 39, 50)
ZONE_A_TURN = 2023


def easter(year: int) -> date:
    """Gregorian Easter Sunday (Meeus, Astronomical Algorithms, chapter 8)."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    weekday = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * weekday) // 451
    month, day = divmod(h + weekday - 7 * m + 114, 31)
    return date(year, month, day + 1)


@cache
def public_holidays(year: int) -> frozenset[date]:
    """The eleven of metropolitan France (Code du travail, L3133-1)."""
    moving = (easter(year) + timedelta(days=days) for days in AFTER_EASTER)
    return frozenset({*(date(year, month, day) for month, day in FIXED_HOLIDAYS), *moving})


def _saturday_from(year: int, month: int, day: int) -> date:
    first = date(year, month, day)
    return first + timedelta(days=(5 - first.weekday()) % 7)


@cache
def school_holidays(year: int) -> tuple[tuple[date, date], ...]:
    """Those of zone A that begin in ``year``: first and last day without school.

    The rule gives the official calendars of 2024 to 2026 (Code de l'éducation, D521-1 and the yearly arrêtés): two
    weeks from a Saturday, the zones taking turns in February and eight weeks later, and two months of summer.
    """
    winter = _saturday_from(year, 2, 6) + timedelta(weeks=(year - ZONE_A_TURN) % 3)
    ascension = easter(year) + timedelta(days=39)
    two_weeks = [winter, winter + timedelta(weeks=8), _saturday_from(year, 10, 17), _saturday_from(year, 12, 19)]
    out = [(first, first + timedelta(days=15)) for first in two_weeks]
    out.append((ascension, ascension + timedelta(days=3)))
    out.append((_saturday_from(year, 7, 3), date(year, 8, 31)))
    return tuple(sorted(out))


def has_school(day: date) -> bool:
    """Whether pupils go to school: neither weekend, nor public holiday, nor school holidays."""
    if day.weekday() > 4 or day in public_holidays(day.year):
        return False
    return not any(first <= day <= last for year in (day.year - 1, day.year) for first, last in school_holidays(year))


@dataclass(frozen=True, slots=True)
class Season:
    """The validity of a feed; each property is the dates of one kind of day."""

    start: date
    end: date

    @property
    def days(self) -> list[date]:
        """All of them."""
        return [self.start + timedelta(days=k) for k in range((self.end - self.start).days + 1)]

    def named(self, kind: str) -> list[date]:
        """The dates of a kind of day; KINDS lists them."""
        return [day for day in self.days if KINDS[kind](day)]

    def service(self, kind: str) -> Service:
        """The service of that kind of day."""
        return from_dates(kind, self.named(kind), self)


def _rest(day: date) -> bool:
    return day.weekday() == 6 or day in public_holidays(day.year)


def _open(day: date) -> bool:
    """Buses stand still on the first of May."""
    return (day.month, day.day) != (5, 1)


def _work(day: date) -> bool:
    return day.weekday() < 5 and not _rest(day)


KINDS: dict[str, Callable[[date], bool]] = {
    "semaine": lambda day: _work(day) and has_school(day),
    "vacances": lambda day: _work(day) and not has_school(day),
    "ouvrables": _work,
    "samedi": lambda day: day.weekday() == 5 and not _rest(day),
    "lundi-samedi": lambda day: not _rest(day),
    "dimanche": lambda day: _rest(day) and _open(day),
    "soirs": lambda day: day.weekday() in (3, 4, 5) and not _rest(day),
    "scolaire": lambda day: has_school(day) and day.weekday() != 2,
    "mercredi": lambda day: has_school(day) and day.weekday() == 2,
    "vendredi": lambda day: day.weekday() == 4 and not _rest(day),
    "tous-les-jours": _open,
    "tourisme": lambda day: _open(day) and (day.month in (7, 8) or (4 <= day.month <= 10 and day.weekday() > 4)),
}


def from_dates(name: str, dates: Iterable[date], season: Season) -> Service:
    """The shortest calendar: weekdays on which it mostly runs, and the exceptions."""
    runs = set(dates)
    total: dict[int, int] = defaultdict(int)
    hits: dict[int, int] = defaultdict(int)
    for day in season.days:
        total[day.weekday()] += 1
        hits[day.weekday()] += day in runs
    weekdays = tuple(2 * hits[k] > total[k] for k in range(7))
    added = tuple(day for day in season.days if day in runs and not weekdays[day.weekday()])
    removed = tuple(day for day in season.days if day not in runs and weekdays[day.weekday()])
    return Service(name, weekdays, season.start, season.end, added, removed)

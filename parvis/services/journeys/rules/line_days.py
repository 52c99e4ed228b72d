# SPDX-License-Identifier: AGPL-3.0-or-later
"""The kinds of day of a line, read from the calendars themselves, and words for them that are exactly true.

A kind is a set of days on which nearly the same runs. It is told as a base (Monday to Friday, Saturday, Sunday, public
holidays), less some days or for some spans only; what runs on a part of the kind's days only has a remark of the
same form. `DaysTold.days` gives the days back that are told, which a test compares with the calendar.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

HOLIDAY = 7
"""Beside the weekdays 0 to 6: a public holiday, whatever its weekday."""
_WORK, _SATURDAY, _REST = "work", "saturday", "rest"
_ALIKE = 0.5
"""Days that share at least this part of what runs are of one kind."""
_FEW = 6


@dataclass(frozen=True, slots=True)
class DaysTold:
    """Days in words: those `weekdays` (0 Monday to 6, 7 public holidays), in `spans` only unless empty, less `less`."""

    weekdays: tuple[int, ...]
    spans: tuple[tuple[date, date], ...] = ()
    less: tuple[date, ...] = ()

    def days(self, window: Sequence[date], closed: Container[date]) -> set[date]:
        """The days of the window that these words mean."""
        return {
            day
            for day in window
            if weekday_of(day, closed) in self.weekdays
            and (not self.spans or any(first <= day <= last for first, last in self.spans))
            and day not in self.less
        }


@dataclass(frozen=True, slots=True)
class DayKind[Service: Hashable]:
    """Days on which nearly the same runs: how they are told, and what runs on some of them."""

    told: DaysTold
    days: frozenset[date]
    services: frozenset[Service]


def weekday_of(day: date, closed: Container[date]) -> int:
    """0 to 6, or HOLIDAY."""
    return HOLIDAY if day in closed else day.weekday()


def day_kinds[Service: Hashable](
    running: Mapping[date, frozenset[Service]], weight: Mapping[Service, int], closed: Container[date]
) -> list[DayKind[Service]]:
    """The kinds of the days of a line, in the order in which people look for them.

    Args:
        running: what runs on each day of the window; nothing is an empty set.
        weight: the trips of each service.
        closed: public holidays.
    """
    groups: dict[str, list[list[date]]] = defaultdict(list)
    for alike in sorted(_same(running).values(), key=lambda days: (-len(days), days[0])):
        for group, days in _by_group(alike, closed).items():
            _join(groups[group], days, running, weight)
    window = sorted(running)
    kinds = []
    for group in (_WORK, _SATURDAY, _REST):
        for days in sorted(groups[group], key=lambda one: (-len(one), one[0])):
            services = frozenset().union(*(running[day] for day in days))
            kinds.append(DayKind(tell(days, window, closed), frozenset(days), services))
    return kinds


def tell(days: Sequence[date], among: Sequence[date], closed: Container[date]) -> DaysTold:
    """Words for some of the days `among`: their weekdays, and which of those days where not all of them."""
    chosen = set(days)
    weekdays = tuple(sorted({weekday_of(day, closed) for day in days}))
    base = [day for day in sorted(among) if weekday_of(day, closed) in weekdays]
    missing = [day for day in base if day not in chosen]
    if len(missing) <= min(_FEW, len(chosen) // 2):
        return DaysTold(weekdays, less=tuple(missing))
    return DaysTold(weekdays, spans=_spans(base, chosen))


def is_school_break(told: DaysTold, window: Sequence[date], closed: Container[date]) -> bool:
    """Whether a kind of working days runs in school holidays only: between Christmas and New Year, not early December.

    Both are so everywhere in France, whatever the zone (Code de l'éducation, D521-1).
    """
    days = told.days(window, closed)
    work = [day for day in window if day.month == 12 and weekday_of(day, closed) < 5]
    within = [day for day in work if day.day >= 26]
    early = [day for day in work if day.day <= 15]
    return bool(within and early) and all(day in days for day in within) and not any(day in days for day in early)


def _same[Service: Hashable](running: Mapping[date, frozenset[Service]]) -> dict[frozenset[Service], list[date]]:
    same: dict[frozenset[Service], list[date]] = defaultdict(list)
    for day in sorted(running):
        if running[day]:
            same[running[day]].append(day)
    return same


def _by_group(days: Sequence[date], closed: Container[date]) -> dict[str, list[date]]:
    groups: dict[str, list[date]] = defaultdict(list)
    for day in days:
        weekday = weekday_of(day, closed)
        groups[_WORK if weekday < 5 else _SATURDAY if weekday == 5 else _REST].append(day)
    return groups


def _join[Service: Hashable](
    kinds: list[list[date]],
    days: list[date],
    running: Mapping[date, frozenset[Service]],
    weight: Mapping[Service, int],
) -> None:
    """Days go to the kind that is most alike, or make one of their own."""
    best = max(kinds, key=lambda kind: _alike(running[kind[0]], running[days[0]], weight), default=None)
    if best is not None and _alike(running[best[0]], running[days[0]], weight) >= _ALIKE:
        best.extend(days)  # the first stays the commonest day, with which others are compared
    else:
        kinds.append(list(days))


def _alike[Service: Hashable](
    one: frozenset[Service], other: frozenset[Service], weight: Mapping[Service, int]
) -> float:
    """The part of the trips that both have."""
    both, either = (sum(weight[each] for each in services) for services in (one & other, one | other))
    return both / either if either else 1.0


def _spans(base: Sequence[date], chosen: Container[date]) -> tuple[tuple[date, date], ...]:
    """Runs of chosen days with no day of the base between them that is not."""
    inside = [day in chosen for day in base]
    starts = [0, *(place for place, (a, b) in enumerate(pairwise(inside), 1) if a != b), len(base)]
    return tuple((base[a], base[b - 1]) for a, b in pairwise(starts) if a < b and inside[a])

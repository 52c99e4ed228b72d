# SPDX-License-Identifier: AGPL-3.0-or-later
"""The kinds of day, against the calendar spelt out day by day."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from parvis.services.journeys.rules.line_days import DaysTold, day_kinds, is_school_break, tell

FIRST = date(2026, 11, 23)
WINDOW = [FIRST + timedelta(days=each) for each in range(70)]
CLOSED = {date(2026, 12, 25), date(2027, 1, 1)}
calendars = st.lists(st.frozensets(st.sampled_from("abcd")), min_size=len(WINDOW), max_size=len(WINDOW))


@given(calendars)
def test_every_departure_runs_on_exactly_the_days_that_are_told(services: list[frozenset[str]]) -> None:
    running = dict(zip(WINDOW, services, strict=True))
    kinds = day_kinds(running, dict.fromkeys("abcd", 3), CLOSED)
    told: dict[str, set[date]] = {each: set() for each in "abcd"}
    for kind in kinds:
        days = kind.told.days(WINDOW, CLOSED)
        for service in kind.services:
            remark = tell([day for day in sorted(days) if service in running[day]], sorted(days), CLOSED)
            told[service] |= remark.days(sorted(days), CLOSED)
    assert told == {each: {day for day in WINDOW if each in running[day]} for each in "abcd"}


def school(day: date) -> frozenset[str]:
    """What a usual bus does."""
    if day in CLOSED or day.weekday() == 6:
        return frozenset({"sunday"})
    if day.weekday() == 5:
        return frozenset({"saturday"})
    if date(2026, 12, 19) <= day <= date(2027, 1, 3):
        return frozenset({"holidays"})
    return frozenset({"school", "wednesday"} if day.weekday() == 2 else {"school"})


def test_a_usual_year_reads_as_a_printed_timetable() -> None:
    kinds = day_kinds(
        {day: school(day) for day in WINDOW},
        {"school": 40, "wednesday": 2, "holidays": 30, "saturday": 20, "sunday": 9},
        CLOSED,
    )  # fmt: skip
    assert [kind.told for kind in kinds] == [
        DaysTold(
            (0, 1, 2, 3, 4), spans=((FIRST, date(2026, 12, 18)), (date(2027, 1, 4), date(2027, 1, 29)))
        ),
        DaysTold((0, 1, 2, 3), spans=((date(2026, 12, 21), date(2026, 12, 31)),)),
        DaysTold((5,)),
        DaysTold((6, 7)),
    ]  # fmt: skip
    assert [is_school_break(kind.told, WINDOW, CLOSED) for kind in kinds[:2]] == [False, True]
    days = sorted(kinds[0].days)
    assert tell([day for day in days if day.weekday() == 2], days, CLOSED) == DaysTold((2,))

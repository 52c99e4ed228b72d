# SPDX-License-Identifier: AGPL-3.0-or-later
"""Dates, money, distances as people say them."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.utils.translation import override

from parvis.ui.formats import distance, long_date, money

TODAY = dt.date(2026, 11, 22)
PARIS = ZoneInfo("Europe/Paris")


@pytest.mark.parametrize(
    ("value", "french", "english"),
    [
        (
            dt.datetime(2026, 11, 24, 13, 30, tzinfo=dt.UTC),
            "mardi 24 novembre à 14 h 30",
            "Tuesday 24 November at 14:30",
        ),
        (dt.datetime(2026, 11, 24, 14, 0, tzinfo=PARIS), "mardi 24 novembre à 14 h", "Tuesday 24 November at 14:00"),
        (dt.date(2026, 12, 1), "mardi 1er décembre", "Tuesday 1 December"),
        (dt.date(2027, 1, 4), "lundi 4 janvier 2027", "Monday 4 January 2027"),
        (None, "", ""),
    ],
)
def test_dates(value: dt.date | None, french: str, english: str) -> None:
    with override("fr"):
        assert long_date(value, today=TODAY).replace("\u00a0", " ") == french
    with override("en"):
        assert long_date(value, today=TODAY).replace("\u00a0", " ") == english


@pytest.mark.parametrize(
    ("cents", "french", "english"),
    [
        (200, "2,00 €", "€2.00"),
        (123_456_789, "1 234 567,89 €", "€1,234,567.89"),
        (5, "0,05 €", "€0.05"),
        (-1250, "−12,50 €", "−€12.50"),
        (None, "", ""),
    ],
)
def test_money(cents: int | None, french: str, english: str) -> None:
    with override("fr"):
        assert money(cents).replace("\u00a0", " ").replace("\u202f", " ") == french
    with override("en"):
        assert money(cents) == english


@pytest.mark.parametrize(
    ("metres", "french"),
    [(7, "7 m"), (354, "350 m"), (994, "990 m"), (996, "1,0 km"), (1_240, "1,2 km"), (12_400, "12 km"), (None, "")],
)
def test_distances(metres: float | None, french: str) -> None:
    with override("fr"):
        assert distance(metres).replace("\u00a0", " ") == french


def test_a_figure_never_parts_from_its_unit() -> None:
    with override("fr"):
        assert " " not in money(200) + distance(350)
        assert long_date(dt.datetime(2026, 11, 24, 14, 30, tzinfo=PARIS), today=TODAY).endswith("14\u00a0h\u00a030")

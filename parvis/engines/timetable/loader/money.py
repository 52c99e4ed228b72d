# SPDX-License-Identifier: AGPL-3.0-or-later
"""Amounts as whole hundredths; no float ever holds money."""

from decimal import Decimal, InvalidOperation

import polars as pl

from parvis.engines.timetable.problems import ProblemLog

from .values import drop

CURRENCY = r"^[A-Za-z]{3}$"
CURRENCY_CODE = "bad_currency"
HUNDRED = 100
MOST_CENTS = 100_000_000


def cents(text: str | None) -> int | None:
    """ "1.60" -> 160; None for what is no amount, or finer than a hundredth."""
    try:
        value = Decimal(text or "") * HUNDRED
    except InvalidOperation:
        return None
    if not value.is_finite() or abs(value) > MOST_CENTS or value != value.to_integral_value():
        return None
    return int(value)


def cents_of(frame: pl.DataFrame, name: str, log: ProblemLog, file: str) -> pl.DataFrame:
    """The frame with ``cents``; lines without usable amount are left out and reported."""
    values = pl.Series("cents", [cents(text) for text in frame[name].to_list()], dtype=pl.Int64)
    return drop(frame.with_columns(values), pl.col("cents").is_null(), log, file, "bad_price", f"{name} is no amount")

# SPDX-License-Identifier: AGPL-3.0-or-later
"""Text columns to numbers, times and dates; what cannot be read becomes null and is reported."""

import polars as pl

from parvis.engines.timetable.problems import Action, ProblemLog

from .csv_table import LINE

LONGEST_TIME_S = 10 * 86_400
EPOCH_DAY_FIRST, EPOCH_DAY_LAST = 0, 47_482  # 1970-01-01 to 2099-12-31


def report(
    frame: pl.DataFrame, bad: pl.Expr, log: ProblemLog, file: str, code: str, reason: str, action: Action
) -> None:
    """Notes the lines where an expression holds."""
    lines = frame.filter(bad)[LINE]
    if len(lines):
        log.add_lines(file, lines.to_list(), code, reason, action)


def drop(frame: pl.DataFrame, bad: pl.Expr, log: ProblemLog, file: str, code: str, reason: str) -> pl.DataFrame:
    """The frame without the lines where an expression holds, each reported."""
    bad = bad.fill_null(value=False)
    report(frame, bad, log, file, code, reason, "dropped")
    return frame.filter(~bad)


def numbers(frame: pl.DataFrame, name: str, kind: type[pl.DataType], log: ProblemLog, file: str) -> pl.DataFrame:
    """A text column as numbers; what is no number is reported and becomes null."""
    value = pl.col(name).cast(pl.Float64, strict=False)
    value = pl.when(value.is_finite() & (value.abs() < 2**31)).then(value)
    read = frame.with_columns(value.alias("_read"))
    report(
        read,
        pl.col(name).is_not_null() & pl.col("_read").is_null(),
        log,
        file,
        f"bad_{name}",
        f"{name} is not a number; read as blank",
        "repaired",
    )
    return read.with_columns(pl.col("_read").cast(kind, strict=False).alias(name)).drop("_read")


def times(frame: pl.DataFrame, name: str, log: ProblemLog, file: str) -> pl.DataFrame:
    """``H:MM:SS`` or ``H:MM`` as seconds after noon minus 12 h (Int32); what cannot be read is reported, null."""
    parts = pl.col(name).str.extract_groups(r"^(\d{1,3}):(\d{1,2})(?::(\d{1,2}))?(?:\.0*)?$")
    hours, minutes, seconds = (parts.struct.field(str(i)).cast(pl.Int32, strict=False) for i in (1, 2, 3))
    seconds = seconds.fill_null(0)
    total = hours * 3600 + minutes * 60 + seconds
    value = pl.when((minutes < 60) & (seconds < 60) & (total <= LONGEST_TIME_S)).then(total)
    distinct = frame.select(pl.col(name).unique()).with_columns(value.alias("_read"))
    read = frame.join(distinct, on=name, how="left", nulls_equal=True, maintain_order="left")
    report(
        read,
        pl.col(name).is_not_null() & pl.col("_read").is_null(),
        log,
        file,
        f"bad_{name}",
        f"{name} is not a time; read as blank",
        "repaired",
    )
    return read.drop(name).rename({"_read": name})


def dates(frame: pl.DataFrame, name: str, log: ProblemLog, file: str) -> pl.DataFrame:
    """``YYYYMMDD`` (or ``YYYY-MM-DD``) as days since 1970-01-01 (Int32); what cannot be read is reported, null."""
    plain = pl.col(name).str.replace_all("-", "")
    value = pl.when(plain.str.contains(r"^\d{8}$")).then(plain).str.to_date("%Y%m%d", strict=False).cast(pl.Int32)
    value = pl.when(value.is_between(EPOCH_DAY_FIRST, EPOCH_DAY_LAST)).then(value)
    read = frame.with_columns(value.alias("_read"))
    report(
        read,
        pl.col("_read").is_null(),
        log,
        file,
        f"bad_{name}",
        f"{name} is not a date",
        "noted",
    )
    return read.with_columns(pl.col("_read").alias(name)).drop("_read")

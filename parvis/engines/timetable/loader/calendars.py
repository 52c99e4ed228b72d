# SPDX-License-Identifier: AGPL-3.0-or-later
"""calendar.txt and calendar_dates.txt: which services run on which day."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import polars as pl
from numpy.typing import NDArray

from parvis.engines.timetable.problems import FeedRefused, ProblemLog

from .csv_table import read_table
from .values import dates, drop, report

CALENDAR, EXCEPTIONS = "calendar.txt", "calendar_dates.txt"
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
EPOCH = date(1970, 1, 1)
THURSDAY = 3  # 1970-01-01
LONGEST_DAYS = 3_700


@dataclass(frozen=True, slots=True)
class Services:
    """``runs[service, day]`` says whether a service runs on the day ``first_day + day`` (days since 1970-01-01)."""

    ids: pl.DataFrame
    runs: NDArray[np.bool_]
    first_day: int


def read_services(weekly: bytes | None, exceptions: bytes | None, log: ProblemLog) -> Services:
    """Both files together. Raises FeedRefused when no service runs on any day."""
    regular = _regular(weekly, log)
    extra = _exceptions(exceptions, log)
    if regular.is_empty() and extra.is_empty():
        log.add(CALENDAR, 0, "no_service_day", "no service runs on any day", "refused")
        raise FeedRefused("no service day")
    first, last = _span(regular, extra, log)
    ids = pl.concat([regular.select("service_id"), extra.select("service_id")]).unique(maintain_order=True)
    ids = ids.with_columns(pl.int_range(pl.len(), dtype=pl.Int32).alias("service"))
    runs = np.zeros((ids.height, last - first + 1), np.bool_)
    _fill_regular(runs, regular.join(ids, on="service_id"), first)
    extra = extra.join(ids, on="service_id").filter(pl.col("date").is_between(first, last))
    where = extra["service"].to_numpy(), extra["date"].to_numpy() - first
    runs[where] = (extra["exception_type"] == "1").to_numpy()
    if not runs.any():
        log.add(CALENDAR, 0, "no_service_day", "no service runs on any day", "refused")
        raise FeedRefused("no service day")
    return Services(ids, runs, first)


def _regular(data: bytes | None, log: ProblemLog) -> pl.DataFrame:
    frame = read_table(data or b"", CALENDAR, ("service_id", *WEEKDAYS, "start_date", "end_date"), log)
    frame = drop(frame, pl.col("service_id").is_null(), log, CALENDAR, "no_service_id", "no service_id")
    for name in ("start_date", "end_date"):
        frame = dates(frame, name, log, CALENDAR)
    undated = pl.col("start_date").is_null() | pl.col("end_date").is_null()
    frame = drop(frame, undated, log, CALENDAR, "undated", "no usable start or end date")
    backwards = pl.col("start_date") > pl.col("end_date")
    frame = drop(frame, backwards, log, CALENDAR, "ends_before_start", "ends before it starts")
    for name in WEEKDAYS:
        bad = ~pl.col(name).is_in(["0", "1"]).fill_null(value=False)
        report(frame, bad, log, CALENDAR, f"bad_{name}", f"{name} is neither 0 nor 1; read as 0", "repaired")
    return frame.with_columns((pl.col(WEEKDAYS) == "1").fill_null(value=False))


def _exceptions(data: bytes | None, log: ProblemLog) -> pl.DataFrame:
    frame = read_table(data or b"", EXCEPTIONS, ("service_id", "date", "exception_type"), log)
    frame = drop(frame, pl.col("service_id").is_null(), log, EXCEPTIONS, "no_service_id", "no service_id")
    frame = dates(frame, "date", log, EXCEPTIONS)
    frame = drop(frame, pl.col("date").is_null(), log, EXCEPTIONS, "undated", "no usable date")
    strange = ~pl.col("exception_type").is_in(["1", "2"]).fill_null(value=False)
    return drop(frame, strange, log, EXCEPTIONS, "bad_exception_type", "exception_type is neither 1 nor 2")


def _span(regular: pl.DataFrame, extra: pl.DataFrame, log: ProblemLog) -> tuple[int, int]:
    """First and last day; of a feed that claims more than ten years, ten around the median start are kept."""
    starts = sorted([*regular["start_date"].to_list(), *extra["date"].to_list()])
    ends = [*regular["end_date"].to_list(), *extra["date"].to_list()]
    first, last = starts[0], max(ends)
    if last - first >= LONGEST_DAYS:
        first = max(first, starts[len(starts) // 2] - LONGEST_DAYS // 2)
        last = min(last, first + LONGEST_DAYS - 1)
        text = f"calendars span more than ten years; read until {EPOCH + timedelta(days=last)}"
        log.add(CALENDAR, 0, "endless", text, "repaired")
    return first, max(first, last)


def _fill_regular(runs: NDArray[np.bool_], regular: pl.DataFrame, first: int) -> None:
    weekday = (np.arange(runs.shape[1]) + first + THURSDAY) % 7
    for service, start, end, *week in regular.select("service", "start_date", "end_date", *WEEKDAYS).iter_rows():
        a, b = max(0, start - first), min(runs.shape[1], end - first + 1)
        if a < b:
            runs[service, a:b] |= np.array(week)[weekday[a:b]]

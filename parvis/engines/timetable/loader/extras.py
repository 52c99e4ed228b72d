# SPDX-License-Identifier: AGPL-3.0-or-later
"""frequencies.txt and transfers.txt."""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from parvis.engines.timetable.problems import ProblemLog

from .csv_table import LINE, read_table
from .stop_times import StopTimes
from .values import drop, numbers, report, times

FREQUENCIES, TRANSFERS = "frequencies.txt", "transfers.txt"
FORBIDDEN, TIMED, MINIMUM = 3, 1, 2
MOST_RUNS = 2_000


@dataclass(frozen=True, slots=True)
class Runs:
    """Departures made of a frequency: which trip is repeated, and how much later than its own times."""

    trip: NDArray[np.int32]
    later_s: NDArray[np.int32]


def read_frequencies(data: bytes | None, trips: pl.DataFrame, times_of: StopTimes, log: ProblemLog) -> Runs:
    """Each run of each repeated trip. The trip's own times are a pattern and do not run themselves."""
    nothing = Runs(np.zeros(0, np.int32), np.zeros(0, np.int32))
    if data is None:
        return nothing
    frame = read_table(data, FREQUENCIES, ("trip_id", "start_time", "end_time", "headway_secs"), log)
    frame = frame.join(trips.select("trip_id", "trip"), on="trip_id", how="left", maintain_order="left")
    frame = drop(frame, pl.col("trip").is_null(), log, FREQUENCIES, "unknown_trip", "trip_id is not a usable trip")
    for name in ("start_time", "end_time"):
        frame = times(frame, name, log, FREQUENCIES)
    frame = numbers(frame, "headway_secs", pl.Int32, log, FREQUENCIES)
    start, end, headway = pl.col("start_time"), pl.col("end_time"), pl.col("headway_secs")
    bad = start.is_null() | end.is_null() | headway.is_null() | (headway <= 0) | (end <= start)
    frame = drop(frame, bad, log, FREQUENCIES, "bad_frequency", "no usable start, end and headway")
    frame = drop(frame, (end - start) > headway * MOST_RUNS, log, FREQUENCIES, "bad_frequency",
                 f"more than {MOST_RUNS} runs")  # fmt: skip
    trip: list[int] = []
    later: list[int] = []
    for which, begin, until, every in frame.select("trip", "start_time", "end_time", "headway_secs").iter_rows():
        a, b = times_of.first[which], times_of.first[which + 1]
        if a < b:
            starts = range(begin, until, every)
            trip += [which] * len(starts)
            later += [at - int(times_of.departure_s[a]) for at in starts]
    return Runs(np.array(trip, np.int32), np.array(later, np.int32))


@dataclass(frozen=True, slots=True)
class Transfers:
    """Rules between two stops (rows of the feed): ``min_s`` seconds at least, -1 where changing is not possible."""

    a: NDArray[np.int32]
    b: NDArray[np.int32]
    min_s: NDArray[np.int32]


def read_transfers(data: bytes | None, stops: pl.DataFrame, log: ProblemLog) -> Transfers:
    """Rules for pairs of stops; those of single lines or trips are noted and left out."""
    columns = ("from_stop_id", "to_stop_id", "transfer_type", "min_transfer_time", "from_route_id", "to_route_id",
               "from_trip_id", "to_trip_id")  # fmt: skip
    frame = read_table(data or b"", TRANSFERS, columns, log)
    special = pl.any_horizontal(pl.col(columns[4:]).is_not_null())
    report(frame, special, log, TRANSFERS, "of_lines", "a rule for single lines or trips; not used", "noted")
    frame = frame.filter(~special)
    for side in ("from", "to"):
        known = stops.select(pl.col("stop_id").alias(f"{side}_stop_id"), pl.col("stop").alias(side))
        frame = frame.join(known, on=f"{side}_stop_id", how="left", maintain_order="left")
    lost = pl.col("from").is_null() | pl.col("to").is_null()
    frame = drop(frame, lost, log, TRANSFERS, "unknown_stop", "a stop of the rule is not usable")
    for name in ("transfer_type", "min_transfer_time"):
        frame = numbers(frame, name, pl.Int32, log, TRANSFERS)
    kind, least = pl.col("transfer_type").fill_null(0), pl.col("min_transfer_time").fill_null(0)
    strange = ~kind.is_between(0, 3) | (least < 0) | (least > 86_400)
    frame = drop(frame, strange, log, TRANSFERS, "bad_transfer", "transfer_type or min_transfer_time is not usable")
    frame = frame.filter(kind.is_between(0, 3))
    min_s = pl.when(kind == FORBIDDEN).then(-1).when(kind == TIMED).then(0).otherwise(least)
    frame = frame.with_columns(min_s.cast(pl.Int32).alias("min_s")).sort(LINE).unique(["from", "to"], keep="last")
    frame = frame.sort("from", "to")
    return Transfers(*(frame[name].cast(pl.Int32).to_numpy() for name in ("from", "to", "min_s")))

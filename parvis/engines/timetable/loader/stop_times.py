# SPDX-License-Identifier: AGPL-3.0-or-later
"""stop_times.txt: read, sorted, mended."""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from parvis.engines.timetable.geometry import distance_m
from parvis.engines.timetable.problems import Action, FeedRefused, ProblemLog

from . import mending
from .csv_table import LINE, read_table
from .source import Limits
from .values import drop, numbers, report, times

FILE = "stop_times.txt"
COLUMNS = ("trip_id", "arrival_time", "departure_time", "stop_id", "stop_sequence", "pickup_type", "drop_off_type")
BOARD, ALIGHT = 1, 2
FINDINGS: dict[int, tuple[str, str, Action]] = {
    mending.INTERPOLATED: ("blank_time", "no time; taken from the stops around it", "repaired"),
    mending.NO_TIME_AT_END: ("no_time_at_end", "first or last stop of a trip without a time", "dropped"),
    mending.AFTER_MIDNIGHT: ("after_midnight", "earlier than the stop before by half a day; taken as the day after",
                             "repaired"),
    mending.BACKWARDS: ("backwards", "earlier than the stop before", "dropped"),
    mending.LEAVES_BEFORE: ("leaves_before_arrival", "leaves before it arrives; leaves as it arrives", "repaired"),
    mending.ALONE: ("alone", "the only stop left of its trip", "dropped"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class StopTimes:
    """Rows of trips, sorted: ``first[trip] : first[trip + 1]`` are the rows of a trip. Seconds of the service day.

    ``sequence``: the feed's own stop_sequence, by which messages of real time speak of a stop.
    """

    first: NDArray[np.int64]
    stop: NDArray[np.int32]
    arrival_s: NDArray[np.int32]
    departure_s: NDArray[np.int32]
    flags: NDArray[np.uint8]
    sequence: NDArray[np.int32]


def read_stop_times(
    data: bytes, stops: pl.DataFrame, trips: pl.DataFrame, limits: Limits, log: ProblemLog
) -> StopTimes:
    """All usable rows. Raises FeedRefused when there are too many."""
    if data.count(b"\n") > limits.stop_times:
        log.add(FILE, 0, "too_many_stop_times", f"holds more than {limits.stop_times:,} stop times", "refused")
        raise FeedRefused("too many stop times")
    frame = read_table(data, FILE, COLUMNS, log, lambda frame: _narrowed(frame, stops, trips, log))
    frame = frame.sort("trip", "stop_sequence", LINE)
    again = (pl.col("trip") == pl.col("trip").shift(1)) & (pl.col("stop_sequence") == pl.col("stop_sequence").shift(1))
    frame = drop(frame, again, log, FILE, "sequence_twice", "stop_sequence given before in the trip")
    return _mended(frame, stops, trips.height, log)


def _narrowed(frame: pl.DataFrame, stops: pl.DataFrame, trips: pl.DataFrame, log: ProblemLog) -> pl.DataFrame:
    """Texts to numbers: what is left of a row takes two dozen bytes."""
    frame = _known(frame, stops, trips, log)
    for name in ("pickup_type", "drop_off_type"):
        frame = numbers(frame, name, pl.Int8, log, FILE)
    for name in ("arrival_time", "departure_time"):
        frame = times(frame, name, log, FILE)
    flags = (pl.col("pickup_type").fill_null(0) != 1).cast(pl.UInt8) * BOARD
    flags += (pl.col("drop_off_type").fill_null(0) != 1).cast(pl.UInt8) * ALIGHT
    return frame.select(
        LINE, "trip", "stop", "stop_sequence",
        pl.col("arrival_time").fill_null(mending.BLANK),
        pl.col("departure_time").fill_null(mending.BLANK),
        flags.cast(pl.UInt8).alias("flags"),
    )  # fmt: skip


def _known(frame: pl.DataFrame, stops: pl.DataFrame, trips: pl.DataFrame, log: ProblemLog) -> pl.DataFrame:
    frame = frame.join(trips.select("trip_id", "trip"), on="trip_id", how="left", maintain_order="left")
    frame = frame.drop("trip_id")
    frame = drop(frame, pl.col("trip").is_null(), log, FILE, "unknown_trip", "trip_id is not among the usable trips")
    frame = frame.join(stops.select("stop_id", "stop"), on="stop_id", how="left", maintain_order="left")
    frame = frame.drop("stop_id")
    frame = drop(frame, pl.col("stop").is_null(), log, FILE, "unknown_stop", "stop_id is not among the usable stops")
    frame = numbers(frame, "stop_sequence", pl.Int32, log, FILE)
    report(frame, pl.col("stop_sequence").is_null(), log, FILE, "no_sequence",
           "no stop_sequence; taken in the order of the file", "repaired")  # fmt: skip
    return frame.with_columns(pl.col("stop_sequence").fill_null(pl.col(LINE)))


def _mended(frame: pl.DataFrame, stops: pl.DataFrame, trip_count: int, log: ProblemLog) -> StopTimes:
    trip, stop = frame["trip"].to_numpy(), frame["stop"].to_numpy()
    lat, lon = stops["stop_lat"].to_numpy(), stops["stop_lon"].to_numpy()
    step = np.ones(len(stop))
    if len(stop) > 1:
        far = distance_m(lat[stop[:-1]], lon[stop[:-1]], lat[stop[1:]], lon[stop[1:]])
        step[1:] = np.where(np.isfinite(far), np.maximum(far, 1.0), 1.0)
    arrival, departure = frame["arrival_time"].to_numpy().copy(), frame["departure_time"].to_numpy().copy()
    first = np.searchsorted(trip, np.arange(trip_count + 1))
    finding = mending.mend(first, arrival, departure, step)
    lines = frame[LINE].to_numpy()
    for code, (word, reason, action) in FINDINGS.items():
        log.add_lines(FILE, lines[(finding & code) > 0].tolist(), word, reason, action)
    kept = (finding & mending.DROPPED) == 0
    counts = np.bincount(trip[kept], minlength=trip_count)
    return StopTimes(
        np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
        stop[kept].astype(np.int32),
        arrival[kept],
        departure[kept],
        frame["flags"].to_numpy()[kept],
        frame["stop_sequence"].to_numpy()[kept].astype(np.int32),
    )

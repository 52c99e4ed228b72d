# SPDX-License-Identifier: AGPL-3.0-or-later
"""stops.txt: places, stations, accessibility."""

import polars as pl

from parvis.engines.timetable.problems import FeedRefused, ProblemLog

from .csv_table import LINE, read_table
from .values import drop, numbers, report

FILE = "stops.txt"
COLUMNS = (
    "stop_id", "stop_code", "stop_name", "stop_lat", "stop_lon", "location_type", "parent_station",
    "wheelchair_boarding", "platform_code", "zone_id",
)  # fmt: skip
STATION = 1


def read_stops(data: bytes, log: ProblemLog) -> pl.DataFrame:
    """Stops, stations and boarding areas, one row each with its row number ``stop``; entrances are left out.

    A stop without a place takes its station's; if there is none, it stays without (NaN): one can ride to it, not walk.
    ``parent`` is the row of the station, -1 without.
    """
    frame = read_table(data, FILE, COLUMNS, log)
    frame = drop(frame, pl.col("stop_id").is_null(), log, FILE, "no_stop_id", "no stop_id")
    repeated = ~pl.col("stop_id").is_first_distinct()
    frame = drop(frame, repeated, log, FILE, "stop_twice", "stop_id given before; the first stays")
    for name, kind in (("stop_lat", pl.Float64), ("stop_lon", pl.Float64), ("location_type", pl.Int8)):
        frame = numbers(frame, name, kind, log, FILE)
    frame = numbers(frame, "wheelchair_boarding", pl.Int8, log, FILE)
    frame = frame.filter(~pl.col("location_type").fill_null(0).is_in([2, 3]))
    if frame.is_empty():
        log.add(FILE, 0, "no_stop", "holds no stop", "refused")
        raise FeedRefused("no stop")
    frame = _places(_parents(frame, log), log)
    wheelchair = pl.col("wheelchair_boarding").fill_null(0)
    wheelchair = pl.when(wheelchair.is_between(0, 2)).then(wheelchair).otherwise(0)
    frame = frame.with_columns(wheelchair.cast(pl.Int8).alias("wheelchair"))
    of_parent = pl.col("wheelchair").gather(pl.when(pl.col("parent") >= 0).then(pl.col("parent")).otherwise(0))
    inherited = pl.when((pl.col("wheelchair") == 0) & (pl.col("parent") >= 0)).then(of_parent)
    return frame.with_columns(
        inherited.otherwise(pl.col("wheelchair")).cast(pl.Int8).alias("wheelchair"),
        (pl.col("location_type").fill_null(0) == STATION).alias("is_station"),
        pl.coalesce("stop_name", "stop_code", "stop_id").alias("stop_name"),
    )


def _parents(frame: pl.DataFrame, log: ProblemLog) -> pl.DataFrame:
    frame = frame.with_row_index("stop").with_columns(pl.col("stop").cast(pl.Int32))
    known = frame.select(pl.col("stop_id").alias("parent_station"), pl.col("stop").alias("parent"))
    frame = frame.join(known, on="parent_station", how="left", maintain_order="left")
    lost = pl.col("parent_station").is_not_null() & (pl.col("parent").is_null() | (pl.col("parent") == pl.col("stop")))
    report(frame, lost, log, FILE, "unknown_station", "parent_station is not in the file", "repaired")
    return frame.with_columns(pl.when(~lost.fill_null(value=False)).then("parent").fill_null(-1).alias("parent"))


def _places(frame: pl.DataFrame, log: ProblemLog) -> pl.DataFrame:
    lat, lon = pl.col("stop_lat"), pl.col("stop_lon")
    fine = lat.is_between(-90, 90) & lon.is_between(-180, 180) & ((lat.abs() > 0.01) | (lon.abs() > 0.01))
    fine = fine.fill_null(value=False)
    frame = frame.with_columns(pl.when(fine).then(lat).alias("stop_lat"), pl.when(fine).then(lon).alias("stop_lon"))
    row = pl.when(pl.col("parent") >= 0).then(pl.col("parent")).otherwise(pl.col("stop"))
    report(frame, lat.is_null() | lon.is_null(), log, FILE, "no_place",
           "no usable coordinates; the station's are taken, or else nobody can walk there", "repaired")  # fmt: skip
    return frame.with_columns(
        pl.coalesce(lat, lat.gather(row)).fill_null(float("nan")).alias("stop_lat"),
        pl.coalesce(lon, lon.gather(row)).fill_null(float("nan")).alias("stop_lon"),
    )


__all__ = ["LINE", "read_stops"]

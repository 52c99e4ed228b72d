# SPDX-License-Identifier: AGPL-3.0-or-later
"""agency.txt, routes.txt and trips.txt."""

import re
from zoneinfo import ZoneInfo

import polars as pl

from parvis.engines.timetable.modes import Mode, mode_of
from parvis.engines.timetable.problems import ProblemLog

from .csv_table import read_table
from .values import drop, numbers, report

AGENCY, ROUTES, TRIPS = "agency.txt", "routes.txt", "trips.txt"
ROUTE_COLUMNS = (
    "route_id", "agency_id", "route_short_name", "route_long_name", "route_type", "route_color", "route_text_color",
)  # fmt: skip
TRIP_COLUMNS = (
    "route_id", "service_id", "trip_id", "trip_headsign", "trip_short_name", "direction_id", "wheelchair_accessible",
    "bikes_allowed",
)  # fmt: skip
COLOUR = re.compile(r"^#?([0-9A-Fa-f]{6})$")
DEFAULT_ZONE = "Europe/Paris"


def read_agencies(data: bytes | None, log: ProblemLog) -> tuple[str, dict[str, str]]:
    """The feed's time zone and the agencies' names by id; Europe/Paris without a usable one."""
    if data is None:
        log.add(AGENCY, 0, "no_agency", f"missing; the time zone is taken to be {DEFAULT_ZONE}", "repaired")
        return DEFAULT_ZONE, {}
    frame = read_table(data, AGENCY, ("agency_id", "agency_name", "agency_timezone"), log)
    zones = [zone for zone in frame["agency_timezone"].to_list() if zone]
    names = {row[0] or "": row[1] or row[0] or "" for row in frame.select("agency_id", "agency_name").iter_rows()}
    if len(set(zones)) > 1:
        log.add(AGENCY, 0, "several_zones", "several time zones; the first is taken for all", "repaired")
    try:
        ZoneInfo(zones[0])
    except (IndexError, KeyError, ValueError, OSError):
        log.add(AGENCY, 0, "bad_zone", f"no usable time zone; taken to be {DEFAULT_ZONE}", "repaired")
        return DEFAULT_ZONE, names
    return zones[0], names


def read_routes(data: bytes | None, agencies: dict[str, str], log: ProblemLog) -> pl.DataFrame:
    """Lines, with ``route`` (row number), ``mode``, ``agency_name`` and colours of six digits or empty."""
    if data is None:
        log.add(ROUTES, 0, "no_routes", "missing; the lines are named after their route_id", "repaired")
    frame = read_table(data or b"", ROUTES, ROUTE_COLUMNS, log)
    frame = drop(frame, pl.col("route_id").is_null(), log, ROUTES, "no_route_id", "no route_id")
    repeated = ~pl.col("route_id").is_first_distinct()
    frame = drop(frame, repeated, log, ROUTES, "route_twice", "route_id given before; the first stays")
    frame = numbers(frame, "route_type", pl.Int32, log, ROUTES)
    return frame.with_columns(_mode(frame, log), _agency_name(frame, agencies), *_colours(frame))


def _mode(frame: pl.DataFrame, log: ProblemLog) -> pl.Series:
    known = {kind: mode_of(kind) for kind in frame["route_type"].unique().to_list() if kind is not None}
    bad = pl.col("route_type").is_null() | pl.col("route_type").is_in([k for k, mode in known.items() if mode is None])
    report(frame, bad, log, ROUTES, "unknown_route_type", "route_type is in no list; read as other", "repaired")
    read = {kind: int(Mode.OTHER if mode is None else mode) for kind, mode in known.items()}  # a tram is number 0
    modes = [read.get(kind, int(Mode.OTHER)) for kind in frame["route_type"].to_list()]
    return pl.Series("mode", modes, dtype=pl.Int8)


def _agency_name(frame: pl.DataFrame, agencies: dict[str, str]) -> pl.Series:
    only = next(iter(agencies.values())) if len(agencies) == 1 else ""
    names = [agencies.get(agency or "", only) for agency in frame["agency_id"].to_list()]
    return pl.Series("agency_name", names, dtype=pl.String)


def _colours(frame: pl.DataFrame) -> list[pl.Series]:
    columns = []
    for name in ("route_color", "route_text_color"):
        matches = [COLOUR.match(text or "") for text in frame[name].to_list()]
        columns.append(pl.Series(name, [match[1].upper() if match else "" for match in matches], dtype=pl.String))
    return columns


def read_trips(data: bytes, routes: pl.DataFrame, services: pl.DataFrame, log: ProblemLog) -> pl.DataFrame:
    """Trips whose line and service are known, with the row numbers ``route`` and ``service``."""
    frame = read_table(data, TRIPS, TRIP_COLUMNS, log)
    frame = drop(frame, pl.col("trip_id").is_null(), log, TRIPS, "no_trip_id", "no trip_id")
    repeated = ~pl.col("trip_id").is_first_distinct()
    frame = drop(frame, repeated, log, TRIPS, "trip_twice", "trip_id given before; the first stays")
    frame = frame.join(routes.select("route_id", "route"), on="route_id", how="left", maintain_order="left")
    frame = drop(frame, pl.col("route").is_null(), log, TRIPS, "unknown_route", "route_id is not in routes.txt")
    frame = frame.join(services, on="service_id", how="left", maintain_order="left")
    frame = drop(frame, pl.col("service").is_null(), log, TRIPS, "unknown_service", "service_id is in no calendar")
    for name in ("direction_id", "wheelchair_accessible", "bikes_allowed"):
        frame = numbers(frame, name, pl.Int8, log, TRIPS)
    return frame.with_columns(
        _three_states("wheelchair_accessible").alias("wheelchair"),
        _three_states("bikes_allowed").alias("bikes"),
        pl.col("direction_id").fill_null(0),
        pl.int_range(pl.len(), dtype=pl.Int32).alias("trip"),
    )


def _three_states(name: str) -> pl.Expr:
    """0 unknown, 1 yes, 2 no; anything else is unknown."""
    value = pl.col(name).fill_null(0)
    return pl.when(value.is_between(0, 2)).then(value).otherwise(0).cast(pl.Int8)


def routes_of_trips(routes: pl.DataFrame, trips_data: bytes, log: ProblemLog) -> pl.DataFrame:
    """The lines with ``route`` numbers; without any line, one per route_id of the trips."""
    if routes.is_empty():
        named = read_table(trips_data, TRIPS, ("route_id",), ProblemLog(log.feed)).drop_nulls("route_id")
        routes = pl.concat([routes, named.unique("route_id", maintain_order=True)], how="diagonal_relaxed")
        routes = routes.with_columns(
            pl.lit(int(Mode.OTHER), pl.Int8).alias("mode"),
            pl.col("agency_name", "route_color", "route_text_color").fill_null(""),
        )
    return routes.with_columns(pl.int_range(pl.len(), dtype=pl.Int32).alias("route"))

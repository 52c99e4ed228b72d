# SPDX-License-Identifier: AGPL-3.0-or-later
"""One feed: its files read, checked and mended."""

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from parvis.engines.timetable.problems import FeedRefused, ProblemLog

from .calendars import Services, read_services
from .extras import Runs, Transfers, read_frequencies, read_transfers
from .routes import read_agencies, read_routes, read_trips, routes_of_trips
from .source import Limits, read_files
from .stop_times import StopTimes, read_stop_times
from .stops import read_stops

NEEDED = ("stops.txt", "trips.txt", "stop_times.txt")


@dataclass(frozen=True, slots=True, eq=False)
class FeedTables:
    """The usable rows of one feed; numbers are rows of its own tables."""

    name: str
    timezone: str
    stops: pl.DataFrame
    routes: pl.DataFrame
    services: Services
    trips: pl.DataFrame
    times: StopTimes
    runs: Runs
    transfers: Transfers


def read_feed(name: str, path: Path, limits: Limits, log: ProblemLog) -> FeedTables:
    """Reads a feed from a zip or a folder. Raises FeedRefused when nothing of it can be used; the log says why."""
    files = read_files(path, limits, log)
    for file in NEEDED:
        if file not in files:
            log.add(file, 0, "missing", "missing; nothing can be made of the feed without it", "refused")
    if any(file not in files for file in NEEDED):
        raise FeedRefused("a needed file is missing")
    stops = read_stops(files["stops.txt"], log)
    zone, agencies = read_agencies(files.get("agency.txt"), log)
    routes = read_routes(files.get("routes.txt"), agencies, log)
    services = read_services(files.get("calendar.txt"), files.get("calendar_dates.txt"), log)
    routes = routes_of_trips(routes, files["trips.txt"], log)
    trips = read_trips(files["trips.txt"], routes, services.ids, log)
    times = read_stop_times(files.pop("stop_times.txt"), stops, trips, limits, log)
    trips = _with_lines(trips, times, log)
    if not len(times.stop):
        log.add("stop_times.txt", 0, "no_trip", "no trip is usable", "refused")
        raise FeedRefused("no usable trip")
    runs = read_frequencies(files.get("frequencies.txt"), trips, times, log)
    transfers = read_transfers(files.get("transfers.txt"), stops, log)
    return FeedTables(name, zone, stops, routes, services, trips, times, runs, transfers)


def _with_lines(trips: pl.DataFrame, times: StopTimes, log: ProblemLog) -> pl.DataFrame:
    """Reports trips without stops; they stay in the table, so that numbers hold, and never run."""
    empty = pl.Series("empty", times.first[1:] == times.first[:-1])
    lines = trips.filter(empty)["line"]
    log.add_lines("trips.txt", lines.to_list(), "no_stop_times", "the trip has no usable stop times", "dropped")
    return trips

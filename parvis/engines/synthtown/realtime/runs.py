# SPDX-License-Identifier: AGPL-3.0-or-later
"""The runs of one service day, read from a GTFS archive."""

import csv
import io
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
type Rows = Iterator[dict[str, str]]


@dataclass(frozen=True, slots=True)
class Call:
    """A stop of a run, in seconds of the service day."""

    stop_id: str
    sequence: int
    arrive_s: int
    depart_s: int


@dataclass(frozen=True, slots=True)
class Run:
    """A trip on a day. ``block``: the vehicle that runs it."""

    trip_id: str
    route_id: str
    block: str
    calls: tuple[Call, ...]


@dataclass(frozen=True, slots=True)
class Day:
    """All runs of a day by departure. ``origin``: noon minus twelve hours, in UTC seconds; places are (lat, lon)."""

    day: date
    origin: int
    runs: tuple[Run, ...]
    places: dict[str, tuple[float, float]]


@lru_cache(maxsize=32)
def read_day(path: Path, stamp: tuple[int, int], day: date) -> Day:
    """The day of an archive. ``stamp``: its size and time of change, so that another file is read again."""
    with zipfile.ZipFile(path) as archive:
        with _rows(archive, "agency") as agencies:
            zone = ZoneInfo(next(agencies)["agency_timezone"])
        services = _services(archive, day)
        with _rows(archive, "frequencies") as rows:
            uncertain = {row["trip_id"] for row in rows}
        with _rows(archive, "trips") as rows:
            trips = {
                row["trip_id"]: (row["route_id"], row.get("block_id") or row["trip_id"])
                for row in rows
                if row["service_id"] in services and row["trip_id"] not in uncertain
            }
        with _rows(archive, "stops") as rows:
            places = {row["stop_id"]: (float(row["stop_lat"]), float(row["stop_lon"])) for row in rows}
        calls = _calls(archive, trips)
    runs = [Run(trip, *trips[trip], tuple(each)) for trip, each in calls.items() if len(each) > 1]
    origin = int(datetime.combine(day, time(12), zone).timestamp()) - 43_200
    return Day(day, origin, tuple(sorted(runs, key=lambda run: (run.calls[0].depart_s, run.trip_id))), places)


def days_around(path: Path, moment: datetime) -> list[Day]:
    """The service days that may have a vehicle out: that of the moment, and the night of the one before."""
    facts = path.stat()
    today = moment.astimezone(ZoneInfo("Europe/Paris")).date()
    stamp = facts.st_size, facts.st_mtime_ns
    return [read_day(path, stamp, day) for day in (today - timedelta(days=1), today)]


@contextmanager
def _rows(archive: zipfile.ZipFile, name: str) -> Iterator[Rows]:
    """A table of the archive; none at all where the file is not there."""
    try:
        file = archive.open(f"{name}.txt")
    except KeyError:
        yield iter(())
        return
    with io.TextIOWrapper(file, "utf-8-sig", newline="") as text:
        yield csv.DictReader(text)


def _services(archive: zipfile.ZipFile, day: date) -> set[str]:
    written, weekday = f"{day:%Y%m%d}", WEEKDAYS[day.weekday()]
    with _rows(archive, "calendar") as rows:
        found = {
            row["service_id"] for row in rows if row[weekday] == "1" and row["start_date"] <= written <= row["end_date"]
        }
    with _rows(archive, "calendar_dates") as rows:
        for row in rows:
            if row["date"] == written:
                (found.add if row["exception_type"] == "1" else found.discard)(row["service_id"])
    return found


def _calls(archive: zipfile.ZipFile, trips: dict[str, tuple[str, str]]) -> dict[str, list[Call]]:
    calls: dict[str, list[Call]] = defaultdict(list)
    with _rows(archive, "stop_times") as rows:
        for row in rows:
            if row["trip_id"] in trips and row["arrival_time"] and row["departure_time"]:
                times = _seconds(row["arrival_time"]), _seconds(row["departure_time"])
                calls[row["trip_id"]].append(Call(row["stop_id"], int(row["stop_sequence"]), *times))
    for each in calls.values():
        each.sort(key=lambda call: call.sequence)
    return calls


def _seconds(text: str) -> int:
    hours, minutes, seconds = text.split(":")
    return int(hours) * 3600 + int(minutes) * 60 + int(seconds)

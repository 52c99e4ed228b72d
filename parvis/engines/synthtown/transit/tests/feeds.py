# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reads a GTFS archive back, for the tests."""

import csv
import io
import zipfile
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path

Rows = list[dict[str, str]]


@dataclass
class Archive:
    """The tables of one archive."""

    path: Path

    @cached_property
    def tables(self) -> dict[str, Rows]:
        with zipfile.ZipFile(self.path) as archive:
            return {
                name.removesuffix(".txt"): list(csv.DictReader(io.StringIO(archive.read(name).decode("utf-8"))))
                for name in archive.namelist()
            }

    def __getitem__(self, table: str) -> Rows:
        return self.tables.get(table, [])

    def ids(self, table: str, column: str) -> set[str]:
        return {row[column] for row in self[table]}

    @cached_property
    def passages(self) -> dict[str, Rows]:
        """Stop times of each trip, in order."""
        out: dict[str, Rows] = defaultdict(list)
        for row in self["stop_times"]:
            out[row["trip_id"]].append(row)
        return {trip: sorted(rows, key=lambda row: int(row["stop_sequence"])) for trip, rows in out.items()}

    @cached_property
    def days(self) -> dict[str, set[date]]:
        """Dates of each service."""
        out: dict[str, set[date]] = defaultdict(set)
        names = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
        for row in self["calendar"]:
            day, end = parse_day(row["start_date"]), parse_day(row["end_date"])
            while day <= end:
                if row[names[day.weekday()]] == "1":
                    out[row["service_id"]].add(day)
                day += timedelta(days=1)
        for row in self["calendar_dates"]:
            change = out[row["service_id"]].add if row["exception_type"] == "1" else out[row["service_id"]].remove
            change(parse_day(row["date"]))
        return out

    def routes_on(self, day: date) -> set[str]:
        return {trip["route_id"] for trip in self["trips"] if day in self.days[trip["service_id"]]}


def parse_day(text: str) -> date:
    return date(int(text[:4]), int(text[4:6]), int(text[6:]))


def seconds(text: str) -> int:
    hours, minutes, rest = map(int, text.split(":"))
    return hours * 3600 + minutes * 60 + rest

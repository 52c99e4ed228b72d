# SPDX-License-Identifier: AGPL-3.0-or-later
"""Tiny GTFS feeds, and a plain connection scan over the same rows to hold the engine against."""

import csv
import io
from datetime import date
from math import ceil
from pathlib import Path

from parvis.engines.timetable import Timetable

DAY = date(2026, 3, 10)
type Rows = list[tuple[int, int, int]]


def clock(seconds: int) -> str:
    return f"{seconds // 3600}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


def feed_text(stops: list[tuple[float, float]], trips: list[Rows]) -> dict[str, str]:
    """Files of a feed; a trip is a list of (stop, arrival, departure). All trips of a set of stops share a line."""
    lines = {tuple(row[0] for row in trip): None for trip in trips}
    number = {stops: i for i, stops in enumerate(lines)}
    return {
        "agency.txt": "agency_id,agency_name,agency_url,agency_timezone\n1,A,http://a.example,Europe/Paris\n",
        "stops.txt": "stop_id,stop_name,stop_lat,stop_lon\n"
        + "".join(f"s{i},s{i},{lat:.6f},{lon:.6f}\n" for i, (lat, lon) in enumerate(stops)),
        "routes.txt": "route_id,route_short_name,route_type\n" + "".join(f"r{i},{i},3\n" for i in number.values()),
        "calendar_dates.txt": "service_id,date,exception_type\nd,20260310,1\n",
        "trips.txt": "route_id,service_id,trip_id\n"
        + "".join(f"r{number[tuple(r[0] for r in trip)]},d,t{i}\n" for i, trip in enumerate(trips)),
        "stop_times.txt": "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n"
        + "".join(
            f"t{i},{clock(come)},{clock(leave)},s{stop},{n}\n"
            for i, trip in enumerate(trips) for n, (stop, come, leave) in enumerate(trip)
        ),
    }  # fmt: skip


def write(folder: Path, files: dict[str, str]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def connections(timetable: Timetable, shift: int = 0) -> list[tuple[int, int, int, int, int]]:
    """(departure, arrival, trip, from, to), read straight from the tables for the first service day."""
    rows = []
    for trip, pattern in enumerate(timetable.trips.pattern):
        if timetable.services.runs[timetable.trips.service[trip], shift]:
            a, b, row = (
                timetable.patterns.first[pattern],
                timetable.patterns.first[pattern + 1],
                timetable.trips.row[trip],
            )
            for i in range(b - a - 1):
                leave, come = int(timetable.departure_s[row + i]), int(timetable.arrival_s[row + i + 1])
                pair = int(timetable.patterns.stop[a + i]), int(timetable.patterns.stop[a + i + 1])
                rows.append((leave, come, trip, *pair))
    return sorted(rows)


def walks(timetable: Timetable, speed: float = 1.2) -> dict[int, list[tuple[int, int]]]:
    paths = timetable.footpaths
    found: dict[int, list[tuple[int, int]]] = {}
    for stop in range(len(timetable.stops.lat)):
        for edge in range(paths.first[stop], paths.first[stop + 1]):
            metres = float(paths.metres[edge])
            seconds = max(ceil(metres / speed), int(paths.min_s[edge]))
            found.setdefault(stop, []).append((int(paths.to[edge]), seconds))
    return found


def scan(rows: list, on_foot: dict, origin: int, depart_s: int, slack_s: int = 0) -> dict[int, int]:
    """Earliest arrival at each stop by trip and at most one walk after it: the connection scan, nothing else."""
    ready = {origin: depart_s} | {stop: depart_s + s for stop, s in on_foot.get(origin, [])}
    best = dict(ready)
    aboard: set[int] = set()
    for leave, come, trip, a, b in rows:
        if trip in aboard or ready.get(a, 1 << 40) <= leave:
            aboard.add(trip)
            for stop, seconds in [(b, 0), *on_foot.get(b, [])]:
                best[stop] = min(best.get(stop, 1 << 40), come + seconds)
                ready[stop] = min(ready.get(stop, 1 << 40), come + seconds + slack_s)
    return best


def shown(files: dict[str, str]) -> str:
    out = io.StringIO()
    for name, text in files.items():
        out.write(f"--- {name}\n{text}")
    csv.reader(out)
    return out.getvalue()

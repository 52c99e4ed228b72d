# SPDX-License-Identifier: AGPL-3.0-or-later
"""Journeys by public transport: ours beside ferrobus (a RAPTOR in Rust), on the same day of the same pool, in one run.

    python -m bench.timetable [--copies N] [--queries N] [--processor]

Five real feeds from ``../shared/data/gtfs`` on one service day, random stop to stop, fixed seed, one thread. ferrobus
is given the same trips, and streets made of our footpaths (plus ways too long to walk: it wants a connected network).
``--copies`` puts so many copies of the pool side by side, to see how the cost grows. ``--processor`` counts processor
time, for a machine that does other things too.
"""

from __future__ import annotations

import argparse
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import ferrobus
import numpy as np
import osmium

from parvis.engines.timetable import Query, Timetable, load, plan, prepare, reach, read_saved, save
from parvis.engines.timetable.tables import Bools

FEEDS = Path(__file__).resolve().parents[2] / "shared" / "data" / "gtfs"
POOL = ("strasbourg", "ter", "marseille", "toulon", "chateau-thierry")
DAY = date(2026, 3, 10)
TRIPS, WINDOW_S, SEED = 9, 7_200, 1
METRES_PER_DEGREE = 111_195.0
TARGETS = {"single": (1.5, 5.0), "window": (10.0, 40.0)}


def clock(seconds: int) -> str:
    """HH:MM:SS."""
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


def running(timetable: Timetable) -> np.ndarray:
    """The trips of the day."""
    return np.flatnonzero(timetable.services.runs[timetable.trips.service, 0])


def write_gtfs(timetable: Timetable, folder: Path) -> None:
    """The day's trips as a plain feed, for ferrobus."""
    stops = timetable.stops
    places = (f"s{i},s{i},{stops.lat[i]:.7f},{stops.lon[i]:.7f}\n" for i in range(len(stops.lat)))
    (folder / "stops.txt").write_text("stop_id,stop_name,stop_lat,stop_lon\n" + "".join(places))
    (folder / "agency.txt").write_text(
        "agency_id,agency_name,agency_url,agency_timezone\n1,A,http://a.example,Europe/Paris\n"
    )
    routes = (f"r{i},1,r{i},,3\n" for i in range(len(timetable.routes.mode)))
    (folder / "routes.txt").write_text(
        "route_id,agency_id,route_short_name,route_long_name,route_type\n" + "".join(routes)
    )
    week = "monday,tuesday,wednesday,thursday,friday,saturday,sunday"
    (folder / "calendar.txt").write_text(f"service_id,{week},start_date,end_date\nd,1,1,1,1,1,1,1,20260310,20260310\n")
    (folder / "calendar_dates.txt").write_text("service_id,date,exception_type\nd,20260310,1\n")
    with (folder / "trips.txt").open("w") as trips, (folder / "stop_times.txt").open("w") as times:
        trips.write("route_id,service_id,trip_id\n")
        times.write("trip_id,arrival_time,departure_time,stop_id,stop_sequence\n")
        for trip in running(timetable).tolist():
            pattern, row = timetable.trips.pattern[trip], timetable.trips.row[trip]
            a, b = timetable.patterns.first[pattern], timetable.patterns.first[pattern + 1]
            trips.write(f"r{timetable.trips.route[trip]},d,t{trip}\n")
            for i in range(b - a):
                come, leave = int(timetable.arrival_s[row + i]), int(timetable.departure_s[row + i])
                times.write(f"t{trip},{clock(come)},{clock(leave)},s{timetable.patterns.stop[a + i]},{i}\n")


def write_streets(timetable: Timetable, path: Path) -> None:
    """Our footpaths as streets of the same length (a bend in the middle), chained by ways of several kilometres."""
    lat, lon, paths = timetable.stops.lat, timetable.stops.lon, timetable.footpaths
    ways: list[tuple[int, int, float, float]] = [
        (i, i + 1, float(lat[i]) + 0.03, float(lon[i]) + 0.05) for i in range(len(lat) - 1)
    ]
    for a in range(len(lat)):
        for edge in range(int(paths.first[a]), int(paths.first[a + 1])):
            if a < paths.to[edge]:
                ways.append(
                    (a, int(paths.to[edge]), *_bend(timetable, a, int(paths.to[edge]), float(paths.metres[edge])))
                )
    with osmium.SimpleWriter(str(path)) as out:
        for i in range(len(lat)):
            out.add_node(osmium.osm.mutable.Node(id=i + 1, location=(float(lon[i]), float(lat[i])), version=1))
        for i, (_, _, y, x) in enumerate(ways):
            out.add_node(osmium.osm.mutable.Node(id=len(lat) + i + 1, location=(x, y), version=1))
        for i, (a, b, _, _) in enumerate(ways):
            nodes = [a + 1, len(lat) + i + 1, b + 1]
            out.add_way(osmium.osm.mutable.Way(id=i + 1, nodes=nodes, tags={"highway": "footway"}, version=1))


def _bend(timetable: Timetable, a: int, b: int, metres: float) -> tuple[float, float]:
    """Where a way of so many metres turns between two stops: latitude, longitude."""
    lat, lon = timetable.stops.lat, timetable.stops.lon
    y, x = float(lat[a] + lat[b]) / 2, float(lon[a] + lon[b]) / 2
    narrow = float(np.cos(np.radians(y)))
    dy, dx = (lat[b] - lat[a]) * METRES_PER_DEGREE, (lon[b] - lon[a]) * METRES_PER_DEGREE * narrow
    straight = float(np.hypot(dx, dy))
    off = float(np.sqrt(max((metres / 2) ** 2 - (straight / 2) ** 2, 0.0))) / max(straight, 0.01)
    return y + float(dx) * off / METRES_PER_DEGREE, x - float(dy) * off / METRES_PER_DEGREE / narrow


def questions(timetable: Timetable, count: int) -> list[tuple[int, int, int]]:
    """Random served stops and moments from 5 to 22 h."""
    served: Bools = np.zeros(len(timetable.stops.lat), np.bool_)
    for pattern in np.unique(timetable.trips.pattern[running(timetable)]).tolist():
        served[timetable.patterns.stop[timetable.patterns.first[pattern] : timetable.patterns.first[pattern + 1]]] = (
            True
        )
    stops, dice = np.flatnonzero(served), np.random.default_rng(SEED)
    columns = dice.choice(stops, count), dice.choice(stops, count), dice.integers(5 * 3_600, 22 * 3_600, count)
    return [(int(a), int(b), int(t)) for a, b, t in zip(*columns, strict=True)]


def spent_ms(
    ask: Callable[[int, int, int], object], asked: list[tuple[int, int, int]]
) -> tuple[np.ndarray, list[object]]:
    """Milliseconds and answers, one question after the other."""
    took, answers = [], []
    tick = time.process_time if "--processor" in sys.argv else time.perf_counter
    for question in asked:
        start = tick()
        answers.append(ask(*question))
        took.append((tick() - start) * 1_000)
    return np.array(took), answers


def row(
    title: str, ours: np.ndarray, theirs: np.ndarray | None = None, targets: tuple[float, float] | None = None
) -> bool:
    """One line of the table; whether the targets were met."""
    line = f"  {title:<26} median {np.median(ours):8.2f} ms  p95 {np.percentile(ours, 95):8.2f} ms"
    if theirs is not None:
        ratio = np.median(theirs) / np.median(ours)
        line += f"   ferrobus {np.median(theirs):8.2f} / {np.percentile(theirs, 95):8.2f} ms   × {ratio:.1f}"
    met = targets is None or bool(np.median(ours) <= targets[0] and np.percentile(ours, 95) <= targets[1])
    print(line + ("" if met else f"   MISSED {targets}"))
    return met


def peer(
    timetable: Timetable, folder: Path
) -> tuple[Callable[[int, int, int], object], Callable[[int, int, int], object]]:
    """ferrobus on the same day: the single question and the window."""
    write_gtfs(timetable, folder)
    write_streets(timetable, folder / "streets.osm.pbf")
    start = time.perf_counter()
    model = ferrobus.create_transit_model(str(folder / "streets.osm.pbf"), [str(folder)], DAY, 500)
    print(f"  ferrobus built in {time.perf_counter() - start:.1f} s")
    points: dict[int, object] = {}

    def point(stop: int) -> object:
        if stop not in points:
            lat, lon = float(timetable.stops.lat[stop]), float(timetable.stops.lon[stop])
            points[stop] = ferrobus.create_transit_point(lat, lon, model, 500, 1)
        return points[stop]

    def single(a: int, b: int, at: int) -> object:
        return ferrobus.find_route(model, point(a), point(b), at, TRIPS - 1)

    def window(a: int, b: int, at: int) -> object:
        return ferrobus.pareto_range_multimodal_routing(model, point(a), point(b), (at, at + WINDOW_S), TRIPS - 1)

    return single, window


type Ask = Callable[[int, int, int], object]


def compared(timetable: Timetable, asked: list[tuple[int, int, int]], single: Ask, window: Ask, everywhere: Ask) -> int:
    """The table itself; 1 when a target is missed."""
    for ask in (single, window, everywhere):
        spent_ms(ask, asked[:5])
    with tempfile.TemporaryDirectory() as folder:
        their_single, their_window = peer(timetable, Path(folder))
        spent_ms(their_single, asked)
        theirs, their_answers = spent_ms(their_single, asked)
        their_windows, _ = spent_ms(their_window, asked)
    ours, answers = spent_ms(single, asked)
    met = [row("one departure", ours, theirs, TARGETS["single"])]
    both = np.array([found is not None for found in their_answers])
    if both.any():
        met.append(row("  those ferrobus answers", ours[both], theirs[both], (float(np.median(theirs[both])), 1e9)))
    windows, profiles = spent_ms(window, asked)
    met.append(row("window of 2 h", windows, their_windows, TARGETS["window"]))
    met.append(row("one to all", spent_ms(everywhere, asked[:300])[0], None, (15.0, 1e9)))
    found = sum(bool(one.journeys) for one in answers)  # type: ignore[attr-defined]
    flat = sum(not one.walking_compared for one in profiles)  # type: ignore[attr-defined]
    print(f"  answered: ours {found}, ferrobus {int(both.sum())} of {len(asked)}")
    print(f"  windows compared without walking: {flat}")
    return 0 if all(met) else 1


def reloaded(timetable: Timetable) -> None:
    """How long it takes to read the saved form."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "saved"
        save(timetable, path)
        start = time.perf_counter()
        read_saved(path)
        print(f"  saved form: {path.stat().st_size >> 20} MB, read in {time.perf_counter() - start:.2f} s")


def main() -> int:
    """Prints the table; 1 when a target is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--copies", type=int, default=1)
    parser.add_argument("--queries", type=int, default=1_000)
    parser.add_argument("--processor", action="store_true", help="processor time")
    options = parser.parse_args()
    if not FEEDS.exists():
        print("skipped: ../shared/data/gtfs is not there")
        return 0
    feeds = {f"{name}-{copy}": FEEDS / f"{name}.zip" for copy in range(options.copies) for name in POOL}
    start = time.perf_counter()
    timetable = load(feeds, pool_day=DAY)
    loaded = time.perf_counter()
    prepare(timetable, DAY)
    print(f"{timetable}\n  loaded {loaded - start:.1f} s, bounds {time.perf_counter() - loaded:.1f} s, peak "
          f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10} MB")  # fmt: skip

    reloaded(timetable)

    def single(a: int, b: int, at: int) -> object:
        return plan(timetable, Query(a, b, DAY, depart_s=at, max_trips=TRIPS))

    def window(a: int, b: int, at: int) -> object:
        return plan(timetable, Query(a, b, DAY, depart_s=at, window_s=WINDOW_S, max_trips=TRIPS))

    def everywhere(a: int, _b: int, at: int) -> object:
        return reach(timetable, Query(a, a, DAY, depart_s=at, max_trips=TRIPS))

    return compared(timetable, questions(timetable, options.queries), single, window, everywhere)


if __name__ == "__main__":
    raise SystemExit(main())

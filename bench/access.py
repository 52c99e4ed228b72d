# SPDX-License-Identifier: AGPL-3.0-or-later
"""One to all, isochrones and matrices: ours beside ferrobus on the same day of the same pool, in one run.

    python -m bench.access [--points N] [--processor]

Points lie within 600 m of served stops of Strasbourg, fixed seed; 8 in the morning, an hour, streets made of footpaths
as in ``bench.timetable``. ferrobus draws its isochrones from an index of cells (H3, resolution 9) around Strasbourg,
computed before (the time is told, not counted): whole hexagons, and only those near its streets. Ours are drawn in
full from the time left at each stop. Its matrix is square, so ours is too.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import ferrobus
import numpy as np

from bench.timetable import DAY, FEEDS, POOL, TRIPS, row, spent_ms, write_gtfs, write_streets
from parvis.engines.timetable import (
    Point,
    Terms,
    Timetable,
    access_matrix,
    cells,
    isochrones,
    load,
    spread,
)

AT, WITHIN_S, SEED, MINUTES = 8 * 3_600, 3_600, 7, (15, 30, 45, 60)
CENTRE, AROUND = (48.5839, 7.7455), 0.12
AREA = "POLYGON((7.55 48.40, 7.95 48.40, 7.95 48.75, 7.55 48.75, 7.55 48.40))"
ISOCHRONE_MS, MATRIX_S = 100.0, 2.0
"""Targets: what a page may spend on a map (median), and 100 × 100 points."""


def points(timetable: Timetable, count: int) -> list[Point]:
    """Random points a few minutes from served stops around the centre of Strasbourg."""
    lat, lon, dice = timetable.stops.lat, timetable.stops.lon, np.random.default_rng(SEED)
    near = timetable.served[np.abs(lat[timetable.served] - CENTRE[0]) < AROUND]
    near = near[np.abs(lon[near] - CENTRE[1]) < AROUND]
    chosen = dice.choice(near, count)
    shifts = dice.uniform(-0.004, 0.004, (count, 2))
    return [Point(float(lat[s] + dy), float(lon[s] + dx)) for s, (dy, dx) in zip(chosen, shifts, strict=True)]


def timed(title: str, ask: Callable[[], object]) -> float:
    """Seconds of one call, on the wall."""
    start = time.perf_counter()
    ask()
    took = time.perf_counter() - start
    print(f"  {title:<34} {took:8.2f} s")
    return took


def theirs(timetable: Timetable, asked: list[Point]) -> tuple[np.ndarray, float]:
    """ferrobus: milliseconds for each isochrone, seconds for the matrix."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_gtfs(timetable, folder)
        write_streets(timetable, folder / "streets.osm.pbf")
        model = ferrobus.create_transit_model(str(folder / "streets.osm.pbf"), [str(folder)], DAY, 500)
    start = time.perf_counter()
    index = ferrobus.create_isochrone_index(model, AREA, 9, 1_200)
    print(f"  ferrobus: index of cells in {time.perf_counter() - start:.1f} s")
    places = [ferrobus.create_transit_point(one.lat, one.lon, model, 1_250, 10) for one in asked]

    def draw(number: int, _b: int, _c: int) -> object:
        return ferrobus.calculate_isochrone(model, places[number], AT, TRIPS - 1, WITHIN_S, index)

    took, _ = spent_ms(draw, [(number, 0, 0) for number in range(len(asked))])
    square = timed("ferrobus: matrix", lambda: ferrobus.travel_time_matrix(model, places, AT, TRIPS - 1))
    return took, square


def ours(timetable: Timetable, asked: list[Point]) -> tuple[dict[str, np.ndarray], float]:
    """Milliseconds of each question, seconds for the matrix on all cores."""
    terms, hour = Terms(DAY, depart_s=AT, max_trips=TRIPS), Terms(DAY, depart_s=AT, max_trips=TRIPS, window_s=3_600)
    numbers = [(number, 0, 0) for number in range(len(asked))]

    def ask(what: Callable[[Point], object]) -> np.ndarray:
        what(asked[0])
        return spent_ms(lambda number, _b, _c: what(asked[number]), numbers)[0]

    took = {
        "one to all, door to door": ask(lambda one: spread(timetable, one, terms)),
        "isochrone of 60 min": ask(lambda one: isochrones(spread(timetable, one, terms), MINUTES[-1:])),
        "isochrones of 15, 30, 45, 60": ask(lambda one: isochrones(spread(timetable, one, terms), MINUTES)),
        "H3 cells (resolution 9)": ask(lambda one: cells(spread(timetable, one, terms))),
        "H3 cells, median of an hour": ask(lambda one: cells(spread(timetable, one, hour))),
    }
    cores = os.cpu_count() or 1
    title = f"matrix {len(asked)} × {len(asked)}, {cores} threads"
    square = timed(title, lambda: access_matrix(timetable, asked, asked, terms, threads=cores))
    timed("  the same, median of 12 departures", lambda: access_matrix(timetable, asked, asked, hour, threads=cores))
    return took, square


def main() -> int:
    """Prints the table; 1 when a target is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--points", type=int, default=100)
    parser.add_argument("--processor", action="store_true", help="processor time")
    options = parser.parse_args()
    if not FEEDS.exists():
        print("skipped: ../shared/data/gtfs is not there")
        return 0
    timetable = load([FEEDS / f"{name}.zip" for name in POOL], pool_day=DAY)
    print(timetable)
    asked = points(timetable, options.points)
    their_drawings, their_square = theirs(timetable, asked)
    took, square = ours(timetable, asked)
    met = []
    for title, spent in took.items():
        beside = their_drawings if title == "isochrone of 60 min" else None
        met.append(row(title, spent, beside, (ISOCHRONE_MS, 1e9)))
    met.append(square <= MATRIX_S)
    print(f"  matrix: × {their_square / square:.1f}" + ("" if met[-1] else f"   MISSED {MATRIX_S} s"))
    return 0 if all(met) else 1


if __name__ == "__main__":
    raise SystemExit(main())

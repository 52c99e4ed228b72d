# SPDX-License-Identifier: AGPL-3.0-or-later
"""shapes.txt: where the vehicles of each pattern go, with its stops put on the way."""

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import numpy as np
import polars as pl
import shapely
from numpy.typing import NDArray

from parvis.engines.timetable.build.along import put_on
from parvis.engines.timetable.geometry import METRES_PER_DEGREE
from parvis.engines.timetable.problems import FeedRefused, Problem, ProblemLog
from parvis.engines.timetable.shapes import DEGREE, NONE, Shapes
from parvis.engines.timetable.timetable import Timetable

from .csv_table import read_table
from .source import Limits, read_files
from .values import numbers, report

FILE, TRIPS = "shapes.txt", "trips.txt"
SIMPLER_M = 3.0
"""Points that change the line by less than the width of a lane are left out."""
FAR_M = 1_000.0
"""A stop so far from the way says that the way is another one's. (The GTFS Schedule Validator warns from 100 m on.)"""
WARN_M = 100.0
MOST_POINTS = 20_000

type Floats = NDArray[np.float64]
type Ways = dict[str, tuple[Floats, Floats]]


def read_shapes(feeds: Mapping[str, str | Path], timetable: Timetable, *, limits: Limits | None = None) -> Shapes:
    """The ways of a timetable's patterns, from the files that it was loaded from; what is wrong stands in ``problems``.

    A pattern takes the shape that most of its trips name. Never raises for a bad file: its patterns have no shape.
    """
    found: dict[int, tuple[Floats, Floats, NDArray[np.int64]]] = {}
    problems: list[Problem] = []
    for number, feed in enumerate(timetable.feeds):
        if feed.name not in feeds:
            continue
        log = ProblemLog(feed.name)
        with suppress(FeedRefused):
            _of_feed(Path(feeds[feed.name]), number, timetable, limits or Limits(), log, found)
        problems += log.listed()
    return _packed(timetable, found, tuple(problems))


def _of_feed(
    path: Path, number: int, timetable: Timetable, limits: Limits, log: ProblemLog,
    found: dict[int, tuple[Floats, Floats, NDArray[np.int64]]],
) -> None:  # fmt: skip
    files = read_files(path, limits, log, frozenset((FILE, TRIPS)))
    log.problems.clear()  # what is wrong with the archive was said when the timetable was loaded
    if FILE not in files or TRIPS not in files:
        return
    ways = _ways(files[FILE], log)
    for pattern, shape_id in _chosen(files[TRIPS], number, timetable, ways, log):
        put = _along(timetable, pattern, ways[shape_id], shape_id, log)
        if put is not None:
            found[pattern] = put


def _ways(data: bytes, log: ProblemLog) -> Ways:
    """The points of each shape in their order."""
    frame = read_table(data, FILE, ("shape_id", "shape_pt_lat", "shape_pt_lon", "shape_pt_sequence"), log)
    for name, kind in (("shape_pt_lat", pl.Float64), ("shape_pt_lon", pl.Float64), ("shape_pt_sequence", pl.Int64)):
        frame = numbers(frame, name, kind, log, FILE)
    lat, lon = pl.col("shape_pt_lat"), pl.col("shape_pt_lon")
    fine = lat.is_between(-90, 90) & lon.is_between(-180, 180) & ((lat.abs() > 0.01) | (lon.abs() > 0.01))
    fine &= pl.col("shape_id").is_not_null() & pl.col("shape_pt_sequence").is_not_null()
    fine = fine.fill_null(value=False)
    report(frame, ~fine, log, FILE, "bad_point", "no usable place; drawn without it", "repaired")
    frame = frame.filter(fine)
    ways: Ways = {}
    for (name,), points in frame.sort("shape_id", "shape_pt_sequence").group_by("shape_id", maintain_order=True):
        ways[str(name)] = points["shape_pt_lat"].to_numpy(), points["shape_pt_lon"].to_numpy()
    return ways


def _chosen(
    data: bytes, number: int, timetable: Timetable, ways: Ways, log: ProblemLog
) -> list[tuple[int, str]]:  # fmt: skip
    """(pattern, shape_id) of the patterns of a feed whose trips name a shape."""
    named = read_table(data, TRIPS, ("trip_id", "shape_id"), ProblemLog(log.feed)).drop_nulls().unique("trip_id")
    mine = np.flatnonzero(timetable.routes.feed[timetable.trips.route] == number).tolist()
    trips = pl.DataFrame(
        {
            "trip_id": [timetable.trips.ids[trip] for trip in mine],
            "pattern": timetable.trips.pattern[mine] if mine else [],
        },
        schema={"trip_id": pl.String, "pattern": pl.Int32},
    )
    runs = pl.col("trip_id").str.replace(r"@\d+$", "")  # a run of a frequency is named after its trip and its start
    shape = trips.join(named, on="trip_id", how="left", maintain_order="left")["shape_id"]
    again = trips.with_columns(runs).join(named, on="trip_id", how="left", maintain_order="left")["shape_id"]
    trips = trips.with_columns(shape.zip_with(shape.is_not_null(), again).alias("shape_id")).drop_nulls()
    lost = trips.filter(~pl.col("shape_id").is_in(list(ways)))["shape_id"].unique().sort()
    for name in lost:
        log.add(TRIPS, 0, "unknown_shape", f"shape {name} is not in {FILE}; drawn from stop to stop", "noted")
    counted = trips.filter(pl.col("shape_id").is_in(list(ways))).group_by("pattern", "shape_id").len()
    counted = counted.sort("pattern", "len", "shape_id", descending=[False, True, False]).unique(
        "pattern", keep="first", maintain_order=True
    )
    return list(counted.select("pattern", "shape_id").iter_rows())


def _along(
    timetable: Timetable, pattern: int, way: tuple[Floats, Floats], shape_id: str, log: ProblemLog
) -> tuple[Floats, Floats, NDArray[np.int64]] | None:
    """The way with the pattern's stops put on it: latitudes, longitudes, and each stop's point."""
    a, b = int(timetable.patterns.first[pattern]), int(timetable.patterns.first[pattern + 1])
    stops = timetable.patterns.stop[a:b]
    stop_lat, stop_lon = timetable.stops.lat[stops], timetable.stops.lon[stops]
    lat, lon = way
    if len(lat) < 2 or not np.isfinite(stop_lat).all():
        return None
    stretch = max(float(np.cos(np.radians(lat.mean()))), 0.01) * METRES_PER_DEGREE
    line = shapely.LineString(np.column_stack([lon * stretch, lat * METRES_PER_DEGREE])).simplify(SIMPLER_M)
    points = shapely.get_coordinates(line)
    if len(points) > MOST_POINTS:
        log.add(FILE, 0, "too_many_points", f"shape {shape_id} has {len(points)} points; not drawn", "noted")
        return None
    x, y, at, far_m = put_on(points[:, 0], points[:, 1], stop_lon * stretch, stop_lat * METRES_PER_DEGREE)
    if far_m > WARN_M:
        what = f"a stop of line {timetable.routes.ids[int(timetable.patterns.route[pattern])]} is {far_m:.0f} m from"
        log.add(FILE, 0, "stop_far_from_shape", f"{what} shape {shape_id}", "noted")
    return None if far_m > FAR_M else (y / METRES_PER_DEGREE, x / stretch, at)


def _packed(
    timetable: Timetable, found: dict[int, tuple[Floats, Floats, NDArray[np.int64]]], problems: tuple[Problem, ...]
) -> Shapes:  # fmt: skip
    count = len(timetable.patterns.route)
    sizes = np.array([len(found[p][0]) if p in found else 0 for p in range(count)], np.int64)
    at = np.full(len(timetable.patterns.stop), NONE, np.int32)
    for pattern, (_, _, points) in found.items():
        a = int(timetable.patterns.first[pattern])
        at[a : a + len(points)] = points
    order = sorted(found)
    lat, lon = (np.concatenate([found[p][side] for p in order]) if order else np.zeros(0) for side in (0, 1))
    return Shapes(
        np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64),
        np.rint(lon * DEGREE).astype(np.int32), np.rint(lat * DEGREE).astype(np.int32), at, problems,
    )  # fmt: skip

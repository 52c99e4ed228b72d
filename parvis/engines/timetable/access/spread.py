# SPDX-License-Identifier: AGPL-3.0-or-later
"""From one point to everywhere: seconds to the stops by trip, and from there on foot to any other point."""

from dataclasses import dataclass

import numpy as np

from parvis.engines.timetable.compiled import kernel
from parvis.engines.timetable.day import NEVER
from parvis.engines.timetable.geometry import DETOUR, METRES_PER_DEGREE
from parvis.engines.timetable.planner import ridden
from parvis.engines.timetable.tables import Floats, Ints
from parvis.engines.timetable.timetable import Timetable

from .terms import Point, Terms, Walk, stops_of

CANDIDATES = 4
TILE_DEGREES = 0.02


@dataclass(frozen=True, slots=True, eq=False)
class Spread:
    """Where one is after how many seconds: ``seconds[moment, place]``, NEVER where not in time.

    The first place is the point itself, the others are stops where one gets off (or on, when the arrival counts).
    From a place one walks on, the straight line × 1.3 unless the caller knows streets.
    """

    terms: Terms
    lat: Floats
    lon: Floats
    seconds: Ints

    @property
    def pace(self) -> float:
        """Seconds on foot for a metre as the crow flies."""
        return DETOUR / self.terms.walk_speed_mps


def spread(timetable: Timetable, point: Point, terms: Terms) -> Spread:
    """All that is reached from a point (or from which the point is), one search for each moment of the terms."""
    stops = stops_of(timetable, point)
    took = np.vstack([ridden(timetable, terms.query(stops, at), terms.within_s) for at in terms.moments])
    placed = np.isfinite(timetable.stops.lat) & np.isfinite(timetable.stops.lon)
    places = np.flatnonzero((took < NEVER).any(axis=0) & placed)
    return Spread(
        terms,
        np.concatenate([[point.lat], timetable.stops.lat[places]]),
        np.concatenate([[point.lon], timetable.stops.lon[places]]),
        np.hstack([np.zeros((len(took), 1), np.int32), took[:, places]]),
    )


def seconds_to(spread: Spread, lat: Floats, lon: Floats, walk: Walk | None = None) -> Ints:
    """Seconds to each of some points (degrees), by the terms' percentile; NEVER where it is more than ``within_s``.

    With ``walk`` the ways from the four most likely places to each point follow the streets that it knows.
    """
    lat, lon = np.ascontiguousarray(lat, np.float64), np.ascontiguousarray(lon, np.float64)
    every = _straight(spread, lat, lon) if walk is None else _on_streets(spread, lat, lon, walk)
    took = np.partition(every, spread.terms.rank, axis=0)[spread.terms.rank]
    return np.where(took <= spread.terms.within_s, took, NEVER).astype(np.int32)


def _straight(spread: Spread, lat: Floats, lon: Floats) -> Ints:
    """Points of one tile are looked at together: few places lie near enough to any of them."""
    tile = np.floor(lat / TILE_DEGREES) * 100_000 + np.floor(lon / TILE_DEGREES)
    by_tile = np.argsort(tile, kind="stable")
    first = np.flatnonzero(np.diff(tile[by_tile], prepend=np.nan, append=np.nan) != 0)
    lat, lon, near = lat[by_tile], lon[by_tile], np.zeros(spread.seconds.shape[1], np.int64)
    out = np.empty((len(spread.seconds), len(lat)), np.int32)
    for row, seconds in zip(out, spread.seconds, strict=True):
        order = np.argsort(seconds, kind="stable")
        places = seconds[order], spread.lat[order], spread.lon[order]
        _soonest(*places, spread.pace, spread.terms.within_s, lat, lon, first, near, row)
    back = np.empty_like(by_tile)
    back[by_tile] = np.arange(len(by_tile))
    return out[:, back]


@kernel
def _soonest(seconds, place_lat, place_lon, pace, within_s, lat, lon, first, near, out):  # type: ignore[no-untyped-def]
    """The least of arriving at a place (these come sorted by time) and walking on to each point."""
    for tile in range(len(first) - 1):
        count = _near_tile(seconds, place_lat, place_lon, pace, within_s, lat, lon, first[tile], first[tile + 1], near)
        for i in range(first[tile], first[tile + 1]):
            best = float(NEVER)
            for k in range(count):
                j = near[k]
                at = seconds[j]
                if at >= best:
                    break
                dy = abs(lat[i] - place_lat[j]) * METRES_PER_DEGREE
                if at + dy * pace < best:
                    narrow = np.cos(np.radians((lat[i] + place_lat[j]) / 2))
                    dx = (lon[i] - place_lon[j]) * METRES_PER_DEGREE * narrow
                    best = min(best, at + np.ceil(np.sqrt(dx * dx + dy * dy) * pace))
            out[i] = np.int32(best)


@kernel
def _near_tile(seconds, place_lat, place_lon, pace, within_s, lat, lon, a, b, near):  # type: ignore[no-untyped-def]
    """The places from which one may come to a point of the rectangle around points a to b, in their order."""
    south, north, west, east = lat[a], lat[a], lon[a], lon[a]
    for i in range(a, b):
        south, north = min(south, lat[i]), max(north, lat[i])
        west, east = min(west, lon[i]), max(east, lon[i])
    count = 0
    for j in range(len(seconds)):
        left_m = (within_s - seconds[j]) / pace
        if left_m < 0:
            break
        dy = max(south - place_lat[j], place_lat[j] - north, 0.0) * METRES_PER_DEGREE
        highest = min(max(abs(south), abs(north), abs(place_lat[j])), 90.0)
        dx = max(west - place_lon[j], place_lon[j] - east, 0.0) * METRES_PER_DEGREE * np.cos(np.radians(highest))
        if dx <= left_m and dy <= left_m:
            near[count] = j
            count += 1
    return count


def _on_streets(spread: Spread, lat: Floats, lon: Floats, walk: Walk) -> Ints:
    """The likely places of every moment, each pair of place and point asked for once."""
    moments, count = len(spread.seconds), len(lat)
    likely = np.full((moments, count, CANDIDATES), -1, np.int64)
    for row, seconds in zip(likely, spread.seconds, strict=True):
        _likely(seconds, spread.lat, spread.lon, spread.pace, lat, lon, row)
    at = np.arange(count)[None, :, None]
    pairs, which = np.unique(np.where(likely >= 0, likely * count + at, -1), return_inverse=True)
    metres = np.full(len(pairs), np.inf)
    known = pairs >= 0
    place, point = pairs[known] // max(count, 1), pairs[known] % max(count, 1)
    ends = (spread.lat[place], spread.lon[place]), (lat[point], lon[point])
    first, last = ends[::-1] if spread.terms.back else ends
    metres[known] = walk(*first, *last)
    took = np.ceil(metres / spread.terms.walk_speed_mps)[which.reshape(likely.shape)]
    start = spread.seconds[np.arange(moments)[:, None, None], np.maximum(likely, 0)]
    return np.minimum((start + took).min(axis=2, initial=NEVER), NEVER).astype(np.int32)


@kernel
def _likely(seconds, place_lat, place_lon, pace, lat, lon, out):  # type: ignore[no-untyped-def]
    """The places from which the straight line ends soonest at each point, the best first; -1 where there is none."""
    for i in range(len(lat)):
        narrow = np.cos(np.radians(lat[i]))
        worst = float(NEVER)
        for j in range(len(seconds)):
            dy = (lat[i] - place_lat[j]) * METRES_PER_DEGREE
            dx = (lon[i] - place_lon[j]) * METRES_PER_DEGREE * narrow
            took = seconds[j] + np.sqrt(dx * dx + dy * dy) * pace
            if took < worst:
                worst = _insert(seconds, place_lat, place_lon, pace, lat[i], lon[i], narrow, out[i], j, took)


@kernel
def _insert(seconds, place_lat, place_lon, pace, lat, lon, narrow, kept, new, took):  # type: ignore[no-untyped-def]
    """Puts a place where it belongs; returns what a later one must beat."""
    for k in range(len(kept)):
        other = kept[k]
        theirs = float(NEVER)
        if other >= 0:
            dy = (lat - place_lat[other]) * METRES_PER_DEGREE
            dx = (lon - place_lon[other]) * METRES_PER_DEGREE * narrow
            theirs = seconds[other] + np.sqrt(dx * dx + dy * dy) * pace
        if took < theirs:
            kept[k], new, took = new, other, theirs
    last = kept[len(kept) - 1]
    if last < 0:
        return float(NEVER)
    dy = (lat - place_lat[last]) * METRES_PER_DEGREE
    dx = (lon - place_lon[last]) * METRES_PER_DEGREE * narrow
    return seconds[last] + np.sqrt(dx * dx + dy * dy) * pace

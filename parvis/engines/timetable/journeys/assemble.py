# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rides put together to a journey: walks between them, times, trips."""

from typing import NamedTuple

import numpy as np

from parvis.engines.timetable.day import DayTable
from parvis.engines.timetable.modes import Mode
from parvis.engines.timetable.query import Journey, Leg, Place, Query
from parvis.engines.timetable.routing.frame import Ends
from parvis.engines.timetable.timetable import Timetable
from parvis.engines.timetable.view import MIRROR_S, View


class Ride(NamedTuple):
    """A trip of a line from one position to another, in the direction of the search."""

    line: int
    trip: int
    board: int
    left: int


def boarding(day: DayTable, line: int, trip: int, left: int, stop: int, first: int, at: int) -> int:
    """The position at which one who is ready at a stop at a moment boards the trip; loops may pass a stop twice."""
    trips, base = int(day.line_trips[line]), int(day.line_time[line])
    for position in range(left - 1, -1, -1):
        if day.line_stop[first + position] == stop and day.departure[base + position * trips + trip] >= at:
            return position
    raise LookupError("the trip does not leave from the stop")


def on_foot(depart_s: int, seconds: int, metres: float) -> Journey:
    """The way on foot alone."""
    leg = Leg(-1, -1, depart_s, depart_s + seconds, metres)
    return Journey(depart_s, depart_s + seconds, -1, metres, (leg,))


def journey(timetable: Timetable, query: Query, seen: View, ends: Ends, rides: list[Ride]) -> Journey:
    """The journey of some rides, with the walks before, between and after."""
    legs = [_ride(timetable, seen, ride) for ride in rides]
    if seen.mirrored:
        legs.reverse()
    way: list[Leg] = []
    for leg in legs:
        if way and way[-1].to_stop != leg.from_stop:
            way.append(_between(timetable, query, way[-1], leg.from_stop))
        way.append(leg)
    start, start_m = _end(timetable, query, query.origin, ends, way[0].from_stop, first=not seen.mirrored)
    finish, finish_m = _end(timetable, query, query.destination, ends, way[-1].to_stop, first=seen.mirrored)
    if start or start_m:
        leave = way[0].departure_s
        way.insert(0, Leg(_number(query.origin), way[0].from_stop, leave - start, leave, start_m))
    if finish or finish_m:
        come = way[-1].arrival_s
        way.append(Leg(way[-1].to_stop, _number(query.destination), come, come + finish, finish_m))
    walked = sum(leg.walk_m for leg in way)
    return Journey(way[0].departure_s, way[-1].arrival_s, len(rides) - 1, walked, tuple(way))


def _number(place: Place) -> int:
    return place if isinstance(place, int) else -1


def _ride(timetable: Timetable, seen: View, ride: Ride) -> Leg:
    day, (line, trip, board, left) = seen.day, ride
    first, last = int(day.line_first[line]), int(day.line_first[line + 1])
    length, trips, base = last - first, int(day.line_trips[line]), int(day.line_time[line])
    leave = int(day.departure[base + board * trips + trip])
    come = int(day.arrival[base + trip * length + left])
    from_stop, to_stop = int(day.line_stop[first + board]), int(day.line_stop[first + left])
    if seen.mirrored:
        leave, come, from_stop, to_stop = MIRROR_S - come, MIRROR_S - leave, to_stop, from_stop
        board, left, trip = length - 1 - left, length - 1 - board, trips - 1 - trip
    run = int(day.line_run[line]) + trip
    number = int(day.run_trip[run])
    route = int(timetable.trips.route[number])
    mode = Mode(int(timetable.routes.mode[route]))
    return Leg(
        from_stop, to_stop, leave, come, 0.0, number, route, mode, board, left, int(day.run_shift_s[run]),
    )  # fmt: skip


def _between(timetable: Timetable, query: Query, before: Leg, to_stop: int) -> Leg:
    paths, stop = timetable.footpaths, before.to_stop
    edges = np.arange(paths.first[stop], paths.first[stop + 1])
    edge = int(edges[paths.to[edges] == to_stop][0])
    metres = float(paths.metres[edge])
    seconds = max(int(np.ceil(paths.metres[edge] / query.walk_speed_mps)), int(paths.min_s[edge]))
    return Leg(stop, to_stop, before.arrival_s, before.arrival_s + seconds, metres)


def _end(timetable: Timetable, query: Query, place: Place, ends: Ends, stop: int, *, first: bool) -> tuple[int, float]:
    """Seconds and metres of the fastest way between a place and the stop where the ride begins or ends."""
    stops, seconds = (ends.access_stop, ends.access_s) if first else (ends.egress_stop, ends.egress_s)
    least = int(seconds[stops == stop].min())
    if isinstance(place, tuple):
        return min((one.takes_s(query.walk_speed_mps), one.walk_m) for one in place if one.stop == stop)
    near, outward, paths = timetable.platforms(place), place == query.origin, timetable.footpaths
    if stop in near:
        return least, 0.0
    metres: list[float] = []
    for platform in near:
        a, b = (platform, stop) if outward else (stop, platform)
        edges = slice(int(paths.first[a]), int(paths.first[a + 1]))
        long = paths.metres[edges][paths.to[edges] == b]
        takes = np.maximum(np.ceil(long / query.walk_speed_mps), paths.min_s[edges][paths.to[edges] == b])
        metres += long[takes == least].tolist()
    return least, min(metres)

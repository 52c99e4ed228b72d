# SPDX-License-Identifier: AGPL-3.0-or-later
"""Journeys found by trying every ride, transfer and walk: slow, short, and nothing in common with the engine.

Networks are written down as people read them (`Network`), printed as a feed for the engine, and searched as they stand.
"""

from dataclasses import dataclass, field
from functools import cache
from math import ceil
from typing import NamedTuple

from . import tiny

DAY_S = 86_400
DATES = ("20260309", "20260310", "20260311")


@dataclass(frozen=True)
class Trip:
    """Calls (stop, arrival, departure) on a service day (0 is the day asked); runs each ``every_s`` if not 0."""

    calls: tuple[tuple[int, int, int], ...]
    day: int = 0
    mode: int = 3
    wheelchair: int = 0
    every_s: int = 0
    runs: int = 1


@dataclass(frozen=True)
class Network:
    """Stops (latitude, longitude, wheelchair_boarding) and trips."""

    stops: tuple[tuple[float, float, int], ...]
    trips: tuple[Trip, ...]

    def lines(self) -> dict[tuple[int, tuple[int, ...]], int]:
        """Trips of one mode that call at the same stops share a line."""
        keys = dict.fromkeys((trip.mode, tuple(call[0] for call in trip.calls)) for trip in self.trips)
        return {key: number for number, key in enumerate(keys)}

    def line_of(self, trip: Trip) -> int:
        """The number in route_id."""
        return self.lines()[trip.mode, tuple(call[0] for call in trip.calls)]

    def files(self) -> dict[str, str]:
        """The feed."""
        files = tiny.feed_text([stop[:2] for stop in self.stops], [list(trip.calls) for trip in self.trips])
        files["stops.txt"] = "stop_id,stop_name,stop_lat,stop_lon,wheelchair_boarding\n" + "".join(
            f"s{i},s{i},{lat:.6f},{lon:.6f},{chair}\n" for i, (lat, lon, chair) in enumerate(self.stops)
        )
        files["routes.txt"] = "route_id,route_short_name,route_type\n" + "".join(
            f"r{number},{number},{mode}\n" for (mode, _), number in self.lines().items()
        )
        files["calendar_dates.txt"] = "service_id,date,exception_type\n" + "".join(
            f"d{offset - 1},{day},1\n" for offset, day in enumerate(DATES)
        )
        files["trips.txt"] = "route_id,service_id,trip_id,wheelchair_accessible\n" + "".join(
            f"r{self.line_of(trip)},d{trip.day},t{i},{trip.wheelchair}\n" for i, trip in enumerate(self.trips)
        )
        files["frequencies.txt"] = "trip_id,start_time,end_time,headway_secs,exact_times\n" + "".join(
            f"t{i},{tiny.clock(trip.calls[0][2])},{tiny.clock(trip.calls[0][2] + trip.every_s * trip.runs)},"
            f"{trip.every_s},1\n"
            for i, trip in enumerate(self.trips) if trip.every_s
        )  # fmt: skip
        return files


class Found(NamedTuple):
    """A journey as it is compared."""

    departure_s: int
    arrival_s: int
    trips: int
    walk_m: int


type Walks = dict[int, list[tuple[int, int, float]]]
"""From a stop: (stop, seconds, metres)."""


@dataclass
class Asked:
    """A question as the engine gets it, but for the moments."""

    access: list[tuple[int, int, float]]
    egress: list[tuple[int, int, float]]
    most_trips: int
    slack_s: int = 0
    step_m: int = 100
    most_m: int = 1 << 30
    wheelchair: bool = False
    avoid_modes: frozenset[int] = frozenset()
    avoid_lines: frozenset[int] = frozenset()
    direct: tuple[int, int] | None = None
    moments: set[tuple[bool, int]] = field(default_factory=set)


def everything(network: Network, walks: Walks, asked: Asked) -> list[Found]:
    """All journeys of the day, its neighbours' trips included."""
    tried, found = _Tried(network, walks, asked), set()
    for stop, seconds, long in asked.access:
        for _, leave in tried.boardings(stop):
            asked.moments.add((True, leave - seconds))
            for way in tried.boarded(stop, leave, asked.most_trips):
                found.add(Found(leave - seconds, way.arrival_s, way.trips, way.walk_m + tried.metres(long)))
    ends = {stop: seconds for stop, seconds, _ in asked.egress if stop not in tried.shut}
    for calls in tried.runs:
        asked.moments |= {(False, come + ends[at]) for at, come, _ in calls[1:] if at in ends}
    return [one for one in found if one.walk_m <= asked.most_m]


class _Way(NamedTuple):
    """The rest of a journey: when it arrives, how many more trips it takes and metres on foot."""

    arrival_s: int
    trips: int
    walk_m: int


class _Tried:
    """What can follow a ride or a boarding, each worked out once."""

    def __init__(self, network: Network, walks: Walks, asked: Asked) -> None:
        self.runs, self.walks, self.asked = _runs(network, asked), walks, asked
        self.shut = {i for i, stop in enumerate(network.stops) if asked.wheelchair and stop[2] == 2}
        self.ends = {stop: (s, m) for stop, s, m in asked.egress}
        self.onward = cache(self._onward)
        self.boarded = cache(self._boarded)

    def metres(self, long: float) -> int:
        return ceil(long / self.asked.step_m) * self.asked.step_m

    def boardings(self, stop: int) -> list[tuple[tuple[int, int], int]]:
        """((run, position), departure) of all that leaves from a stop."""
        return [
            ((run, i), leave) for run, calls in enumerate(self.runs) for i, (at, _, leave) in enumerate(calls[:-1])
            if at == stop and stop not in self.shut
        ]  # fmt: skip

    def _onward(self, run: int, position: int, left: int) -> set[_Way]:
        """For one who gets off there and may ride so many more trips."""
        stop, come, _ = self.runs[run][position]
        ways = set()
        if stop in self.ends:
            ways.add(_Way(come + self.ends[stop][0], 0, self.metres(self.ends[stop][1])))
        for other, seconds, long in [(stop, 0, 0.0), *self.walks.get(stop, [])] if left else []:
            for way in self.boarded(other, come + self.asked.slack_s + seconds, left):
                ways.add(way._replace(walk_m=way.walk_m + self.metres(long)))
        return _undominated(ways)

    def _boarded(self, stop: int, ready: int, left: int) -> set[_Way]:
        ways = set()
        for (run, i), leave in self.boardings(stop):
            for j in range(i + 1, len(self.runs[run])) if leave >= ready else []:
                if self.runs[run][j][0] not in self.shut:
                    ways |= {way._replace(trips=way.trips + 1) for way in self.onward(run, j, left - 1)}
        return _undominated(ways)


def _runs(network: Network, asked: Asked) -> list[list[tuple[int, int, int]]]:
    """The calls of every run that may be used, in seconds of the day asked."""
    return [
        [(stop, come + shift, leave + shift) for stop, come, leave in trip.calls]
        for trip in network.trips
        if trip.mode not in asked.avoid_modes and network.line_of(trip) not in asked.avoid_lines
        and not (asked.wheelchair and trip.wheelchair == 2)
        for shift in [trip.day * DAY_S + trip.every_s * number for number in range(trip.runs if trip.every_s else 1)]
    ]  # fmt: skip


def _undominated(ways: set) -> set:
    """Those of which no other is as good in every number."""
    return {one for one in ways if not any(o != one and all(a <= b for a, b in zip(o, one, strict=True)) for o in ways)}


def first(found: list[Found], asked: Asked, depart_s: int) -> tuple[int, int] | None:
    """(arrival, trips) of the earliest, where it beats the way on foot."""
    useful = [(one.arrival_s, one.trips) for one in found if one.departure_s >= depart_s]
    best = min(useful, default=None)
    if asked.direct and asked.direct[1] <= asked.most_m and (best is None or best[0] >= depart_s + asked.direct[0]):
        return depart_s + asked.direct[0], 0
    return best


def last(found: list[Found], asked: Asked, arrive_s: int) -> tuple[int, int] | None:
    """(departure, trips) of the latest."""
    turned = [Found(-one.arrival_s, -one.departure_s, one.trips, one.walk_m) for one in found]
    best = first(turned, asked, -arrive_s)
    return best and (-best[0], best[1])


def window(found: list[Found], asked: Asked, start_s: int, end_s: int, patience_s: int) -> set[Found]:
    """All that leave within and are beaten by none, until some patience after the best of the last useful moment."""
    return _within(found, asked, {at for leaving, at in asked.moments if leaving}, start_s, end_s, patience_s)


def window_back(found: list[Found], asked: Asked, start_s: int, end_s: int, patience_s: int) -> set[Found]:
    """The same for arriving: time runs backwards."""
    turned = [Found(-one.arrival_s, -one.departure_s, one.trips, one.walk_m) for one in found]
    moments = {-at for leaving, at in asked.moments if not leaving}
    best = _within(turned, asked, moments, -end_s, -start_s, patience_s)
    return {Found(-one.arrival_s, -one.departure_s, one.trips, one.walk_m) for one in best}


def _within(
    found: list[Found], asked: Asked, moments: set[int], start_s: int, end_s: int, patience_s: int
) -> set[Found]:
    useful = [m for m in moments if start_s <= m <= end_s and any(one.departure_s >= m for one in found)]
    if not useful:
        return set()
    limit = min(one.arrival_s for one in found if one.departure_s >= max(useful)) + patience_s
    walk = asked.direct or (1 << 40, 1 << 40)
    inside = {
        (-one.departure_s, one.arrival_s, one.trips, one.walk_m) for one in found
        if start_s <= one.departure_s <= end_s and one.arrival_s <= limit
        and not (one.walk_m >= walk[1] and one.arrival_s >= one.departure_s + walk[0])
    }  # fmt: skip
    return {Found(-one[0], *one[1:]) for one in _undominated(inside)}

# SPDX-License-Identifier: AGPL-3.0-or-later
"""Points, and the terms on which one travels from them."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import numpy as np

from parvis.engines.timetable.geometry import DETOUR, distance_m
from parvis.engines.timetable.query import Access, Place, Query
from parvis.engines.timetable.tables import Floats, Ints
from parvis.engines.timetable.timetable import Timetable

NEAR_M = 1_500.0
MOST_MOMENTS = 240

type Walk = Callable[[Floats, Floats, Floats, Floats], Floats]
"""Metres on the streets for pairs of points (lat, lon, lat, lon in degrees); infinite without a way."""


@dataclass(frozen=True, slots=True)
class Point:
    """A place in degrees. ``stops``: what can be walked to from it; without, ``near_stops`` along straight lines."""

    lat: float
    lon: float
    stops: tuple[Access, ...] | None = None


@dataclass(frozen=True, slots=True)
class Terms:
    """When and how one travels: leave at ``depart_s`` or be there at ``arrive_s`` (one of the two) of a service day.

    ``within_s``: what takes longer is not reached. With ``window_s`` one leaves every ``step_s`` from ``depart_s`` on
    (or arrives, back from ``arrive_s``) and the travel time is the ``percentile`` of these, by nearest rank: 50 is the
    median, which half of the departures keep. Raises ValueError when it makes no sense.
    """

    day: date
    depart_s: int | None = None
    arrive_s: int | None = None
    within_s: int = 3_600
    window_s: int = 0
    step_s: int = 300
    percentile: float = 50.0
    walk_speed_mps: float = 1.2
    max_trips: int = 9
    transfer_slack_s: int = 0
    wheelchair: bool = False

    def __post_init__(self) -> None:
        if not 0 < self.within_s <= 86_400 or not 0 <= self.window_s <= 86_400 or self.step_s <= 0:
            raise ValueError("within_s and window_s must lie within a day, step_s be positive")
        if not 0 < self.percentile <= 100:
            raise ValueError("percentile lies between 0 and 100")
        if self.window_s > MOST_MOMENTS * self.step_s:
            raise ValueError(f"a window holds at most {MOST_MOMENTS} steps")
        self.query((), self.moments[-1])

    @property
    def back(self) -> bool:
        """True when it is the arrival that counts."""
        return self.arrive_s is not None

    @property
    def moments(self) -> range:
        """Departures, or arrivals from the last one back."""
        count = max(-(-self.window_s // self.step_s), 1)
        if self.arrive_s is not None:
            return range(self.arrive_s, self.arrive_s - count * self.step_s, -self.step_s)
        first = self.depart_s or 0
        return range(first, first + count * self.step_s, self.step_s)

    @property
    def rank(self) -> int:
        """Which of the sorted travel times counts, from 0."""
        return math.ceil(len(self.moments) * self.percentile / 100) - 1

    def query(self, place: Place, at: int) -> Query:
        """The question to the planner: from a place at a moment, or to it until then."""
        if (self.depart_s is None) == (self.arrive_s is None):
            raise ValueError("give depart_s or arrive_s, one of the two")
        ends: tuple[Place, Place] = ((), place) if self.back else (place, ())
        return Query(
            *ends, self.day, depart_s=None if self.back else at, arrive_s=at if self.back else None,
            max_trips=self.max_trips, walk_speed_mps=self.walk_speed_mps, transfer_slack_s=self.transfer_slack_s,
            wheelchair=self.wheelchair,
        )  # fmt: skip


def near_stops(timetable: Timetable, lat: float, lon: float, within_m: float = NEAR_M) -> tuple[Access, ...]:
    """The stops at most ``within_m`` away as the crow flies; walking is the straight line × 1.3."""
    stops = timetable.served
    far = distance_m(np.float64(lat), np.float64(lon), timetable.stops.lat[stops], timetable.stops.lon[stops])  # type: ignore[arg-type]
    near = np.flatnonzero(far <= within_m)
    return tuple(Access(int(stops[i]), float(far[i]) * DETOUR) for i in near)


def stops_of(timetable: Timetable, point: Point) -> tuple[Access, ...]:
    """What can be walked to from a point."""
    return point.stops if point.stops is not None else near_stops(timetable, point.lat, point.lon)


def walking_s(stops: tuple[Access, ...], speed_mps: float) -> tuple[Ints, Ints]:
    """Numbers and whole seconds on foot of stops in reach."""
    took = [one.seconds if one.seconds is not None else math.ceil(one.walk_m / speed_mps) for one in stops]
    return np.array([one.stop for one in stops], np.int32), np.array(took, np.int32)

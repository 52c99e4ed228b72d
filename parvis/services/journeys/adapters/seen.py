# SPDX-License-Identifier: AGPL-3.0-or-later
"""The engine's numbers as people see them: stops, lines, journeys with times of the clock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from parvis.engines.timetable import Journey, Leg, Mode, Timetable
from parvis.kernel.places.geo import distances_m
from parvis.services.journeys.adapters.answers import JourneyFound, LegFound, LineSeen, Spot, StopSeen
from parvis.services.journeys.adapters.live import RealTime
from parvis.services.journeys.adapters.punctual import actual
from parvis.services.journeys.adapters.street_walk import guessed
from parvis.services.journeys.rules.service_days import moment

NO_STOP = -1
"""The engine's number of a point that is no stop."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What seconds and numbers of an answer refer to; `ends` are the points asked for, None for stops.

    `walks_estimated`: no street was asked for the ways between the points and stops. `real`: what the timetable knows
    of now. `cycled`: metres by bicycle from the first point to each stop, where the first way is cycled.
    """

    timetable: Timetable
    day: date
    zone: ZoneInfo
    ends: tuple[Spot | None, Spot | None] = (None, None)
    walks_estimated: tuple[bool, bool] = (False, False)
    real: RealTime | None = None
    cycled: Mapping[int, float] = field(default_factory=dict)

    def at(self, seconds: int) -> datetime:
        """When the seconds of the service day are."""
        return moment(self.day, seconds, self.zone)


def zone_of(timetable: Timetable) -> ZoneInfo:
    """The zone of the pool's timetables; they are read as if they had one."""
    return ZoneInfo(timetable.feeds[0].timezone)


def journey_seen(frame: Frame, found: Journey) -> JourneyFound:
    """A journey of the engine."""
    legs = tuple(_leg(frame, leg) for leg in found.legs)
    return JourneyFound(legs[0].departure, legs[-1].arrival, found.transfers, sum(leg.walk_m for leg in legs), legs)


def stop_seen(timetable: Timetable, number: int) -> StopSeen:
    """A stop by its number."""
    stops = timetable.stops
    lat, lon = float(stops.lat[number]), float(stops.lon[number])
    placed = lat == lat and lon == lon  # a stop without place is not a number
    return StopSeen(
        timetable.feeds[int(stops.feed[number])].name, stops.ids[number], stops.names[number], stops.platforms[number],
        lat if placed else None, lon if placed else None,
    )  # fmt: skip


def line_seen(timetable: Timetable, number: int) -> LineSeen:
    """A line by its number."""
    routes = timetable.routes
    return LineSeen(
        timetable.feeds[int(routes.feed[number])].name, routes.ids[number],
        routes.short_names[number] or routes.long_names[number] or routes.ids[number], routes.long_names[number],
        Mode(int(routes.mode[number])), routes.colours[number], routes.text_colours[number],
    )  # fmt: skip


def headsign(timetable: Timetable, trip: int) -> str:
    """Where the trip goes: as it says, or the name of its last stop."""
    pattern = int(timetable.trips.pattern[trip])
    last = int(timetable.patterns.stop[int(timetable.patterns.first[pattern + 1]) - 1])
    return timetable.trips.headsigns[trip] or timetable.stops.names[last]


def _leg(frame: Frame, leg: Leg) -> LegFound:
    timetable, times = frame.timetable, (frame.at(leg.departure_s), frame.at(leg.arrival_s))
    if leg.trip < 0:
        sides = _end(frame, leg.from_stop, 0), _end(frame, leg.to_stop, 1)
        cycled = frame.cycled.get(leg.to_stop) if leg.from_stop == NO_STOP else None
        return LegFound(
            *times, *sides, round(leg.walk_m), estimated=_estimated(frame, leg), bicycle=cycled is not None,
            cycled_m=round(cycled or 0),
        )  # fmt: skip
    return LegFound(
        *times, stop_seen(timetable, leg.from_stop), stop_seen(timetable, leg.to_stop), 0,
        line_seen(timetable, leg.route), timetable.trips.ids[leg.trip], headsign(timetable, leg.trip),
        leg.to_position - leg.from_position, lambda: _through(frame, leg),
        actual=actual(frame.real, leg.trip, (leg.from_position, leg.to_position), leg.departure_s, frame.at),
        bikes=int(timetable.trips.bikes[leg.trip]),
    )  # fmt: skip


def _estimated(frame: Frame, leg: Leg) -> bool:
    """Whether no street was asked for the way."""
    if leg.from_stop != NO_STOP and leg.to_stop != NO_STOP:
        lat, lon = frame.timetable.stops.lat, frame.timetable.stops.lon
        crow_m = distances_m(lon[leg.from_stop], lat[leg.from_stop], lon[leg.to_stop], lat[leg.to_stop])
        return leg.walk_m > 0 and guessed(float(crow_m), leg.walk_m)
    return frame.walks_estimated[0 if leg.from_stop == NO_STOP else 1]


def _end(frame: Frame, stop: int, side: int) -> StopSeen:
    spot = frame.ends[side]
    if stop != NO_STOP or spot is None:
        return stop_seen(frame.timetable, stop)
    return StopSeen("", "", spot.name, "", spot.lat, spot.lon)


def _through(frame: Frame, leg: Leg) -> tuple[tuple[StopSeen, datetime], ...]:
    """The stops between, each with its departure. Trips by frequency hold the times of their first run."""
    timetable = frame.timetable
    first = int(timetable.patterns.first[int(timetable.trips.pattern[leg.trip])])
    row = int(timetable.trips.row[leg.trip])
    shift = leg.departure_s - int(timetable.departure_s[row + leg.from_position])
    return tuple(
        (
            stop_seen(timetable, int(timetable.patterns.stop[first + position])),
            frame.at(int(timetable.departure_s[row + position]) + shift),
        )
        for position in range(leg.from_position + 1, leg.to_position)
    )

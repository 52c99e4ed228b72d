# SPDX-License-Identifier: AGPL-3.0-or-later
"""Journeys and departures of the network in force, as plain values with times of the clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from parvis.engines import timetable as engine
from parvis.engines.timetable import Journey, Leg, Mode, Query, Timetable
from parvis.services.journeys.adapters.boards import departures_from
from parvis.services.journeys.adapters.network import current_network
from parvis.services.journeys.rules.service_days import moment, service_seconds

type StopKey = tuple[str, str]
"""Short name of the timetable, and the stop's identifier in it."""


@dataclass(frozen=True, slots=True)
class StopSeen:
    """A stop or station. `platform` as the feed names it, or empty; places without coordinates have None."""

    feed: str
    stop_id: str
    name: str
    platform: str
    lat: float | None
    lon: float | None


@dataclass(frozen=True, slots=True)
class LineSeen:
    """A line: `name` is what stands on the vehicle; colours are six digits or empty."""

    feed: str
    route_id: str
    name: str
    long_name: str
    mode: Mode
    colour: str
    text_colour: str


@dataclass(frozen=True, slots=True)
class LegFound:
    """A ride, or a walk (without line). `stops`: how many stops one rides."""

    departure: datetime
    arrival: datetime
    origin: StopSeen
    destination: StopSeen
    walk_m: int
    line: LineSeen | None = None
    trip_id: str = ""
    headsign: str = ""
    stops: int = 0


@dataclass(frozen=True, slots=True)
class JourneyFound:
    """`transfers` is -1 for a way on foot alone; `walk_m` whole metres."""

    departure: datetime
    arrival: datetime
    transfers: int
    walk_m: int
    legs: tuple[LegFound, ...]


@dataclass(frozen=True, slots=True)
class Journeys:
    """What was found, or `why` nothing was.

    `why`: no_network, unknown_origin, unknown_destination, same_place, outside_calendars, nothing_found, or empty.
    `network` names what was asked.
    """

    journeys: tuple[JourneyFound, ...] = ()
    why: str = ""
    network: str = ""


@dataclass(frozen=True, slots=True)
class DepartureSeen:
    """A departure at a stop or one of a station's platforms."""

    departure: datetime
    stop: StopSeen
    line: LineSeen
    trip_id: str
    headsign: str


@dataclass(frozen=True, slots=True)
class Departures:
    """The next departures, or `why` there is none: no_network, unknown_stop, outside_calendars, nothing_found."""

    departures: tuple[DepartureSeen, ...] = ()
    stop: StopSeen | None = None
    why: str = ""
    network: str = ""


def plan_journeys(
    origin: StopKey,
    destination: StopKey,
    *,
    depart: datetime | None = None,
    arrive: datetime | None = None,
    window_s: int = 0,
    wheelchair: bool = False,
) -> Journeys:
    """Journeys between two stops of the network in force. Give `depart` or `arrive`, with its time zone.

    Without `window_s` the one that arrives first (or leaves last); with it, all sensible ones that leave (or arrive)
    within so many seconds.

    Raises:
        ValueError: neither or both moments, one without time zone, or a window that is none.
    """
    at = depart or arrive
    if at is None or at.tzinfo is None or (depart and arrive):
        raise ValueError("give depart or arrive, one of the two, with its time zone")
    mapped = current_network()
    if mapped is None:
        return Journeys(why="no_network")
    timetable = mapped.timetable
    ends = _number(timetable, origin), _number(timetable, destination)
    if why := _unknown(*ends):
        return Journeys(why=why, network=mapped.fingerprint)
    zone = _zone(timetable)
    day, seconds = service_seconds(at, zone)
    query = Query(
        ends[0], ends[1], day=day, depart_s=seconds if depart else None, arrive_s=None if depart else seconds,
        window_s=window_s, wheelchair=wheelchair,
    )  # fmt: skip
    answer = engine.plan(timetable, query)
    found = tuple(_journey(timetable, day, zone, one) for one in answer.journeys)
    return Journeys(found, answer.why, mapped.fingerprint)


def next_departures(feed: str, stop_id: str, at: datetime, limit: int = 20) -> Departures:
    """The next departures at a stop or station from a moment on, until the end of the next day.

    Raises:
        ValueError: `at` has no time zone.
    """
    mapped = current_network()
    if mapped is None:
        return Departures(why="no_network")
    timetable, network = mapped.timetable, mapped.fingerprint
    number = _number(timetable, (feed, stop_id))
    if number < 0:
        return Departures(why="unknown_stop", network=network)
    zone = _zone(timetable)
    day, seconds = service_seconds(at, zone)
    stop = _stop(timetable, number)
    if not timetable.first_day <= day <= timetable.last_day:
        return Departures(stop=stop, why="outside_calendars", network=network)
    found = tuple(
        DepartureSeen(
            moment(day, one.departure_s, zone), _stop(timetable, one.stop), _line(timetable, one.route),
            timetable.trips.ids[one.trip], _headsign(timetable, one.trip),
        )
        for one in departures_from(timetable, number, day, seconds, limit)
    )  # fmt: skip
    return Departures(found, stop, "" if found else "nothing_found", network)


def _number(timetable: Timetable, key: StopKey) -> int:
    try:
        return timetable.stop(*key)
    except KeyError:
        return -1


def _unknown(origin: int, destination: int) -> str:
    if origin < 0:
        return "unknown_origin"
    if destination < 0:
        return "unknown_destination"
    return "same_place" if origin == destination else ""


def _zone(timetable: Timetable) -> ZoneInfo:
    """The zone of the pool's timetables; they are read as if they had one."""
    return ZoneInfo(timetable.feeds[0].timezone)


def _journey(timetable: Timetable, day: date, zone: ZoneInfo, found: Journey) -> JourneyFound:
    legs = tuple(_leg(timetable, day, zone, leg) for leg in found.legs)
    walked = sum(leg.walk_m for leg in legs)
    return JourneyFound(legs[0].departure, legs[-1].arrival, found.transfers, walked, legs)


def _leg(timetable: Timetable, day: date, zone: ZoneInfo, leg: Leg) -> LegFound:
    departure, arrival = moment(day, leg.departure_s, zone), moment(day, leg.arrival_s, zone)
    ends = _stop(timetable, leg.from_stop), _stop(timetable, leg.to_stop)
    if leg.trip < 0:
        return LegFound(departure, arrival, *ends, round(leg.walk_m))
    return LegFound(
        departure, arrival, *ends, 0, _line(timetable, leg.route), timetable.trips.ids[leg.trip],
        _headsign(timetable, leg.trip), leg.to_position - leg.from_position,
    )  # fmt: skip


def _stop(timetable: Timetable, number: int) -> StopSeen:
    stops = timetable.stops
    lat, lon = float(stops.lat[number]), float(stops.lon[number])
    placed = lat == lat and lon == lon  # a stop without place is not a number
    return StopSeen(
        timetable.feeds[int(stops.feed[number])].name, stops.ids[number], stops.names[number], stops.platforms[number],
        lat if placed else None, lon if placed else None,
    )  # fmt: skip


def _line(timetable: Timetable, number: int) -> LineSeen:
    routes = timetable.routes
    return LineSeen(
        timetable.feeds[int(routes.feed[number])].name, routes.ids[number],
        routes.short_names[number] or routes.long_names[number] or routes.ids[number], routes.long_names[number],
        Mode(int(routes.mode[number])), routes.colours[number], routes.text_colours[number],
    )  # fmt: skip


def _headsign(timetable: Timetable, trip: int) -> str:
    """Where the trip goes: as it says, or the name of its last stop."""
    pattern = int(timetable.trips.pattern[trip])
    last = int(timetable.patterns.stop[int(timetable.patterns.first[pattern + 1]) - 1])
    return timetable.trips.headsigns[trip] or timetable.stops.names[last]

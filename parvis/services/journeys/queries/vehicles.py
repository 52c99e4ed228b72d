# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where the vehicles of a line, or around a stop, are now."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
from django.utils import timezone

from parvis.engines.timetable import Timetable
from parvis.engines.timetable.realtime import STALE_S, VehiclePosition
from parvis.kernel.places.geo import haversine_m
from parvis.services.journeys.adapters.answers import Actual, LineSeen, StopSeen
from parvis.services.journeys.adapters.live import RealTime, live_of
from parvis.services.journeys.adapters.network import Mapped, current_network
from parvis.services.journeys.adapters.punctual import actual
from parvis.services.journeys.adapters.seen import headsign, line_seen, stop_seen, zone_of
from parvis.services.journeys.queries.planning import stop_number
from parvis.services.journeys.rules.service_days import moment

AROUND_M = 2_000
type Bounds = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class VehicleSeen:
    """A vehicle under way. `next_stop`: to which it goes, with `leaves` from there; None where it does not say."""

    key: str
    line: LineSeen
    headsign: str
    lat: float
    lon: float
    at: datetime | None
    next_stop: StopSeen | None = None
    leaves: datetime | None = None
    actual: Actual | None = None


@dataclass(frozen=True, slots=True)
class VehiclesSeen:
    """The vehicles of a line or around a stop (one of the two), by line; `bounds`: what a map shows."""

    line: LineSeen | None
    stop: StopSeen | None
    vehicles: tuple[VehicleSeen, ...]
    bounds: Bounds | None


def vehicles_of_line(feed: str, route_id: str) -> VehiclesSeen | None:
    """The vehicles of a line; None for an unknown one."""
    mapped = current_network()
    number = _route(mapped.timetable, feed, route_id) if mapped else None
    if mapped is None or number is None:
        return None
    line = line_seen(mapped.timetable, number)
    found = [one for one in _vehicles(mapped, feed) if one.line.route_id == route_id]
    return VehiclesSeen(line, None, tuple(found), _line_bounds(mapped.timetable, number))


def vehicles_near_stop(feed: str, stop_id: str) -> VehiclesSeen | None:
    """The vehicles within two kilometres of a stop; None for an unknown one."""
    mapped = current_network()
    number = stop_number(mapped.timetable, (feed, stop_id)) if mapped else -1
    if mapped is None or number < 0:
        return None
    stop = stop_seen(mapped.timetable, number)
    if stop.lat is None or stop.lon is None:
        return VehiclesSeen(None, stop, (), None)
    here = (stop.lon, stop.lat)
    near = [one for one in _vehicles(mapped) if haversine_m((one.lon, one.lat), here) <= AROUND_M]
    bounds = (stop.lon - 0.02, stop.lat - 0.015, stop.lon + 0.02, stop.lat + 0.015)
    return VehiclesSeen(None, stop, tuple(near), bounds)


def _vehicles(mapped: Mapped, only: str = "") -> list[VehicleSeen]:
    real = live_of(mapped)
    if real is None:
        return []
    found = [seen for feed, one in real.vehicles if only in ("", feed) for seen in _seen(mapped, real, feed, one)]
    return sorted(found, key=lambda one: (one.line.name, one.headsign, one.key))


def _seen(mapped: Mapped, real: RealTime, feed: str, one: VehiclePosition) -> Iterator[VehicleSeen]:
    """The vehicle, unless it says nothing fresh or no line of ours."""
    table, live = mapped.timetable, real.live.timetable
    if one.at is not None and abs(timezone.now().timestamp() - one.at) > STALE_S:
        return
    try:
        number = table.feed_number(feed)
    except KeyError:
        return
    trip = real.trip(number, one.trip_id)
    route = int(live.trips.route[trip]) if trip is not None else _route(table, feed, one.route_id)
    if route is None:
        return
    seen = VehicleSeen(
        f"{feed}-{one.vehicle_id or one.trip_id}", line_seen(table, route),
        "" if trip is None else headsign(live, trip), one.lat, one.lon,
        datetime.fromtimestamp(one.at, UTC) if one.at else None,
    )  # fmt: skip
    yield seen if trip is None else _going(seen, mapped, real, trip, number, one)


def _going(
    seen: VehicleSeen, mapped: Mapped, real: RealTime, trip: int, feed: int, one: VehiclePosition
) -> VehicleSeen:
    """With the stop that comes next, and how late it is there."""
    live = real.live.timetable
    stop = live.stop_numbers.get((feed, one.stop_id))
    pattern = int(live.trips.pattern[trip])
    first = int(live.patterns.first[pattern])
    places = np.flatnonzero(live.patterns.stop[first : int(live.patterns.first[pattern + 1])] == stop)
    if stop is None or not len(places):
        return seen
    place, day, zone = int(places[0]), one.day or timezone.localdate(), zone_of(mapped.timetable)
    seconds = int(live.departure_s[int(live.trips.row[trip]) + place])
    said = actual(real, trip, (place, place), seconds, lambda second: moment(day, second, zone))
    return VehicleSeen(
        seen.key, seen.line, seen.headsign, seen.lat, seen.lon, seen.at, stop_seen(live, stop),
        moment(day, seconds, zone), said,
    )  # fmt: skip


def _route(timetable: Timetable, feed: str, route_id: str) -> int | None:
    try:
        return timetable.route_numbers.get((timetable.feed_number(feed), route_id))
    except KeyError:
        return None


def _line_bounds(timetable: Timetable, route: int) -> Bounds | None:
    patterns = timetable.patterns
    stops = np.unique(np.concatenate([
        patterns.stop[int(patterns.first[one]) : int(patterns.first[one + 1])]
        for one in np.flatnonzero(patterns.route == route).tolist()
    ] or [np.zeros(0, np.int32)]))  # fmt: skip
    lats, lons = timetable.stops.lat[stops], timetable.stops.lon[stops]
    placed = np.isfinite(lats) & np.isfinite(lons)
    if not placed.any():
        return None
    lats, lons = lats[placed], lons[placed]
    return float(lons.min()), float(lats.min()), float(lons.max()), float(lats.max())

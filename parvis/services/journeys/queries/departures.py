# SPDX-License-Identifier: AGPL-3.0-or-later
"""What leaves from a stop of the network in force next."""

from __future__ import annotations

from datetime import date, datetime

from parvis.services.journeys.adapters.answers import Departures, DepartureSeen
from parvis.services.journeys.adapters.boards import Leaving, departures_from
from parvis.services.journeys.adapters.network import Mapped, current_network
from parvis.services.journeys.adapters.seen import headsign, line_seen, stop_seen, zone_of
from parvis.services.journeys.adapters.stop_names import stop_names
from parvis.services.journeys.queries.planning import stop_number
from parvis.services.journeys.rules.service_days import moment, service_seconds


def next_departures(feed: str, stop_id: str, at: datetime, limit: int = 20, *, together: bool = False) -> Departures:
    """The next departures at a stop or station from a moment on, until the end of the next day.

    `together`: with those of all stops of its name at its place, whichever authority serves them.

    Raises:
        ValueError: `at` has no time zone.
    """
    mapped = current_network()
    if mapped is None:
        return Departures(why="no_network")
    timetable, network = mapped.timetable, mapped.fingerprint
    number = stop_number(timetable, (feed, stop_id))
    if number < 0:
        return Departures(why="unknown_stop", network=network)
    zone = zone_of(timetable)
    day, seconds = service_seconds(at, zone)
    stop = stop_seen(timetable, number)
    if not timetable.first_day <= day <= timetable.last_day:
        return Departures(stop=stop, why="outside_calendars", network=network)
    found = tuple(
        DepartureSeen(
            moment(day, one.departure_s, zone), stop_seen(timetable, one.stop), line_seen(timetable, one.route),
            timetable.trips.ids[one.trip], headsign(timetable, one.trip),
        )
        for one in _leaving(mapped, number, day, seconds, limit, together=together)
    )  # fmt: skip
    return Departures(found, stop, "" if found else "nothing_found", network)


def _leaving(mapped: Mapped, number: int, day: date, seconds: int, limit: int, *, together: bool) -> list[Leaving]:
    stops = stop_names(mapped).around(number) if together else (number,)
    found = [each for stop in stops for each in departures_from(mapped.timetable, stop, day, seconds, limit)]
    return sorted(found)[:limit]

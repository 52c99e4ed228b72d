# SPDX-License-Identifier: AGPL-3.0-or-later
"""What leaves from a stop of the network in force next, as real time has it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta

from parvis.engines.timetable import Timetable
from parvis.engines.timetable.tables import BOARD, Bytes, Ints
from parvis.engines.timetable.timetable import EPOCH
from parvis.services.journeys.adapters.answers import Actual, Becomes, Departures, DepartureSeen
from parvis.services.journeys.adapters.boards import Leaving, departures_from
from parvis.services.journeys.adapters.live import RealTime, live_of, timetable_of
from parvis.services.journeys.adapters.network import Mapped, current_network
from parvis.services.journeys.adapters.punctual import actual
from parvis.services.journeys.adapters.seen import Frame, headsign, line_seen, stop_seen, zone_of
from parvis.services.journeys.adapters.stop_names import stop_names
from parvis.services.journeys.queries.planning import stop_number
from parvis.services.journeys.rules.service_days import service_seconds

DAY_S = 86_400


def next_departures(feed: str, stop_id: str, at: datetime, limit: int = 20, *, together: bool = False) -> Departures:
    """The next departures at a stop or station from a moment on, until the end of the next day.

    Those that are called off, or that leave out the stop, stand at their planned time and say so. `together`: with
    those of all stops of its name at its place, whichever authority serves them.

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
    real = live_of(mapped, day)
    frame = Frame(timetable_of(mapped, real), day, zone, real=real)
    stops = stop_names(mapped).around(number) if together else (number,)
    found = [(one, _seen(frame, one)) for one in _leaving(frame, stops, seconds, limit)]
    if real is not None:
        lost = _lost(mapped, real, frame, stops, seconds, limit)
        found += [(one, _called_off(frame, mapped, one, why)) for one, why in lost]
    shown = tuple(seen for _leaving, seen in sorted(found, key=lambda pair: pair[0])[:limit])
    return Departures(shown, stop, "" if shown else "nothing_found", network)


def _leaving(frame: Frame, stops: Iterable[int], seconds: int, limit: int) -> list[Leaving]:
    found = [each for stop in stops for each in departures_from(frame.timetable, stop, frame.day, seconds, limit)]
    return sorted(found)[:limit]


def _seen(frame: Frame, one: Leaving) -> DepartureSeen:
    timetable = frame.timetable
    said = actual(frame.real, one.trip, (one.position, one.position), one.departure_s, frame.at)
    return DepartureSeen(
        frame.at(one.departure_s), stop_seen(timetable, one.stop), line_seen(timetable, one.route),
        timetable.trips.ids[one.trip], headsign(timetable, one.trip), said,
    )  # fmt: skip


def _called_off(frame: Frame, mapped: Mapped, one: Leaving, why: Becomes) -> DepartureSeen:
    at, timetable = frame.at(one.departure_s), mapped.timetable
    return DepartureSeen(
        at, stop_seen(timetable, one.stop), line_seen(timetable, one.route), timetable.trips.ids[one.trip],
        headsign(timetable, one.trip), Actual(why, at),
    )  # fmt: skip


def _lost(
    mapped: Mapped, real: RealTime, frame: Frame, stops: Iterable[int], seconds: int, limit: int
) -> Iterator[tuple[Leaving, Becomes]]:
    """Planned departures that nobody can take."""
    runs: dict[int, list[int]] = defaultdict(list)
    for trip, base in real.live.scheduled.items():
        runs[base].append(trip)
    for stop in stops:
        for one in departures_from(mapped.timetable, stop, frame.day, seconds, limit):
            day = frame.day + timedelta(days=round(one.shift_s / DAY_S))
            if (one.trip, day) in real.live.cancelled:
                yield one, Becomes.CANCELLED
            elif any(_leaves_out(real, trip, one, day) for trip in runs.get(one.trip, ())):
                yield one, Becomes.SKIPPED


def _leaves_out(real: RealTime, trip: int, planned: Leaving, day: date) -> bool:
    """Whether a trip of the live timetable, on the same day, is not boarded where the planned one is."""
    live = real.live.timetable
    column = (day - EPOCH).days - live.services.first_day
    if not 0 <= column < live.services.runs.shape[1] or not live.services.runs[live.trips.service[trip], column]:
        return False
    served, flags = _pattern(live, trip)
    if len(served) != len(_pattern(real.live.base, planned.trip)[0]):
        return not bool((flags[served == planned.stop] & BOARD).any())
    return bool(served[planned.position] == planned.stop) and not flags[planned.position] & BOARD


def _pattern(timetable: Timetable, trip: int) -> tuple[Ints, Bytes]:
    """The stops of a trip, and what one may do at each."""
    pattern = int(timetable.trips.pattern[trip])
    rows = slice(int(timetable.patterns.first[pattern]), int(timetable.patterns.first[pattern + 1]))
    return timetable.patterns.stop[rows], timetable.patterns.flags[rows]

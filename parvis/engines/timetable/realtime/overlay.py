# SPDX-License-Identifier: AGPL-3.0-or-later
"""What messages say of trips, laid over a timetable: another timetable, of which only trips and times are new.

A trip that is late, shortened or called off no longer runs on its day; what becomes of it is added as a trip of that
day alone. So whatever answers for the timetable answers for the live one, by the same means. Lower bounds made for the
timetable do not hold any more (one can catch what is late) and are not used for the live one.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from parvis.engines.timetable.timetable import EPOCH, Timetable

from .additions import NewTrip, Removals, rebuilt
from .delays import StopNumber, Times, Unusable, added, delayed
from .stream import Relation, Stream, TripChange

HALF_DAY_S = 43_200


@dataclass(frozen=True, eq=False)
class Live:
    """A timetable with what messages say.

    ``scheduled``: for trips that are not as planned, the trip of the base timetable that each stands for.
    ``cancelled``: trips of the base timetable that do not run, with their day. ``dropped``: what could not be used,
    by feed and stable word, counted.
    """

    timetable: Timetable
    base: Timetable
    scheduled: Mapping[int, int] = field(repr=False)
    cancelled: frozenset[tuple[int, date]] = field(repr=False)
    dropped: tuple[tuple[str, str, int], ...] = ()


def apply(timetable: Timetable, streams: Mapping[str, Stream], now: int) -> Live:
    """Lays the messages of feeds (by name) over a timetable. ``now``: UTC seconds.

    Whether a message is stale (``Stream.is_stale``) is for the caller to see, who can tell people. Never raises for
    what a message says: what cannot be used is counted in ``dropped``.
    """
    work = _Work(timetable, now)
    for name, stream in streams.items():
        try:
            feed = timetable.feed_number(name)
        except KeyError:
            work.dropped[name, "unknown_feed"] += 1
            continue
        for change in stream.trips:
            try:
                work.take(feed, change)
            except Unusable as why:
                work.dropped[name, str(why)] += 1
    live = rebuilt(timetable, work.removals, work.new) if work.new or work.removals else timetable
    count = len(timetable.trips.row)
    scheduled = {count + i: trip.base for i, trip in enumerate(work.new) if trip.base >= 0}
    dropped = tuple((name, word, times) for (name, word), times in work.dropped.items())
    return Live(live, timetable, scheduled, frozenset(work.cancelled), dropped)


class _Work:
    """What the messages have come to so far. The last word on a trip and day counts."""

    def __init__(self, timetable: Timetable, now: int) -> None:
        self.timetable, self.now = timetable, now
        self.removals: Removals = {}
        self.cancelled: set[tuple[int, date]] = set()
        self.dropped: Counter[tuple[str, str]] = Counter()
        self._new: dict[tuple[int, str, date], NewTrip] = {}
        self._zones = [ZoneInfo(feed.timezone) for feed in timetable.feeds]

    @property
    def new(self) -> list[NewTrip]:
        """The trips that are added, in the order of the messages."""
        return list(self._new.values())

    def take(self, feed: int, change: TripChange) -> None:
        """Takes what is said of one trip. Raises Unusable."""
        trip = self._trip(feed, change)
        if change.relation in (Relation.ADDED, Relation.REPLACED) and change.stops:
            self._add(feed, trip, change)
            return
        if trip is None:
            raise Unusable("unknown_trip")
        day = self._day(feed, trip, change)
        if change.relation is Relation.DUPLICATED:
            self._copy(feed, trip, day, change)
            return
        if not self._runs(trip, day):
            raise Unusable("does_not_run_that_day")
        if change.relation is Relation.CANCELLED:
            self._remove(trip, day)
            self._new.pop((feed, self.timetable.trips.ids[trip], day), None)
            self.cancelled.add((trip, day))
        elif change.stops or change.delay_s is not None:
            times = delayed(self._times(trip), change, self.midnight(feed, day), self._stop_number(feed))
            self._remove(trip, day)
            self._put(feed, NewTrip.like(self.timetable, trip, day, times))

    def midnight(self, feed: int, day: date) -> int:
        """The origin of a service day, noon minus twelve hours, in UTC seconds."""
        return int(datetime.combine(day, time(12), self._zones[feed]).timestamp()) - HALF_DAY_S

    def _put(self, feed: int, trip: NewTrip) -> None:
        self._new[feed, trip.trip_id, trip.day] = trip

    def _remove(self, trip: int, day: date) -> None:
        self.removals.setdefault(trip, set()).add((day - EPOCH).days)

    def _trip(self, feed: int, change: TripChange) -> int | None:
        run = self.timetable.trip_numbers.get((feed, f"{change.trip_id}@{change.start_s}"))
        return self.timetable.trip_numbers.get((feed, change.trip_id)) if run is None else run

    def _stop_number(self, feed: int) -> StopNumber:
        return lambda stop_id: self.timetable.stop_numbers.get((feed, stop_id))

    def _times(self, trip: int) -> Times:
        table, patterns = self.timetable, self.timetable.patterns
        pattern, row = int(table.trips.pattern[trip]), int(table.trips.row[trip])
        a, b = int(patterns.first[pattern]), int(patterns.first[pattern + 1])
        rows = slice(row, row + b - a)
        return Times(
            patterns.stop[a:b].tolist(), table.arrival_s[rows].tolist(), table.departure_s[rows].tolist(),
            patterns.flags[a:b].tolist(), patterns.sequence[a:b].tolist(),
        )  # fmt: skip

    def _runs(self, trip: int, day: date) -> bool:
        services = self.timetable.services
        column = (day - EPOCH).days - services.first_day
        return 0 <= column < services.runs.shape[1] and bool(services.runs[self.timetable.trips.service[trip], column])

    def _day(self, feed: int, trip: int, change: TripChange) -> date:
        """The service day that is meant; where none is said, the one on which the trip is nearest to now."""
        if change.day is not None:
            return change.day
        times = self._times(trip)
        today = datetime.fromtimestamp(self.now, UTC).astimezone(self._zones[feed]).date()

        def distance(day: date) -> tuple[bool, int]:
            since = self.now - self.midnight(feed, day)
            away = max(times.departure_s[0] - since, since - times.arrival_s[-1], 0)
            return not self._runs(trip, day), away

        return min((today, today - timedelta(days=1), today + timedelta(days=1)), key=distance)

    def _add(self, feed: int, trip: int | None, change: TripChange) -> None:
        route = self.timetable.route_numbers.get((feed, change.route_id))
        if route is None and trip is None:
            raise Unusable("added_without_line")
        if route is None:
            route = int(self.timetable.trips.route[trip])
        first = next((at for each in change.stops if (at := each.arrival or each.departure)), None)
        if first is None:
            raise Unusable("added_without_stops")
        day = change.day or datetime.fromtimestamp(first, UTC).astimezone(self._zones[feed]).date()
        times = added(change, self.midnight(feed, day), self._stop_number(feed))
        base = -1
        if trip is not None and change.relation is Relation.REPLACED and self._runs(trip, day):
            self._remove(trip, day)
            base = trip
        name = change.trip_id or f"{change.route_id}+{first}"
        self._put(feed, NewTrip(base, name, route, day, times, headsign=change.headsign))

    def _copy(self, feed: int, trip: int, day: date, change: TripChange) -> None:
        if not change.new_id or change.new_start_s is None:
            raise Unusable("copy_without_start")
        times = self._times(trip)
        later = change.new_start_s - times.departure_s[0]
        times.arrival_s = [at + later for at in times.arrival_s]
        times.departure_s = [at + later for at in times.departure_s]
        self._put(feed, NewTrip.like(self.timetable, trip, change.new_day or day, times, change.new_id, base=-1))

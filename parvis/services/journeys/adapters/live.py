# SPDX-License-Identifier: AGPL-3.0-or-later
"""This process's real time: the newest good messages laid over its network, beside it, by a thread of its own.

Whoever asks goes on with what there is. A message that has grown old is left out at the next look, or by its own clock
when the database is away; what cannot be applied leaves the timetable as planned.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

import structlog
from django.db import Error as DatabaseError
from django.utils import timezone

from parvis.engines import timetable as engine
from parvis.engines.timetable import Timetable
from parvis.engines.timetable.realtime import STALE_S, Alert, Live, Stream, VehiclePosition, apply, read_stream
from parvis.services.journeys.adapters.network import LOOK_EVERY_S, Mapped
from parvis.services.journeys.models import Stream as StreamRow

type MessageKey = tuple[int, int]
"""A message's row and its number: it never names two messages."""
type Start = Callable[[Callable[[], None]], None]

log = structlog.get_logger(__name__)


@dataclass(frozen=True, eq=False)
class RealTime:
    """A network as it runs now. `until`: UTC seconds at which the first of its messages is too old to be believed.

    Vehicles and alerts each with the name of their timetable.
    """

    key: object
    live: Live
    vehicles: tuple[tuple[str, VehiclePosition], ...]
    alerts: tuple[tuple[str, Alert], ...]
    until: float

    @cached_property
    def _changed(self) -> dict[tuple[int, str], int]:
        trips, feeds = self.live.timetable.trips, self.live.timetable.routes.feed
        changed = range(len(self.live.base.trips.row), len(trips.row))
        return {(int(feeds[trips.route[one]]), trips.ids[one]): one for one in changed}

    def trip(self, feed: int, trip_id: str) -> int | None:
        """A trip's number in the live timetable: as it runs now, else as planned."""
        key = feed, trip_id
        return self._changed.get(key, self.live.base.trip_numbers.get(key))


@dataclass(frozen=True, slots=True)
class StreamSeen:
    """A timetable that has real time: of when its message is, and whether that is still believed."""

    feed: str
    title: str
    made_at: datetime | None
    fresh: bool


@dataclass(frozen=True, slots=True)
class _Found:
    feed: str
    title: str
    key: MessageKey | None
    made_at: datetime | None

    @property
    def fresh(self) -> bool:
        return self.made_at is not None and abs(timezone.now() - self.made_at) <= timedelta(seconds=STALE_S)


def in_background(work: Callable[[], None]) -> None:
    """Does something in a thread that the process need not wait for when it ends."""
    threading.Thread(target=work, name="journeys-real-time", daemon=True).start()


class LiveHolder:
    """Looks every few seconds for newer messages; one thread at a time looks, another one lays them over."""

    def __init__(self, start: Start, clock: Callable[[], float] = time.time) -> None:
        self._start, self._clock = start, clock
        self._lock = threading.Lock()
        self._looked: float | None = None
        self._held: RealTime | None = None
        self._streams: tuple[StreamSeen, ...] = ()
        self._wanted: object = None
        self._read: dict[MessageKey, Stream] = {}

    def of(self, mapped: Mapped) -> RealTime | None:
        """What runs otherwise than that network plans; None when nothing is known of now."""
        now = self._clock()
        if (self._looked is None or abs(now - self._looked) >= LOOK_EVERY_S) and self._lock.acquire(blocking=False):
            try:
                self._looked = now
                self._look(mapped)
            except DatabaseError:
                log.warning("journeys.real_time_unseen", exc_info=True)
            finally:
                self._lock.release()
        held = self._held
        return held if held is not None and held.live.base is mapped.timetable and now < held.until else None

    @property
    def streams(self) -> tuple[StreamSeen, ...]:
        """The timetables with real time, as of the last look."""
        return self._streams

    def forget(self) -> None:
        """Holds nothing any more, as when the process began."""
        self._looked = self._held = self._wanted = None
        self._streams, self._read = (), {}

    def _look(self, mapped: Mapped) -> None:
        found = [
            _Found(row.feed.slug, row.feed.title, _key(row), row.message.made_at if _key(row) else None)
            for row in StreamRow.objects.filter(feed__active=True)
            .select_related("feed", "message").defer("message__content").order_by("pk")
        ]  # fmt: skip
        self._streams = _seen(found)
        fresh = [one for one in found if one.fresh and one.key is not None]
        wanted = (mapped.key, tuple((one.feed, one.key) for one in fresh)) if fresh else None
        if wanted == self._wanted:
            return
        self._wanted = wanted
        if wanted is None:
            self._held, self._read = None, {}
            return
        missing = [one.key[0] for one in fresh if one.key is not None and one.key not in self._read]
        rows = StreamRow.objects.filter(message__pk__in=missing).values_list("message__pk", "message__content")
        contents = {key: bytes(content) for key, content in rows}
        until = min(one.made_at for one in fresh if one.made_at).timestamp() + STALE_S
        self._start(lambda: self._lay_over(mapped, wanted, fresh, contents, until))

    def _lay_over(
        self, mapped: Mapped, wanted: object, fresh: list[_Found], contents: Mapping[int, bytes], until: float
    ) -> None:
        try:
            read = {one.key: self._stream(one.key, contents) for one in fresh if one.key is not None}
            merged = _merged((one.feed, read[one.key]) for one in fresh if one.key is not None)
            live = apply(mapped.timetable, merged, int(self._clock()))
            engine.laid_out(live.timetable, timezone.localdate())  # before the first question, not during it
        except Exception:
            log.exception("journeys.real_time_failed")
            self._held = None
            return
        if self._wanted == wanted:
            vehicles = tuple((feed, vehicle) for feed, stream in merged.items() for vehicle in stream.vehicles)
            said = tuple((feed, alert) for feed, stream in merged.items() for alert in stream.alerts)
            self._read, self._held = read, RealTime(wanted, live, vehicles, said, until)

    def _stream(self, key: MessageKey, contents: Mapping[int, bytes]) -> Stream:
        return self._read[key] if key in self._read else read_stream(contents[key[0]])


def _key(row: StreamRow) -> MessageKey | None:
    return (row.message.pk, row.message.number) if hasattr(row, "message") else None


def _seen(found: Iterable[_Found]) -> tuple[StreamSeen, ...]:
    """One for each timetable: as old as the oldest of its streams."""
    by_feed: dict[str, StreamSeen] = {}
    for one in found:
        seen, before = StreamSeen(one.feed, one.title, one.made_at, one.fresh), by_feed.get(one.feed)
        if before is None or (before.fresh and not seen.fresh):
            by_feed[one.feed] = seen
    return tuple(by_feed.values())


def _merged(streams: Iterable[tuple[str, Stream]]) -> dict[str, Stream]:
    """The streams of a timetable as one."""
    merged: dict[str, Stream] = {}
    for feed, one in streams:
        has = merged.get(feed)
        merged[feed] = one if has is None else Stream(
            min(has.at, one.at), has.trips + one.trips, has.alerts + one.alerts, has.vehicles + one.vehicles,
        )  # fmt: skip
    return merged


def _start(work: Callable[[], None]) -> None:
    in_background(work)


_holder = LiveHolder(_start)


def live_of(mapped: Mapped, day: date | None = None) -> RealTime | None:
    """What runs otherwise than planned around a day (now); only of yesterday, today and tomorrow is anything known."""
    if day is not None and abs((day - timezone.localdate()).days) > 1:
        return None
    return _holder.of(mapped)


def streams_seen() -> tuple[StreamSeen, ...]:
    """The timetables with real time and how fresh it is, as of the last look of this process."""
    return _holder.streams


def timetable_of(mapped: Mapped, real: RealTime | None) -> Timetable:
    """What answers."""
    return mapped.timetable if real is None else real.live.timetable


def forget() -> None:
    """Forgets what this process holds: the next question looks anew."""
    _holder.forget()

# SPDX-License-Identifier: AGPL-3.0-or-later
"""One listening connection a process, and what it hears handed out to every open stream."""

from __future__ import annotations

import asyncio
import json
import weakref
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import psycopg
import structlog
from asgiref.sync import sync_to_async
from django.db import connection, connections
from psycopg import AsyncConnection, sql

from parvis.kernel.live import queries
from parvis.kernel.live.rules import NOTIFY_CHANNEL, OVERLAP, Event
from parvis.kernel.live.settings import LiveSettings

QUEUE_LENGTH = 100
FIRST_PAUSE_S = 0.2
LONGEST_PAUSE_S = 10.0

log = structlog.get_logger(__name__)


class TooManyStreams(Exception):  # noqa: N818
    """This process, or this reader, holds as many streams as it may."""


class Stream:
    """One reader's queue. A reader that does not keep up is let go; it comes back and is told what it missed."""

    def __init__(self, channel: str) -> None:
        self.channel = channel
        self.queue: asyncio.Queue[Event | None] = asyncio.Queue(QUEUE_LENGTH)

    def put(self, event: Event) -> None:
        """Hands an event over, or ends the stream if its queue is full."""
        try:
            self.queue.put_nowait(event)
        except asyncio.QueueFull:
            self.end()

    def end(self) -> None:
        """Makes the stream end at the next look."""
        while not self.queue.empty():
            self.queue.get_nowait()
        self.queue.put_nowait(None)


class Hub:
    """The streams of one event loop. Listens while there is at least one."""

    def __init__(self) -> None:
        self._streams: dict[str, set[Stream]] = {}
        self._readers: Counter[str] = Counter()
        self._listening = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._heard_at = datetime.now(UTC)
        self._listened_before = False

    @property
    def count(self) -> int:
        """How many streams are open."""
        return sum(len(streams) for streams in self._streams.values())

    def has_room(self, reader: str, limits: LiveSettings) -> bool:
        """True when one more stream may open, in all and for this reader."""
        return self.count < limits.most_streams and self._readers[reader] < limits.most_streams_each

    @asynccontextmanager
    async def stream(self, channel: str, *, reader: str, limits: LiveSettings) -> AsyncIterator[Stream]:
        """A stream on a channel, listened to from here on.

        Raises:
            TooManyStreams: see there.
        """
        if not self.has_room(reader, limits):
            raise TooManyStreams
        stream = Stream(channel)
        self._streams.setdefault(channel, set()).add(stream)
        self._readers[reader] += 1
        if self._task is None or self._task.done():
            self._listening.clear()
            self._listened_before = False
            self._task = asyncio.create_task(self._listen(), name="live listener")
        try:
            await self._listening.wait()
            yield stream
        finally:
            self._forget(stream, reader)

    def _forget(self, stream: Stream, reader: str) -> None:
        streams = self._streams.get(stream.channel, set())
        streams.discard(stream)
        if not streams:
            self._streams.pop(stream.channel, None)
        self._readers[reader] -= 1
        if self._readers[reader] <= 0:
            del self._readers[reader]
        if not self._streams and self._task is not None:
            self._task.cancel()
            self._task = None

    async def _listen(self) -> None:
        pause = FIRST_PAUSE_S
        while True:
            try:
                async with await AsyncConnection.connect(**_parameters(), autocommit=True) as link:
                    await link.execute(sql.SQL("LISTEN {}").format(sql.Identifier(NOTIFY_CHANNEL)))
                    await self._catch_up()
                    self._listening.set()
                    pause = FIRST_PAUSE_S
                    async for heard in link.notifies():
                        await self._hand_out(heard.payload)
            except (psycopg.Error, OSError) as error:
                log.warning("live_listener_lost", error=str(error).splitlines()[0] if str(error) else repr(error))
            self._listening.clear()
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE_S)

    async def _catch_up(self) -> None:
        """After a break of our own connection: what the channels of our streams missed."""
        since, self._heard_at = self._heard_at - OVERLAP, datetime.now(UTC)
        for channel in list(self._streams) if self._listened_before else []:
            for event in await in_thread(queries.events_since, channel, since):
                self._give(event)
        self._listened_before = True

    async def _hand_out(self, payload: str) -> None:
        self._heard_at = datetime.now(UTC)
        heard = json.loads(payload)
        if heard["channel"] not in self._streams:
            return
        if "data" in heard:
            at = datetime.fromtimestamp(heard["at"], UTC)
            self._give(Event(heard["id"], heard["channel"], heard["event"], heard["data"], at))
            return
        event = await in_thread(queries.event_by_id, heard["id"])
        if event is not None:
            self._give(event)

    def _give(self, event: Event) -> None:
        for stream in tuple(self._streams.get(event.channel, ())):
            stream.put(event)


_hubs: weakref.WeakKeyDictionary[asyncio.AbstractEventLoop, Hub] = weakref.WeakKeyDictionary()


def hub() -> Hub:
    """The hub of the running event loop."""
    loop = asyncio.get_running_loop()
    if loop not in _hubs:
        _hubs[loop] = Hub()
    return _hubs[loop]


async def in_thread[T](function: Callable[..., T], *arguments: Any) -> T:
    """Runs a read of the database in a thread, and gives its connection back at once: a stream lasts for minutes."""

    def run() -> T:
        try:
            return function(*arguments)
        finally:
            connections.close_all()

    return await sync_to_async(run, thread_sensitive=False)()


def _parameters() -> dict[str, Any]:
    given = connection.get_connection_params()
    return {key: value for key, value in given.items() if key not in ("cursor_factory", "context", "prepare_threshold")}

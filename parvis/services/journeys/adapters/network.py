# SPDX-License-Identifier: AGPL-3.0-or-later
"""This process's network: the newest ready one, mapped from its file and exchanged without anybody waiting."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

import structlog
from django.db import Error as DatabaseError
from django.utils import timezone

from parvis.engines import timetable as engine
from parvis.engines.timetable import Fares, FaresRefused, Shapes, ShapesRefused, Timetable
from parvis.services.journeys import storage
from parvis.services.journeys.models import Network, NetworkState

LOOK_EVERY_S = 3.0

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Mapped:
    """A network in memory. Whoever has it in hand keeps it, whatever comes into force meanwhile."""

    key: tuple[int, datetime | None]
    fingerprint: str
    timetable: Timetable
    path: str

    @cached_property
    def shapes(self) -> Shapes | None:
        """Where its vehicles go on the ground, read when a map first asks; None where that is not known."""
        try:
            return engine.read_saved_shapes(storage.network_file(storage.shapes_of(self.path)))
        except ShapesRefused as refused:
            log.warning("journeys.no_shapes", fingerprint=self.fingerprint, problem=str(refused))
            return None

    @cached_property
    def fares(self) -> Fares:
        """What its rides cost, read when a price is first asked for; nothing where that is not known."""
        try:
            return engine.read_saved_fares(storage.network_file(storage.fares_of(self.path)))
        except FaresRefused as refused:
            log.warning("journeys.no_fares", fingerprint=self.fingerprint, problem=str(refused))
            return Fares()


class Holder:
    """Keeps the network that answers, and looks every few seconds whether there is a newer one.

    One thread at a time looks and maps; the others go on with what there is, and wait only while there is nothing yet.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._held: Mapped | None = None
        self._looked: float | None = None
        self._refused: set[tuple[int, datetime | None]] = set()

    def current(self) -> Mapped | None:
        """The network to ask; None when none was ever built, or no timetable is in force any more."""
        if self._due() and self._lock.acquire(blocking=self._held is None):
            try:
                if self._due():  # not so for those who waited for the first
                    self._look()
                    self._looked = self._clock()
            finally:
                self._lock.release()
        return self._held

    def forget(self) -> None:
        """Holds nothing any more, as when the process began."""
        with self._lock:
            self._held, self._looked = None, None

    def _due(self) -> bool:
        return self._looked is None or self._clock() - self._looked >= LOOK_EVERY_S

    def _look(self) -> None:
        try:
            ready = list(Network.objects.filter(state=NetworkState.READY).order_by("-built_at", "-pk"))
        except DatabaseError:
            if self._held is None:
                raise
            log.warning("journeys.network_unseen", exc_info=True)
            return
        held = self._held
        for row in ready:
            if held is not None and held.key == _key(row):
                return
            if (found := self._mapped(row)) is not None:
                self._held = found
                return
        if not ready:
            self._held = None

    def _mapped(self, row: Network) -> Mapped | None:
        key = _key(row)
        try:
            timetable = engine.read_saved(storage.network_file(row.path))
        except engine.SavedRefused as refused:
            if key not in self._refused:
                self._refused.add(key)
                log.exception("journeys.network_refused", fingerprint=row.fingerprint, problem=str(refused))
            return None
        engine.laid_out(timetable, timezone.localdate())  # laid out before the first question, not during it
        return Mapped(key, row.fingerprint, timetable, row.path)


def _key(row: Network) -> tuple[int, datetime | None]:
    return row.pk, row.built_at


_holder = Holder()
_instead: ContextVar[Mapped | None] = ContextVar("journeys_network", default=None)


def current_network() -> Mapped | None:
    """The network that this process asks; see `Holder.current`. Within `instead`, the one given there."""
    return _instead.get() or _holder.current()


@contextmanager
def instead(mapped: Mapped) -> Iterator[None]:
    """Has another network answer what this thread asks within the block."""
    token = _instead.set(mapped)
    try:
        yield
    finally:
        _instead.reset(token)


def look_again() -> None:
    """Forgets what this process holds: the next question looks anew."""
    _holder.forget()

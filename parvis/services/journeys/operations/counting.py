# SPDX-License-Identifier: AGPL-3.0-or-later
"""Counting what is asked, of nobody: in memory, and every few seconds added to the sums in one statement.

A request only adds to a dictionary. Where one leaves and goes to is held for some seconds, until it has become a pair
of neighbourhoods or communes; who asked, as the brake's code of a network address, only to count a pair once for
whoever asks again. A process that is killed loses what it has counted since: figures, not facts.
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import structlog
from django.db import Error as DatabaseError
from django.db import connection
from django.utils import timezone

from parvis.kernel.places.queries.areas import AreaHit, communes_at, neighbourhoods_at
from parvis.services.journeys.adapters.answers import LineSeen, Spot
from parvis.services.journeys.models import UsageCount
from parvis.services.journeys.rules.usage import KEPT_DAYS, LEAST, Counted, slot

EVERY_S = 15.0
MOST_KEYS, MOST_PAIRS = 20_000, 5_000
FOUND = "found"

_UPSERT = """
    INSERT INTO journeys_usagecount (day, hour, kind, key, number)
    SELECT * FROM unnest(%s::date[], %s::smallint[], %s::text[], %s::text[], %s::integer[])
    ON CONFLICT (kind, day, hour, key) DO UPDATE SET number = journeys_usagecount.number + EXCLUDED.number
"""

type _Slot = tuple[str, date, int, str]
type _Way = tuple[str, date, tuple[float, float], tuple[float, float]]

log = structlog.get_logger(__name__)


def _aside(work: Callable[[], object]) -> None:
    threading.Thread(target=work, name="journeys-usage", daemon=True).start()


@dataclass
class Tally:
    """What this process has counted since it last wrote; `aside` runs the writing away from the request."""

    clock: Callable[[], float] = time.monotonic
    aside: Callable[[Callable[[], object]], None] = _aside
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _counts: Counter[_Slot] = field(default_factory=Counter)
    _ways: set[_Way] = field(default_factory=set)
    _written: float | None = None

    def add(self, kind: Counted, keys: Iterable[str], at: datetime) -> None:
        """One more of each key."""
        local = timezone.localtime(at)
        day, hour = slot(kind, local.date(), local.hour)
        with self._lock:
            for key in keys:
                if len(self._counts) < MOST_KEYS or (kind, day, hour, key) in self._counts:
                    self._counts[kind, day, hour, key] += 1
        self._write_if_due()

    def add_way(self, caller: str, origin: Spot, destination: Spot, at: datetime) -> None:
        """One more question from somewhere to somewhere; once for a caller until it is written."""
        ends = (origin.lon, origin.lat), (destination.lon, destination.lat)
        with self._lock:
            if len(self._ways) < MOST_PAIRS:
                self._ways.add((caller, timezone.localdate(at), *ends))

    def flush(self) -> int:
        """Adds what was counted to the sums, in a connection that is closed when this is another thread's."""
        with self._lock:
            counts, ways = self._counts, self._ways
            self._counts, self._ways = Counter(), set()
        try:
            counts.update(_pairs(ways))
            _write(counts)
        except DatabaseError:
            log.warning("journeys.usage_not_written", counted=len(counts), exc_info=True)
            with self._lock:
                self._counts.update(dict(counts.most_common(MOST_KEYS)))
            return 0
        finally:
            if threading.current_thread() is not threading.main_thread() and not connection.in_atomic_block:
                connection.close()
        return sum(counts.values())

    def _write_if_due(self) -> None:
        now = self.clock()
        with self._lock:
            if self._written is None:
                self._written = now
            due = now - self._written >= EVERY_S
            if due:
                self._written = now
        if due:
            self.aside(self.flush)


TALLY = Tally()


def count_search(
    *,
    channel: str,
    why: str,
    ends: tuple[Spot, Spot] | None = None,
    lines: Iterable[LineSeen] = (),
    caller: str = "",
    at: datetime | None = None,
) -> None:
    """Counts a search by the pages or the API: found or why not, the lines that were proposed, from where to where."""
    at = at or timezone.now()
    if ends is not None:
        TALLY.add_way(caller, *ends, at)
    TALLY.add(Counted.LINE, {f"{line.feed}|{line.route_id}" for line in lines}, at)
    TALLY.add(Counted.SEARCH, [f"{channel}:{why or FOUND}"], at)


def count_board(*, channel: str, feed: str, stop_id: str, at: datetime | None = None) -> None:
    """Counts that somebody looked at the departures of a stop; not the refreshing of a page or of a wall."""
    at = at or timezone.now()
    TALLY.add(Counted.STOP, [f"{feed}|{stop_id}"[:300]], at)
    TALLY.add(Counted.BOARD, [channel], at)


def write_counts() -> int:
    """Writes what this process has counted, now; how many questions."""
    return TALLY.flush()


def forget_counts(*, today: date) -> int:
    """Deletes old sums, and the pairs of past months that are too few to be shown; how many rows."""
    old = UsageCount.objects.filter(day__lt=today - timedelta(days=KEPT_DAYS)).delete()[0]
    few = UsageCount.objects.filter(kind=Counted.PAIR, day__lt=today.replace(day=1), number__lt=LEAST).delete()[0]
    return old + few


def _pairs(ways: set[_Way]) -> Counter[_Slot]:
    """Pairs of areas, each once for a caller. A point is in its neighbourhood, else in its commune, else outside."""
    every = sorted(ways)
    ends = [end for _caller, _day, *pair in every for end in pair]
    areas = list(map(_area, neighbourhoods_at(ends), communes_at(ends)))
    met = {
        (caller, day, f"{areas[2 * number]}>{areas[2 * number + 1]}")
        for number, (caller, day, *_ends) in enumerate(every)
    }
    return Counter((Counted.PAIR, *slot(Counted.PAIR, day, 0), pair) for _caller, day, pair in met)


def _area(quarter: AreaHit | None, commune: AreaHit | None) -> str:
    return f"q:{quarter.code}" if quarter else f"c:{commune.code}" if commune else "-"


def _write(counts: Counter[_Slot]) -> None:
    if not counts:
        return
    rows = sorted((str(kind), day, hour, key, number) for (kind, day, hour, key), number in counts.items())
    kinds, days, hours, keys, numbers = (list(column) for column in zip(*rows, strict=True))
    with connection.cursor() as cursor:
        cursor.execute(_UPSERT, [days, hours, kinds, keys, numbers])

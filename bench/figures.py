# SPDX-License-Identifier: AGPL-3.0-or-later
"""How every benchmark measures and prints: ours, the peer, the ratio, what is asked, and whether it is met.

Ours and the peer take turns, so that whatever else the machine does weighs on both. Beside the time on
the clock stands the processor time of this process and of its database connection: what the same act
takes on an idle machine, however busy this one is.
"""

from __future__ import annotations

import contextlib
import os
import statistics
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import psutil
from django.db import connection
from rich.console import Console
from rich.table import Table

WARM_UP = 3
MET, SHORT = "met", "SHORT"


@dataclass(frozen=True)
class Spent:
    """Milliseconds of an act: on the clock, sorted, and of processors, on average."""

    clock_ms: Sequence[float]
    processor_ms: float

    @property
    def median(self) -> float:
        """The median on the clock."""
        return statistics.median(self.clock_ms)

    @property
    def p95(self) -> float:
        """The 95th percentile on the clock."""
        return self.clock_ms[min(int(len(self.clock_ms) * 0.95), len(self.clock_ms) - 1)]


@dataclass(frozen=True)
class Act:
    """Something to measure: each side is called with the number of the turn, so that both get the same question."""

    name: str
    ours: Callable[[int], object]
    peer: Callable[[int], object] | None = None
    peer_name: str = ""
    median_ms: float | None = None
    p95_ms: float | None = None
    peer_turns: int | None = None


@dataclass(frozen=True)
class Row:
    """What an act took, ours and the peer."""

    act: Act
    ours: Spent
    peer: Spent | None

    @property
    def met(self) -> bool:
        """True when the median and the 95th percentile are below what is asked; always, when nothing is."""
        act = self.act
        return not (
            (act.median_ms is not None and self.ours.median >= act.median_ms)
            or (act.p95_ms is not None and self.ours.p95 >= act.p95_ms)
        )

    def cells(self) -> list[str]:
        """The row of the table."""
        peer = [self.act.peer_name, f"{self.peer.median:.1f}", f"{self.peer.p95:.1f}"] if self.peer else ["", "", ""]
        ratio = f"{self.peer.median / self.ours.median:.1f}" if self.peer else ""
        ours = [f"{self.ours.median:.1f}", f"{self.ours.p95:.1f}", f"{self.ours.processor_ms:.1f}"]
        return [
            self.act.name,
            *ours,
            *peer,
            ratio,
            self._asked(),
            (MET if self.met else SHORT) if self._asked() else "",
        ]

    def _asked(self) -> str:
        asked = (("", self.act.median_ms), ("p95 ", self.act.p95_ms))
        return ", ".join(f"{word}< {value:.0f}" for word, value in asked if value is not None)


class _Clocks:
    """Adds up what turns of one side take."""

    def __init__(self) -> None:
        self.clock_ms: list[float] = []
        self.processor_s = 0.0

    def turn(self, act: Callable[[int], object], number: int) -> None:
        """Measures one turn."""
        processors, start = processor_seconds(), time.perf_counter()
        act(number)
        self.clock_ms.append((time.perf_counter() - start) * 1000)
        self.processor_s += processor_seconds() - processors

    def spent(self) -> Spent:
        """What the turns took."""
        return Spent(sorted(self.clock_ms), self.processor_s * 1000 / len(self.clock_ms))


_backends: dict[int, psutil.Process] = {}
"""The processes that have served our database connections so far."""


def processor_seconds() -> float:
    """Processor time so far of this process and of those that serve its database connections, if they are here."""
    spent = time.process_time()
    with contextlib.suppress(psutil.Error):  # the database is on another machine
        if connection.connection is not None:
            pid = connection.connection.info.backend_pid
            _backends.setdefault(pid, psutil.Process(pid))
        for backend in _backends.values():
            times = backend.cpu_times()
            spent += times.user + times.system
    return spent


def measure(act: Act, *, turns: int) -> Row:
    """Calls both sides in turn; the first calls, which fill caches, are not counted."""
    for number in range(WARM_UP):
        act.ours(-number - 1)
        if act.peer:
            act.peer(-number - 1)
    ours, peer = _Clocks(), _Clocks()
    for number in range(turns):
        ours.turn(act.ours, number)
        if act.peer and number < (act.peer_turns or turns):
            peer.turn(act.peer, number)
    return Row(act, ours.spent(), peer.spent() if act.peer else None)


HEADINGS = ("milliseconds", "ours", "p95", "processor", "peer", "median", "p95", "ratio", "asked", "")


def report(title: str, acts: Iterable[Act], *, turns: int) -> bool:
    """Measures the acts and prints their table; True when everything that is asked is met."""
    table = Table(*HEADINGS, title=f"{title} ({machine()})")
    for column in table.columns[1:]:
        column.justify = "right"
    rows = [measure(act, turns=turns) for act in acts]
    for row in rows:
        table.add_row(*row.cells())
    Console(width=150).print(table)
    return all(row.met for row in rows)


def machine() -> str:
    """The day, the processors, and how many tasks want them at this moment."""
    return f"{datetime.now(tz=UTC):%Y-%m-%d %H:%M} UTC, {os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}"

# SPDX-License-Identifier: AGPL-3.0-or-later
"""What becomes of each run of a day: drawn once from the seed, the trip and the day, whenever one asks."""

import hashlib
from dataclasses import dataclass

from .runs import Call, Day, Run

CANCELLED = 0.015
EARLY, CALM, SLOW = 0.08, 0.62, 0.9
"""Shares, added up: ahead of time, nearly on time, some minutes late; the rest is very late."""
ADDED_LATER_S = 420
BUSY_HOURS = (7, 8, 17, 18)
HOUR_S = 3_600


@dataclass(frozen=True, slots=True)
class Fate:
    """A run called off, or late by so many seconds at its first stop and so many at its last."""

    cancelled: bool
    first_s: int = 0
    last_s: int = 0

    def delays(self, run: Run) -> list[int]:
        """The delay at each stop: it grows (or shrinks) along the way."""
        last = len(run.calls) - 1
        return [self.first_s + round((self.last_s - self.first_s) * place / last) for place in range(last + 1)]


def fate_of(run: Run, day: Day, seed: int) -> Fate:
    """What becomes of a run."""
    lost, kind, begin, end = _drawn(seed, day, run.trip_id)
    if lost < CANCELLED:
        return Fate(cancelled=True)
    if kind < EARLY:
        return Fate(False, 0, -_between(end, 20, 110))
    if kind < CALM:
        return Fate(False, _between(begin, 0, 30), _between(end, 0, 110))
    if kind < SLOW:
        return Fate(False, _between(begin, 0, 120), _between(end, 120, 400))
    return Fate(False, _between(begin, 60, 300), _between(end, 400, 900))


def extra_run(day: Day, seed: int) -> Run | None:
    """The one run of the day that no timetable has: some minutes behind one of the morning or the evening."""
    busy = [
        run for run in day.runs if 7 <= run.calls[0].depart_s // 3600 < 9 or 17 <= run.calls[0].depart_s // 3600 < 19
    ]
    if not busy:
        return None
    like = busy[int(_drawn(seed, day, "more")[0] * len(busy))]
    calls = tuple(
        Call(one.stop_id, one.sequence, one.arrive_s + ADDED_LATER_S, one.depart_s + ADDED_LATER_S)
        for one in like.calls
    )
    return Run(f"{like.trip_id}-renfort-{day.day:%Y%m%d}", like.route_id, f"renfort-{day.day:%Y%m%d}", calls)


def _drawn(seed: int, day: Day, name: str) -> list[float]:
    """Four numbers from 0 to 1, always the same for the same things."""
    digest = hashlib.sha256(f"{seed}|{day.day.isoformat()}|{name}".encode()).digest()
    return [int.from_bytes(digest[at : at + 8]) / 2**64 for at in range(0, 32, 8)]


def _between(share: float, least: int, most: int) -> int:
    return least + int(share * (most - least + 1))

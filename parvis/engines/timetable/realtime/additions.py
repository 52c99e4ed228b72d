# SPDX-License-Identifier: AGPL-3.0-or-later
"""A timetable with some trips taken out on some days, and others added on one day each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from parvis.engines.timetable.tables import Ints, Patterns, Services, Trips
from parvis.engines.timetable.texts import Texts
from parvis.engines.timetable.timetable import EPOCH, Timetable

from .delays import Times

type Removals = dict[int, set[int]]
"""Trip -> days since 1970 on which it does not run after all."""


@dataclass(frozen=True, slots=True)
class NewTrip:
    """A trip of one day. ``base``: the trip that it stands for, -1 for none."""

    base: int
    trip_id: str
    route: int
    day: date
    times: Times
    headsign: str = ""
    short_name: str = ""
    direction: int = -1
    wheelchair: int = 0
    bikes: int = 0

    @classmethod
    def like(
        cls, timetable: Timetable, trip: int, day: date, times: Times, trip_id: str = "", base: int | None = None
    ) -> "NewTrip":
        """A trip like one of the timetable, with other times."""
        trips = timetable.trips
        return cls(
            trip if base is None else base, trip_id or trips.ids[trip], int(trips.route[trip]), day, times,
            trips.headsigns[trip], trips.short_names[trip], int(trips.direction[trip]), int(trips.wheelchair[trip]),
            int(trips.bikes[trip]),
        )  # fmt: skip


def rebuilt(timetable: Timetable, removals: Removals, new: Sequence[NewTrip]) -> Timetable:
    """The other timetable; days outside the calendars are left out."""
    first, days = timetable.services.first_day, timetable.services.runs.shape[1]
    service = timetable.trips.service.copy()
    extra: list[np.ndarray] = []
    rows = _Rows(len(timetable.services.runs))
    for number, off in removals.items():
        was = int(timetable.trips.service[number])
        service[number], made = rows.number((was, frozenset(off)))
        if made:
            runs = timetable.services.runs[was].copy()
            runs[[day - first for day in off if 0 <= day - first < days]] = False
            extra.append(runs)
    of_new = np.zeros(len(new), np.int32)
    for i, trip in enumerate(new):
        day = (trip.day - EPOCH).days - first
        of_new[i], made = rows.number((-1, frozenset({day})))
        if made:
            extra.append(np.arange(days) == day)
    services = Services(np.concatenate([timetable.services.runs, *(row[None] for row in extra)]), first)
    patterns, pattern = _patterns(timetable, new)
    trips = _trips(timetable, new, np.concatenate([service, of_new]).astype(np.int32), pattern)
    return timetable.overlaid(
        trips, patterns, services,
        _longer(timetable.arrival_s, (trip.times.arrival_s for trip in new)),
        _longer(timetable.departure_s, (trip.times.departure_s for trip in new)),
    )  # fmt: skip


class _Rows:
    """Numbers rows that are added to a table, each kind once."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._known: dict[object, int] = {}

    def number(self, key: object) -> tuple[int, bool]:
        """The row of a key, and whether it is new."""
        if key in self._known:
            return self._known[key], False
        self._known[key] = self._count + len(self._known)
        return self._known[key], True


def _patterns(timetable: Timetable, new: Sequence[NewTrip]) -> tuple[Patterns, Ints]:
    """The patterns with those that are new, and the pattern of each new trip."""
    old = timetable.patterns
    rows = _Rows(len(old.route))
    numbers = np.zeros(len(new), np.int32)
    stop, flags, sequence, route, lengths = [], [], [], [], []
    for i, trip in enumerate(new):
        times = trip.times
        if trip.base >= 0 and _same(old, int(timetable.trips.pattern[trip.base]), trip):
            numbers[i] = timetable.trips.pattern[trip.base]
            continue
        key = (trip.route, tuple(times.stop), tuple(times.flags), tuple(times.sequence))
        numbers[i], made = rows.number(key)
        if made:
            stop += times.stop
            flags += times.flags
            sequence += times.sequence
            route.append(trip.route)
            lengths.append(len(times.stop))
    first = np.concatenate([old.first, old.first[-1] + np.cumsum(np.array(lengths, np.int64))])
    return Patterns(
        first.astype(np.int64), _longer(old.stop, [stop]), _longer(old.flags, [flags]),
        _longer(old.sequence, [sequence]), _longer(old.route, [route]),
    ), numbers  # fmt: skip


def _same(patterns: Patterns, pattern: int, trip: NewTrip) -> bool:
    rows = slice(int(patterns.first[pattern]), int(patterns.first[pattern + 1]))
    return (
        int(patterns.route[pattern]) == trip.route
        and patterns.stop[rows].tolist() == trip.times.stop
        and patterns.flags[rows].tolist() == trip.times.flags
        and patterns.sequence[rows].tolist() == trip.times.sequence
    )


def _trips(timetable: Timetable, new: Sequence[NewTrip], service: Ints, pattern: Ints) -> Trips:
    old = timetable.trips
    lengths = np.array([len(trip.times.stop) for trip in new], np.int64)
    row = len(timetable.arrival_s) + np.cumsum(lengths) - lengths
    return Trips(
        ids=_more(old.ids, [trip.trip_id for trip in new]),
        headsigns=_more(old.headsigns, [trip.headsign for trip in new]),
        short_names=_more(old.short_names, [trip.short_name for trip in new]),
        route=_longer(old.route, [[trip.route for trip in new]]),
        service=service,
        pattern=np.concatenate([old.pattern, pattern]).astype(np.int32),
        row=np.concatenate([old.row, row]).astype(np.int64),
        direction=_longer(old.direction, [[trip.direction for trip in new]]),
        wheelchair=_longer(old.wheelchair, [[trip.wheelchair for trip in new]]),
        bikes=_longer(old.bikes, [[trip.bikes for trip in new]]),
    )


def _longer[T: np.generic](column: np.ndarray[tuple[int], np.dtype[T]], more) -> np.ndarray[tuple[int], np.dtype[T]]:  # type: ignore[no-untyped-def]
    return np.concatenate([column, *(np.array(part, column.dtype) for part in more)])


def _more(texts: Texts, more: Sequence[str]) -> Texts:
    added = Texts.of(more)
    start = int(texts.ends[-1]) if len(texts) else 0
    return Texts(np.concatenate([texts.blob, added.blob]), np.concatenate([texts.ends, added.ends + start]))

# SPDX-License-Identifier: AGPL-3.0-or-later
"""A day made ready for questions: forwards for leaving at, mirrored in time for arriving by."""

import threading
from collections import OrderedDict
from datetime import date
from typing import NamedTuple
from weakref import WeakKeyDictionary

import numpy as np

from .build.bounds import Bounds, bound
from .day import NEVER, DayTable, lay_out
from .routing.departure import Scratch, scratch
from .routing.outlook import Outlook, outlook
from .routing.profile import Labels, labels
from .tables import WHEELCHAIR_NO, Footpaths
from .timetable import Timetable

MIRROR_S = 6 * 86_400
KEPT_VIEWS = 8
LABELS = 1_000_000
MOST_ROUNDS = 20


class View(NamedTuple):
    """One day in one direction."""

    day: DayTable
    footpaths: Footpaths
    back: Footpaths
    bounds: Bounds | None
    mirrored: bool
    own: threading.local


_views: "WeakKeyDictionary[Timetable, OrderedDict[tuple[date, bool, bool], View]]" = WeakKeyDictionary()
_bounds: "WeakKeyDictionary[Timetable, OrderedDict[date, Bounds]]" = WeakKeyDictionary()
_lock = threading.Lock()


def view(timetable: Timetable, day: date, *, wheelchair: bool = False, mirrored: bool = False) -> View:
    """The day's view; the last few are kept."""
    with _lock:
        kept = _views.setdefault(timetable, OrderedDict())
        key = (day, wheelchair, mirrored)
        if key not in kept:
            kept[key] = _made(timetable, *key)
            while len(kept) > KEPT_VIEWS:
                kept.popitem(last=False)
        kept.move_to_end(key)
        return kept[key]


def prepare(timetable: Timetable, day: date, threads: int = 2) -> None:
    """Computes the bounds of a day (seconds), after which its questions are answered many times faster."""
    use_bounds(timetable, day, bound(timetable, view(timetable, day).day, threads))


def use_bounds(timetable: Timetable, day: date, bounds: Bounds) -> None:
    """Takes bounds computed before for a day; those of the last few days stay."""
    with _lock:
        known = _bounds.setdefault(timetable, OrderedDict())
        known[day] = bounds
        while len(known) > KEPT_VIEWS:
            known.popitem(last=False)
        _views.setdefault(timetable, OrderedDict()).pop((day, False, False), None)


def bounds_of(timetable: Timetable) -> dict[date, Bounds]:
    """The bounds of the days that are kept."""
    with _lock:
        return dict(_bounds.get(timetable, {}))


def _made(timetable: Timetable, day: date, wheelchair: bool, mirrored: bool) -> View:
    trips = timetable.trips.wheelchair != WHEELCHAIR_NO if wheelchair else None
    stops = timetable.stops.wheelchair != WHEELCHAIR_NO if wheelchair else None
    table, paths = lay_out(timetable, day, trips, stops), timetable.footpaths
    back = _turned(paths)
    if mirrored:
        table, paths, back = mirror(table), back, paths
    known = None if wheelchair or mirrored else _bounds.get(timetable, OrderedDict[date, Bounds]()).get(day)
    return View(table, paths, back, known, mirrored, threading.local())


def _turned(paths: Footpaths) -> Footpaths:
    start = np.repeat(np.arange(len(paths.first) - 1, dtype=np.int32), np.diff(paths.first))
    order = np.argsort(paths.to, kind="stable")
    first = np.searchsorted(paths.to[order], np.arange(len(paths.first))).astype(np.int64)
    return Footpaths(first, start[order], paths.metres[order], paths.min_s[order])


def mirror(day: DayTable) -> DayTable:
    """The day run backwards: a moment t becomes MIRROR_S - t, who gets off gets on."""
    lines = len(day.line_trips)
    line_stop, arrival, departure = day.line_stop.copy(), day.arrival.copy(), day.departure.copy()
    for line in range(lines):
        a, b, trips, base = day.line_first[line], day.line_first[line + 1], day.line_trips[line], day.line_time[line]
        size = (b - a) * trips
        line_stop[a:b] = day.line_stop[a:b][::-1]
        leaves = day.departure[base : base + size].reshape(b - a, trips)[::-1, ::-1]
        comes = day.arrival[base : base + size].reshape(trips, b - a)[::-1, ::-1]
        departure[base : base + size] = np.where(comes == NEVER, -NEVER, MIRROR_S - comes).T.ravel()
        arrival[base : base + size] = np.where(leaves == -NEVER, NEVER, MIRROR_S - leaves).T.ravel()
    of = np.repeat(np.arange(lines), np.diff(day.line_first))
    position = np.arange(len(line_stop)) - day.line_first[:-1][of]
    first_trip = day.line_time[of] + position * day.line_trips[of]
    useful = np.flatnonzero((position < np.diff(day.line_first)[of] - 1) & (departure[first_trip] > -NEVER))
    useful = useful[np.argsort(line_stop[useful], kind="stable")]
    stop_first = np.searchsorted(line_stop[useful], np.arange(len(day.stop_first))).astype(np.int64)
    return day._replace(
        line_stop=line_stop, arrival=arrival, departure=departure, stop_first=stop_first,
        stop_line=of[useful].astype(np.int32), stop_position=position[useful].astype(np.int32),
    )  # fmt: skip


def scratch_of(seen: View) -> Scratch:
    """This thread's memory for searches."""
    if not hasattr(seen.own, "scratch"):
        seen.own.scratch = scratch(len(seen.day.stop_first) - 1, max(len(seen.day.line_trips), 1), MOST_ROUNDS)
    return seen.own.scratch  # type: ignore[no-any-return]


def labels_of(seen: View) -> Labels:
    """This thread's memory for profiles; what no search has come to yet takes no room."""
    if not hasattr(seen.own, "labels"):
        lines = max(len(seen.day.line_trips), 1)
        seen.own.labels = labels(len(seen.day.stop_first) - 1, lines, MOST_ROUNDS, LABELS)
    return seen.own.labels  # type: ignore[no-any-return]


def outlook_of(seen: View) -> Outlook:
    """This thread's memory for looking back from the destination."""
    if not hasattr(seen.own, "outlook"):
        seen.own.outlook = outlook(len(seen.day.stop_first) - 1, max(len(seen.day.line_trips), 1), MOST_ROUNDS)
    return seen.own.outlook  # type: ignore[no-any-return]

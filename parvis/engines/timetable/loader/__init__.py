# SPDX-License-Identifier: AGPL-3.0-or-later
"""GTFS feeds to one timetable: the only part that reads files."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path

import numpy as np

from parvis.engines.timetable.build.footpaths import StreetWalk, crow_walk, join
from parvis.engines.timetable.loader.memory import give_back  # before whatever imports Polars
from parvis.engines.timetable.problems import FeedRefused, Problem, ProblemLog
from parvis.engines.timetable.tables import Bools
from parvis.engines.timetable.timetable import Timetable

from .feed import FeedTables, read_feed
from .merge import Merged, merge
from .source import Limits

REACH_M = 500.0

__all__ = ["FeedRefused", "Limits", "StreetWalk", "load"]


def load(
    feeds: Mapping[str, str | Path] | Sequence[str | Path],
    *,
    pool_day: date | None = None,
    reach_m: float = REACH_M,
    walk: StreetWalk = crow_walk,
    limits: Limits | None = None,
) -> Timetable:
    """Reads any number of GTFS feeds (zips or folders, named by key or by file) into one timetable.

    ``pool_day``: bring all feeds onto this one service day, each with its busiest day of that weekday.
    ``reach_m``: how far apart two stops may be, on foot, to be joined. ``walk``: metres on the streets.

    What is wrong is mended or left out and stands in ``Timetable.problems``, never silently. A feed that cannot be used
    is left out. Raises FeedRefused, with the problems as its arguments, when none is left.
    """
    named = _named(feeds)
    problems: list[Problem] = []
    read: list[FeedTables] = []
    for name, path in named.items():
        log = ProblemLog(name)
        with suppress(FeedRefused):
            read.append(read_feed(name, Path(path), limits or Limits(), log))
        problems += log.listed()
        give_back()
    if not read:
        raise FeedRefused(*problems)
    merged = merge(read, pool_day)
    read.clear()
    timetable = _joined(merged, reach_m, walk, tuple(problems))
    del merged
    give_back()
    return timetable


def _named(feeds: Mapping[str, str | Path] | Sequence[str | Path]) -> dict[str, str | Path]:
    if isinstance(feeds, Mapping):
        return dict(feeds)
    named: dict[str, str | Path] = {}
    for path in feeds:
        name, again = Path(path).stem, 1
        while name in named:
            again += 1
            name = f"{Path(path).stem}-{again}"
        named[name] = path
    return named


def _served(merged: Merged) -> Bools:
    served = np.zeros(len(merged.stops.lat), np.bool_)
    served[merged.patterns.stop] = True
    return served


def _joined(merged: Merged, reach_m: float, walk: StreetWalk, problems: tuple[Problem, ...]) -> Timetable:
    change_s = np.zeros(len(merged.stops.lat), np.int32)
    a, b, least = merged.rules
    change_s[a[(a == b) & (least > 0)]] = least[(a == b) & (least > 0)]
    return Timetable(
        feeds=merged.feeds,
        stops=merged.stops,
        routes=merged.routes,
        trips=merged.trips,
        patterns=merged.patterns,
        services=merged.services,
        footpaths=join(merged.stops, _served(merged), reach_m, walk, merged.rules),
        arrival_s=merged.arrival_s,
        departure_s=merged.departure_s,
        change_s=change_s,
        problems=problems,
    )

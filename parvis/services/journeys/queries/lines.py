# SPDX-License-Identifier: AGPL-3.0-or-later
"""The lines of the network in force: all of them, one of them, its days."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from parvis.engines.timetable import Timetable
from parvis.kernel.places.words import fold, normal
from parvis.services.journeys.adapters.answers import LineSeen, StopSeen
from parvis.services.journeys.adapters.lines import Direction, LineLaid, TripTimes, line_laid, runs_on, trips_of
from parvis.services.journeys.adapters.network import Mapped, current_network
from parvis.services.journeys.adapters.seen import line_seen, stop_seen
from parvis.services.journeys.models import Feed

_DIGITS = re.compile(r"(\d+)")


@dataclass(frozen=True, slots=True)
class Authority:
    """Who runs lines, under the short name of its timetable."""

    slug: str
    name: str
    lines: tuple[LineSeen, ...]


@dataclass(frozen=True, slots=True)
class StopOfLine:
    """A stop in the order of a direction; `branch`: not on the most travelled way."""

    stop: StopSeen
    number: int
    share: float
    branch: bool
    wheelchair: int

    @property
    def always(self) -> bool:
        """Whether every trip stops there."""
        return self.share > 0.999


@dataclass(frozen=True)
class LineFound:
    """A line with its directions, on the network `mapped`."""

    mapped: Mapped
    line: LineSeen
    agency: str
    authority: str
    laid: LineLaid
    last_day: date

    @property
    def timetable(self) -> Timetable:
        """The network's timetable."""
        return self.mapped.timetable

    def stops(self, direction: Direction) -> list[StopOfLine]:
        """The stops of a direction from first to last."""
        return [
            StopOfLine(
                stop_seen(self.timetable, each.number), each.number, each.share, not each.on_trunk,
                int(self.timetable.stops.wheelchair[each.number]),
            )
            for each in direction.stops
        ]  # fmt: skip

    def trips(self, direction: Direction, day: date | None = None) -> list[TripTimes]:
        """The trips of a direction, of one service day or of all."""
        return trips_of(self.timetable, self.laid, direction, day)

    def running(self, first: date) -> dict[date, frozenset[int]]:
        """The line's services on each day from `first` to the end of its timetable."""
        trips = self.timetable.trips
        own = np.unique(trips.service[trips.route == self.laid.route])
        days = (self.last_day - first).days + 1
        window = [first + timedelta(days=each) for each in range(max(days, 0))]
        return {day: frozenset(own[runs_on(self.timetable, day)[own]].tolist()) for day in window}


def all_lines(words: str = "", slug: str = "") -> list[Authority]:
    """Lines by authority, those whose number, name or authority holds each word; of one authority only with `slug`."""
    mapped = current_network()
    if mapped is None:
        return []
    asked = normal(fold(words[:100])).split()
    feeds = {feed.slug: feed for feed in Feed.objects.select_related("organisation")}
    found: dict[str, list[LineSeen]] = defaultdict(list)
    for route in np.unique(mapped.timetable.patterns.route).tolist():
        line = line_seen(mapped.timetable, route)
        if (not slug or line.feed == slug) and line.feed in feeds:
            told = f"{line.name} {line.long_name} {feeds[line.feed].organisation.name} {feeds[line.feed].title}"
            if _holds(normal(fold(told)).split(), asked):
                found[line.feed].append(line)
    rows = [
        Authority(name, feeds[name].organisation.name, tuple(sorted(lines, key=by_name)))
        for name, lines in found.items()
    ]
    return sorted(rows, key=lambda one: (-len(one.lines), one.name))


def find_line(feed: str, route_id: str, today: date) -> LineFound | None:
    """A line by its key; None where the network in force has none of that name."""
    mapped = current_network()
    if mapped is None:
        return None
    timetable = mapped.timetable
    try:
        number = timetable.feed_number(feed)
        route = timetable.route_numbers[number, route_id]
    except KeyError:
        return None
    laid = line_laid(mapped, route, today)
    if not laid.directions:
        return None
    owner = Feed.objects.select_related("organisation").filter(slug=feed).first()
    return LineFound(
        mapped, line_seen(timetable, route), timetable.routes.agencies[route],
        owner.organisation.name if owner else "", laid, timetable.feeds[number].last_day,
    )  # fmt: skip


def by_name(line: LineSeen) -> tuple[int, list[tuple[int, int, str]], str]:
    """Lines as one counts: by means of transport, 2 before 10, numbers before letters."""
    parts = [(0, int(part), "") if part.isdigit() else (1, 0, part) for part in _DIGITS.split(line.name) if part]
    return int(line.mode), parts, line.route_id


def _holds(told: list[str], asked: list[str]) -> bool:
    return all(any(word.startswith(each) for word in told) for each in asked)


def bounds_of_lines(slug: str = "") -> tuple[float, float, float, float] | None:
    """(west, south, east, north) of most stops of all lines or of one timetable: the farthest hundredth stays out."""
    mapped = current_network()
    if mapped is None:
        return None
    timetable = mapped.timetable
    stops = timetable.served
    if slug:
        stops = stops[timetable.stops.feed[stops] == timetable.feed_number(slug)]
    if not len(stops):
        return None
    lon, lat = timetable.stops.lon[stops], timetable.stops.lat[stops]
    west, east = np.quantile(lon, (0.01, 0.99))
    south, north = np.quantile(lat, (0.01, 0.99))
    return float(west) - 0.005, float(south) - 0.005, float(east) + 0.005, float(north) + 0.005

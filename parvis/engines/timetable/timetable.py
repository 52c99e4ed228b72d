# SPDX-License-Identifier: AGPL-3.0-or-later
"""The timetable: what all questions are asked of."""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property

import numpy as np

from .problems import Problem
from .tables import Feed, Footpaths, Ints, Patterns, Routes, Services, Stops, Trips

EPOCH = date(1970, 1, 1)


@dataclass(frozen=True, eq=False)
class Timetable:
    """Feeds pooled for routing. Made by ``load`` or ``read_saved``; never changes.

    ``change_s``: least seconds to change at each stop, from the feeds' rules. ``problems``: all that was wrong.
    """

    feeds: tuple[Feed, ...]
    stops: Stops
    routes: Routes
    trips: Trips
    patterns: Patterns
    services: Services
    footpaths: Footpaths
    arrival_s: Ints
    departure_s: Ints
    change_s: Ints
    problems: tuple[Problem, ...] = field(default=(), repr=False)

    def __repr__(self) -> str:
        return (
            f"<Timetable: {len(self.feeds)} feeds, {len(self.stops.lat):,} stops, {len(self.routes.mode):,} lines, "
            f"{len(self.trips.row):,} trips, {len(self.arrival_s):,} stop times>"
        )

    @cached_property
    def served(self) -> Ints:
        """Numbers of the stops at which something stops and that have a place."""
        mark = np.zeros(len(self.stops.lat), np.bool_)
        mark[self.patterns.stop] = True
        return np.flatnonzero(mark & np.isfinite(self.stops.lat) & np.isfinite(self.stops.lon)).astype(np.int32)

    @cached_property
    def stop_numbers(self) -> dict[tuple[int, str], int]:
        """Feed's number and stop_id -> stop."""
        feeds = self.stops.feed.tolist()
        return {(feeds[number], text): number for number, text in enumerate(self.stops.ids)}

    @cached_property
    def trip_numbers(self) -> dict[tuple[int, str], int]:
        """Feed's number and trip_id -> trip; a run of a frequency is called ``trip@seconds``."""
        feeds = self.routes.feed[self.trips.route].tolist()
        return {(feeds[number], text): number for number, text in enumerate(self.trips.ids)}

    @cached_property
    def route_numbers(self) -> dict[tuple[int, str], int]:
        """Feed's number and route_id -> line."""
        feeds = self.routes.feed.tolist()
        return {(feeds[number], text): number for number, text in enumerate(self.routes.ids)}

    def feed_number(self, name: str) -> int:
        """The feed of that name. Raises KeyError."""
        for number, feed in enumerate(self.feeds):
            if feed.name == name:
                return number
        raise KeyError(name)

    def stop(self, feed: str, stop_id: str) -> int:
        """A stop's number. Raises KeyError."""
        return self.stop_numbers[self.feed_number(feed), stop_id]

    def overlaid(
        self, trips: Trips, patterns: Patterns, services: Services, arrival_s: Ints, departure_s: Ints
    ) -> "Timetable":
        """The same stops, lines and footpaths with other trips."""
        other = replace(
            self, trips=trips, patterns=patterns, services=services, arrival_s=arrival_s, departure_s=departure_s
        )
        # What is known of stops holds for both: 15,000 names are not looked through again every half minute.
        other.__dict__.update(stop_numbers=self.stop_numbers, _members=self._members)
        return other

    @cached_property
    def _members(self) -> dict[int, list[int]]:
        members: dict[int, list[int]] = {}
        for number in np.flatnonzero(self.stops.parent >= 0).tolist():
            members.setdefault(int(self.stops.parent[number]), []).append(number)
        return members

    def platforms(self, stop: int) -> list[int]:
        """A station's stops, itself included; a stop alone is its own."""
        return [stop, *self._members.get(stop, [])]

    @property
    def first_day(self) -> date:
        """First day of any calendar."""
        return EPOCH + timedelta(days=self.services.first_day)

    @property
    def last_day(self) -> date:
        """Last day of any calendar."""
        return self.first_day + timedelta(days=self.services.runs.shape[1] - 1)

# SPDX-License-Identifier: AGPL-3.0-or-later
"""Puts one network together: lines through the streets, their trips, the vehicles that run them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import shapely

from .calendars import Season, from_dates
from .colours import line_colour, text_on
from .ground import Ground
from .lines import CITY, Course, Spacing, lay_stops, pattern
from .model import Fare, Feed, Frequency, Mode, Pattern, Place, Route, Service, Shape, Stop, Transfer, Trip
from .roads import NoRoute
from .stops import StopBook

PEAKS_MIN = ((420, 545), (985, 1_115))
PEAK_PACE = 1.15
LEAST_LAYOVER_S = 240
TURN_ROUND_M = 320.0
TRANSFER_M = 250.0
WALK_M_S = 1.1
DETOUR = 1.3
Bands = Sequence[tuple[int, int, int]]


@dataclass(frozen=True, slots=True)
class Line:
    """A line with the patterns of its directions, one or two."""

    route: str
    patterns: tuple[Pattern, ...]


@dataclass(slots=True)
class Builder:
    """One network under construction. ``step_s``: resolution of its times."""

    ground: Ground
    season: Season
    prefix: str
    book: StopBook
    step_s: int = 10
    dated_only: bool = False
    routes: list[Route] = field(default_factory=list)
    patterns: dict[str, Pattern] = field(default_factory=dict)
    shapes: list[Shape] = field(default_factory=list)
    trips: list[Trip] = field(default_factory=list)
    frequencies: list[Frequency] = field(default_factory=list)
    fares: list[Fare] = field(default_factory=list)

    @classmethod
    def of(cls, ground: Ground, season: Season, prefix: str, with_commune: bool = False, step_s: int = 10) -> "Builder":
        """An empty network."""
        return cls(ground, season, prefix, StopBook(ground, prefix, with_commune), step_s)

    def line(
        self, short: str, nodes: Sequence[int], spacing: Spacing = CITY, about: str = "", loop: bool = False
    ) -> Line:
        """A bus line through the nodes, there and back, or round in one direction.

        Raises NoRoute when its streets leave no room for two stops.
        """
        ways = [nodes] if loop else [nodes, nodes[::-1]]
        laid = [self._lay(way, spacing) for way in ways]
        route = self.open_route(short, Mode.BUS, about)
        made = [pattern(self.ground, self.book, way, (f"{route}-{k}", route, k), spacing) for k, way in enumerate(laid)]
        self.name_route(route, [p for p, _ in made])
        return self.add(route, made)

    def _lay(self, nodes: Sequence[int], spacing: Spacing) -> Course:
        way = lay_stops(self.ground, self.book, self.ground.roads.through(nodes, (self.ground.forecourt,)), spacing)
        if len(way.stops) < 2:
            raise NoRoute(f"a single stop between nodes {nodes[0]} and {nodes[-1]}")
        return way

    def open_route(self, short: str, mode: Mode, about: str = "") -> str:
        """A new route without name yet; returns its id."""
        colour = line_colour(len(self.routes))
        route = f"{self.prefix}{len(self.routes) + 1:02d}"
        self.routes.append(Route(route, short, "", mode, colour, text_on(colour), about))
        return route

    def name_route(self, route: str, patterns: Sequence[Pattern], long: str = "") -> None:
        """« Gare ⇄ Hôpital » after the ends of the line, or ``long``."""
        first = patterns[0]
        if not long:
            start, end = self.label(first.areas[0]), first.headsign
            long = f"{start} ⇄ {end}" if start != end else f"Boucle {start}"
        at = next(k for k, one in enumerate(self.routes) if one.id == route)
        self.routes[at] = replace(self.routes[at], long=long)

    def label(self, area: str) -> str:
        """Name of an area, with its commune."""
        return self.book.label(area)

    def add(self, route: str, made: Iterable[tuple[Pattern, Shape]]) -> Line:
        """Keep the patterns and shapes of a route."""
        made = list(made)
        self.patterns |= {one.id: one for one, _ in made}
        self.shapes += [shape for _, shape in made]
        return Line(route, tuple(one for one, _ in made))

    def on_request(self, line: Line) -> Line:
        """The line, from now on only for passengers who have booked."""
        made = tuple(replace(one, on_request=True) for one in line.patterns)
        self.patterns |= {one.id: one for one in made}
        return replace(line, patterns=made)

    def run(self, line: Line, kind: str, bands: Bands, bikes: int = 2, wheelchair: int = 1) -> None:
        """Trips at regular intervals on a kind of day; the other direction leaves when the first vehicle is back."""
        for k, one in enumerate(line.patterns):
            lag = 0
            if k:
                lag = (line.patterns[0].arrive_s[-1] + LEAST_LAYOVER_S) // 60
            starts = [minute + lag % every for first, last, every in bands for minute in range(first, last, every)]
            self.depart(one, kind, starts, bikes, wheelchair)
        self._roster(line, kind)

    def depart(self, one: Pattern, kind: str, minutes: Iterable[int], bikes: int = 2, wheelchair: int = 1) -> None:
        """Trips of a pattern at given minutes of the day."""
        weekday = kind in ("semaine", "vacances", "ouvrables", "scolaire", "mercredi")
        for minute in sorted(set(minutes)):
            busy = weekday and any(a <= minute < b for a, b in PEAKS_MIN) and self.step_s < 60
            number = f"{one.id}-{kind}-{minute:04d}"
            self.trips.append(
                Trip(number, one.id, kind, minute * 60, PEAK_PACE if busy else 1.0, "", wheelchair, bikes)
            )

    def roster(self, line: Line, kinds: Iterable[str]) -> None:
        """Give each trip of the line on these kinds of days its vehicle."""
        for kind in kinds:
            self._roster(line, kind)

    def _roster(self, line: Line, kind: str) -> None:
        """First in, first out: the vehicle that waits longest at the terminus takes the next trip."""
        ids = {one.id for one in line.patterns}
        mine = [k for k, trip in enumerate(self.trips) if trip.service == kind and trip.pattern in ids]
        waiting: list[tuple[int, str, int]] = []
        vehicles = 0
        for k in sorted(mine, key=lambda k: (self.trips[k].start_s, self.trips[k].id)):
            trip, one = self.trips[k], self.patterns[self.trips[k].pattern]
            ready = [w for w in waiting if w[0] <= trip.start_s and self._close(w[1], one.areas[0])]
            chosen = min(ready) if ready else (0, "", vehicles + 1)
            if ready:
                waiting.remove(chosen)
            else:
                vehicles += 1
            length = one.times(0, trip.pace, self.step_s)[-1][0]
            free = trip.start_s + length + max(LEAST_LAYOVER_S, length // 12)
            waiting.append((free, one.areas[-1], chosen[2]))
            self.trips[k] = replace(trip, block=f"{line.route}-{kind}-{chosen[2]:02d}")

    def _close(self, one: str, other: str) -> bool:
        return one == other or self.book.distance(one, other) < TURN_ROUND_M

    def finish(self, fares: Iterable[Fare], *, by_leg: bool = False) -> Feed:
        """The feed."""
        kinds = sorted({trip.service for trip in self.trips})
        stops = self.book.finish({stop for one in self.patterns.values() for stop in one.stops})
        return Feed(
            start=self.season.start, end=self.season.end, step_s=self.step_s, stops=stops,
            routes=tuple(self.routes), services=tuple(self._service(kind) for kind in kinds), shapes=tuple(self.shapes),
            patterns=tuple(self.patterns.values()), trips=tuple(self.trips), frequencies=tuple(self.frequencies),
            transfers=_transfers([stop for stop in stops if stop.place == Place.STATION]), fares=tuple(fares),
            fares_by_leg=by_leg,
        )  # fmt: skip

    def _service(self, kind: str) -> Service:
        if not self.dated_only:
            return self.season.service(kind)
        dates = tuple(self.season.named(kind))
        return replace(from_dates(kind, dates, self.season), weekdays=(False,) * 7, added=dates, removed=())


def _transfers(areas: Sequence[Stop]) -> tuple[Transfer, ...]:
    """Between the stop areas that lie close to one another."""
    points = np.array([shapely.Point(area.x, area.y) for area in areas], dtype=object)
    near = shapely.STRtree(points).query(points, predicate="dwithin", distance=TRANSFER_M)
    pairs = sorted((int(a), int(b)) for a, b in near.T if a != b)
    return tuple(
        Transfer(areas[a].id, areas[b].id, 60 + round(float(points[a].distance(points[b])) * DETOUR / WALK_M_S))
        for a, b in pairs
    )

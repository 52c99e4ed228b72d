# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a transport authority publishes, as plain data: stops, lines, trips, calendars, fares.

Coordinates are town metres; seconds count from noon minus twelve hours of the service day, as in GTFS.
"""

from dataclasses import dataclass
from datetime import date
from enum import IntEnum

from parvis.engines.synthtown.shapes import Points


class Mode(IntEnum):
    """GTFS route_type."""

    RAIL = 2
    BUS = 3
    FERRY = 4


class Place(IntEnum):
    """GTFS location_type."""

    QUAY = 0
    STATION = 1
    ENTRANCE = 2


@dataclass(frozen=True, slots=True)
class Stop:
    """A quay, the station or stop area that groups quays, or an entrance. ``wheelchair``: 1 yes, 2 no."""

    id: str
    name: str
    x: float
    y: float
    place: Place
    parent: str = ""
    platform: str = ""
    wheelchair: int = 1
    zone: str = ""
    town: str = ""


@dataclass(frozen=True, slots=True)
class Route:
    """A line. Colours are six hexadecimal digits."""

    id: str
    short: str
    long: str
    mode: Mode
    colour: str
    text: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class Service:
    """Days of running: ``weekdays`` from Monday, plus ``added``, minus ``removed``. Without any weekday it runs on
    the added dates only."""

    id: str
    weekdays: tuple[bool, ...]
    start: date
    end: date
    added: tuple[date, ...]
    removed: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class Shape:
    """The line that a vehicle follows: points and the metres run at each."""

    id: str
    xy: Points
    at_m: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Pattern:
    """Stops served in order; ``arrive_s`` and ``depart_s`` count from the departure at the first stop and hold for
    an off-peak trip. ``on_request``: a passenger must book."""

    id: str
    route: str
    direction: int
    headsign: str
    stops: tuple[str, ...]
    areas: tuple[str, ...]
    at_m: tuple[float, ...]
    arrive_s: tuple[int, ...]
    depart_s: tuple[int, ...]
    shape: str
    on_request: bool = False

    def times(self, start_s: int, pace: float, step_s: int) -> list[tuple[int, int]]:
        """Arrival and departure at each stop, whole ``step_s``, never earlier than at the stop before."""
        out = []
        for arrive, depart in zip(self.arrive_s, self.depart_s, strict=True):
            out.append(tuple(start_s + round(t * pace / step_s) * step_s for t in (arrive, depart)))
        return [(a, d) for a, d in out]


@dataclass(frozen=True, slots=True)
class Trip:
    """One run of a pattern; ``pace`` stretches its running times (1.15 in the peak); ``block``: the vehicle."""

    id: str
    pattern: str
    service: str
    start_s: int
    pace: float = 1.0
    block: str = ""
    wheelchair: int = 1
    bikes: int = 2
    number: str = ""


@dataclass(frozen=True, slots=True)
class Frequency:
    """The trip runs every ``every_s`` from ``start_s`` to ``end_s`` (its own start counts for nothing)."""

    trip: str
    start_s: int
    end_s: int
    every_s: int


@dataclass(frozen=True, slots=True)
class Transfer:
    """A change on foot between two stops, at least ``seconds``."""

    source: str
    target: str
    seconds: int


@dataclass(frozen=True, slots=True)
class Fare:
    """A ticket. ``changes`` None: as many as wanted within ``within_s``. ``routes`` empty: all of them.
    ``zones``: pairs of origin and destination."""

    id: str
    cents: int
    changes: int | None = 0
    within_s: int = 0
    routes: tuple[str, ...] = ()
    zones: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Feed:
    """Everything in one GTFS archive. ``step_s``: the resolution of its times.

    ``fares`` may be empty: not every network says what it costs. ``fares_by_leg``: written as Fares v2.
    """

    start: date
    end: date
    step_s: int
    stops: tuple[Stop, ...]
    routes: tuple[Route, ...]
    services: tuple[Service, ...]
    shapes: tuple[Shape, ...]
    patterns: tuple[Pattern, ...]
    trips: tuple[Trip, ...]
    frequencies: tuple[Frequency, ...]
    transfers: tuple[Transfer, ...]
    fares: tuple[Fare, ...]
    fares_by_leg: bool = False


@dataclass(frozen=True, slots=True)
class Authority:
    """Who runs a network. ``kind``: urban, on_demand, rail, coach, local, school, ferry, shuttle or tourism.
    ``insee``: the communes served. ``url`` is under example.org, ``phone`` a number kept for fiction."""

    slug: str
    name: str
    short_name: str
    kind: str
    insee: tuple[str, ...]
    url: str
    phone: str
    email: str
    feed: Feed

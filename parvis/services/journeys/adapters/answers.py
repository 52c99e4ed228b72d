# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is asked and answered about journeys: plain values with times of the clock."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from parvis.engines.timetable import Mode

type StopKey = tuple[str, str]
"""Short name of the timetable, and the stop's identifier in it."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Any point: degrees WGS 84, and the name under which it was asked for, or none."""

    lat: float
    lon: float
    name: str = ""


type End = StopKey | Spot
"""Where one may come from and go to."""


@dataclass(frozen=True, slots=True)
class StopSeen:
    """A stop or station, or (without `feed`) the point that was asked for.

    `platform` as the feed names it, or empty; places without coordinates have None.
    """

    feed: str
    stop_id: str
    name: str
    platform: str
    lat: float | None
    lon: float | None


@dataclass(frozen=True, slots=True)
class LineSeen:
    """A line: `name` is what stands on the vehicle; colours are six digits or empty."""

    feed: str
    route_id: str
    name: str
    long_name: str
    mode: Mode
    colour: str
    text_colour: str


class Becomes(StrEnum):
    """What becomes of a planned ride."""

    ON_TIME = "on_time"
    LATE = "late"
    EARLY = "early"
    ADDED = "added"
    REPLACED = "replaced"
    CANCELLED = "cancelled"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Actual:
    """What real time says of a ride or departure. The planned moments are None for what was not planned.

    `SKIPPED`: it runs, but nobody boards here.
    """

    becomes: Becomes
    planned_departure: datetime | None = None
    planned_arrival: datetime | None = None

    @property
    def runs(self) -> bool:
        """Whether one can board it here."""
        return self.becomes not in (Becomes.CANCELLED, Becomes.SKIPPED)


type Passed = tuple[tuple[StopSeen, datetime], ...]


@dataclass(frozen=True, slots=True)
class LegFound:
    """A ride, or a walk (without line). `stops`: how many stops one rides; `between` gives those between when asked.

    `estimated`: the walk is the straight line × 1.3, no street was asked. `actual`: what real time says of the ride.
    `bicycle`: the way is cycled, `walk_m` is 0 and `cycled_m` says how far. `bikes`: 1 where the ride takes bicycles
    along, 2 where not, 0 unknown.
    """

    departure: datetime
    arrival: datetime
    origin: StopSeen
    destination: StopSeen
    walk_m: int
    line: LineSeen | None = None
    trip_id: str = ""
    headsign: str = ""
    stops: int = 0
    between: Callable[[], Passed] = field(default=tuple, compare=False, repr=False)
    estimated: bool = False
    bicycle: bool = False
    cycled_m: int = 0
    bikes: int = 0
    actual: Actual | None = None

    @property
    def planned(self) -> datetime:
        """When the timetable has it leave."""
        said = self.actual.planned_departure if self.actual else None
        return said or self.departure

    @property
    def through(self) -> Passed:
        """The stops between, each with its time: only some readers want them, and they cost more than the search."""
        return self.between()


@dataclass(frozen=True, slots=True)
class JourneyFound:
    """`transfers` is -1 for a way on foot alone; `walk_m` whole metres."""

    departure: datetime
    arrival: datetime
    transfers: int
    walk_m: int
    legs: tuple[LegFound, ...]


@dataclass(frozen=True, slots=True)
class Journeys:
    """What was found, or `why` nothing was; `network` names what was asked.

    `why`: no_network, unknown_origin, unknown_destination, same_place, outside_calendars, nothing_found, or empty.
    Of points also `origin_` or `destination_` with `outside` (no stop in reach, and not in the territory), `no_street`
    (no street known near it) and `no_stop` (nothing to board in reach).
    """

    journeys: tuple[JourneyFound, ...] = ()
    why: str = ""
    network: str = ""


@dataclass(frozen=True, slots=True)
class DepartureSeen:
    """A departure at a stop or one of a station's platforms."""

    departure: datetime
    stop: StopSeen
    line: LineSeen
    trip_id: str
    headsign: str
    actual: Actual | None = None

    @property
    def lost(self) -> bool:
        """Whether nobody can take it after all."""
        return self.actual is not None and not self.actual.runs


@dataclass(frozen=True, slots=True)
class Departures:
    """The next departures, or `why` there is none: no_network, unknown_stop, outside_calendars, nothing_found."""

    departures: tuple[DepartureSeen, ...] = ()
    stop: StopSeen | None = None
    why: str = ""
    network: str = ""

    @property
    def real(self) -> bool:
        """Whether real time says anything of them."""
        return any(each.actual for each in self.departures)

    @property
    def feeds(self) -> list[str]:
        """The timetables that they are of."""
        own = [self.stop.feed] if self.stop else []
        return sorted({*own, *(each.line.feed for each in self.departures)})

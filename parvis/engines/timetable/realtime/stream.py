# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a message of real time says, as plain values (GTFS Realtime Reference 2.0). Times are UTC seconds since 1970."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

STALE_S = 300
"""A message older than five minutes no longer says where vehicles are. GTFS Realtime Best Practices want trips and
positions no older than 90 seconds: this leaves room for a missed fetch or two."""


class StreamRefused(Exception):  # noqa: N818 (a state of the message, named as people say it)
    """Bytes that are no message of real time, or one that cannot be used."""


class Relation(StrEnum):
    """What becomes of a trip or a stop."""

    SCHEDULED = "scheduled"
    CANCELLED = "cancelled"
    ADDED = "added"
    REPLACED = "replaced"
    DUPLICATED = "duplicated"
    SKIPPED = "skipped"
    NO_DATA = "no_data"


@dataclass(frozen=True, slots=True)
class StopChange:
    """What a message says of one stop of a trip: a moment, or a delay in seconds (negative: early), or neither.

    ``sequence`` is the feed's stop_sequence, or None; ``assigned``: another stop (platform) used instead, or empty.
    """

    sequence: int | None
    stop_id: str
    relation: Relation = Relation.SCHEDULED
    arrival: int | None = None
    arrival_delay_s: int | None = None
    departure: int | None = None
    departure_delay_s: int | None = None
    assigned: str = ""


@dataclass(frozen=True, slots=True)
class TripChange:
    """What a message says of a trip. ``start_s``: start in seconds of the service day, for trips by frequency.

    ``new_id``, ``new_day``, ``new_start_s``: the copy that a duplicated trip makes.
    """

    trip_id: str
    route_id: str = ""
    day: date | None = None
    start_s: int | None = None
    relation: Relation = Relation.SCHEDULED
    delay_s: int | None = None
    stops: tuple[StopChange, ...] = ()
    headsign: str = ""
    new_id: str = ""
    new_day: date | None = None
    new_start_s: int | None = None


@dataclass(frozen=True, slots=True)
class Concerned:
    """Whom an alert concerns: all that is filled in must match."""

    agency_id: str = ""
    route_id: str = ""
    route_type: int | None = None
    stop_id: str = ""
    trip_id: str = ""


@dataclass(frozen=True, slots=True)
class Translated:
    """A text by language (BCP 47; empty: not said)."""

    texts: tuple[tuple[str, str], ...] = ()

    def best(self, *languages: str) -> str:
        """The text in the first of these languages that it has, else any."""
        for wanted in languages:
            for language, text in self.texts:
                if language.split("-")[0].lower() == wanted:
                    return text
        return self.texts[0][1] if self.texts else ""


@dataclass(frozen=True, slots=True)
class Alert:
    """A disruption. ``periods``: from and until, None where it is open; ``cause`` and ``effect`` in the standard's
    words, lower case."""

    alert_id: str
    periods: tuple[tuple[int | None, int | None], ...]
    concerned: tuple[Concerned, ...]
    cause: str
    effect: str
    severity: str
    header: Translated
    description: Translated
    url: Translated


@dataclass(frozen=True, slots=True)
class VehiclePosition:
    """Where a vehicle is. ``bearing`` in degrees from north; ``at``: when it was there, or None."""

    vehicle_id: str
    label: str
    trip_id: str
    route_id: str
    day: date | None
    lat: float
    lon: float
    bearing: float | None = None
    speed_mps: float | None = None
    stop_id: str = ""
    status: str = ""
    at: int | None = None
    occupancy: str = ""


@dataclass(frozen=True, slots=True)
class Stream:
    """One message. ``at``: when it was made, by its own word. ``dropped``: what was wrong with parts of it, counted."""

    at: int
    trips: tuple[TripChange, ...] = ()
    alerts: tuple[Alert, ...] = ()
    vehicles: tuple[VehiclePosition, ...] = ()
    dropped: tuple[tuple[str, int], ...] = ()

    def is_stale(self, now: int, after_s: int = STALE_S) -> bool:
        """True for one that is too old to be believed, or comes from the future by as much."""
        return abs(now - self.at) > after_s

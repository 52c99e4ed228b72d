# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is asked and what is answered."""

from dataclasses import dataclass
from datetime import date
from math import ceil

from .modes import Mode


@dataclass(frozen=True, slots=True)
class Access:
    """A stop that can be reached from a point (or the point from it), in metres and seconds on foot or by bicycle.

    Without ``seconds`` the query's walking speed counts.
    """

    stop: int
    walk_m: float
    seconds: int | None = None

    def takes_s(self, speed_mps: float) -> int:
        """Seconds at a walking speed."""
        return self.seconds if self.seconds is not None else ceil(self.walk_m / speed_mps)


type Place = int | tuple[Access, ...]


@dataclass(frozen=True, slots=True)
class Query:
    """From a place to a place on a service day: leave at ``depart_s`` or be there at ``arrive_s`` (one of the two).

    A place is a stop's number (with what lies within reach on foot) or the stops reachable from a point. With
    ``window_s``, all sensible journeys that leave within it after ``depart_s``, or arrive in it before ``arrive_s``.
    ``max_walk_m`` limits the walking of the whole journey, each walk in whole metres, rounded up. A stop that a place
    lists more than once counts with its fastest way. ``transfer_slack_s`` is added at each change.
    ``patience_s``: how much later than the best from the end of a window its journeys may arrive. ``direct``: the
    way on foot alone, if there is one. ``wheelchair`` leaves out trips and stops said not to be accessible.
    Raises ValueError when it makes no sense.
    """

    origin: Place
    destination: Place
    day: date
    depart_s: int | None = None
    arrive_s: int | None = None
    window_s: int = 0
    max_trips: int = 9
    walk_speed_mps: float = 1.2
    max_walk_m: float | None = None
    transfer_slack_s: int = 0
    patience_s: int = 900
    wheelchair: bool = False
    avoid_modes: frozenset[Mode] = frozenset()
    avoid_routes: frozenset[int] = frozenset()
    direct: Access | None = None

    def __post_init__(self) -> None:
        if (self.depart_s is None) == (self.arrive_s is None):
            raise ValueError("give depart_s or arrive_s, one of the two")
        if not 0 <= self.window_s <= 86_400 or not 1 <= self.max_trips <= 20:
            raise ValueError("window_s must lie within a day, max_trips between 1 and 20")
        if self.walk_speed_mps <= 0 or self.transfer_slack_s < 0 or self.patience_s < 0:
            raise ValueError("speed must be positive, slack and patience not negative")
        at = self.depart_s if self.depart_s is not None else self.arrive_s
        if not -86_400 <= (at or 0) <= 3 * 86_400:
            raise ValueError("the moment lies outside the service day and its neighbours")


@dataclass(frozen=True, slots=True)
class Leg:
    """A ride (``trip`` and ``route`` are numbers) or a walk (``trip`` -1). Stop -1 is the point itself.

    ``service_shift_s`` says which service day the trip belongs to: -86400 for the day before (an hour less
    or more when the clock changes in between).
    """

    from_stop: int
    to_stop: int
    departure_s: int
    arrival_s: int
    walk_m: float = 0.0
    trip: int = -1
    route: int = -1
    mode: Mode | None = None
    from_position: int = -1
    to_position: int = -1
    service_shift_s: int = 0


@dataclass(frozen=True, slots=True)
class Journey:
    """Seconds of the query's service day; ``transfers`` is -1 for a way on foot alone."""

    departure_s: int
    arrival_s: int
    transfers: int
    walk_m: float
    legs: tuple[Leg, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """Journeys by departure, or none and ``why``: ``outside_calendars``, ``nothing_found``.

    ``walking_compared`` is False when there were so many ways to walk that they were compared by time and changes only.
    """

    journeys: tuple[Journey, ...]
    why: str = ""
    walking_compared: bool = True

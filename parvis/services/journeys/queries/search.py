# SPDX-License-Identifier: AGPL-3.0-or-later
"""The resident's search: a few good journeys around a moment, the way on foot, or why there is none."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from parvis.services.journeys.adapters.answers import JourneyFound, Journeys, Spot
from parvis.services.journeys.adapters.live import streams_seen
from parvis.services.journeys.adapters.network import current_network
from parvis.services.journeys.queries.alternatives import by_bicycle
from parvis.services.journeys.queries.planning import plan_journeys
from parvis.services.journeys.rules.choice import worth_showing

WINDOW_S = 5_400
SHOWN = 5
PAST = timedelta(hours=6)
"""Somebody on the way looks at the journey that they began; nobody leaves yesterday."""
ON_FOOT_M = 3_500
"""Longer ways on foot are nobody's alternative to a bus."""

_NOWHERE = ("same_place", "origin_outside", "destination_outside", "origin_no_street", "destination_no_street")


@dataclass(frozen=True, slots=True)
class Asked:
    """A resident's question. `arrive`: be there at `at`, else leave then. `bicycle`: cycle to the first stop."""

    origin: Spot
    destination: Spot
    at: datetime
    arrive: bool = False
    wheelchair: bool = False
    less_walking: bool = False
    bicycle: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """A few journeys by departure, and all from which they were chosen; `on_foot` and `by_bicycle` where that is
    sensible.

    `why`: see `Journeys`, and `past`. `later`: nothing leaves soon, this is the next that does. `last_day` is the last
    one of which timetables are known.
    """

    journeys: tuple[JourneyFound, ...] = ()
    every: tuple[JourneyFound, ...] = ()
    on_foot: JourneyFound | None = None
    by_bicycle: JourneyFound | None = None
    why: str = ""
    network: str = ""
    later: bool = False
    last_day: date | None = None

    @property
    def feeds(self) -> list[str]:
        """The timetables of what is shown."""
        return feeds_of(self.journeys)


def feeds_of(journeys: Iterable[JourneyFound]) -> list[str]:
    """The timetables that journeys ride with."""
    return sorted({leg.line.feed for one in journeys for leg in one.legs if leg.line})


def refreshes(journeys: Iterable[JourneyFound]) -> bool:
    """Whether a list of journeys may be another one in a minute: real time is known of its timetables."""
    live = {one.feed for one in streams_seen()}
    return any(feed in live for feed in feeds_of(journeys))


def search_journeys(asked: Asked, *, now: datetime) -> Found:
    """Answers a resident's question; a moment that is over is refused."""
    if asked.at < now - PAST:
        return Found(why="past")
    return find_journeys(asked)


def find_journeys(asked: Asked, *, planned: bool = False) -> Found:
    """As `search_journeys`, whatever the moment: for a journey that somebody shared."""
    answer, later = _ask(asked, WINDOW_S, planned), False
    riding = [one for one in answer.journeys if one.transfers >= 0]
    if not riding and answer.why in ("", "nothing_found"):
        next_one = _ask(asked, 0, planned)
        riding = [one for one in next_one.journeys if one.transfers >= 0]
        later = bool(riding)
    shown = worth_showing(riding, less_walking=asked.less_walking)
    on_foot = _on_foot(answer)
    cycled = None if asked.wheelchair or answer.why in _NOWHERE else _by_bicycle(asked)
    why = "" if shown or on_foot else answer.why or "nothing_found"
    chosen = shown[-SHOWN:] if asked.arrive else shown[:SHOWN]
    return Found(tuple(chosen), tuple(riding), on_foot, cycled, why, answer.network, later, _last_day(why))


def key_of(journey: JourneyFound) -> str:
    """A short name of a journey: its trips, stops and planned times. The same tomorrow, as long as the timetable is,
    and the same when a vehicle is late: on the way to it one leaves later, which names no other journey.
    """
    parts = [
        f"{leg.trip_id}|{leg.origin.stop_id}|{leg.destination.stop_id}|{leg.planned.isoformat() if leg.line else ''}"
        + ("|bicycle" if leg.bicycle else "")
        for leg in journey.legs
    ]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:12]


def journey_of(asked: Asked, key: str, *, planned: bool = False) -> JourneyFound | None:
    """The journey of a key among the answers to a question; None when it is not there any more.

    `planned`: among those that the timetable has, whatever real time says.
    """
    found = find_journeys(asked, planned=planned)
    candidates = [*found.journeys, *found.every, *(one for one in (found.on_foot, found.by_bicycle) if one)]
    return next((one for one in candidates if key_of(one) == key), None)


def _ask(asked: Asked, window_s: int, planned: bool) -> Journeys:
    return plan_journeys(
        asked.origin,
        asked.destination,
        depart=None if asked.arrive else asked.at,
        arrive=asked.at if asked.arrive else None,
        window_s=window_s,
        wheelchair=asked.wheelchair,
        planned=planned,
        bicycle=asked.bicycle,
    )


def _on_foot(answer: Journeys) -> JourneyFound | None:
    """The way on foot alone, where somebody would walk it."""
    found = next((one for one in answer.journeys if one.transfers < 0), None)
    return found if found is not None and found.walk_m <= ON_FOOT_M else None


def _by_bicycle(asked: Asked) -> JourneyFound | None:
    return by_bicycle(asked.origin, asked.destination, asked.at, arrive=asked.arrive)


def _last_day(why: str) -> date | None:
    mapped = current_network() if why == "outside_calendars" else None
    return mapped.timetable.last_day if mapped else None

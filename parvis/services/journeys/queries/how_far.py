# SPDX-License-Identifier: AGPL-3.0-or-later
"""How far one comes from a point: bands of minutes, and the stops, communes and places in each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

import numpy as np

from parvis.engines import timetable as engine
from parvis.kernel.places.geo import METRES_PER_DEGREE, Box
from parvis.kernel.places.queries import communes, neighbourhoods, places_between
from parvis.services.journeys.adapters.answers import Spot
from parvis.services.journeys.adapters.network import Mapped, current_network
from parvis.services.journeys.adapters.reach import REACH_M
from parvis.services.journeys.adapters.seen import zone_of
from parvis.services.journeys.adapters.stop_names import stop_names
from parvis.services.journeys.queries.planning import end_in_reach
from parvis.services.journeys.queries.search import PAST
from parvis.services.journeys.rules.service_days import service_seconds

if TYPE_CHECKING:
    from parvis.engines.timetable import Spread

MINUTES = (15, 30, 45, 60)
MINUTE_S = 60
DEPARTURES = 12
"""How many departures of a window are looked at, spread evenly over it."""
KINDS = frozenset({
    "townhall", "station", "hospital", "college", "university", "library", "post_office", "theatre", "cinema",
    "museum", "marketplace", "swimming_pool", "stadium", "arts_centre",
})  # fmt: skip
"""Places that people travel to; what is at every corner says nothing about a journey."""


@dataclass(frozen=True, slots=True)
class HowFarAsked:
    """From where, and when one leaves; with `arrive`, whence one comes there by then.

    `window_min`: over so many minutes of departures, the travel time that `percentile` per cent of them keep.
    """

    origin: Spot
    at: datetime
    arrive: bool = False
    wheelchair: bool = False
    minutes: tuple[int, ...] = MINUTES
    window_min: int = 0
    percentile: float = 50.0


@dataclass(frozen=True, slots=True)
class Extent:
    """What is reached, or `why` nothing is (as of `Journeys`, with `past`); `last_day` of the timetables."""

    asked: HowFarAsked
    why: str = ""
    mapped: Mapped | None = None
    spread: Spread | None = None
    last_day: date | None = None

    @property
    def network(self) -> str:
        """Which network was asked."""
        return self.mapped.fingerprint if self.mapped else ""


@dataclass(frozen=True, slots=True)
class PlaceReached:
    """A well-known place and its kind in words."""

    name: str
    kind: str
    commune: str


@dataclass(frozen=True, slots=True)
class Band:
    """What comes into reach within `minutes` and not sooner; `stops` counts all of them, the sooner ones too."""

    minutes: int
    stops: int
    areas: tuple[str, ...]
    places: tuple[PlaceReached, ...]


def how_far_now(asked: HowFarAsked, *, now: datetime) -> Extent:
    """Answers a resident's question; a moment that is over is refused."""
    return Extent(asked, "past") if asked.at < now - PAST else how_far(asked)


def how_far(asked: HowFarAsked) -> Extent:
    """Searches the network in force from the point to everywhere.

    Raises:
        ValueError: the moment has no time zone, or minutes and window make no sense.
    """
    mapped = current_network()
    if mapped is None:
        return Extent(asked, "no_network")
    timetable = mapped.timetable
    day, seconds = service_seconds(asked.at, zone_of(timetable))
    if not timetable.first_day <= day <= timetable.last_day:
        return Extent(asked, "outside_calendars", mapped, last_day=timetable.last_day)
    side = "destination" if asked.arrive else "origin"
    near, _reach, why = end_in_reach(timetable, asked.origin, None, side, REACH_M)
    if why or isinstance(near, int):
        return Extent(asked, why, mapped)
    window_s = asked.window_min * MINUTE_S
    terms = engine.Terms(
        day, depart_s=None if asked.arrive else seconds, arrive_s=seconds if asked.arrive else None,
        within_s=max(asked.minutes) * MINUTE_S, window_s=window_s, step_s=max(window_s // DEPARTURES, MINUTE_S),
        percentile=asked.percentile, wheelchair=asked.wheelchair,
    )  # fmt: skip
    point = engine.Point(asked.origin.lat, asked.origin.lon, near)
    return Extent(asked, "", mapped, engine.spread(timetable, point, terms))


def bands(extent: Extent) -> list[Band]:
    """What is in reach, minutes by minutes; nothing where there was no answer."""
    if extent.mapped is None or extent.spread is None:
        return []
    stops = [(one.lat, one.lon) for one in stop_names(extent.mapped).stops]
    areas = [*communes(), *neighbourhoods()]
    places = places_between(box_of(extent.spread), KINDS)
    points = np.array([*stops, *((one.lat, one.lon) for one in [*areas, *places])], np.float64).reshape(-1, 2)
    took = engine.seconds_to(extent.spread, points[:, 0], points[:, 1])
    first, last = len(stops), len(stops) + len(areas)
    made, before = [], -1
    for minutes in extent.asked.minutes:
        new = (took > before) & (took <= minutes * MINUTE_S)
        before = minutes * MINUTE_S
        made.append(Band(
            minutes,
            int((took[:first] <= before).sum()),
            tuple(dict.fromkeys(areas[i].name for i in np.flatnonzero(new[first:last]))),
            tuple(dict.fromkeys(
                PlaceReached(places[i].label, places[i].hint, places[i].commune) for i in np.flatnonzero(new[last:])
            )),
        ))  # fmt: skip
    return made


def box_of(spread: Spread, within_s: int | None = None) -> Box:
    """The rectangle of all that is reached, or of what is reached within some seconds."""
    limit = within_s or spread.terms.within_s
    soonest = spread.seconds.min(axis=0)
    near = np.flatnonzero(soonest <= limit)
    high = (limit - soonest[near]) / spread.pace / METRES_PER_DEGREE
    wide = high / np.maximum(np.cos(np.radians(spread.lat[near])), 0.01)
    lon, lat = spread.lon[near], spread.lat[near]
    return Box(*map(float, ((lon - wide).min(), (lat - high).min(), (lon + wide).max(), (lat + high).max())))


def sensible_minutes(values: Sequence[int], most: int) -> tuple[int, ...]:
    """Minutes in order, each once.

    Raises:
        ValueError: none, more than eight, or one below 1 or above `most`.
    """
    made = tuple(sorted(set(values)))
    if not 1 <= len(made) <= 8 or made[0] < 1 or made[-1] > most:
        raise ValueError("minutes")
    return made

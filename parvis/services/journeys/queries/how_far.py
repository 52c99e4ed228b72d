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
from parvis.kernel.places.queries import AddressHit, communes, neighbourhoods, places_between
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
_FRAME, _MARGIN_M = (3, 97), 900.0
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
    """A well-known place; `hint` says what and where it is, as far as its name does not."""

    name: str
    hint: str


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
    places = places_between(_box(extent.spread), KINDS)
    known = [*stops, *((one.lat, one.lon) for one in areas), *((one.lat, one.lon) for one in places)]
    points = np.array(known, np.float64).reshape(-1, 2)
    took = engine.seconds_to(extent.spread, points[:, 0], points[:, 1])
    to_stops, to_areas, to_places = np.split(took, [len(stops), len(stops) + len(areas)])
    halls = {
        place.insee: int(at) for place, at in zip(places, to_places, strict=True) if place.place_kind == "townhall"
    }
    for number, area in enumerate(areas):
        if area.kind == "commune":  # who is at its town hall is there, wherever the middle of its addresses lies
            to_areas[number] = min(to_areas[number], halls.get(area.insee, to_areas[number]))
    made, before = [], -1
    for minutes in extent.asked.minutes:
        last = minutes * MINUTE_S
        new_areas, new_places = (np.flatnonzero((one > before) & (one <= last)) for one in (to_areas, to_places))
        names = dict.fromkeys(areas[i].name for i in new_areas)
        reached = dict.fromkeys(_place(places[i]) for i in new_places)
        made.append(Band(minutes, int((to_stops <= last).sum()), tuple(names), tuple(reached)))
        before = last
    return made


def _place(hit: AddressHit) -> PlaceReached:
    said = hit.label.casefold()
    return PlaceReached(
        hit.label, ", ".join(part for part in (hit.hint, hit.commune) if part and part.casefold() not in said)
    )  # fmt: skip


def frame_of(spread: Spread) -> Box:
    """The rectangle to look at: nearly all the places where one gets off, without the few stations far away."""
    west, east = np.percentile(spread.lon, _FRAME)
    south, north = np.percentile(spread.lat, _FRAME)
    lon, lat = float(spread.lon[0]), float(spread.lat[0])
    high = _MARGIN_M / METRES_PER_DEGREE
    wide = high / max(float(np.cos(np.radians(lat))), 0.01)
    return Box(
        *map(float, (min(west, lon) - wide, min(south, lat) - high, max(east, lon) + wide, max(north, lat) + high))
    )


def _box(spread: Spread) -> Box:
    """The rectangle of all that is reached."""
    left = spread.terms.within_s - spread.seconds.min(axis=0)
    high = np.maximum(left, 0) / spread.pace / METRES_PER_DEGREE
    wide = high / np.maximum(np.cos(np.radians(spread.lat)), 0.01)
    lon, lat = spread.lon, spread.lat
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

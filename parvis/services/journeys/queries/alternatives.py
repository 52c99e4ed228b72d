# SPDX-License-Identifier: AGPL-3.0-or-later
"""Ways without public transport: by bicycle, and by car to compare with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from parvis.engines.timetable.emissions import Means, grams
from parvis.kernel.streets import queries as streets
from parvis.services.journeys.adapters.answers import JourneyFound, LegFound, Spot, StopSeen

CYCLED_M = 15_000
"""Longer ways by bicycle are nobody's alternative to a bus."""


@dataclass(frozen=True, slots=True)
class Drive:
    """The same way by car, one person in it, without the search for a place to park."""

    distance_m: int
    duration_s: int
    co2_g: float
    estimated: bool


def by_car(origin: Spot, destination: Spot) -> Drive | None:
    """How far, how long and what it emits; None where no street leads there."""
    found = _asked("car", origin, destination)
    if found is None:
        return None
    metres, seconds, estimated = found
    return Drive(round(metres), round(seconds), grams(Means.CAR, metres) or 0.0, estimated)


def by_bicycle(origin: Spot, destination: Spot, at: datetime, *, arrive: bool = False) -> JourneyFound | None:
    """The way by bicycle alone that leaves (or arrives) at a moment; None where there is none, or it is too far."""
    found = _asked("bicycle", origin, destination)
    if found is None or found[0] > CYCLED_M:
        return None
    metres, seconds, estimated = found
    lasting = timedelta(seconds=round(seconds))
    begin, end = (at - lasting, at) if arrive else (at, at + lasting)
    leg = LegFound(
        begin, end, _seen(origin), _seen(destination), 0, estimated=estimated, bicycle=True, cycled_m=round(metres)
    )
    return JourneyFound(begin, end, -1, 0, (leg,))


def _asked(mode: streets.Mode, origin: Spot, destination: Spot) -> tuple[float, float, bool] | None:
    table = streets.matrix(mode, [(origin.lon, origin.lat)], [(destination.lon, destination.lat)])
    metres, seconds = float(table.distances_m[0, 0]), float(table.durations_s[0, 0])
    if not np.isfinite(metres) or not np.isfinite(seconds):
        return None
    return metres, seconds, bool(np.any(table.estimated))


def _seen(spot: Spot) -> StopSeen:
    return StopSeen("", "", spot.name, "", spot.lat, spot.lon)

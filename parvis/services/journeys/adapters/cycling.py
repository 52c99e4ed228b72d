# SPDX-License-Identifier: AGPL-3.0-or-later
"""From a point to the stops by bicycle, on the real streets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from parvis.engines.timetable import Access, Timetable
from parvis.kernel.places.geo import distances_m
from parvis.kernel.streets import queries as streets
from parvis.services.journeys.adapters.answers import Spot

CYCLED_M = 5_000
"""As the crow flies; a quarter of an hour or so."""
MOST = 400
PARK_S = 120
"""To lock it at the stop."""


@dataclass(frozen=True, slots=True)
class Cycled:
    """Stops in reach by bicycle, and how far each is along the streets."""

    stops: tuple[Access, ...] = ()
    metres: Mapping[int, float] = field(default_factory=dict)
    estimated: bool = False


def cycle_reach(timetable: Timetable, spot: Spot) -> Cycled:
    """The nearest stops by bicycle. The engine counts them as no walking; `metres` says how far one rides."""
    served = timetable.served
    far = distances_m(spot.lon, spot.lat, timetable.stops.lon[served], timetable.stops.lat[served])
    order = np.argsort(far, kind="stable")
    numbers = served[order[far[order] <= CYCLED_M][:MOST]]
    if not len(numbers):
        return Cycled()
    places = [(float(timetable.stops.lon[number]), float(timetable.stops.lat[number])) for number in numbers]
    made = streets.matrix("bicycle", [(spot.lon, spot.lat)], places)
    metres, seconds = made.distances_m.ravel(), made.durations_s.ravel()
    reached = [at for at in range(len(numbers)) if np.isfinite(metres[at]) and np.isfinite(seconds[at])]
    return Cycled(
        tuple(Access(int(numbers[at]), 0.0, round(float(seconds[at])) + PARK_S) for at in reached),
        {int(numbers[at]): float(metres[at]) for at in reached},
        bool(np.any(made.estimated)),
    )

# SPDX-License-Identifier: AGPL-3.0-or-later
"""Travel times between many points of the network in force, for studies; on this machine, or on Dask."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from parvis.engines import timetable as engine
from parvis.engines.timetable import Timetable
from parvis.services.journeys.adapters.answers import Spot
from parvis.services.journeys.adapters.network import current_network
from parvis.services.journeys.adapters.reach import reach
from parvis.services.journeys.adapters.seen import zone_of
from parvis.services.journeys.queries.how_far import DEPARTURES, MINUTE_S
from parvis.services.journeys.rules.service_days import service_seconds

if TYPE_CHECKING:
    from parvis.engines.timetable import Point
    from parvis.engines.timetable.access.matrix import Cluster

UNREACHED = -1


@dataclass(frozen=True, slots=True)
class MatrixAsked:
    """When one leaves (or, with `arrive`, is there), and what is more than `within_min` away is not reached.

    `window_min`, `percentile`: as of `HowFarAsked`.
    """

    at: datetime
    arrive: bool = False
    within_min: int = 120
    window_min: int = 0
    percentile: float = 50.0


@dataclass(frozen=True, slots=True)
class Matrix:
    """Seconds, a row per origin, a column per destination; `UNREACHED` where it is too far. Or `why` there is none."""

    seconds: NDArray[np.int32]
    why: str = ""
    network: str = ""


def matrix_between(
    origins: Sequence[Spot], destinations: Sequence[Spot], asked: MatrixAsked, client: Cluster | None = None
) -> Matrix:
    """Travel times door to door: to and from the stops on the streets, the way on foot alone straight × 1.3.

    `client`: a `dask.distributed.Client`, whose workers then share the work.

    Raises:
        ValueError: the moment has no time zone, or minutes and window make no sense.
    """
    mapped, empty = current_network(), np.full((len(origins), len(destinations)), UNREACHED, np.int32)
    if mapped is None:
        return Matrix(empty, "no_network")
    timetable = mapped.timetable
    day, seconds = service_seconds(asked.at, zone_of(timetable))
    if not timetable.first_day <= day <= timetable.last_day:
        return Matrix(empty, "outside_calendars", mapped.fingerprint)
    window_s = asked.window_min * MINUTE_S
    terms = engine.Terms(
        day, depart_s=None if asked.arrive else seconds, arrive_s=seconds if asked.arrive else None,
        within_s=asked.within_min * MINUTE_S, window_s=window_s, step_s=max(window_s // DEPARTURES, MINUTE_S),
        percentile=asked.percentile,
    )  # fmt: skip
    starts = [_point(timetable, one, outward=True) for one in origins]
    ends = [_point(timetable, one, outward=False) for one in destinations]
    found = engine.access_matrix(timetable, starts, ends, terms, client=client)
    return Matrix(np.where(found <= terms.within_s, found, UNREACHED).astype(np.int32), "", mapped.fingerprint)


def _point(timetable: Timetable, spot: Spot, *, outward: bool) -> Point:
    return engine.Point(spot.lat, spot.lon, reach(timetable, spot, None, outward=outward).stops)

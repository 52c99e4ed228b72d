# SPDX-License-Identifier: AGPL-3.0-or-later
"""Routes as values, and the estimate that stands in where no streets are loaded. No ORM."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from parvis.kernel.places.geo import distances_m, haversine_m

type Mode = Literal["foot", "bicycle", "car"]
type Position = tuple[float, float]

DETOUR = 1.3
"""Streets are about 1.3 times as long as the straight line (Ballou et al., Transportation Research A 36, 2002)."""
SPEEDS_MPS: dict[str, float] = {"foot": 1.25, "bicycle": 4.0, "car": 7.0}
"""Mean speeds, door to door in a town, in metres per second."""


@dataclass(frozen=True)
class Leg:
    """One stage of a route, between two given points."""

    distance_m: float
    duration_s: float


@dataclass(frozen=True)
class Step:
    """One manoeuvre of a way and the stretch that follows it, in OSRM's words (`kind`, `turn`).

    `street` may be empty. `by`: walking, cycling, "pushing bike", driving, ferry… `stairs_m`: how much of it is stairs.
    `bearing`: degrees clockwise from north after the manoeuvre. `exit`: which one of a roundabout.
    """

    kind: str
    turn: str
    street: str
    distance_m: float
    duration_s: float
    place: Position
    by: str = ""
    stairs_m: float = 0.0
    bearing: int = 0
    exit: int | None = None


@dataclass(frozen=True)
class Route:
    """A way through given points. `geometry` is (lon, lat) degrees; `estimated`: no streets known, straight lines.

    `steps` only where they were asked for and streets are known.
    """

    mode: Mode
    distance_m: float
    duration_s: float
    geometry: tuple[Position, ...]
    legs: tuple[Leg, ...] = ()
    estimated: bool = False
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True)
class Matrix:
    """From each source to each target: seconds and metres, shape (sources, targets); infinite without a way.

    `estimated`: no street was known for any of them. `off_m`: metres from each source, and from each target, to the
    street that it was put on; None without streets.
    """

    durations_s: NDArray[np.float64]
    distances_m: NDArray[np.float64]
    estimated: bool = False
    off_m: tuple[NDArray[np.float64], NDArray[np.float64]] | None = None


@dataclass(frozen=True)
class Round:
    """A round: `order` lists the points by their place in the question, the start first."""

    order: tuple[int, ...]
    route: Route


@dataclass(frozen=True)
class Snap:
    """The nearest point of the network to a position."""

    lon: float
    lat: float
    distance_m: float
    street: str


def estimated_leg(mode: Mode, start: Position, end: Position) -> Leg:
    """A stage by the straight line, lengthened."""
    distance = haversine_m(start, end) * DETOUR
    return Leg(distance, distance / SPEEDS_MPS[mode])


def estimated_route(mode: Mode, points: Sequence[Position]) -> Route:
    """A route by straight lines, marked as estimated."""
    legs = tuple(estimated_leg(mode, one, other) for one, other in itertools.pairwise(points))
    return Route(
        mode=mode,
        distance_m=sum(leg.distance_m for leg in legs),
        duration_s=sum(leg.duration_s for leg in legs),
        geometry=tuple(points),
        legs=legs,
        estimated=True,
    )


def estimated_matrix(mode: Mode, sources: Sequence[Position], targets: Sequence[Position]) -> Matrix:
    """A matrix by straight lines, marked as estimated."""
    start, end = np.array(sources, dtype=float)[:, None], np.array(targets, dtype=float)[None]
    distances = distances_m(start[..., 0], start[..., 1], end[..., 0], end[..., 1]) * DETOUR
    return Matrix(distances / SPEEDS_MPS[mode], distances, estimated=True)

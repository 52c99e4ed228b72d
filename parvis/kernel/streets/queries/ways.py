# SPDX-License-Identifier: AGPL-3.0-or-later
"""Routes, matrices, nearest points and rounds. Where no streets are loaded, estimates marked as such."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import osrm
from numpy.typing import NDArray

from parvis.kernel.places.geo import valid
from parvis.kernel.streets.network import MAX_MATRIX, MAX_TRIP, engine
from parvis.kernel.streets.ordering import shortest_order
from parvis.kernel.streets.queries.steps import step_of
from parvis.kernel.streets.routes import (
    Leg,
    Matrix,
    Mode,
    Position,
    Round,
    Route,
    Snap,
    estimated_matrix,
    estimated_route,
)

TOO_FAR_M = 2_000
"""A point further than this from any street lies outside the network: the answer is an estimate."""


def _checked(points: Sequence[Position], least: int) -> list[Position]:
    made = [(float(point[0]), float(point[1])) for point in points]
    if len(made) < least:
        raise ValueError(f"at least {least} points are needed, not {len(made)}")
    if not all(valid(*point) for point in made):
        raise ValueError("a point lies outside the globe")
    return made


def _ask(question: Any, parameters: Any) -> Any | None:
    """The answer of OSRM; None when it knows no way."""
    try:
        answer = question(parameters)
    except RuntimeError as error:
        if str(error).startswith(("NoRoute", "NoSegment", "NoTrips", "NoTable")):
            return None
        raise
    return answer if answer["code"] == "Ok" else None


def _far(waypoints: Any) -> bool:
    return any(float(point["distance"]) > TOO_FAR_M for point in waypoints)


def route(mode: Mode, points: Sequence[Position], *, steps: bool = False) -> Route:
    """The fastest way through two or more (lon, lat) points in their order, metres and seconds.

    With `steps` also each manoeuvre, for `directions.directions_of`.

    Estimated by straight lines when no streets are loaded, no way exists, or a point lies far outside.

    Raises:
        ValueError: fewer than two points, or one outside the globe.
    """
    wanted = _checked(points, 2)
    streets = engine(mode)
    if streets is None:
        return estimated_route(mode, wanted)
    answer = _ask(
        streets.Route,
        osrm.RouteParameters(
            coordinates=wanted, geometries="geojson", overview="full", generate_hints=False, steps=steps
        ),
    )
    if answer is None or _far(answer["waypoints"]):
        return estimated_route(mode, wanted)
    return _route(mode, answer["routes"][0])


def _route(mode: Mode, found: Any) -> Route:
    return Route(
        mode=mode,
        distance_m=float(found["distance"]),
        duration_s=float(found["duration"]),
        geometry=tuple((float(point[0]), float(point[1])) for point in found["geometry"]["coordinates"]),
        legs=tuple(Leg(float(leg["distance"]), float(leg["duration"])) for leg in found["legs"]),
        steps=tuple(step_of(step) for leg in found["legs"] for step in leg["steps"]),
    )


def matrix(mode: Mode, points: Sequence[Position], targets: Sequence[Position] | None = None) -> Matrix:
    """Durations and distances between all pairs of `points`, or from `points` to `targets`.

    Those of a point far from any street are estimates; the others stay what the streets say.

    Raises:
        ValueError: no point, one outside the globe, or more than 10 million pairs.
    """
    sources = _checked(points, 1)
    ends = sources if targets is None else _checked(targets, 1)
    if len(sources) * len(ends) > MAX_MATRIX:
        raise ValueError(f"more than {MAX_MATRIX} pairs; ask in parts")
    streets = engine(mode)
    if streets is None:
        return estimated_matrix(mode, sources, ends)
    together = sources if targets is None else [*sources, *ends]
    chosen = {} if targets is None else _halves(len(sources), len(ends))
    answer = _ask(
        streets.Table,
        osrm.TableParameters(
            coordinates=together, annotations=["duration", "distance"], generate_hints=False, **chosen
        ),
    )
    if answer is None:
        return estimated_matrix(mode, sources, ends)
    return _mended(_table(answer["durations"]), _table(answer["distances"]), mode, answer, (sources, ends))


def _mended(
    durations: NDArray[np.float64], distances: NDArray[np.float64], mode: Mode, answer: Any,
    ends: tuple[list[Position], list[Position]],
) -> Matrix:  # fmt: skip
    """The matrix with estimates for the points that lie outside the network."""
    off = tuple(np.array([float(point["distance"]) for point in answer[side]]) for side in ("sources", "destinations"))
    guessed = (off[0] > TOO_FAR_M)[:, None] | (off[1] > TOO_FAR_M)[None]
    if guessed.any():
        other = estimated_matrix(mode, *ends)
        durations = np.where(guessed, other.durations_s, durations)
        distances = np.where(guessed, other.distances_m, distances)
    return Matrix(durations, distances, bool(guessed.all()), (off[0], off[1]))


def _halves(sources: int, targets: int) -> dict[str, list[int]]:
    return {"sources": list(range(sources)), "destinations": list(range(sources, sources + targets))}


def _table(rows: Any) -> NDArray[np.float64]:
    return np.array([[np.inf if value is None else float(value) for value in row] for row in rows])


def nearest(mode: Mode, point: Position) -> Snap | None:
    """The nearest point of the network that one can go to; None without streets or beyond 2 km."""
    (wanted,) = _checked([point], 1)
    streets = engine(mode)
    if streets is None:
        return None
    answer = _ask(streets.Nearest, osrm.NearestParameters(coordinates=[wanted], generate_hints=False))
    if answer is None or _far(answer["waypoints"]):
        return None
    found = answer["waypoints"][0]
    return Snap(float(found["location"][0]), float(found["location"][1]), float(found["distance"]), str(found["name"]))


def trip_order(mode: Mode, points: Sequence[Position], *, back_to_start: bool = True) -> Round:
    """A short round that starts at the first point and visits all others, in street order.

    Up to 200 points. OSRM finds closed rounds; open ones, and those without streets, are found over
    the matrix of durations.

    Raises:
        ValueError: no point, one outside the globe, or more than 200.
    """
    wanted = _checked(points, 1)
    if len(wanted) > MAX_TRIP:
        raise ValueError(f"a round has at most {MAX_TRIP} stops")
    if len(wanted) == 1:
        return Round((0,), Route(mode, 0.0, 0.0, (wanted[0],)))
    closed = _closed_round(mode, wanted) if back_to_start and len(wanted) > 2 else None
    if closed is not None:
        return closed
    order = shortest_order(matrix(mode, wanted).durations_s, closed=back_to_start)
    stops = [wanted[place] for place in order]
    return Round(tuple(order), route(mode, [*stops, stops[0]] if back_to_start else stops))


def _closed_round(mode: Mode, points: list[Position]) -> Round | None:
    streets = engine(mode)
    if streets is None:
        return None
    parameters = osrm.TripParameters(
        coordinates=points, source="first", roundtrip=True, geometries="geojson", overview="full", generate_hints=False
    )
    answer = _ask(streets.Trip, parameters)
    if answer is None or len(answer["trips"]) != 1 or _far(answer["waypoints"]):
        return None
    places = [int(point["waypoint_index"]) for point in answer["waypoints"]]
    order = sorted(range(len(points)), key=lambda index: places[index])
    return Round(tuple(order), _route(mode, answer["trips"][0]))

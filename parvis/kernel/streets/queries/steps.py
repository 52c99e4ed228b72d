# SPDX-License-Identifier: AGPL-3.0-or-later
"""OSRM's steps as values."""

from __future__ import annotations

import itertools
from typing import Any

from parvis.kernel.places.geo import haversine_m
from parvis.kernel.streets.build.profiles import STAIRS
from parvis.kernel.streets.routes import Position, Step


def step_of(found: Any) -> Step:
    """A step as OSRM gives it."""
    turn = found["maneuver"]
    return Step(
        kind=str(turn["type"]),
        turn=str(_known(turn, "modifier", "")),
        street=str(_known(found, "name", "")),
        distance_m=float(found["distance"]),
        duration_s=float(found["duration"]),
        place=(float(turn["location"][0]), float(turn["location"][1])),
        by=str(found["mode"]),
        stairs_m=_stairs_m(found),
        bearing=int(turn["bearing_after"]),
        exit=_known(turn, "exit", None),
    )


def _known(found: Any, name: str, default: Any) -> Any:
    """OSRM's objects have no `get`."""
    return found[name] if name in found else default  # noqa: SIM401 - see above


def _stairs_m(found: Any) -> float:
    """How much of a step is stairs: its crossings say what follows each of them."""
    places = [(float(point[0]), float(point[1])) for point in found["geometry"]["coordinates"]]
    starts = [_at(places, crossing["location"]) for crossing in found["intersections"]] + [len(places) - 1]
    return sum(
        sum(itertools.starmap(haversine_m, itertools.pairwise(places[start : end + 1])))
        for crossing, (start, end) in zip(found["intersections"], itertools.pairwise(starts), strict=True)
        if STAIRS in list(_known(crossing, "classes", ()))
    )


def _at(places: list[Position], location: Any) -> int:
    lon, lat = float(location[0]), float(location[1])
    return min(range(len(places)), key=lambda number: abs(places[number][0] - lon) + abs(places[number][1] - lat))

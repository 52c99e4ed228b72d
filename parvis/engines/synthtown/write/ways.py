# SPDX-License-Identifier: AGPL-3.0-or-later
"""Streets as OSM ways: cut wherever a tag changes."""

from collections.abc import Iterator

import numpy as np

from parvis.engines.synthtown.network import NO_CARS, Index
from parvis.engines.synthtown.streets import Street
from parvis.engines.synthtown.town import Tags, Town

from .elements import MOST_NODES_IN_A_WAY

SPEED = {"trunk": 110, "trunk_link": 70, "living_street": 20, "service": 20}
CAR_FREE_SURFACE = {
    "footway": "fine_gravel",
    "path": "ground",
    "steps": "paving_stones",
    "pedestrian": "paving_stones",
    "track": "gravel",
    "cycleway": "asphalt",
}


def street_ways(town: Town) -> Iterator[tuple[Index, Tags]]:
    """Node indices and tags of every way."""
    for number, street in enumerate(town.streets):
        net = town.network
        first = np.where(street.forward, net.tail[street.edges], net.head[street.edges])
        last = np.where(street.forward, net.head[street.edges], net.tail[street.edges])
        sense = np.where(street.forward, 1, -1) * net.oneway[street.edges]
        same = (first[1:] == last[:-1]) & (net.course[street.edges][1:] == net.course[street.edges][:-1])
        same &= (net.bridge[street.edges][1:] == net.bridge[street.edges][:-1]) & (sense[1:] == sense[:-1])
        for part in np.split(np.arange(len(first)), np.flatnonzero(~same) + 1):
            for piece in np.split(part, range(MOST_NODES_IN_A_WAY - 1, len(part), MOST_NODES_IN_A_WAY - 1)):
                refs = np.concatenate([first[piece], last[piece[-1:]]])
                tags = way_tags(town, number, street, int(street.edges[piece[0]]), int(sense[piece[0]]))
                yield (refs[::-1] if sense[piece[0]] < 0 else refs), tags


def way_tags(town: Town, number: int, street: Street, edge: int, sense: int) -> Tags:
    """Tags of the way that runs along ``edge``."""
    course = town.network.courses[int(town.network.course[edge])]
    tags: Tags = {"highway": course.highway}
    if street.name:
        tags["name"] = street.name
    if course.highway in NO_CARS:
        tags["surface"] = CAR_FREE_SURFACE[course.highway]
    else:
        tags |= _car_tags(course.highway, street, number)
    if course.role == "roundabout":
        tags |= {"junction": "roundabout"}
    if sense:
        tags["oneway"] = "yes"
    if town.network.bridge[edge]:
        tags |= {"bridge": "yes", "layer": "1"}
    if street.band < 3 and course.highway != "trunk":
        tags["lit"] = "yes"
    return tags


def _car_tags(highway: str, street: Street, number: int) -> Tags:
    built_up = street.band < 3
    usual = 30 if street.band == 0 else 50 if built_up else 80
    tags = {"maxspeed": str(SPEED.get(highway, usual)), "surface": "sett" if highway == "living_street" else "asphalt"}
    if highway in ("trunk", "trunk_link"):
        return (
            tags | {"foot": "no", "bicycle": "no", "motorroad": "yes"} | ({"lanes": "2"} if highway == "trunk" else {})
        )
    if highway in ("primary", "secondary", "tertiary") and not built_up:
        tags["ref"] = f"D {100 + number % 870}"
    if built_up and highway not in ("service", "unclassified"):
        tags["sidewalk"] = "both"
    return tags

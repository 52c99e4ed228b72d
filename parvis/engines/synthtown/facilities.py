# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which blocks hold public equipment instead of homes: squares, schools, gardens, cemeteries, halls."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import Polygon

from .macro import NO_STREET
from .site import Settlement, Site
from .spec import stream
from .subdivide import Block, area


@dataclass(frozen=True, slots=True)
class Facility:
    """A block given over to one ``kind`` of equipment."""

    kind: str
    block: int
    settlement: int


@dataclass(frozen=True, slots=True)
class Demand:
    """One ``kind`` per so many people, on blocks of these styles and sizes (m2)."""

    kind: str
    people: int
    styles: tuple[str, ...]
    least: float
    most: float


HOMES = ("faubourg", "grid", "houses", "lotissement", "estate", "village")
OUTSKIRTS = ("houses", "lotissement")
DEMANDS = (
    Demand("school", 2_600, HOMES, 3_500, 22_000),
    Demand("college", 11_000, ("faubourg", "grid", "houses", "lotissement", "estate"), 8_000, 45_000),
    Demand("sports", 9_000, (*OUTSKIRTS, "estate"), 9_000, 70_000),
    Demand("garden", 6_500, ("medieval", "faubourg", "grid", "houses"), 2_500, 16_000),
    Demand("cemetery", 30_000, OUTSKIRTS, 7_000, 40_000),
    Demand("hospital", 60_000, ("houses", "lotissement"), 14_000, 70_000),
    Demand("fire_station", 45_000, ("houses", "faubourg", "grid"), 4_000, 15_000),
    Demand("library", 22_000, ("medieval", "grid", "faubourg"), 2_000, 9_000),
    Demand("theatre", 40_000, ("medieval", "grid"), 1_800, 7_000),
    Demand("nursery", 9_000, HOMES, 2_500, 12_000),
    Demand("car_park", 7_000, ("medieval", "faubourg", "grid"), 1_500, 7_000),
    Demand("church", 14_000, ("faubourg", "grid", "houses", "estate"), 2_500, 14_000),
)
CITY_HEART = ("square", "townhall", "church", "market")
VILLAGE_HEART = ("townhall", "square", "church", "school")
LEAST_ROOM_M = 15.0


def choose_facilities(site: Site, blocks: list[Block]) -> list[Facility]:
    """The heart of each settlement first, then the rest spread over its quarters."""
    rng = stream(site.spec, "facilities")
    centres = np.array([block.points.mean(axis=0) for block in blocks])
    sizes = np.array([area(block.points) for block in blocks])
    home = np.array([block.settlement for block in blocks])
    free = np.array([bool((block.owners != NO_STREET).any()) for block in blocks])
    out: list[Facility] = []

    def take(kind: str, block: int, settlement: int) -> None:
        free[block] = False
        out.append(Facility(kind, block, settlement))

    for place in site.settlements:
        _heart(place, blocks, centres, sizes, home, take)
    for place in site.settlements:
        people = place.share * site.spec.population
        _spread(place, people, blocks, sizes, home == place.index, free, rng, take)
    return out


def _heart(
    place: Settlement,
    blocks: list[Block],
    centres: NDArray[np.float64],
    sizes: NDArray[np.float64],
    home: NDArray[np.int64],
    take: Callable[[str, int, int], None],
) -> None:
    mine = np.flatnonzero((home == place.index) & (sizes > 600))
    near = mine[np.argsort(np.hypot(*(centres[mine] - place.centre).T), kind="stable")][:40].tolist()
    roomy = [k for k in near if sizes[k] < 12_000 and _room(blocks[k]) > LEAST_ROOM_M]
    kinds = CITY_HEART if place.index == 0 else VILLAGE_HEART
    for kind, block in zip(kinds, [*roomy, *(k for k in near if k not in roomy)], strict=False):
        take(kind, block, place.index)


def _room(block: Block) -> float:
    """Radius of the largest circle in a block, metres."""
    land = Polygon(block.points)
    return float(shapely.maximum_inscribed_circle(land, 1.0).length) if land.is_valid else 0.0


def _spread(
    place: Settlement,
    people: float,
    blocks: list[Block],
    sizes: NDArray[np.float64],
    mine: NDArray[np.bool_],
    free: NDArray[np.bool_],
    rng: np.random.Generator,
    take: Callable[[str, int, int], None],
) -> None:
    styles = np.array([block.style.name for block in blocks])
    quarters = np.array([block.quarter for block in blocks])
    for demand in DEMANDS:
        wanted = int(people / demand.people + (0.5 if place.index == 0 else 0.35))
        wanted = (
            max(wanted, 1)
            if demand.kind in ("cemetery", "sports") or (demand.kind in ("library", "garden") and not place.index)
            else wanted
        )
        fit = mine & free & np.isin(styles, demand.styles) & (sizes > demand.least) & (sizes < demand.most)
        used: set[int] = set()
        for block in rng.permutation(np.flatnonzero(fit)).tolist():
            if len(used) >= wanted:
                break
            if int(quarters[block]) not in used:
                used.add(int(quarters[block]))
                take(demand.kind, block, place.index)

# SPDX-License-Identifier: AGPL-3.0-or-later
"""Buildings that stand free inside a block: slabs and towers, halls, shops, schools, churches."""

from dataclasses import dataclass

import numpy as np
import shapely
from shapely import affinity
from shapely.geometry import Polygon
from shapely.geometry.base import BaseGeometry

from .facilities import Facility
from .shapes import largest
from .spec import Spec, stream
from .subdivide import Block


@dataclass(frozen=True, slots=True)
class Compound:
    """A free-standing building: outline, ``building=*`` value, storeys, block; ``doors`` addresses on it."""

    outline: BaseGeometry
    building: str
    storeys: int
    block: int
    doors: int
    kind: str


@dataclass(frozen=True, slots=True)
class Fabric:
    """Grid of free-standing buildings: length, breadth, gaps, distance to the kerb, storeys, tag, metres per door."""

    length: float
    breadth: float
    gap_along: float
    gap_across: float
    kerb: float
    storeys: tuple[int, ...]
    building: str
    door_every: float


FABRICS = {
    "estate": Fabric(62, 12.5, 22, 38, 16, (4, 4, 5, 8), "apartments", 12.0),
    "industry": Fabric(64, 38, 26, 30, 18, (1, 1, 2), "industrial", 200.0),
    "retail": Fabric(52, 34, 34, 46, 20, (1,), "retail", 200.0),
}
SINGLE = {  # length, breadth, storeys, building tag
    "townhall": (32, 17, 3, "civic"),
    "school": (46, 13, 2, "school"),
    "college": (72, 15, 3, "school"),
    "hospital": (95, 22, 5, "hospital"),
    "library": (34, 20, 2, "civic"),
    "theatre": (38, 24, 3, "civic"),
    "market": (42, 18, 1, "retail"),
    "nursery": (26, 13, 1, "kindergarten"),
    "fire_station": (38, 18, 2, "fire_station"),
    "sports": (44, 26, 1, "sports_hall"),
    "cemetery": (9, 6, 1, "chapel"),
}


def raise_compounds(spec: Spec, blocks: list[Block], facilities: list[Facility]) -> list[Compound]:
    """Free-standing buildings of estates, zones and facilities."""
    rng = stream(spec, "compounds")
    kinds = {facility.block: facility.kind for facility in facilities}
    out: list[Compound] = []
    for number, block in enumerate(blocks):
        kind = kinds.get(number)
        land = Polygon(block.points)
        if not land.is_valid:
            continue
        if kind is not None:
            out += _facility(number, land, kind, rng)
        elif block.style.name in FABRICS:
            out += _rows(number, land, FABRICS[block.style.name], block.style.name, rng)
    return out


def _axis(land: Polygon) -> float:
    """Heading of the longest side, degrees."""
    points = np.array(land.exterior.coords)
    edges = np.diff(points, axis=0)
    longest = edges[np.argmax(np.hypot(*edges.T))]
    return float(np.degrees(np.arctan2(longest[1], longest[0])))


def _rows(number: int, land: Polygon, fabric: Fabric, kind: str, rng: np.random.Generator) -> list[Compound]:
    angle = _axis(land)
    ground = affinity.rotate(land.buffer(-fabric.kerb), -angle, origin=(0, 0))
    if ground.is_empty:
        return []
    west, south, east, north = ground.bounds
    out = []
    y = south
    while y < north:
        x = west + rng.uniform(0, fabric.gap_along)
        while x < east:
            tower = kind == "estate" and rng.random() < 0.18
            length = 21.0 if tower else fabric.length * rng.uniform(0.7, 1.25)
            breadth = 21.0 if tower else fabric.breadth * (1.0 if kind == "estate" else rng.uniform(0.75, 1.25))
            box = shapely.box(x, y, x + length, y + breadth)
            if ground.contains(box):
                storeys = 11 if tower else int(rng.choice(fabric.storeys))
                doors = 2 if tower else max(1, round(length / fabric.door_every))
                out.append(
                    Compound(affinity.rotate(box, angle, origin=(0, 0)), fabric.building, storeys, number, doors, kind)
                )
                x += length + fabric.gap_along
            else:
                x += 9.0
        y += fabric.breadth + fabric.gap_across
    return out


def _roomiest(land: Polygon) -> shapely.Point:
    """Centre of the largest circle inside the land."""
    return shapely.Point(shapely.maximum_inscribed_circle(land, 1.0).coords[0])


def _facility(number: int, land: Polygon, kind: str, rng: np.random.Generator) -> list[Compound]:
    if kind == "church":
        return _church(number, land, rng)
    if kind not in SINGLE:
        return []
    length, breadth, storeys, tag = SINGLE[kind]
    inner = largest(land.buffer(-5.5))
    centre = _roomiest(land)
    for scale in (1.0, 0.85, 0.7, 0.55, 0.4, 0.3):
        wing: BaseGeometry = shapely.box(-length / 2, -breadth / 2, length / 2, breadth / 2)
        if kind in ("school", "college", "hospital", "townhall"):
            wing = wing.union(shapely.box(-length / 2, -breadth / 2, -length / 2 + breadth, breadth * 1.6))
        shape = affinity.rotate(affinity.scale(wing, scale, scale, origin=(0, 0)), _axis(land), origin=(0, 0))
        placed = affinity.translate(shape, centre.x, centre.y)
        if inner.contains(placed):
            return [Compound(placed, tag, storeys, number, 1, kind)]
    return []


def _church(number: int, land: Polygon, rng: np.random.Generator) -> list[Compound]:
    """Nave, transept and rounded choir, turned roughly to the east as churches are."""
    inner = largest(land.buffer(-5.0))
    centre = _roomiest(land)
    for scale in (1.25, 1.0, 0.8, 0.6, 0.45, 0.35):
        nave = (
            shapely.box(-21, -6, 14, 6)
            .union(shapely.Point(14, 0).buffer(6, 6))
            .union(shapely.box(2, -12, 10, 12))
            .union(shapely.box(-24, -4, -19, 4))
        )
        shape = affinity.rotate(
            affinity.scale(nave, scale, scale, origin=(0, 0)), float(rng.normal(0, 9)), origin=(0, 0)
        )
        placed = affinity.translate(shape, centre.x, centre.y)
        if inner.contains(placed):
            return [Compound(placed, "church", 2, number, 1, "church")]
    return []

# SPDX-License-Identifier: AGPL-3.0-or-later
"""The finished agglomeration, as plain data."""

from dataclasses import dataclass

from shapely.geometry import LineString, Polygon

from .buildings import Stock
from .network import Network
from .numbering import Addresses
from .people import People
from .projection import Frame
from .shapes import Points
from .spec import Spec
from .streets import Street

Tags = dict[str, str]


@dataclass(frozen=True, slots=True)
class Commune:
    """A municipality: ``insee`` and ``postcode`` are five digits, the limits are in town metres."""

    name: str
    insee: str
    postcode: str
    limits: Polygon
    centre: Points
    population: int


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """A quarter of a commune (index in Town.communes); ``heart`` is the middle of its built-up part."""

    name: str
    commune: int
    limits: Polygon
    heart: Points


@dataclass(frozen=True, slots=True)
class Area:
    """A piece of land or water with its OSM tags."""

    outline: Polygon
    tags: Tags


@dataclass(frozen=True, slots=True)
class Spot:
    """A single object with its OSM tags, at x, y in town metres."""

    x: float
    y: float
    tags: Tags


@dataclass(frozen=True, slots=True)
class Track:
    """A line that is not a street (railway, river axis) with its OSM tags."""

    line: LineString
    tags: Tags


@dataclass(frozen=True, slots=True)
class Hamlet:
    """A lieu-dit outside the villages."""

    name: str
    commune: int
    centre: Points


@dataclass(frozen=True, slots=True)
class Town:
    """A generated agglomeration. Coordinates are metres in ``frame``; indices point into the sibling tuples."""

    spec: Spec
    frame: Frame
    name: str
    river: str
    communes: tuple[Commune, ...]
    neighbourhoods: tuple[Neighbourhood, ...]
    hamlets: tuple[Hamlet, ...]
    network: Network
    streets: tuple[Street, ...]
    buildings: Stock
    addresses: Addresses
    people: People
    areas: tuple[Area, ...]
    tracks: tuple[Track, ...]
    spots: tuple[Spot, ...]

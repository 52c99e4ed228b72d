# SPDX-License-Identifier: AGPL-3.0-or-later
"""Collects OSM nodes, ways and relations, then saves them in the order that readers expect."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import osmium
import shapely
from osmium.osm import mutable
from shapely.geometry import Polygon

from parvis.engines.synthtown.shapes import Points
from parvis.engines.synthtown.town import Tags

MOST_NODES_IN_A_WAY = 1_900
Member = tuple[str, int, str]


@dataclass(slots=True)
class Elements:
    """Elements under construction. Ids 1 to ``reserved`` are the street nodes; the rest follow.

    Points of areas and lines that fall on the same centimetre share a node.
    """

    reserved: int
    node_tags: dict[int, Tags] = field(default_factory=dict)
    ways: list[tuple[list[int], Tags]] = field(default_factory=list)
    relations: list[tuple[list[Member], Tags]] = field(default_factory=list)
    _known: dict[tuple[int, int], int] = field(default_factory=dict)
    _xy: list[tuple[float, float]] = field(default_factory=list)

    def coordinates(self) -> Points:
        """Coordinates of the nodes after the reserved ones."""
        return np.array(self._xy, dtype=float).reshape(-1, 2)

    def nodes(self, points: Points) -> list[int]:
        """Ids of the nodes at these points."""
        return [self._node(x, y) for x, y in points.tolist()]

    def _node(self, x: float, y: float) -> int:
        key = (round(x * 100), round(y * 100))
        known = self._known.get(key)
        if known is None:
            self._xy.append((x, y))
            known = self._known[key] = self.reserved + len(self._xy)
        return known

    def add_spot(self, x: float, y: float, tags: Tags) -> None:
        """A node of its own."""
        self._xy.append((x, y))
        self.node_tags[self.reserved + len(self._xy)] = tags

    def add_way(self, refs: list[int], tags: Tags) -> int:
        """A way; returns its id."""
        self.ways.append((refs, tags))
        return len(self.ways)

    def add_area(self, outline: Polygon, tags: Tags) -> None:
        """A closed way, or a multipolygon when there are holes or too many nodes for one way."""
        rings = [self.nodes(shapely.get_coordinates(ring)) for ring in (outline.exterior, *outline.interiors)]
        if len(rings) == 1 and len(rings[0]) <= MOST_NODES_IN_A_WAY:
            self.add_way(rings[0], tags)
            return
        members = [
            ("w", self.add_way(part, {}), "inner" if k else "outer")
            for k, ring in enumerate(rings)
            for part in _split(ring)
        ]
        self.relations.append((members, {"type": "multipolygon", **tags}))


def _split(ring: list[int]) -> Iterable[list[int]]:
    """The ring in pieces that share their ends."""
    for start in range(0, len(ring) - 1, MOST_NODES_IN_A_WAY - 1):
        yield ring[start : start + MOST_NODES_IN_A_WAY]


def save(path: Path, elements: Elements, lon_lat: Points, timestamp: str) -> None:
    """Write the PBF: all nodes, then ways, then relations, each by id."""
    header = osmium.io.Header()
    header.set("generator", "parvis synthtown")
    header.set("sorting", "Type_then_ID")
    common: dict[str, Any] = {"version": 1, "timestamp": timestamp, "visible": True}
    with osmium.SimpleWriter(str(path), header=header, overwrite=True) as out:
        tags = elements.node_tags
        for number, (lon, lat) in enumerate(np.round(lon_lat, 7).tolist(), start=1):
            out.add_node(mutable.Node(id=number, location=(lon, lat), tags=tags.get(number), **common))
        for number, (refs, way_tags) in enumerate(elements.ways, start=1):
            out.add_way(mutable.Way(id=number, nodes=refs, tags=way_tags, **common))
        for number, (members, relation_tags) in enumerate(elements.relations, start=1):
            out.add_relation(mutable.Relation(id=number, members=members, tags=relation_tags, **common))

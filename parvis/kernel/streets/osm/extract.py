# SPDX-License-Identifier: AGPL-3.0-or-later
"""One reading of an OpenStreetMap file: features of the map as GeoJSON lines, named places, bounds, counts."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import osmium
import shapely
from django.utils.translation import gettext as _
from osmium.filter import EmptyTagFilter, KeyFilter
from osmium.geom import GeoJSONFactory, WKBFactory

from parvis.kernel.places.imports import ImportRefused
from parvis.kernel.places.operations import NamedPlace
from parvis.kernel.places.rules import kind_of_tags
from parvis.kernel.streets.osm.features import (
    Feature,
    area_features,
    is_area_highway,
    line_feature,
    place_feature,
    settlement_feature,
)

_KEYS = (
    "highway", "building", "landuse", "natural", "leisure", "amenity", "waterway", "railway", "boundary", "place",
    "shop", "tourism", "office", "historic", "man_made",
)  # fmt: skip
GENERATED_BY = "synthtown"


@dataclass
class Extract:
    """What one reading found. `bounds` is west, south, east, north of the roads."""

    generated: bool = False
    counts: Counter[str] = field(default_factory=Counter)
    places: list[NamedPlace] = field(default_factory=list)
    broken: int = 0
    west: float = 180.0
    south: float = 90.0
    east: float = -180.0
    north: float = -90.0

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """West, south, east, north in degrees."""
        return self.west, self.south, self.east, self.north

    def reach(self, lon: float, lat: float) -> None:
        """Widens the bounds to a point."""
        self.west, self.east = min(self.west, lon), max(self.east, lon)
        self.south, self.north = min(self.south, lat), max(self.north, lat)


class _Writer:
    """Writes features and collects places while osmium walks through the file."""

    def __init__(self, out: IO[str], extract: Extract) -> None:
        self.out, self.extract = out, extract
        self.json, self.wkb = GeoJSONFactory(), WKBFactory()

    def write(self, feature: Feature, geometry: str) -> None:
        head = json.dumps({"layer": feature.layer, "minzoom": feature.minzoom}, separators=(",", ":"))
        body = json.dumps(feature.properties, ensure_ascii=False, separators=(",", ":"))
        self.out.write(f'{{"type":"Feature","tippecanoe":{head},"properties":{body},"geometry":{geometry}}}\n')
        self.extract.counts[feature.layer] += 1

    def node(self, node: Any) -> None:
        tags = dict(node.tags)
        for feature in (settlement_feature(tags), place_feature(tags)):
            if feature is not None:
                self.write(feature, self.json.create_point(node))
        self.place(f"n{node.id}", tags, node.location.lon, node.location.lat)

    def way(self, way: Any) -> None:
        tags = dict(way.tags)
        feature = line_feature(tags)
        if feature is None:
            return
        self.write(feature, self.json.create_linestring(way))
        if feature.layer == "road":
            first, last = way.nodes[0].location, way.nodes[-1].location
            self.extract.reach(first.lon, first.lat)
            self.extract.reach(last.lon, last.lat)

    def area(self, area: Any) -> None:
        tags = dict(area.tags)
        if "highway" in tags and not is_area_highway(tags):
            return
        features, place = area_features(tags), place_feature(tags)
        if features:
            geometry = self.json.create_multipolygon(area)
            for feature in features:
                self.write(feature, geometry)
        if kind_of_tags(tags) and tags.get("name"):
            point = shapely.from_wkb(self.wkb.create_multipolygon(area)).representative_point()
            if place is not None:
                self.write(place, f'{{"type":"Point","coordinates":[{point.x:.7f},{point.y:.7f}]}}')
            origin = "w" if area.from_way() else "r"
            self.place(f"{origin}{area.orig_id()}", tags, point.x, point.y)

    def place(self, key: str, tags: dict[str, str], lon: float, lat: float) -> None:
        kind = kind_of_tags(tags)
        if kind is not None and tags.get("name"):
            self.extract.places.append(NamedPlace(key, kind, tags["name"], lon, lat))


def extract_features(path: Path, out: Path) -> Extract:
    """Reads `path` (.osm.pbf, .osm, .osm.gz, .osm.bz2) and writes the map's features to `out`, one a line.

    Objects that the file cuts off (a way without its nodes, an area that does not close) are left
    out and counted in `broken`.

    Raises:
        ImportRefused: the file is no OpenStreetMap data or holds no street.
    """
    try:
        found = _extracted(path, out)
    except RuntimeError as error:
        raise ImportRefused(_("The file is not readable OpenStreetMap data: {reason}").format(reason=error)) from error
    if not found.counts["road"]:
        raise ImportRefused(_("The file holds no street; nothing was changed."))
    return found


def _extracted(path: Path, out: Path) -> Extract:
    with osmium.io.Reader(str(path)) as reader:
        found = Extract(generated=GENERATED_BY in reader.header().get("generator"))
    try:
        with out.open("w", encoding="utf-8") as file:
            _walk(path, _Writer(file, found))
    except RuntimeError as error:
        if "out of order" not in str(error):
            raise
        # Extracts saved by hand (Overpass, JOSM) need not be in the order of the numbers.
        ordered = out.with_suffix(".osm.pbf")
        _write_ordered(path, ordered)
        found = Extract(generated=found.generated)
        with out.open("w", encoding="utf-8") as file:
            _walk(ordered, _Writer(file, found))
        ordered.unlink()
    return found


def _write_ordered(path: Path, ordered: Path) -> None:
    reader = osmium.MergeInputReader()
    reader.add_file(str(path))
    with osmium.SimpleWriter(str(ordered)) as writer:
        reader.apply(writer)


def _walk(path: Path, writer: _Writer) -> None:
    keys = KeyFilter(*_KEYS)
    processor = osmium.FileProcessor(str(path)).with_areas(keys).with_filter(EmptyTagFilter()).with_filter(keys)
    for item in processor:
        try:
            if isinstance(item, osmium.osm.Node):
                writer.node(item)
            elif isinstance(item, osmium.osm.Way):
                writer.way(item)
            elif isinstance(item, osmium.osm.Area):
                writer.area(item)
        except (RuntimeError, osmium.InvalidLocationError):
            writer.extract.broken += 1

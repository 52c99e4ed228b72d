# SPDX-License-Identifier: AGPL-3.0-or-later
"""From OpenStreetMap tags to the layers of the base map (schema in `docs/kernel/streets.md`). Pure decisions.

Each function takes the tags of an object and answers with a `Feature` (layer, least zoom,
properties) or None. Zooms are those of the tiles, 6 to 15.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from parvis.kernel.places.rules import kind_of_tags, place_kind

type Tags = Mapping[str, str]

ROAD_CLASSES: dict[str, tuple[str, int]] = {
    "motorway": ("motorway", 6),
    "motorway_link": ("motorway_link", 10),
    "trunk": ("trunk", 6),
    "trunk_link": ("trunk_link", 10),
    "primary": ("primary", 8),
    "primary_link": ("primary", 11),
    "secondary": ("secondary", 10),
    "secondary_link": ("secondary", 11),
    "tertiary": ("tertiary", 11),
    "tertiary_link": ("tertiary", 12),
    "residential": ("minor", 12),
    "unclassified": ("minor", 12),
    "living_street": ("minor", 12),
    "road": ("minor", 12),
    "busway": ("minor", 12),
    "pedestrian": ("pedestrian", 13),
    "service": ("service", 14),
    "track": ("track", 14),
    "footway": ("path", 14),
    "path": ("path", 14),
    "bridleway": ("path", 14),
    "cycleway": ("cycleway", 14),
    "steps": ("steps", 15),
}
"""OSM `highway` -> (class on the map, least zoom)."""

LAND: dict[tuple[str, str], tuple[str, int]] = {
    ("natural", "water"): ("water", 6),
    ("waterway", "riverbank"): ("water", 6),
    ("landuse", "reservoir"): ("water", 8),
    ("landuse", "basin"): ("water", 12),
    ("landuse", "forest"): ("wood", 7),
    ("natural", "wood"): ("wood", 7),
    ("natural", "scrub"): ("scrub", 11),
    ("natural", "heath"): ("scrub", 11),
    ("natural", "grassland"): ("grass", 12),
    ("natural", "wetland"): ("wetland", 11),
    ("natural", "beach"): ("sand", 11),
    ("natural", "sand"): ("sand", 12),
    ("natural", "bare_rock"): ("rock", 11),
    ("landuse", "farmland"): ("farmland", 9),
    ("landuse", "meadow"): ("meadow", 10),
    ("landuse", "orchard"): ("orchard", 11),
    ("landuse", "vineyard"): ("vineyard", 11),
    ("landuse", "farmyard"): ("residential", 13),
    ("landuse", "residential"): ("residential", 8),
    ("landuse", "industrial"): ("industrial", 9),
    ("landuse", "commercial"): ("commercial", 10),
    ("landuse", "retail"): ("commercial", 10),
    ("landuse", "railway"): ("railway", 12),
    ("landuse", "cemetery"): ("cemetery", 12),
    ("amenity", "grave_yard"): ("cemetery", 13),
    ("landuse", "grass"): ("grass", 13),
    ("landuse", "village_green"): ("grass", 13),
    ("landuse", "allotments"): ("allotments", 12),
    ("landuse", "recreation_ground"): ("park", 12),
    ("leisure", "park"): ("park", 11),
    ("leisure", "garden"): ("park", 13),
    ("leisure", "nature_reserve"): ("wood", 10),
    ("leisure", "golf_course"): ("grass", 12),
    ("leisure", "pitch"): ("pitch", 14),
    ("leisure", "playground"): ("playground", 14),
    ("leisure", "stadium"): ("sport", 12),
    ("leisure", "sports_centre"): ("sport", 13),
    ("leisure", "swimming_pool"): ("pool", 14),
    ("amenity", "school"): ("school", 13),
    ("amenity", "college"): ("school", 13),
    ("amenity", "university"): ("school", 12),
    ("amenity", "kindergarten"): ("school", 14),
    ("amenity", "hospital"): ("hospital", 12),
    ("amenity", "parking"): ("parking", 14),
    ("place", "square"): ("square", 13),
    ("highway", "pedestrian"): ("square", 13),
    ("highway", "footway"): ("square", 14),
}
"""OSM (key, value) of an area -> (class on the map, least zoom), the first that fits."""

_WATERWAYS = {"river": 8, "canal": 10, "stream": 13, "ditch": 15, "drain": 15}
_FLOWING = frozenset({"river", "canal", "stream", "moat"})
_RAILS = {"rail": 10, "light_rail": 11, "tram": 13, "subway": 13, "narrow_gauge": 11, "funicular": 13}
_SETTLEMENTS = {
    "city": (6, 0), "town": (8, 1), "village": (10, 2), "suburb": (12, 3), "quarter": (13, 4),
    "neighbourhood": (13, 5), "hamlet": (13, 6), "locality": (14, 7), "island": (12, 5),
}  # fmt: skip
_CIVIC_BUILDINGS = frozenset(
    {
        "church", "chapel", "cathedral", "mosque", "synagogue", "temple", "civic", "public", "government", "townhall",
        "school", "kindergarten", "college", "university", "hospital", "fire_station", "sports_hall", "train_station",
    }
)  # fmt: skip
_CIVIC_AMENITIES = frozenset({"townhall", "place_of_worship", "school", "library", "theatre", "hospital", "courthouse"})
_NO = frozenset({"", "no", "false", "0"})


@dataclass(frozen=True)
class Feature:
    """What a tagged object becomes on the map."""

    layer: str
    minzoom: int
    properties: dict[str, str | int] = field(default_factory=dict)


def _set(tags: Tags, key: str) -> bool:
    return tags.get(key, "") not in _NO


def is_area_highway(tags: Tags) -> bool:
    """True for a square or a footway drawn as a surface."""
    return "highway" in tags and tags.get("area") == "yes"


def line_feature(tags: Tags) -> Feature | None:
    """The feature of an open or closed way drawn as a line."""
    if "highway" in tags:
        return None if is_area_highway(tags) else _road(tags)
    if tags.get("waterway") in _WATERWAYS and not _set(tags, "tunnel"):
        kind = tags["waterway"]
        return Feature("waterway", _WATERWAYS[kind], _named({"kind": kind}, tags))
    if tags.get("railway") in _RAILS:
        properties: dict[str, str | int] = {"kind": tags["railway"]}
        if tags.get("service"):
            properties["service"] = 1
        return Feature("rail", _RAILS[tags["railway"]], {**properties, **_level(tags)})
    if tags.get("boundary") == "administrative" and tags.get("admin_level", "").isdigit():
        level = int(tags["admin_level"])
        return Feature("boundary", 6 if level <= 6 else 9, {"level": level}) if level <= 8 else None
    return None


def _named(properties: dict[str, str | int], tags: Tags) -> dict[str, str | int]:
    return {**properties, "name": tags["name"]} if tags.get("name") else properties


def _level(tags: Tags) -> dict[str, str | int]:
    if _set(tags, "tunnel"):
        return {"tunnel": 1}
    return {"bridge": 1} if _set(tags, "bridge") else {}


def _road(tags: Tags) -> Feature | None:
    found = ROAD_CLASSES.get(tags["highway"])
    if found is None or tags.get("access") in ("private", "no"):
        return None
    kind, minzoom = found
    properties = _named({"kind": kind, **_level(tags)}, tags)
    if tags.get("ref") and kind in ("motorway", "trunk", "primary", "secondary"):
        properties["ref"] = tags["ref"].replace(" ", " ")
    if tags.get("oneway") in ("yes", "1", "true") and kind in ("primary", "secondary", "tertiary", "minor"):
        properties["oneway"] = 1
    return Feature("road", minzoom, properties)


def area_features(tags: Tags) -> list[Feature]:
    """The features of an area: its ground, its building."""
    found: list[Feature] = []
    if _set(tags, "building"):
        civic = tags["building"] in _CIVIC_BUILDINGS or tags.get("amenity") in _CIVIC_AMENITIES
        found.append(Feature("building", 13, {"kind": "civic"} if civic else {}))
        return found
    for (key, value), (kind, minzoom) in LAND.items():
        if tags.get(key) == value and (key != "highway" or tags.get("area") == "yes"):
            layer = "water" if kind in ("water", "pool") else "land"
            # A river is named along its line; its surface only gives the shape.
            named = layer == "water" and tags.get("water") not in _FLOWING and key != "waterway"
            found.append(Feature(layer, minzoom, _named({"kind": kind}, tags) if named else {"kind": kind}))
            break
    return found


def settlement_feature(tags: Tags) -> Feature | None:
    """The label of a town, village or neighbourhood."""
    if tags.get("place") not in _SETTLEMENTS or not tags.get("name"):
        return None
    minzoom, rank = _SETTLEMENTS[tags["place"]]
    return Feature("settlement", minzoom, {"kind": tags["place"], "name": tags["name"], "rank": rank})


def place_feature(tags: Tags) -> Feature | None:
    """The label of a place that people know; `rank` 0 shows first."""
    kind = kind_of_tags(tags)
    name = tags.get("name", "")
    if kind is None or kind == "hamlet" or not name or tags.get("place"):
        return None
    weight = place_kind(kind).weight
    return Feature(
        "poi", 13 if weight >= 5 else 14 if weight >= 3 else 15, {"kind": kind, "name": name, "rank": round(6 - weight)}
    )

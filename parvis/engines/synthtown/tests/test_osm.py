# SPDX-License-Identifier: AGPL-3.0-or-later
"""The extract reads back as OpenStreetMap data and a third-party router accepts it."""

import importlib.util
import random
import shutil
import subprocess
from pathlib import Path

import numpy as np
import osmium
import pytest

from parvis.engines.synthtown import Town, WrittenFiles

CLASSES = {
    "primary",
    "secondary",
    "tertiary",
    "unclassified",
    "residential",
    "living_street",
    "pedestrian",
    "footway",
    "track",
}


@pytest.fixture(scope="module")
def elements(files: WrittenFiles) -> list[tuple[str, int, dict[str, str], list]]:
    out = []
    for item in osmium.FileProcessor(str(files.osm)):
        tags = dict(item.tags)
        if item.is_node():
            out.append(("n", item.id, tags, []))
        elif item.is_way():
            out.append(("w", item.id, tags, [n.ref for n in item.nodes]))
        elif item.is_relation():
            out.append(("r", item.id, tags, [(m.type, m.ref, m.role) for m in item.members]))
    return out


def test_sorted_by_type_and_id(elements):
    keys = [("nwr".index(kind), number) for kind, number, _, _ in elements]
    assert keys == sorted(set(keys))


def test_every_reference_exists(elements):
    nodes = {number for kind, number, _, _ in elements if kind == "n"}
    ways = {number for kind, number, _, _ in elements if kind == "w"}
    for kind, number, _, parts in elements:
        if kind == "w":
            assert 2 <= len(parts) <= 2_000
            assert nodes.issuperset(parts), number
        if kind == "r":
            assert all(ref in ways for _, ref, _ in parts)


def test_the_usual_classes_of_ways_are_there(elements):
    found = {tags["highway"] for kind, _, tags, _ in elements if kind == "w" and "highway" in tags}
    assert found >= CLASSES


def test_what_a_map_needs_is_there(elements):
    tags = [t for _, _, t, _ in elements]
    for key, value in [
        ("waterway", "river"),
        ("natural", "water"),
        ("railway", "rail"),
        ("railway", "station"),
        ("landuse", "residential"),
        ("landuse", "farmland"),
        ("landuse", "forest"),
        ("leisure", "park"),
        ("amenity", "school"),
        ("amenity", "townhall"),
        ("amenity", "bench"),
        ("amenity", "recycling"),
        ("highway", "street_lamp"),
        ("highway", "bus_stop"),
        ("place", "town"),
        ("place", "village"),
        ("place", "neighbourhood"),
        ("building", "church"),
        ("shop", "bakery"),
        ("bridge", "yes"),
    ]:
        assert any(t.get(key) == value for t in tags), f"{key}={value}"


def test_one_closed_boundary_per_commune(elements, town: Town):
    ways = {number: parts for kind, number, _, parts in elements if kind == "w"}
    communes = [(tags, parts) for kind, _, tags, parts in elements if kind == "r" and tags.get("admin_level") == "8"]
    assert {tags["ref:INSEE"] for tags, _ in communes} == {c.insee for c in town.communes}
    for tags, members in communes:
        ends = [ways[ref][k] for _, ref, _ in members for k in (0, -1)]
        assert all(ends.count(node) % 2 == 0 for node in ends), tags["name"]


def test_street_lamps_are_as_many_as_in_a_real_town(elements, town: Town):
    lamps = sum(tags.get("highway") == "street_lamp" for kind, _, tags, _ in elements if kind == "n")
    assert 0.05 < lamps / town.spec.population < 0.6


@pytest.mark.skipif(importlib.util.find_spec("osrm") is None, reason="osrm-bindings is not installed")
@pytest.mark.parametrize("profile", ["car", "foot"])
def test_osrm_finds_a_route_between_any_two_addresses(files: WrittenFiles, town: Town, tmp_path: Path, profile: str):
    import osrm

    home = Path(osrm.__file__).parent
    shutil.copy(files.osm, tmp_path / "town.osm.pbf")
    script = str(home / "share" / "profiles" / f"{profile}.lua")
    for command in (["osrm-extract", "-p", script, "town.osm.pbf"], ["osrm-contract", "town.osrm"]):
        subprocess.run(
            [str(home / "bin" / command[0]), *command[1:]], cwd=tmp_path, check=True, capture_output=True, timeout=60
        )
    engine = osrm.OSRM(str(tmp_path / "town.osrm"))
    degrees = town.frame.lon_lat(town.addresses.xy)
    chosen = random.Random(5).sample(range(len(degrees)), 100)
    detours = []
    for a, b in zip(chosen[::2], chosen[1::2], strict=True):
        found = engine.Route(osrm.RouteParameters(coordinates=[tuple(degrees[a]), tuple(degrees[b])]))
        straight = np.hypot(*(town.addresses.xy[a] - town.addresses.xy[b]))
        detours.append(float(found["routes"][0]["distance"]) / max(straight, 150.0))
    assert 1.0 < np.median(detours) < 1.7

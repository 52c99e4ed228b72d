# SPDX-License-Identifier: AGPL-3.0-or-later
"""Buildings stand on solid ground, beside the street, each on its own."""

import numpy as np
import shapely

from parvis.engines.synthtown import Town
from parvis.engines.synthtown.frontages import half_width


def test_none_stands_in_the_river(town: Town):
    water = next(area.outline for area in town.areas if area.tags.get("water") == "river")
    assert not shapely.intersects(shapely.Polygon(water.exterior), town.buildings.outlines).any()


def test_none_stands_on_a_street(town: Town):
    net = town.network
    segments = shapely.linestrings(np.stack([net.xy[net.tail], net.xy[net.head]], axis=1))
    reach = np.array([half_width(c.highway, c.role) for c in net.courses])[net.course] * 0.9
    ground = shapely.STRtree(shapely.buffer(segments, reach, cap_style="flat"))
    assert not len(ground.query(town.buildings.outlines, predicate="intersects")[0])


def test_none_overlaps_another(town: Town):
    outlines = town.buildings.outlines
    a, b = shapely.STRtree(outlines).query(outlines, predicate="intersects")
    pairs = a < b
    assert shapely.area(shapely.intersection(outlines[a[pairs]], outlines[b[pairs]])).max() < 8.0


def test_all_are_sound_and_of_a_plausible_size(town: Town):
    outlines = town.buildings.outlines
    assert shapely.is_valid(outlines).all()
    assert shapely.area(outlines).min() > 15
    assert shapely.area(outlines).max() < 12_000


def test_every_commune_has_its_town_hall(town: Town):
    halls = [spot for spot in town.spots if spot.tags.get("amenity") == "townhall"]
    assert len(halls) == len(town.communes)
    for commune in town.communes:
        assert any(commune.limits.contains(shapely.Point(hall.x, hall.y)) for hall in halls), commune.name


def test_doors_are_on_their_building(town: Town):
    outlines = town.buildings.outlines[town.addresses.building]
    assert shapely.distance(outlines, shapely.points(town.addresses.xy)).max() < 1.5

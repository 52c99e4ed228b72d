# SPDX-License-Identifier: AGPL-3.0-or-later
"""The streets can be driven and walked from anywhere to anywhere."""

from collections import defaultdict

import numpy as np
import pytest
import shapely

from parvis.engines.synthtown import Spec, Town, generate
from parvis.engines.synthtown.network import components


@pytest.fixture(scope="module", params=[(1_000, 2), (3_000, 7), (14_000, 4)], ids=str)
def any_town(request: pytest.FixtureRequest) -> Town:
    return generate(Spec(population=request.param[0], seed=request.param[1]))


def reached(start: int, steps: dict[int, list[int]]) -> set[int]:
    seen, pending = {start}, [start]
    while pending:
        for node in steps[pending.pop()]:
            if node not in seen:
                seen.add(node)
                pending.append(node)
    return seen


def test_walkers_reach_every_node(any_town: Town):
    net = any_town.network
    assert len(np.unique(components(len(net.xy), net.tail, net.head))) == 1


def test_cars_reach_every_street_and_come_back(any_town: Town):
    net = any_town.network
    ahead, back = defaultdict(list), defaultdict(list)
    cars = net.drivable()
    for a, b, way in zip(net.tail[cars].tolist(), net.head[cars].tolist(), net.oneway[cars].tolist(), strict=True):
        if way >= 0:
            ahead[a].append(b)
            back[b].append(a)
        if way <= 0:
            ahead[b].append(a)
            back[a].append(b)
    nodes = set(net.tail[cars].tolist()) | set(net.head[cars].tolist())
    start = min(nodes)
    assert reached(start, ahead) == nodes
    assert reached(start, back) == nodes


def test_the_river_is_crossed_only_by_bridges(any_town: Town):
    net = any_town.network
    water = next(area.outline for area in any_town.areas if area.tags.get("water") == "river")
    segments = shapely.linestrings(np.stack([net.xy[net.tail], net.xy[net.head]], axis=1))
    wet = shapely.intersects(shapely.buffer(water, -1.0), segments)
    assert wet.any()
    assert not (wet & ~net.bridge).any()


def test_without_bridges_the_banks_are_apart(any_town: Town):
    net = any_town.network
    labels = components(len(net.xy), net.tail[~net.bridge], net.head[~net.bridge])
    sizes = np.sort(np.bincount(labels))[::-1]
    assert sizes[1] > 30, "a town stands on both banks"


def test_streets_meet_only_at_nodes(town: Town):
    net = town.network
    ground = ~net.bridge & np.array([net.courses[k].role not in ("bypass", "ramp") for k in net.course])
    ends = np.stack([net.tail[ground], net.head[ground]], axis=1)
    segments = shapely.linestrings(np.stack([net.xy[ends[:, 0]], net.xy[ends[:, 1]]], axis=1))
    a, b = shapely.STRtree(segments).query(segments, predicate="crosses")
    apart = ~(ends[a][:, :, None] == ends[b][:, None, :]).any(axis=(1, 2))
    assert not apart.any()


def test_roundabouts_turn_counter_clockwise():
    town = generate(Spec(population=14_000, seed=4))
    net = town.network
    rings = [k for k, course in enumerate(net.courses) if course.role == "roundabout" and (net.course == k).any()]
    assert rings
    for ring in rings:
        mine = net.course == ring
        assert (net.oneway[mine] == 1).all()
        assert shapely.LinearRing(net.xy[net.tail[mine]]).is_ccw

# SPDX-License-Identifier: AGPL-3.0-or-later
"""On the ground: stops beside streets, vehicles on streets, everybody within reach."""

from itertools import pairwise

import numpy as np
import pytest
import shapely

from parvis.engines.synthtown.transit.ground import survey
from parvis.engines.synthtown.transit.landmarks import street_stop_name
from parvis.engines.synthtown.transit.tests.feeds import Archive, seconds

ON_STREETS = ("urban", "on_demand", "local", "school", "shuttle", "tourism")
WALK_M = 500.0
FAR_BEYOND_M = 90_000.0


@pytest.fixture(scope="session")
def quays(archives: dict[str, Archive], metres) -> dict[str, np.ndarray]:
    """Quays of each archive, town metres."""
    return {
        slug: metres([r for r in archive["stops"] if r["location_type"] == "0"], "stop_lon", "stop_lat")
        for slug, archive in archives.items()
    }


def test_quays_stand_beside_streets(served, quays):
    town, authorities = served
    net = town.network
    streets = shapely.STRtree(shapely.linestrings(np.stack([net.xy[net.tail], net.xy[net.head]], axis=1)))
    whole = shapely.union_all([commune.limits for commune in town.communes])
    for authority in authorities:
        points = shapely.points(quays[authority.slug])
        inside = shapely.contains(whole, points)
        away = streets.query_nearest(points[inside], return_distance=True, all_matches=False)[1]
        assert away.max() < 30, authority.slug
        if authority.kind in (*ON_STREETS, "ferry"):
            assert inside.all(), authority.slug
        assert shapely.distance(whole, points[~inside]).max(initial=0) < FAR_BEYOND_M


def test_lines_leave_the_map_only_to_towns_beyond(served, archives: dict[str, Archive], metres):
    town, authorities = served
    whole = shapely.union_all([commune.limits for commune in town.communes]).buffer(60)
    for authority in authorities:
        rows = [r for r in archives[authority.slug]["stops"] if r["location_type"] == "0"]
        outside = ~shapely.contains(whole, shapely.points(metres(rows, "stop_lon", "stop_lat")))
        names = {row["stop_name"] for row, out in zip(rows, outside, strict=True) if out}
        assert not any(name.startswith(tuple(c.name for c in town.communes)) for name in names), names


def test_shapes_pass_by_their_stops_in_order(archives: dict[str, Archive], metres):
    for slug, archive in archives.items():
        stops = {
            r["stop_id"]: p
            for r, p in zip(archive["stops"], metres(archive["stops"], "stop_lon", "stop_lat"), strict=True)
        }
        points = metres(archive["shapes"], "shape_pt_lon", "shape_pt_lat")
        drawn: dict[str, list[tuple[float, np.ndarray]]] = {}
        for row, point in zip(archive["shapes"], points, strict=True):
            drawn.setdefault(row["shape_id"], []).append((float(row["shape_dist_traveled"]), point))
        seen = set()
        for trip in archive["trips"]:
            if trip["shape_id"] not in seen:
                seen.add(trip["shape_id"])
                at = np.array([m for m, _ in drawn[trip["shape_id"]]])
                xy = np.array([p for _, p in drawn[trip["shape_id"]]])
                for row in archive.passages[trip["trip_id"]]:
                    metre = float(row["shape_dist_traveled"])
                    there = [np.interp(metre, at, xy[:, k]) for k in (0, 1)]
                    assert np.hypot(*(stops[row["stop_id"]] - there)) < 30, (slug, trip["trip_id"], row["stop_id"])
        assert seen == set(drawn), slug


def test_buses_drive_on_streets_in_their_direction(served):
    town, authorities = served
    net = town.network
    ways = set()
    for a, b, way in zip(net.tail.tolist(), net.head.tolist(), net.oneway.tolist(), strict=True):
        ways |= ({(a, b)} if way >= 0 else set()) | ({(b, a)} if way <= 0 else set())
    node = {(x, y): k for k, (x, y) in enumerate(net.xy.tolist())}
    checked = 0
    for authority in authorities:
        for shape in authority.feed.shapes if authority.kind in ON_STREETS else ():
            nodes = [node.get((x, y)) for x, y in shape.xy.tolist()]
            for a, b in pairwise(nodes):
                if a is not None and b is not None and np.hypot(*(net.xy[a] - net.xy[b])) > 1:
                    near_twin = (a, b) not in ways
                    checked += 1
                    assert not near_twin or _joined_by_twins(net.xy, ways, a, b), (authority.slug, shape.id)
    assert checked > 1_000


def _joined_by_twins(xy: np.ndarray, ways: set[tuple[int, int]], a: int, b: int) -> bool:
    """Nodes closer than the least step of a shape are drawn as one: look from their neighbours."""
    near_a = np.flatnonzero(np.hypot(*(xy - xy[a]).T) < 0.5).tolist()
    near_b = np.flatnonzero(np.hypot(*(xy - xy[b]).T) < 0.5).tolist()
    return any((i, j) in ways for i in near_a for j in near_b)


def test_speeds_are_plausible(archives: dict[str, Archive]):
    limits = {"2": 160.0, "3": 90.0, "4": 20.0}
    for slug, archive in archives.items():
        kinds = {row["route_id"]: row["route_type"] for row in archive["routes"]}
        for trip in archive["trips"]:
            rows = archive.passages[trip["trip_id"]]
            limit = limits[kinds[trip["route_id"]]]
            for a, b in pairwise(rows):
                run = float(b["shape_dist_traveled"]) - float(a["shape_dist_traveled"])
                took = seconds(b["arrival_time"]) - seconds(a["departure_time"])
                assert run <= limit / 3.6 * max(took, 60 if took < 60 else took), (slug, trip["trip_id"])
            whole = float(rows[-1]["shape_dist_traveled"]) - float(rows[0]["shape_dist_traveled"])
            mean = whole / (seconds(rows[-1]["arrival_time"]) - seconds(rows[0]["departure_time"])) * 3.6
            assert 1.0 < mean < limit, (slug, trip["trip_id"], mean)


def test_stops_of_the_town_are_300_to_500_metres_apart(archives: dict[str, Archive]):
    archive = archives["agglomeration"]
    main = {r["route_id"] for r in archive["routes"] if r["route_short_name"] == "1"}
    gaps = [
        float(b["shape_dist_traveled"]) - float(a["shape_dist_traveled"])
        for trip in archive["trips"]
        if trip["route_id"] in main
        for a, b in pairwise(archive.passages[trip["trip_id"]])
    ]
    assert 280 < np.median(gaps) < 500
    assert min(gaps) > 90


def test_nearly_everybody_in_town_lives_near_a_stop(served, quays):
    town, _ = served
    home = np.array([s.commune for s in town.streets])[town.addresses.street[town.people.home]]
    homes = shapely.points(town.people.home_xy[home == 0])
    tree = shapely.STRtree(shapely.points(quays["agglomeration"]))
    away = tree.query_nearest(homes, return_distance=True, all_matches=False)[1]
    assert (away < WALK_M).mean() > 0.9


def test_each_commune_is_reached(served, quays):
    town, _ = served
    points = shapely.points(np.vstack(list(quays.values())))
    for commune in town.communes:
        assert shapely.contains(commune.limits, points).any(), commune.name


def test_seven_authorities_meet_at_the_station(served, quays):
    town, _ = served
    station = next(np.array([s.x, s.y]) for s in town.spots if s.tags.get("railway") == "station")
    near = {slug for slug, xy in quays.items() if np.hypot(*(xy - station).T).min() < 200}
    assert {"agglomeration", "trains-regionaux", "cars-departement", "cars-regionaux", "region-voisine"} <= near
    assert len(near) >= 7


def test_trains_have_platforms_under_a_station(archives: dict[str, Archive]):
    stops = archives["trains-regionaux"]["stops"]
    stations = {row["stop_id"] for row in stops if row["location_type"] == "1"}
    platforms = [row for row in stops if row["location_type"] == "0"]
    assert len(stations) >= 7
    assert {row["parent_station"] for row in platforms} == stations
    assert {row["platform_code"] for row in platforms} == {"1", "2"}


def test_the_ferry_crosses_the_river(served, archives: dict[str, Archive], metres):
    water = next(a.outline for a in served[0].areas if a.tags.get("water") == "river")
    points = metres(archives["bac"]["stops"], "stop_lon", "stop_lat")
    crossing = shapely.LineString(points)
    assert crossing.length < 600
    assert crossing.intersection(shapely.Polygon(water.exterior)).length > 0.4 * crossing.length


def test_names_of_stops_are_those_of_the_place(served, archives: dict[str, Archive]):
    names = archives["agglomeration"].ids("stops", "stop_name")
    assert {"Gare", "Mairie"} <= names
    for slug, archive in archives.items():
        areas = [r["stop_name"] for r in archive["stops"] if r["location_type"] == "1"]
        assert all((name == name.strip() and name[:1].isupper()) or name[:1].isdigit() for name in areas), slug


@pytest.mark.parametrize(
    ("street", "stop"),
    [
        ("Rue des Acacias", "Les Acacias"),
        ("Avenue Victor Hugo", "Victor Hugo"),
        ("Place de la République", "République"),
        ("Chemin du Moulin", "Moulin"),
        ("Rue de l’Égalité", "Égalité"),
        ("Boulevard du 8-Mai-1945", "8 Mai 1945"),
        ("Route de Corvigny", "Route de Corvigny"),
        ("Rue de la Mairie", "Rue de la Mairie"),
        ("Impasse Saint-Martin", "Saint-Martin"),
    ],
)
def test_street_names_become_stop_names(street: str, stop: str):
    assert street_stop_name(street) == stop


def test_a_way_leaves_out_short_detours_but_turns_at_the_station(served):
    ground = survey(served[0])
    roads, node = ground.roads, ground.forecourt
    ends = [ground.node(ground.middle[k]) for k in np.flatnonzero(ground.fit)[[3, -3]]]
    way = roads.through([ends[0], node, ends[1]], (node,))
    assert node in {int(roads.source[arc]) for arc in way}
    assert all(roads.target[a] == roads.source[b] for a, b in pairwise(way))

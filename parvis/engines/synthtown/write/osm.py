# SPDX-License-Identifier: AGPL-3.0-or-later
"""The town as an OpenStreetMap extract (PBF), tagged as mappers tag French towns."""

from pathlib import Path

import numpy as np
import shapely

from parvis.engines.synthtown.buildings import Stock
from parvis.engines.synthtown.town import Tags, Town

from .elements import Elements, save
from .ways import street_ways

TIMESTAMP = "2026-01-01T00:00:00Z"


def write_osm(town: Town, path: Path) -> None:
    """Nodes, ways and relations, sorted by type and id, with fixed timestamps so that bytes repeat."""
    elements = Elements(len(town.network.xy))
    for node, tags in town.network.node_tags.items():
        elements.node_tags[node + 1] = tags
    for refs, tags in street_ways(town):
        elements.add_way((refs + 1).tolist(), tags)
    for track in town.tracks:
        elements.add_way(elements.nodes(shapely.get_coordinates(track.line)), track.tags)
    for area in town.areas:
        elements.add_area(area.outline, area.tags)
    _add_buildings(elements, town.buildings)
    _add_boundaries(elements, town)
    _add_addresses(elements, town)
    for spot in town.spots:
        elements.add_spot(spot.x, spot.y, spot.tags)
    coordinates = np.vstack([town.network.xy, elements.coordinates()])
    save(path, elements, town.frame.lon_lat(coordinates), TIMESTAMP)


def _add_buildings(elements: Elements, stock: Stock) -> None:
    for outline, building, storeys in zip(stock.outlines, stock.building.tolist(), stock.storeys.tolist(), strict=True):
        elements.add_area(outline, {"building": building, "building:levels": str(storeys)})


def _add_addresses(elements: Elements, town: Town) -> None:
    addresses = town.addresses
    rows = zip(
        addresses.xy.tolist(),
        addresses.street.tolist(),
        addresses.number.tolist(),
        addresses.suffix.tolist(),
        strict=True,
    )
    for (x, y), street, number, suffix in rows:
        commune = town.communes[town.streets[street].commune]
        tags = {"addr:housenumber": f"{number} {suffix}".rstrip(), "addr:street": town.streets[street].name}
        elements.add_spot(x, y, {**tags, "addr:postcode": commune.postcode, "addr:city": commune.name})


def _add_boundaries(elements: Elements, town: Town) -> None:
    """A relation per commune (admin_level 8) whose ways are shared between neighbours."""
    limits = [commune.limits.boundary for commune in town.communes]
    pieces = shapely.get_parts(shapely.line_merge(shapely.union_all(limits)))
    middles = shapely.line_interpolate_point(pieces, 0.5, normalized=True)
    ways = [elements.add_way(elements.nodes(shapely.get_coordinates(piece)), _boundary_tags()) for piece in pieces]
    for commune, limit in zip(town.communes, limits, strict=True):
        members = [
            ("w", way, "outer") for way, on in zip(ways, shapely.dwithin(limit, middles, 0.05), strict=True) if on
        ]
        elements.relations.append(
            (
                members,
                {
                    "type": "boundary",
                    **_boundary_tags(),
                    "name": commune.name,
                    "ref:INSEE": commune.insee,
                    "postal_code": commune.postcode,
                    "population": str(commune.population),
                },
            )
        )


def _boundary_tags() -> Tags:
    return {"boundary": "administrative", "admin_level": "8"}

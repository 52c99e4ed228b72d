# SPDX-License-Identifier: AGPL-3.0-or-later
"""The stages of the generator, in order."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import shapely
from shapely.geometry import LineString

from .buildings import Stock, stand, with_town_halls
from .closes import add_lanes, open_blocks
from .compounds import raise_compounds
from .districts import style_map
from .equipment import equip
from .facilities import Facility, choose_facilities
from .frontages import pace_out
from .junctions import bypass_courses, find_interchanges, with_roundabouts
from .land import car_parks, use_land
from .macro import make_plan
from .network import Network, assemble
from .numbering import number_doors, thin_out
from .odonyms.communes import PlaceNames, name_places
from .people import settle
from .projection import Frame
from .quarters import make_communes, make_hamlets, make_neighbourhoods
from .roads import MainRoads, lay_main_roads, ring_radii
from .shapes import lines
from .site import Site, lay_out
from .spec import Spec, stream
from .spots import crossings, place_names, scatter, station
from .streets import Street, find_streets, name_streets
from .subdivide import Block, Layout, subdivide
from .town import Town, Track
from .traffic import regulate

Progress = Callable[[str, float], None]


def generate(spec: Spec, progress: Progress | None = None) -> Town:
    """Generate an agglomeration; the same ``spec`` always gives the same one.

    ``progress`` is called with the name of each stage about to start and the share done, 0 to 1.
    """
    tell = progress or (lambda stage, share: None)
    tell("site", 0.0)
    site = lay_out(spec)
    names = name_places(len(site.settlements), stream(spec, "place names"))
    tell("streets", 0.03)
    roads, net, blocks, facilities = _streets(site)
    tell("names", 0.2)
    streets = name_streets(site, net, find_streets(site, roads, net), names)
    tell("buildings", 0.3)
    stock = _buildings(site, roads, net, streets, blocks, facilities)
    tell("addresses", 0.7)
    addresses = number_doors(site, net, streets, stock)
    tell("people", 0.8)
    people = settle(site, stock, addresses)
    tell("land", 0.88)
    communes = make_communes(site, names, streets, addresses, people)
    quarters = make_neighbourhoods(site, blocks, communes)
    hamlets = make_hamlets(site, net, streets, addresses, stock)
    areas = [*use_land(site, names, blocks, facilities, roads.bypass), *car_parks(net, stock.outlines)]
    spots = scatter(site, net, streets, blocks, facilities, stock, addresses) + equip(site, stock, communes)
    spots += [station(site, names.communes[0]), *place_names(communes, quarters, hamlets)]
    tell("done", 1.0)
    return Town(
        spec=spec, frame=Frame.at(spec.lon, spec.lat), name=names.communes[0], river=names.river,
        communes=tuple(communes), neighbourhoods=tuple(quarters), hamlets=tuple(hamlets),
        network=net, streets=tuple(streets), buildings=stock, addresses=addresses, people=people,
        areas=tuple(areas), tracks=tuple(_tracks(site, roads, names)), spots=tuple(spots),
    )  # fmt: skip


def _streets(site: Site) -> tuple[MainRoads, Network, list[Block], list[Facility]]:
    """The routable network, the blocks that a street serves, and the facilities that take some of them."""
    spec = site.spec
    roads = lay_main_roads(site)
    interchanges = find_interchanges(site, roads)
    joined, discs = with_roundabouts(site, roads, interchanges)
    bypass = bypass_courses(joined, interchanges, discs)
    plan = make_plan(site, joined, [c.points for c in bypass if c.role == "ramp"])
    styles = style_map(site, ring_radii(site.city), roads.bypass is not None)
    layout: Layout = subdivide(plan.courses, plan.faces, styles, stream(spec, "subdivide"))
    facilities = choose_facilities(site, layout.blocks)
    open_blocks(layout, {facility.block for facility in facilities}, stream(spec, "closes"))
    add_lanes(site, layout, plan.regions, plan.barrier, stream(spec, "lanes"))
    net = assemble(site, layout, bypass, roads.bypass)
    regulate(site, net)
    net.node_tags.update(crossings(net))
    served = np.zeros(len(net.courses) + 1, bool)
    served[net.course] = True
    kept = [k for k, block in enumerate(layout.blocks) if served[block.owners].any()]
    rank = {block: k for k, block in enumerate(kept)}
    facilities = [replace(f, block=rank[f.block]) for f in facilities if f.block in rank]
    return roads, net, [layout.blocks[k] for k in kept], facilities


def _buildings(
    site: Site, roads: MainRoads, net: Network, streets: list[Street], blocks: list[Block], facilities: list[Facility]
) -> Stock:
    lots = pace_out(site, net, streets, blocks, {facility.block for facility in facilities})
    stock = stand(site, roads, net, streets, lots, raise_compounds(site.spec, blocks, facilities))
    stock = with_town_halls(site, stock)
    keep = thin_out(site, stock)
    return replace(stock, **{name: getattr(stock, name)[keep] for name in Stock.__dataclass_fields__})


def _tracks(site: Site, roads: MainRoads, names: PlaceNames) -> list[Track]:
    """Railway, with its bridges, and the axis of the river."""
    over = site.river.water.buffer(4)
    rail = site.rail.intersection(site.extent)
    out = [
        Track(part, {"railway": "rail", "gauge": "1435", "electrified": "no"}) for part in lines(rail.difference(over))
    ]
    bridges = lines(rail.intersection(over))
    out += [
        Track(part, {"railway": "rail", "gauge": "1435", "electrified": "no", "bridge": "yes", "layer": "1"})
        for part in bridges
    ]
    course = LineString(site.river.course).intersection(site.extent)
    longest = max(lines(course), key=lambda part: float(shapely.length(part)))
    return [*out, Track(longest, {"waterway": "river", "name": names.river})]

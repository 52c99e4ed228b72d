# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the ground is used for: built-up land, parks, fields, woods, water."""

from collections import defaultdict

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import LineString, MultiPoint, Polygon
from shapely.ops import substring

from .facilities import Facility
from .macro import BYPASS_STRIP_M, RAIL_STRIP_M
from .network import Network
from .odonyms.communes import PlaceNames
from .odonyms.streets import EQUIPMENT, Namer, Way
from .roads import QUAY_SETBACK_M
from .shapes import blob, polygons
from .site import Site
from .spec import stream
from .subdivide import Block
from .town import Area, Tags

FACILITY_TAGS: dict[str, Tags] = {
    "school": {"amenity": "school"},
    "college": {"amenity": "school", "isced:level": "2;3"},
    "sports": {"leisure": "sports_centre"},
    "garden": {"leisure": "park"},
    "cemetery": {"landuse": "cemetery"},
    "hospital": {"amenity": "hospital", "emergency": "yes"},
    "car_park": {"amenity": "parking", "parking": "surface"},
    "square": {"place": "square", "highway": "pedestrian", "area": "yes"},
}
FIELD_KINDS = (
    "farmland",
    "meadow",
    "farmland",
    "meadow",
    "farmland",
    "meadow",
    "farmland",
    "orchard",
    "farmland",
    "vineyard",
    "meadow",
    "grass",
)
PARKING_HALF_WIDTH_M = 10.0
FIELD_AREA_M2 = 110_000.0


def use_land(
    site: Site, names: PlaceNames, blocks: list[Block], facilities: list[Facility], bypass: LineString | None
) -> list[Area]:
    """All areas, from the widest to the smallest."""
    kinds = {facility.block: facility.kind for facility in facilities}
    built = _built_up(blocks)
    woods = _woods(site, built)
    areas = _fields(site, [*built, *woods])
    areas += [Area(wood.outline, wood.tags) for wood in woods]
    areas += _verges(site, bypass)
    areas += built
    areas += _parks(site, blocks, kinds)
    areas += [Area(site.river.water, {"natural": "water", "water": "river", "name": names.river})]
    areas += [Area(island, {"natural": "grassland"}) for island in site.river.islands]
    return areas


def car_parks(net: Network, outlines: NDArray[np.object_]) -> list[Area]:
    """Parking along the service ways of estates and zones, clear of the buildings."""
    tree = shapely.STRtree(list(outlines))
    out = []
    for number in np.unique(net.course).tolist():
        course = net.courses[number]
        if course.role == "close" and course.highway == "service":
            line = LineString(course.points)
            land = substring(line, 0.4, 1.0, normalized=True).buffer(PARKING_HALF_WIDTH_M, cap_style="flat")
            near = tree.query(land, predicate="dwithin", distance=2.0)
            free = land.difference(shapely.union_all(shapely.buffer(outlines[near], 2.0))) if len(near) else land
            for part in polygons(free, 250.0):
                tags = {"amenity": "parking", "parking": "surface", "capacity": str(int(part.area / 28))}
                out.append(Area(Polygon(part.exterior), tags))
    return out


def _verges(site: Site, bypass: LineString | None) -> list[Area]:
    """Grass along the river and the bypass, land of the railway."""
    bank = Polygon(site.river.water.exterior).buffer(QUAY_SETBACK_M).intersection(site.extent)
    strips = [(bank, "grass"), (site.rail.intersection(site.extent).buffer(RAIL_STRIP_M, cap_style="flat"), "railway")]
    strips += [(bypass.buffer(BYPASS_STRIP_M), "grass")] if bypass is not None else []
    return [Area(part, {"landuse": landuse}) for shape, landuse in strips for part in polygons(shape, 100.0)]


def _built_up(blocks: list[Block]) -> list[Area]:
    """Blocks of one settlement and landuse, joined across the streets between them."""
    groups: dict[tuple[int, str], list[Polygon]] = defaultdict(list)
    for block in blocks:
        groups[(block.settlement, block.style.landuse)].append(Polygon(block.points).buffer(4, join_style="mitre"))
    out = []
    for (_, landuse), parts in groups.items():
        whole = shapely.union_all(parts).simplify(1.0)
        if landuse != "grass":
            out += [Area(Polygon(p.exterior), {"landuse": landuse}) for p in polygons(whole, 400.0)]
    return out


def _woods(site: Site, built: list[Area]) -> list[Area]:
    rng = stream(site.spec, "woods")
    taken = shapely.union_all(
        [a.outline.buffer(60) for a in built] + [site.river.water.buffer(30), site.rail.buffer(15)]
    )
    shapely.prepare(taken)
    west, south, east, north = site.extent.bounds
    out = []
    for _ in range(int(site.extent.area / 7e6)):
        centre = np.array([rng.uniform(west, east), rng.uniform(south, north)])
        shape = (
            Polygon(blob(centre, float(rng.lognormal(5.4, 0.55)), rng, 0.28))
            .buffer(0)
            .intersection(site.extent)
            .difference(taken)
        )
        out += [Area(Polygon(p.exterior), {"landuse": "forest"}) for p in polygons(shape.simplify(3), 4_000.0)]
    return out


def _fields(site: Site, around: list[Area]) -> list[Area]:
    """A patchwork of fields over the countryside."""
    rng = stream(site.spec, "fields")
    west, south, east, north = site.extent.bounds
    count = min(int(site.extent.area / FIELD_AREA_M2), 12_000)
    seeds = np.column_stack([rng.uniform(west, east, count), rng.uniform(south, north, count)])
    cells = shapely.buffer(shapely.get_parts(shapely.voronoi_polygons(MultiPoint(seeds))), -2.0)
    cells = shapely.intersection(cells, site.extent)
    obstacles = [area.outline for area in around] + list(shapely.get_parts(site.river.water.buffer(15)))
    tree = shapely.STRtree(obstacles)
    met: dict[int, list[int]] = defaultdict(list)
    for cell, obstacle in zip(*tree.query(cells, predicate="intersects"), strict=True):
        met[int(cell)].append(int(obstacle))
    kinds = rng.integers(len(FIELD_KINDS), size=len(cells))
    out = []
    for k, cell in enumerate(cells):
        rest = cell.difference(shapely.union_all([obstacles[j] for j in met[k]])) if k in met else cell
        out += [Area(Polygon(p.exterior), {"landuse": FIELD_KINDS[kinds[k]]}) for p in polygons(rest, 1_500.0)]
    return out


def _parks(site: Site, blocks: list[Block], kinds: dict[int, str]) -> list[Area]:
    """Facilities that are land rather than buildings, and the big parks."""
    namer = Namer.seeded(stream(site.spec, "equipment"))
    out = []
    for number, block in enumerate(blocks):
        kind = kinds.get(number)
        land = Polygon(block.points).buffer(-5.0, join_style="mitre")
        for part in polygons(land, 150.0)[:1]:
            if kind in FACILITY_TAGS:
                out.append(Area(part, {**FACILITY_TAGS[kind], **_name(kind, namer)}))
                out += _grounds(kind, part)
            elif kind is None and block.style.name == "park":
                out.append(Area(part, {"leisure": "park", **_name("park", namer)}))
    return out


def _grounds(kind: str, land: Polygon) -> list[Area]:
    """Pitches and playgrounds inside a facility."""
    if kind not in ("sports", "garden", "school"):
        return []
    centre = land.representative_point()
    corner = shapely.Point(land.exterior.coords[0])
    spot = shapely.LineString([centre, corner]).interpolate(0.5, normalized=True)
    size, tags = (
        ((48, 30), {"leisure": "pitch", "sport": "soccer"}) if kind == "sports" else ((9, 7), {"leisure": "playground"})
    )
    box = shapely.box(spot.x - size[0], spot.y - size[1], spot.x + size[0], spot.y + size[1])
    return [Area(box, tags)] if land.contains(box) else []


def _name(kind: str, namer: Namer) -> Tags:
    if kind not in EQUIPMENT:
        return {}
    theme = "faubourg" if kind in ("school", "college", "sports", "hospital") else "houses"
    return {"name": namer.name(Way(theme, kind, 0.0, False))}

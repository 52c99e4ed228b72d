# SPDX-License-Identifier: AGPL-3.0-or-later
"""Single objects: shops, street lamps, benches, bus stops, trees, place names."""

from collections.abc import Iterable

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from .buildings import Stock
from .facilities import Facility
from .frontages import half_width
from .network import Index, Network
from .numbering import Addresses
from .odonyms import lexicon as words
from .odonyms.grammar import APOSTROPHE, elides
from .shapes import Points, along, normals
from .site import Site
from .spec import stream
from .streets import Street
from .subdivide import Block
from .town import Commune, Hamlet, Neighbourhood, Spot, Tags

SHOPS: tuple[tuple[str, str, str, float], ...] = (  # key, value, label, people for one
    ("shop", "bakery", "Boulangerie", 1_500),
    ("amenity", "pharmacy", "Pharmacie", 2_900),
    ("shop", "hairdresser", "Coiffure", 1_100),
    ("amenity", "restaurant", "Restaurant", 800),
    ("amenity", "cafe", "Café", 1_600),
    ("amenity", "bar", "Bar", 2_600),
    ("shop", "butcher", "Boucherie", 4_500),
    ("shop", "florist", "Fleurs", 4_200),
    ("shop", "clothes", "Mode", 1_300),
    ("shop", "convenience", "Épicerie", 2_800),
    ("shop", "optician", "Optique", 4_500),
    ("amenity", "bank", "Banque", 3_000),
    ("shop", "books", "Librairie", 9_000),
    ("shop", "newsagent", "Presse", 6_000),
    ("amenity", "doctors", "Cabinet médical", 1_800),
    ("amenity", "dentist", "Cabinet dentaire", 2_600),
    ("office", "insurance", "Assurances", 3_500),
    ("shop", "bicycle", "Cycles", 12_000),
    ("amenity", "post_office", "La Poste", 9_000),
    ("shop", "shoes", "Chaussures", 5_000),
    ("amenity", "veterinary", "Vétérinaire", 12_000),
    ("amenity", "fast_food", "Restauration rapide", 2_400),
    ("tourism", "hotel", "Hôtel", 6_500),
    ("amenity", "driving_school", "Auto-école", 8_000),
)
SHOP_APPEAL = {"medieval": 9.0, "grid": 2.4, "faubourg": 1.3, "village": 2.2, "houses": 0.12}
LAMP_EVERY_M = 34.0
STOP_EVERY_M = 380.0


def scatter(
    site: Site,
    net: Network,
    streets: list[Street],
    blocks: list[Block],
    facilities: list[Facility],
    stock: Stock,
    addresses: Addresses,
) -> list[Spot]:
    """All objects except place names."""
    out = _shops(site, stock, addresses)
    out += _street_furniture(site, net, streets)
    out += _square_furniture(site, blocks, facilities)
    return out


def place_names(
    communes: Iterable[Commune], neighbourhoods: Iterable[Neighbourhood], hamlets: Iterable[Hamlet]
) -> list[Spot]:
    """``place=*`` nodes."""
    out = []
    for k, commune in enumerate(communes):
        tags = {"place": "town" if k == 0 or commune.population > 8_000 else "village", "name": commune.name}
        tags |= {"population": str(commune.population), "ref:INSEE": commune.insee}
        out.append(Spot(float(commune.centre[0]), float(commune.centre[1]), tags))
    for quarter in neighbourhoods:
        if quarter.name != "Le Bourg":
            out.append(
                Spot(float(quarter.heart[0]), float(quarter.heart[1]), {"place": "neighbourhood", "name": quarter.name})
            )
    out += [Spot(float(h.centre[0]), float(h.centre[1]), {"place": "hamlet", "name": h.name}) for h in hamlets]
    return out


def station(site: Site, commune: str) -> Spot:
    """The railway station."""
    name = f"Gare d{APOSTROPHE}{commune}" if elides(commune) else f"Gare de {commune}"
    return Spot(
        float(site.station[0]),
        float(site.station[1]),
        {"railway": "station", "public_transport": "station", "train": "yes", "name": name},
    )


def _shops(site: Site, stock: Stock, addresses: Addresses) -> list[Spot]:
    rng = stream(site.spec, "shops")
    kind = stock.kind[addresses.building]
    weight = np.zeros(len(kind))
    for name, appeal in SHOP_APPEAL.items():
        weight[kind == name] = appeal
    lively = np.exp(-np.hypot(*addresses.xy.T) / (site.city.core * 1.6))
    weight *= np.where(kind == "village", 1.0, 0.08 + lively)
    wanted = [max(1, round(site.spec.population / shop[3])) for shop in SHOPS]
    order = np.argsort(rng.exponential(size=len(weight)) / np.maximum(weight, 1e-12), kind="stable")[
        : min(sum(wanted), int((weight > 0).sum()))
    ]
    kinds = rng.permutation(np.repeat(np.arange(len(SHOPS)), wanted))[: len(order)]
    names = rng.choice(words.SURNAMES, len(order))
    out = []
    for address, shop, name in zip(order.tolist(), kinds.tolist(), names.tolist(), strict=True):
        key, value, label, _ = SHOPS[shop]
        title = label if value in ("post_office", "bank") else f"{label} {name}"
        out.append(
            Spot(
                float(addresses.xy[address, 0]) + 0.5,
                float(addresses.xy[address, 1]) + 0.5,
                {key: value, "name": title},
            )
        )
    return out


def _street_furniture(site: Site, net: Network, streets: list[Street]) -> list[Spot]:
    """Lamps in built-up streets, trees on boulevards, bus stops on the wider ones, benches and bins."""
    rng = stream(site.spec, "furniture")
    out: list[Spot] = []
    for street in streets:
        course = net.courses[street.course]
        if street.band == 3 or course.highway in ("trunk", "trunk_link", "service"):
            continue
        points = _polyline(net, street)
        half = half_width(course.highway, course.role) - 0.9
        if course.highway not in ("footway", "path"):
            out += _rows(points, half, LAMP_EVERY_M, (1, -1), {"highway": "street_lamp"})
        if course.role in ("rampart", "station", "quay"):
            out += _rows(points, half - 1.6, 11.0, (1,), {"natural": "tree"}) + _rows(
                points, half - 1.6, 11.0, (-1,), {"natural": "tree"}
            )
            out += _rows(points, half - 0.6, 140.0, (1, -1), {"amenity": "bench"})
        if course.highway in ("primary", "secondary", "tertiary") and course.role != "roundabout":
            out += _stops(points, half, street)
        if course.highway in ("pedestrian", "living_street") and rng.random() < 0.3:
            out += _rows(points, half - 0.3, 120.0, (1, -1), {"amenity": "waste_basket"})
    return out


def _polyline(net: Network, street: Street) -> Points:
    first = np.where(street.forward, net.tail[street.edges], net.head[street.edges])
    last = np.where(street.forward, net.head[street.edges], net.tail[street.edges])
    return np.asarray(net.xy[np.concatenate([first, last[-1:]])])


def _beside(points: Points, every: float, offset: float) -> Points:
    """Points every so many metres, at a distance on the left (negative: right)."""
    distance = along(points)
    at = np.arange(every / 2, distance[-1], every)
    if not len(at) or distance[-1] < 20:
        return np.empty((0, 2))
    side = normals(points) * offset
    return np.column_stack([np.interp(at, distance, points[:, k] + side[:, k]) for k in (0, 1)])


def _rows(points: Points, half: float, every: float, sides: tuple[int, ...], tags: Tags) -> list[Spot]:
    """A row along a street, on the given sides in turn."""
    found = np.stack([_beside(points, every, half * side) for side in sides])
    return [
        Spot(float(found[k % len(sides), k, 0]), float(found[k % len(sides), k, 1]), tags)
        for k in range(found.shape[1])
    ]


def _stops(points: Points, half: float, street: Street) -> list[Spot]:
    tags = {"highway": "bus_stop", "public_transport": "platform", "bus": "yes"}
    tags |= {"name": street.name} if street.name else {}
    shifts = [_beside(points, STOP_EVERY_M, half), _beside(points[::-1], STOP_EVERY_M, half)]
    return [Spot(float(x), float(y), tags) for side in shifts for x, y in side]


def _square_furniture(site: Site, blocks: list[Block], facilities: list[Facility]) -> list[Spot]:
    """Benches, bins, fountains and toilets on squares and in gardens; recycling points in the quarters."""
    rng = stream(site.spec, "squares")
    out: list[Spot] = []
    for facility in facilities:
        if facility.kind in ("square", "garden"):
            land = shapely.Polygon(blocks[facility.block].points).buffer(-9)
            values = ["bench"] * 5 + ["waste_basket"] * 3 + ["drinking_water", "bicycle_parking", "toilets"]
            out += [
                _at(p, {"amenity": value}) for p, value in zip(_inside(land, len(values), rng), values, strict=False)
            ]
            out += [_at(p, {"natural": "tree"}) for p in _inside(land, int(land.area / 120), rng)]
    quarters = rng.permutation(np.array([block.points[0] + 4.0 for block in blocks if block.style.name != "medieval"]))
    for x, y in quarters[: max(2, site.spec.population // 650)]:
        out.append(
            Spot(
                float(x),
                float(y),
                {"amenity": "recycling", "recycling_type": "container", "recycling:glass_bottles": "yes"},
            )
        )
    return out


def _at(point: NDArray[np.float64], tags: Tags) -> Spot:
    return Spot(float(point[0]), float(point[1]), tags)


def _inside(land: BaseGeometry, count: int, rng: np.random.Generator) -> Points:
    """Up to ``count`` random points inside a polygon."""
    if land.is_empty or count < 1:
        return np.empty((0, 2))
    west, south, east, north = land.bounds
    points = np.column_stack([rng.uniform(west, east, count * 3), rng.uniform(south, north, count * 3)])
    return points[shapely.contains(land, shapely.points(points))][:count]


def crossings(net: Network) -> dict[int, Tags]:
    """Node tags: pedestrian crossings next to junctions of main streets, lights, turning circles."""
    degree = np.bincount(np.concatenate([net.tail, net.head]), minlength=len(net.xy))
    highway = np.array([c.highway for c in net.courses])[net.course]
    role = np.array([c.role for c in net.courses])[net.course]
    tags: dict[int, Tags] = {}
    main = np.isin(highway, ("primary", "secondary", "tertiary")) & np.isin(
        role, ("rampart", "ring", "avenue", "station", "radial", "quay", "bridge_street")
    )
    for a, b in ((net.tail, net.head), (net.head, net.tail)):
        near = main & ~net.bridge & (degree[a] >= 3) & (degree[b] == 2) & (net.lengths() < 45)
        tags |= {int(node): {"highway": "crossing", "crossing": "uncontrolled"} for node in b[near]}
    ends = _dead_ends(net, degree, highway)
    return tags | {int(node): {"highway": "turning_circle"} for node in ends}


def _dead_ends(net: Network, degree: Index, highway: NDArray[np.str_]) -> Index:
    homes = highway == "residential"
    nodes = np.concatenate([net.tail[homes], net.head[homes]])
    return np.unique(nodes[degree[nodes] == 1])

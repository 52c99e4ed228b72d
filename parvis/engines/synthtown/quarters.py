# SPDX-License-Identifier: AGPL-3.0-or-later
"""Communes, neighbourhoods and hamlets: where people say that they live."""

from collections import defaultdict

import numpy as np
import shapely
from shapely.geometry import MultiPoint

from .buildings import Stock
from .frontages import hamlet_centres
from .network import Index, Network
from .numbering import Addresses
from .odonyms.communes import PlaceNames, name_hamlet, name_neighbourhoods
from .people import People
from .shapes import Points, largest
from .site import Site
from .spec import stream
from .streets import Street
from .subdivide import Block
from .town import Commune, Hamlet, Neighbourhood

PEOPLE_PER_NEIGHBOURHOOD = 3_600


def make_communes(
    site: Site, names: PlaceNames, streets: list[Street], addresses: Addresses, people: People
) -> list[Commune]:
    """Communes with their population counted."""
    commune_of_street = np.array([street.commune for street in streets])
    counts = np.bincount(commune_of_street[addresses.street[people.home]], minlength=len(site.communes))
    code = site.spec.department
    return [
        Commune(
            name,
            f"{code}{k + 1:03d}",
            f"{code}{'000' if k == 0 else f'{100 + 10 * k:03d}'}",
            limits,
            place.centre,
            int(count),
        )
        for k, (name, limits, place, count) in enumerate(
            zip(names.communes, site.communes, site.settlements, counts, strict=True)
        )
    ]


def make_neighbourhoods(site: Site, blocks: list[Block], communes: list[Commune]) -> list[Neighbourhood]:
    """Each commune cut into neighbourhoods of about 3,600 people whose limits run between blocks."""
    rng = stream(site.spec, "neighbourhoods")
    centres: dict[int, list[Points]] = defaultdict(list)
    for block in blocks:
        centres[block.settlement].append(block.points.mean(axis=0))
    out: list[Neighbourhood] = []
    for k, commune in enumerate(communes):
        count = int(np.clip(round(commune.population / PEOPLE_PER_NEIGHBOURHOOD), 1 if k else 4, 40))
        points = np.array(centres[k]).reshape(-1, 2)
        count = min(count, len(points))
        if count <= 1:
            out.append(Neighbourhood("Le Bourg", k, commune.limits, commune.centre))
            continue
        labels = np.unique(_clusters(site, points, commune.centre, count), return_inverse=True)[1]
        names = name_neighbourhoods(int(labels.max()) + 1, rng)
        names[0] = names[0] if k == 0 else "Le Bourg"
        for label, (name, limits) in enumerate(zip(names, _dissolved(points, labels, commune), strict=True)):
            out.append(Neighbourhood(name, k, limits, points[labels == label].mean(axis=0)))
    return out


def _clusters(site: Site, points: Points, centre: Points, count: int) -> Index:
    """Farthest-point seeds from the centre, then the nearest seed on the same bank of the river."""
    bank = np.array([site.river.bank_of(p) for p in points])
    seeds = [int(np.argmin(np.hypot(*(points - centre).T)))]
    gap = np.hypot(*(points - points[seeds[0]]).T)
    for _ in range(count - 1):
        seeds.append(int(np.argmax(gap)))
        gap = np.minimum(gap, np.hypot(*(points - points[seeds[-1]]).T))
    away = np.hypot(*(points[:, None] - points[seeds][None]).transpose(2, 0, 1)) + 2_500.0 * (
        bank[:, None] != bank[seeds][None]
    )
    for _ in range(4):
        label = np.argmin(away, axis=1)
        middle = np.array(
            [points[label == k].mean(axis=0) if (label == k).any() else points[seeds[k]] for k in range(count)]
        )
        away = np.hypot(*(points[:, None] - middle[None]).transpose(2, 0, 1)) + 2_500.0 * (
            bank[:, None] != bank[seeds][None]
        )
    return np.argmin(away, axis=1)


def _dissolved(points: Points, labels: Index, commune: Commune) -> list[shapely.Polygon]:
    cells = shapely.get_parts(shapely.voronoi_polygons(MultiPoint(points), extend_to=commune.limits))
    cell, point = shapely.STRtree([shapely.Point(p) for p in points]).query(cells, predicate="intersects")[:, :]
    out = []
    for label in range(int(labels.max()) + 1):
        mine = np.unique(cell[labels[point] == label])
        out.append(largest(shapely.union_all(cells[mine]).intersection(commune.limits)))
    return out


def make_hamlets(site: Site, net: Network, streets: list[Street], addresses: Addresses, stock: Stock) -> list[Hamlet]:
    """Lieux-dits where at least three houses stand."""
    rng = stream(site.spec, "hamlet names")
    homes = addresses.xy[stock.kind[addresses.building] == "hamlet"]
    taken: list[set[str]] = [set() for _ in site.communes]
    out = []
    for centre in hamlet_centres(site, net):
        commune = int(np.argmin(shapely.distance(np.array(site.communes, dtype=object), shapely.Point(centre))))
        if len(homes) and int((np.hypot(*(homes - centre).T) < 220).sum()) >= 3:
            out.append(Hamlet(name_hamlet(rng, taken[commune]), commune, centre))
    return out

# SPDX-License-Identifier: AGPL-3.0-or-later
"""House numbers: odd on the left, even on the right, growing away from the old centre; bis and ter between."""

from collections import defaultdict
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from .buildings import NOBODY, Stock
from .frontages import STYLE_NAMES
from .network import Index, Network
from .shapes import Points
from .site import Site
from .spec import stream
from .streets import Street

METRIC = ("hamlet", "country")
USUAL_GAP_M = 26.0
NEAREST_STREET_M = 400.0


@dataclass(frozen=True, slots=True)
class Addresses:
    """One row per address: door position ``xy`` (town metres), ``building`` and ``street`` indices,
    ``number``, ``suffix`` ("", "bis", "ter")."""

    xy: Points
    building: Index
    street: Index
    number: Index
    suffix: NDArray[np.str_]


def number_doors(site: Site, net: Network, streets: list[Street], stock: Stock) -> Addresses:
    """Give every door of the stock its number."""
    house = np.flatnonzero(stock.street != NOBODY)
    corners = shapely.get_coordinates(stock.outlines[house]).reshape(-1, 5, 2)
    front, back = (corners[:, 0] + corners[:, 1]) / 2, (corners[:, 2] + corners[:, 3]) / 2
    inward = (back - front) / np.maximum(np.hypot(*(back - front).T), 1e-9)[:, None]
    free = _free_doors(net, streets, stock)
    building = np.concatenate([house, free.building])
    street = np.concatenate([stock.street[house], free.street])
    at = np.concatenate([stock.at[house], free.at])
    side = np.concatenate([stock.side[house], free.side])
    xy = np.vstack([front + inward, free.xy])
    metric = np.isin(stock.kind[building], METRIC)
    number, suffix = _numbers(site, street, at, side, metric)
    order = np.lexsort([suffix, number, street])
    return Addresses(xy[order], building[order], street[order], number[order], suffix[order])


@dataclass(frozen=True, slots=True)
class _Doors:
    xy: Points
    building: Index
    street: Index
    at: NDArray[np.float64]
    side: Index


def _free_doors(net: Network, streets: list[Street], stock: Stock) -> _Doors:
    """Doors of free-standing buildings: along their longest side, on the nearest named street."""
    points, building = [], []
    for k in np.flatnonzero(stock.street == NOBODY).tolist():
        ring = np.array(stock.outlines[k].exterior.coords)
        lengths = np.hypot(*np.diff(ring, axis=0).T)
        a, b = ring[np.argmax(lengths)], ring[np.argmax(lengths) + 1]
        inside = np.array(stock.outlines[k].centroid.coords[0])
        for share in (np.arange(stock.doors[k]) + 0.5) / stock.doors[k]:
            spot = a + (b - a) * share
            points.append(spot + (inside - spot) / max(float(np.hypot(*(inside - spot))), 1.0))
            building.append(k)
    xy = np.array(points).reshape(-1, 2)
    return _on_nearest_street(net, streets, xy, np.array(building, np.int64))


def _on_nearest_street(net: Network, streets: list[Street], xy: Points, building: Index) -> _Doors:
    edges = np.concatenate([s.edges for s in streets if s.name])
    forward = np.concatenate([s.forward for s in streets if s.name])
    owner = np.repeat([k for k, s in enumerate(streets) if s.name], [len(s.edges) for s in streets if s.name])
    lengths = net.lengths()
    before = np.concatenate([np.cumsum(lengths[s.edges]) - lengths[s.edges] for s in streets if s.name])
    a = np.where(forward[:, None], net.xy[net.tail[edges]], net.xy[net.head[edges]])
    b = np.where(forward[:, None], net.xy[net.head[edges]], net.xy[net.tail[edges]])
    tree = shapely.STRtree([shapely.LineString(pair) for pair in np.stack([a, b], axis=1)])
    door, edge = tree.query_nearest(shapely.points(xy), max_distance=NEAREST_STREET_M, all_matches=False)
    ahead, away = b[edge] - a[edge], xy[door] - a[edge]
    side = np.where(ahead[:, 0] * away[:, 1] - ahead[:, 1] * away[:, 0] >= 0, 1, -1)
    along = np.clip(np.einsum("ij,ij->i", ahead, away) / np.maximum(np.hypot(*ahead.T), 1e-9), 0, None)
    return _Doors(xy[door], building[door], owner[edge], before[edge] + along, side)


def _numbers(
    site: Site, street: Index, at: NDArray[np.float64], side: Index, metric: NDArray[np.bool_]
) -> tuple[Index, NDArray[np.str_]]:
    rng = stream(site.spec, "numbers")
    chance = rng.random(len(street))
    number, suffix = np.zeros(len(street), np.int64), np.full(len(street), "", dtype="U3")
    last: dict[tuple[int, int], tuple[int, float, str]] = defaultdict(lambda: (0, 0.0, ""))
    for k in np.lexsort([at, street]).tolist():
        key, odd = (int(street[k]), int(side[k])), int(side[k] > 0)
        before, where, was = last[key]
        if before and chance[k] < 0.022 and was != "ter" and not metric[k]:
            now, suffix[k] = before, "ter" if was == "bis" else "bis"
        elif metric[k]:
            now = max(before + 2 if before else 2 - odd, int(at[k]) // 2 * 2 + odd)
        else:
            skipped = min(int((at[k] - where) // USUAL_GAP_M), 4) if before else 0
            now = before + 2 + 2 * max(skipped - 1, 0) if before else 2 - odd
        number[k], last[key] = now, (now, float(at[k]), str(suffix[k]))
    return number, suffix


def thin_out(site: Site, stock: Stock) -> NDArray[np.bool_]:
    """Which buildings stay so that the doors match the population: plots stand empty at the outskirts first."""
    rng = stream(site.spec, "thin")
    surplus = int(stock.doors.sum()) - site.spec.address_count
    keep = np.ones(len(stock.doors), bool)
    loose = np.flatnonzero(np.isin(stock.kind, STYLE_NAMES) & np.isin(stock.kind, ("lotissement", "houses", "hamlet")))
    if surplus > 0 and len(loose):
        weight = np.where(stock.kind[loose] == "lotissement", 1.0, 0.45)
        keep[loose[np.argsort(rng.random(len(loose)) / weight)[:surplus]]] = False
    return keep

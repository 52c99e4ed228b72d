# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which candidate buildings stand: none in the river, on a street or inside another."""

from dataclasses import dataclass, replace

import numpy as np
import shapely
from numpy.typing import NDArray

from .compounds import Compound
from .frontages import FRONTAGES, STYLE_NAMES, Lots, half_width
from .junctions import CARRIAGEWAY_OFFSET_M
from .network import Index, Network
from .roads import MainRoads
from .shapes import outlines_of
from .site import Site
from .spec import stream
from .streets import Street

NOBODY = -1
FIRST_FREE_STYLE = len(STYLE_NAMES)


@dataclass(frozen=True, slots=True)
class Stock:
    """Standing buildings. ``outlines``: polygons; ``building``: OSM value; ``doors``: addresses wanted;
    ``street``, ``at``, ``side`` as in Lots (``street`` is NOBODY until found); ``kind``: facility or style."""

    outlines: NDArray[np.object_]
    building: NDArray[np.str_]
    kind: NDArray[np.str_]
    storeys: Index
    doors: Index
    street: Index
    at: NDArray[np.float64]
    side: Index


def stand(
    site: Site, roads: MainRoads, net: Network, streets: list[Street], lots: Lots, compounds: list[Compound]
) -> Stock:
    """Keep what can stand together; a house that does not fit gets a second chance with less depth."""
    rng = stream(site.spec, "stock")
    free = np.array([c.outline for c in compounds], dtype=object)
    ground = _public_ground(site, roads, net)
    fits = np.flatnonzero(_clear(free, ground))
    shallow = lots.corners.copy()
    shallow[:, 2:] = shallow[:, [1, 0]] + (shallow[:, 2:] - shallow[:, [1, 0]]) * 0.6
    full, low = outlines_of(lots.corners), outlines_of(shallow)
    order = np.argsort(np.array([_rank(net, streets[k]) for k in range(len(streets))])[lots.street], kind="stable")
    first = order[_sound(full[order]) & _clear(full[order], ground)]
    kept = _compatible(np.concatenate([free[fits], full[first]]))
    held = np.concatenate([free[fits], full[first]])[kept]
    chosen = first[kept[kept >= len(fits)] - len(fits)]
    again = order[~np.isin(order, chosen)]
    again = again[_sound(low[again]) & _clear(low[again], ground)]
    more = _compatible(np.concatenate([held, low[again]]))
    second = again[more[more >= len(held)] - len(held)]
    houses = np.concatenate([chosen, second])
    shapes = np.concatenate([full[chosen], low[second]])
    return _stock(rng, [compounds[k] for k in fits[kept[kept < len(fits)]]], lots, houses, shapes)


def _rank(net: Network, street: Street) -> int:
    rank = {"primary": 0, "secondary": 1, "tertiary": 2}
    return rank.get(net.courses[street.course].highway, 3)


def _public_ground(site: Site, roads: MainRoads, net: Network) -> shapely.STRtree:
    """Streets to their limits, water, railway and bypass, as a tree of polygons."""
    segments = shapely.linestrings(np.stack([net.xy[net.tail], net.xy[net.head]], axis=1))
    reach = np.array([half_width(c.highway, c.role) for c in net.courses])[net.course]
    shapes = [*shapely.buffer(segments, reach, quad_segs=2), site.river.water.buffer(7)]
    shapes += list(shapely.buffer(_pieces(site.rail), 9.0))
    if roads.bypass is not None:
        shapes += list(shapely.buffer(_pieces(roads.bypass), CARRIAGEWAY_OFFSET_M + 16))
    return shapely.STRtree(shapes)


def _pieces(line: shapely.LineString) -> NDArray[np.object_]:
    points = shapely.get_coordinates(line)
    return np.asarray(shapely.linestrings(np.stack([points[:-1], points[1:]], axis=1)))


def _sound(shapes: NDArray[np.object_]) -> NDArray[np.bool_]:
    return np.asarray(shapely.is_valid(shapes) & (shapely.area(shapes) > 22))


def _clear(shapes: NDArray[np.object_], ground: shapely.STRtree) -> NDArray[np.bool_]:
    out = np.ones(len(shapes), bool)
    out[ground.query(shapes, predicate="intersects")[0]] = False
    return out


def _compatible(shapes: NDArray[np.object_]) -> Index:
    """Greedy choice, earlier first, of shapes that do not overlap; party walls may touch."""
    lean = shapely.buffer(shapes, -0.25, join_style="mitre", quad_segs=1)
    a, b = shapely.STRtree(lean).query(lean, predicate="intersects")
    pairs = np.column_stack([a, b])[b < a]
    out = np.ones(len(shapes), bool)
    for later, earlier in pairs[np.lexsort([pairs[:, 1], pairs[:, 0]])].tolist():
        if out[later] and out[earlier]:
            out[later] = False
    return np.flatnonzero(out)


def _stock(
    rng: np.random.Generator, compounds: list[Compound], lots: Lots, houses: Index, shapes: NDArray[np.object_]
) -> Stock:
    style = np.array(STYLE_NAMES)[lots.style[houses]]
    mean = np.array([FRONTAGES[name].storeys for name in STYLE_NAMES])[lots.style[houses]]
    storeys = np.clip(np.round(rng.normal(mean, 0.6)), 1, 7).astype(np.int64)
    flats = np.isin(style, ("medieval", "grid")) & (storeys >= 3)
    nowhere = np.full(len(compounds), NOBODY)
    return Stock(
        np.concatenate([np.array([c.outline for c in compounds], dtype=object), shapes]),
        np.concatenate(
            [
                np.array([c.building for c in compounds], dtype="U24"),
                np.where(flats, "apartments", "house").astype("U24"),
            ]
        ),
        np.concatenate([np.array([c.kind for c in compounds], dtype="U24"), style.astype("U24")]),
        np.concatenate([np.array([c.storeys for c in compounds], np.int64), storeys]),
        np.concatenate([np.array([c.doors for c in compounds], np.int64), np.ones(len(houses), np.int64)]),
        np.concatenate([nowhere, lots.street[houses]]),
        np.concatenate([nowhere.astype(float), lots.at[houses]]),
        np.concatenate([nowhere, lots.side[houses]]),
    )


def with_town_halls(site: Site, stock: Stock) -> Stock:
    """A commune that found no block for its town hall sets it up in a house near its centre, as many do."""
    kind, building = stock.kind.copy(), stock.building.copy()
    middle = shapely.get_coordinates(shapely.centroid(stock.outlines))
    home = np.argmin(
        np.hypot(*(middle[:, None] - np.array([s.centre for s in site.settlements])).transpose(2, 0, 1)), axis=1
    )
    for place in site.settlements:
        houses = np.flatnonzero((home == place.index) & (building == "house"))
        if len(houses) and not ((home == place.index) & (kind == "townhall")).any():
            nearest = houses[np.argmin(np.hypot(*(middle[houses] - place.centre).T))]
            kind[nearest], building[nearest] = "townhall", "civic"
    return replace(stock, kind=kind, building=building)

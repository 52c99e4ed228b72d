# SPDX-License-Identifier: AGPL-3.0-or-later
"""Houses along the streets: plots are paced out on both sides of every street."""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from .network import Index, Network
from .shapes import Points, along, normals, points_of
from .site import Site
from .spec import stream
from .streets import Street
from .subdivide import Block

HALF_WIDTH_M = {
    "trunk": 7.0,
    "trunk_link": 4.5,
    "primary": 7.5,
    "secondary": 7.0,
    "tertiary": 6.2,
    "unclassified": 6.0,
    "residential": 5.0,
    "living_street": 3.6,
    "pedestrian": 3.2,
    "service": 3.0,
    "footway": 1.6,
    "path": 1.2,
    "steps": 1.8,
    "track": 1.8,
    "cycleway": 2.0,
}
RAMPART_HALF_WIDTH_M = 12.0
BYPASS_CLEAR_M = 150.0


@dataclass(frozen=True, slots=True)
class Frontage:
    """How houses stand: plot width, its spread, house width (0: as wide as the plot), setback, its spread,
    depth, its spread (metres), share of plots left empty, share of houses that touch their neighbour, storeys."""

    plot: float
    plot_sd: float
    house: float
    setback: float
    setback_sd: float
    depth: float
    depth_sd: float
    vacant: float
    attached: float
    storeys: float


FRONTAGES = {
    "medieval": Frontage(6.8, 1.2, 0, 0.4, 0.1, 11.5, 1.5, 0.02, 1.0, 3.3),
    "faubourg": Frontage(9.2, 1.8, 8.4, 0.8, 0.8, 10.5, 1.4, 0.05, 0.72, 2.4),
    "grid": Frontage(9.6, 1.8, 0, 0.6, 0.2, 11.5, 1.2, 0.04, 0.92, 3.4),
    "houses": Frontage(15.5, 2.6, 9.8, 4.6, 1.6, 9.4, 1.2, 0.06, 0.12, 1.6),
    "lotissement": Frontage(18.5, 2.6, 11.6, 6.0, 1.8, 9.2, 1.2, 0.06, 0.03, 1.2),
    "village": Frontage(11.5, 3.0, 9.5, 1.2, 1.2, 9.0, 1.4, 0.1, 0.5, 1.8),
    "hamlet": Frontage(24.0, 7.0, 12.5, 5.5, 3.5, 9.0, 1.6, 0.18, 0.1, 1.3),
    "country": Frontage(420.0, 160.0, 15.0, 12.0, 6.0, 9.5, 2.0, 0.45, 0.0, 1.2),
}
STYLE_NAMES = tuple(FRONTAGES)


@dataclass(frozen=True, slots=True)
class Lots:
    """Candidate houses: quadrilaterals (n, 4, 2) with the street side first; ``at`` metres along the street;
    ``side`` +1 left, -1 right; ``door`` (n, 2) on the street side; ``style`` indexes STYLE_NAMES."""

    corners: Points
    street: Index
    at: NDArray[np.float64]
    side: Index
    style: Index


def half_width(highway: str, role: str) -> float:
    """From the axis of a way to the limit of the public domain, metres."""
    return RAMPART_HALF_WIDTH_M if role in ("rampart", "station") else HALF_WIDTH_M[highway]


def pace_out(site: Site, net: Network, streets: list[Street], blocks: list[Block], closed_blocks: set[int]) -> Lots:
    """Lay plots along every named street, wherever its neighbourhood builds along streets."""
    rng = stream(site.spec, "lots")
    sides = {sign: edge_styles(site, net, blocks, closed_blocks, sign) for sign in (1, -1)}
    found: list[tuple[Points, int, NDArray[np.float64], int, int]] = []
    for number, street in enumerate(streets):
        if street.name and net.courses[street.course].highway != "trunk":
            for points, edges, start, forward in _runs(net, street):
                for sign in (1, -1):
                    styles = np.where(forward, sides[sign][edges], sides[-sign][edges])
                    half = half_width(net.courses[street.course].highway, net.courses[street.course].role)
                    found += [
                        (*lot[:1], number, start + lot[1], sign, lot[2])
                        for lot in _one_side(points, styles, sign, half, rng)
                    ]
    counts = [len(corners) for corners, *_ in found]
    return Lots(
        np.concatenate([f[0] for f in found]),
        np.repeat([f[1] for f in found], counts),
        np.concatenate([f[2] for f in found]),
        np.repeat([f[3] for f in found], counts),
        np.repeat([f[4] for f in found], counts),
    )


def edge_styles(site: Site, net: Network, blocks: list[Block], closed_blocks: set[int], sign: int) -> Index:
    """Frontage style on one side of each edge, or -1: no houses (bridges, closed blocks, open fields)."""
    ahead = net.xy[net.head] - net.xy[net.tail]
    ahead /= np.maximum(np.hypot(*ahead.T), 1e-9)[:, None]
    beside = (net.xy[net.head] + net.xy[net.tail]) / 2 + np.column_stack([-ahead[:, 1], ahead[:, 0]]) * sign * 10.0
    tree = shapely.STRtree([shapely.Polygon(block.points) for block in blocks])
    edge, block = tree.query(points_of(beside), predicate="intersects")
    known = np.array([-1 if k in closed_blocks else _style_number(b.style.name) for k, b in enumerate(blocks)])
    style = np.where(_countryside(site, net), STYLE_NAMES.index("country"), -1)
    style[edge] = known[block]
    style[_in_hamlet(site, net) & (style == STYLE_NAMES.index("country"))] = STYLE_NAMES.index("hamlet")
    style[net.bridge] = -1
    return style


def _style_number(name: str) -> int:
    return STYLE_NAMES.index(name) if name in FRONTAGES else -1


def _countryside(site: Site, net: Network) -> NDArray[np.bool_]:
    middles = points_of((net.xy[net.head] + net.xy[net.tail]) / 2)
    out = np.ones(len(middles), np.bool_)
    for place in site.settlements:
        out &= ~shapely.dwithin(middles, shapely.Point(place.centre), place.radius * 1.15)
    for course in net.courses:
        if course.role == "bypass":
            out &= ~shapely.dwithin(middles, shapely.LineString(course.points), BYPASS_CLEAR_M)
    return out


def hamlet_centres(site: Site, net: Network) -> Points:
    """Points on country roads where a few houses stand together."""
    rng = stream(site.spec, "hamlets")
    far = np.flatnonzero(
        _countryside(site, net) & np.array([c.role == "country" or c.role == "radial" for c in net.courses])[net.course]
    )
    centres: list[Points] = []
    for edge in rng.permutation(far)[:600]:
        point = (net.xy[net.tail[edge]] + net.xy[net.head[edge]]) / 2
        if all(np.hypot(*(point - other)) > 1_100 for other in centres) and len(centres) < 4 * len(site.settlements):
            centres.append(point)
    return np.array(centres).reshape(-1, 2)


def _in_hamlet(site: Site, net: Network) -> NDArray[np.bool_]:
    middles = (net.xy[net.head] + net.xy[net.tail]) / 2
    centres = hamlet_centres(site, net)
    reach = stream(site.spec, "hamlet sizes").uniform(70, 190, len(centres))
    out = np.zeros(len(middles), bool)
    for centre, radius in zip(centres, reach, strict=True):
        out |= np.hypot(*(middles - centre).T) < radius
    return out


def _runs(net: Network, street: Street) -> list[tuple[Points, Index, float, NDArray[np.bool_]]]:
    """The street's polylines: points, edge of each segment, metres before it, direction of each edge."""
    first = np.where(street.forward, net.tail[street.edges], net.head[street.edges])
    last = np.where(street.forward, net.head[street.edges], net.tail[street.edges])
    breaks = np.flatnonzero(first[1:] != last[:-1]) + 1
    out, start = [], 0.0
    for part in np.split(np.arange(len(first)), breaks):
        points = net.xy[np.concatenate([first[part], last[part[-1:]]])]
        out.append((points, street.edges[part], start, street.forward[part]))
        start += float(along(points)[-1])
    return out


def _one_side(
    points: Points, styles: Index, sign: int, half: float, rng: np.random.Generator
) -> list[tuple[Points, NDArray[np.float64], int]]:
    """Plots of each stretch of constant style on one side of a polyline."""
    distance, across = along(points), normals(points) * sign
    changes = np.flatnonzero(np.diff(styles)) + 1
    out = []
    for part in np.split(np.arange(len(styles)), changes):
        style, begin, end = int(styles[part[0]]), float(distance[part[0]]), float(distance[part[-1] + 1])
        if style >= 0 and end - begin > 7:
            lots = _plots(points, distance, across, (begin, end), STYLE_NAMES[style], half, rng)
            out += [(*lots, style)] if len(lots[0]) else []
    return out


def _plots(
    points: Points,
    distance: NDArray[np.float64],
    across: Points,
    stretch: tuple[float, float],
    name: str,
    half: float,
    rng: np.random.Generator,
) -> tuple[Points, NDArray[np.float64]]:
    front = FRONTAGES[name]
    room = stretch[1] - stretch[0]
    widths = np.maximum(
        rng.normal(front.plot, front.plot_sd, max(1, int(room / front.plot * 1.5) + 2)), front.plot * 0.6
    )
    ends = np.cumsum(widths) + (rng.uniform(0, front.plot) if name == "country" else 1.0)
    ends = ends[ends < room]
    keep = rng.random(len(ends)) >= front.vacant
    ends, widths = ends[keep] + stretch[0], widths[: len(keep)][keep]
    attached = rng.random(len(ends)) < front.attached
    house = np.where(
        attached | (front.house == 0), widths, np.minimum(rng.normal(front.house, 1.0, len(ends)), widths - 1.5)
    )
    slack = widths - house
    a = ends - widths + slack * rng.uniform(0.25, 0.75, len(ends))
    setback = np.maximum(rng.normal(front.setback, front.setback_sd, len(ends)), 0.4)
    setback = np.where(attached, np.minimum(setback, max(0.4, front.setback)), setback) + half
    depth = np.maximum(rng.normal(front.depth, front.depth_sd, len(ends)), 5.0)
    return _corners(points, distance, across, a, a + house, setback, depth, attached), (a + a + house) / 2


def _corners(
    points: Points,
    distance: NDArray[np.float64],
    across: Points,
    a: NDArray[np.float64],
    b: NDArray[np.float64],
    setback: NDArray[np.float64],
    depth: NDArray[np.float64],
    attached: NDArray[np.bool_],
) -> Points:
    """Quadrilaterals between ``a`` and ``b`` metres along: neighbours in a row share their party wall and
    follow the bends of the street, houses that stand alone are rectangles."""

    def at(s: NDArray[np.float64], values: Points) -> Points:
        return np.column_stack([np.interp(s, distance, values[:, 0]), np.interp(s, distance, values[:, 1])])

    foot = np.stack([at(a, points), at(b, points)], axis=1)
    out = np.stack([at(a, across), at(b, across)], axis=1)
    ahead = foot[:, 1] - foot[:, 0]
    square = np.column_stack([-ahead[:, 1], ahead[:, 0]]) / np.maximum(np.hypot(*ahead.T), 1e-9)[:, None]
    square *= np.sign(np.einsum("ij,ij->i", square, out[:, 0]))[:, None]
    out = np.where(attached[:, None, None], out, square[:, None, :])
    near = foot + out * setback[:, None, None]
    far = foot + out * (setback + depth)[:, None, None]
    return np.stack([near[:, 0], near[:, 1], far[:, 1], far[:, 0]], axis=1)

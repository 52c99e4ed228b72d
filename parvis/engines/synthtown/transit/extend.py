# SPDX-License-Identifier: AGPL-3.0-or-later
"""Patterns prolonged to stops outside the map, and patterns turned round."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from parvis.engines.synthtown.shapes import Points, along, left

from .model import Pattern, Shape, Stop

DWELL_S = 60
ROAD_POINTS, SWAY = 25, 0.03


@dataclass(frozen=True, slots=True)
class Beyond:
    """A stop outside the map, reached by a road at ``kmh``; ``area``: what groups it with its neighbours."""

    stop: Stop
    area: str
    kmh: float = 62.0


def _road(start: Points, end: Points) -> Points:
    """A gently bending road."""
    share = np.linspace(0, 1, ROAD_POINTS)
    across = left(end - start)
    return np.asarray(start + np.outer(share, end - start) + np.outer(SWAY * np.sin(2 * np.pi * share), across))


def _legs(start: Points, beyond: Sequence[Beyond]) -> tuple[Points, list[float], list[int]]:
    """The road from ``start`` past each stop in turn, without its first point; metres and seconds of its legs."""
    ends = [start, *(np.array([b.stop.x, b.stop.y]) for b in beyond)]
    roads = [_road(a, b) for a, b in pairwise(ends)]
    metres = [float(along(road)[-1]) for road in roads]
    seconds = [round(m / b.kmh * 3.6) for m, b in zip(metres, beyond, strict=True)]
    return np.vstack([road[1:] for road in roads]), metres, seconds


def reach_out(made: tuple[Pattern, Shape], beyond: Sequence[Beyond]) -> tuple[Pattern, Shape]:
    """The pattern prolonged from its last stop to others, in turn."""
    one, shape = made
    road, metres, seconds = _legs(shape.xy[-1], beyond)
    xy = np.vstack([shape.xy, road])
    line = [*shape.at_m, *(shape.at_m[-1] + along(xy[len(shape.xy) - 1 :])[1:]).tolist()]
    at_m, arrive, depart = list(one.at_m), list(one.arrive_s), list(one.depart_s)
    for far, long in zip(metres, seconds, strict=True):
        depart[-1] = arrive[-1] + DWELL_S
        at_m.append(round(at_m[-1] + far, 1))
        arrive.append(depart[-1] + long)
        depart.append(arrive[-1])
    whole = replace(
        one, stops=(*one.stops, *(b.stop.id for b in beyond)), areas=(*one.areas, *(b.area for b in beyond)),
        headsign=beyond[-1].stop.name, at_m=tuple(at_m), arrive_s=tuple(arrive), depart_s=tuple(depart),
    )  # fmt: skip
    return whole, Shape(shape.id, xy, tuple(round(m, 1) for m in line))


def come_in(made: tuple[Pattern, Shape], beyond: Sequence[Beyond]) -> tuple[Pattern, Shape]:
    """The pattern with stops before its first one; ``beyond`` in the order of travel."""
    one, shape = made
    road, metres, seconds = _legs(shape.xy[0], beyond[::-1])
    ahead = sum(metres)
    at_m, arrive, depart = [0.0], [0], [0]
    for far, long in zip(metres[::-1], seconds[::-1], strict=True):
        at_m.append(at_m[-1] + far)
        arrive.append(depart[-1] + long)
        depart.append(arrive[-1] + DWELL_S)
    later = depart[-1]
    whole = replace(
        one, stops=(*(b.stop.id for b in beyond), *one.stops), areas=(*(b.area for b in beyond), *one.areas),
        at_m=tuple(round(m, 1) for m in (*at_m[:-1], *(ahead + m for m in one.at_m))),
        arrive_s=(*arrive, *(later + s for s in one.arrive_s[1:])),
        depart_s=(*depart, *(later + s for s in one.depart_s[1:])),
    )  # fmt: skip
    xy = np.vstack([road[::-1], shape.xy])
    line = [*along(xy[: len(road) + 1])[:-1].tolist(), *(ahead + m for m in shape.at_m)]
    return whole, Shape(shape.id, xy, tuple(round(m, 1) for m in line))


def turned(
    made: tuple[Pattern, Shape], ids: tuple[str, int], stops: Sequence[str], headsign: str
) -> tuple[Pattern, Shape]:
    """The same way driven back, at other quays (``stops``, in the order of the way back)."""
    one, shape = made
    total = one.at_m[-1]
    spans = [later - sooner for sooner, later in zip(one.depart_s, one.arrive_s[1:], strict=False)][::-1]
    waits = [b - a for a, b in zip(one.arrive_s, one.depart_s, strict=True)][::-1]
    arrive, depart = [0], [0]
    for span, wait in zip(spans, waits[1:], strict=True):
        arrive.append(depart[-1] + span)
        depart.append(arrive[-1] + wait)
    depart[-1] = arrive[-1]
    back = replace(
        one, id=ids[0], direction=ids[1], headsign=headsign, stops=tuple(stops), areas=one.areas[::-1], shape=ids[0],
        at_m=tuple(round(total - m, 1) for m in one.at_m[::-1]), arrive_s=tuple(arrive), depart_s=tuple(depart),
    )  # fmt: skip
    end = shape.at_m[-1]
    return back, Shape(ids[0], shape.xy[::-1], tuple(round(end - m, 1) for m in shape.at_m[::-1]))

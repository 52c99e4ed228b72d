# SPDX-License-Identifier: AGPL-3.0-or-later
"""School services: from where the pupils live to their collège, at the hours of its bell."""

import numpy as np

from parvis.engines.synthtown.network import Index
from parvis.engines.synthtown.shapes import Points

from .builder import Builder, Line
from .ground import Ground
from .lines import DOORSTEP
from .roads import NoRoute

BELL_MIN, EVENING_MIN, WEDNESDAY_MIN = 480, 1_025, 740
EARLY_MIN = 8
TOO_NEAR_M = 1_100.0
PICK_UPS = 4


def colleges(ground: Ground) -> list[int]:
    """Buildings of the schools that pupils from 11 to 17 go to, the largest first."""
    people = ground.town.people
    pupils = people.school[(people.age >= 11) & (people.school >= 0)]
    found, counts = np.unique(pupils, return_counts=True)
    return [int(k) for k in found[np.argsort(-counts, kind="stable")]]


def pupils_of(ground: Ground, building: int, communes: Index) -> Points:
    """Homes of the pupils of a collège who live in these communes, too far to walk."""
    people = ground.town.people
    mine = (people.school == building) & (people.age >= 11) & np.isin(ground.home, communes)
    homes = people.home_xy[mine]
    return np.asarray(homes[np.hypot(*(homes - people.school_xy[mine]).T) > TOO_NEAR_M])


def pick_ups(homes: Points, apart: float) -> list[Points]:
    """Middles of the groups of homes, the largest first."""
    left, out = homes, list[Points]()
    while len(left) and len(out) < PICK_UPS:
        sample = left[:: max(1, len(left) // 60)]
        near = [int((np.hypot(*(left - p).T) < apart).sum()) for p in sample]
        best = sample[int(np.argmax(near))]
        out.append(best)
        left = left[np.hypot(*(left - best).T) >= 2 * apart]
    return out


def school_lines(out: Builder, communes: Index, people: int) -> list[Line]:
    """A line to each of the largest collèges, on school days only: one run in the morning, one after class."""
    lines: list[Line] = []
    for building in colleges(out.ground)[: int(np.clip(people // 9_000, 1, 16))]:
        homes = pupils_of(out.ground, building, communes)
        if len(homes):
            school = out.ground.town.buildings.outlines[building].centroid
            goal = np.array([school.x, school.y])
            stops = sorted(pick_ups(homes, 500.0), key=lambda p: -float(np.hypot(*(p - goal))))
            line = school_line(out, f"S{len(lines) + 1}", [*stops, goal])
            lines += [line] if line else []
    return lines


def school_line(out: Builder, short: str, points: list[Points]) -> Line | None:
    """A line through the points to the school, the last of them; None when it would be no line."""
    nodes = [out.ground.node(p) for p in points]
    nodes = [n for k, n in enumerate(nodes) if k == 0 or n != nodes[k - 1]]
    try:
        line = out.line(short, nodes, DOORSTEP, "Service scolaire, ouvert à tous")
    except (NoRoute, ValueError):
        return None
    to_school, home = line.patterns
    length = to_school.times(0, 1.15, out.step_s)[-1][0] // 60 + 1
    for kind, leave in (("scolaire", EVENING_MIN), ("mercredi", WEDNESDAY_MIN)):
        out.depart(to_school, kind, [BELL_MIN - EARLY_MIN - length])
        out.depart(home, kind, [leave])
        out.roster(line, [kind])
    return line

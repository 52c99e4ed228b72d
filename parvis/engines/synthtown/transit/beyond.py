# SPDX-License-Identifier: AGPL-3.0-or-later
"""Places outside the map: their names, where they lie, and the roads that lead off the map towards them."""

from dataclasses import dataclass

import numpy as np

from parvis.engines.synthtown.odonyms.communes import name_places
from parvis.engines.synthtown.shapes import Points, unit
from parvis.engines.synthtown.spec import stream

from .ground import Ground

MOST_NAMES = 24


@dataclass(frozen=True, slots=True)
class Horizon:
    """``names``: towns that are none of the agglomeration's, ``river``: another river, ``exits``: nodes of the roads
    that leave the map, sorted by their direction."""

    names: tuple[str, ...]
    river: str
    exits: tuple[int, ...]

    def exit_toward(self, ground: Ground, direction: Points) -> int:
        """The road off the map that leads best in a direction."""
        away = [unit(ground.roads.xy[node]) @ unit(direction) for node in self.exits]
        return self.exits[int(np.argmax(away))]


def look_around(ground: Ground) -> Horizon:
    """The horizon of a town; the same town always has the same one."""
    town = ground.town
    here = {part for commune in town.communes for part in (commune.name, commune.name.split("-")[0])}
    names: list[str] = []
    river = ""
    for turn in range(9):
        found = name_places(12, stream(town.spec, f"beyond {turn}"))
        river = river or (found.river if found.river != town.river else "")
        names += [n for n in found.communes if n not in here and n.split("-")[0] not in here and n not in names]
    return Horizon(tuple(names[:MOST_NAMES]), river, _exits(ground))


def _exits(ground: Ground) -> tuple[int, ...]:
    """Dead ends near the edge of the map, at most one for each 20 degrees; the farthest node where there is none."""
    net, core = ground.town.network, ground.roads.core
    degree = np.bincount(np.concatenate([net.tail, net.head]), minlength=len(net.xy))
    away = np.hypot(*net.xy.T)
    limits = [commune.limits.exterior for commune in ground.town.communes]
    reach = max(float(np.hypot(*np.array(limit.coords).T).max()) for limit in limits)
    ends = np.flatnonzero(core & (degree == 1) & (away > 0.8 * reach))
    if not len(ends):
        return (int(np.argmax(np.where(core, away, 0.0))),)
    chosen: dict[int, int] = {}
    for node in ends[np.argsort(away[ends], kind="stable")].tolist():
        chosen[int(np.degrees(np.arctan2(net.xy[node][1], net.xy[node][0])) // 20)] = node
    return tuple(chosen[k] for k in sorted(chosen))

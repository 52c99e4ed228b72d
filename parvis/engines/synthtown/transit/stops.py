# SPDX-License-Identifier: AGPL-3.0-or-later
"""Stop areas and their quays: one area for both directions, a quay on the right of the street for each."""

from collections import defaultdict
from collections.abc import Container, Iterator
from dataclasses import dataclass, field

import numpy as np

from parvis.engines.synthtown.odonyms.grammar import of_place
from parvis.engines.synthtown.shapes import Points

from .ground import Ground
from .landmarks import PLAIN, REACH, Landmark, short_place, street_stop_name
from .model import Place, Stop

BESIDE_M = 1.6
SAME_AREA_M = 95.0
MOST_NUMBER = 99
NARROW_KINDS = ("living_street",)


@dataclass(slots=True)
class Area:
    """A named place where lines stop; ``quays`` by edge and sense."""

    id: str
    name: str
    commune: int
    x: float
    y: float
    quays: dict[tuple[int, int], str] = field(default_factory=dict)


@dataclass(slots=True)
class StopBook:
    """The stops of one network. ``prefix`` begins each id; with ``with_commune`` names carry the commune."""

    ground: Ground
    prefix: str
    with_commune: bool = False
    areas: list[Area] = field(default_factory=list)
    extra: list[Stop] = field(default_factory=list)
    _cells: dict[tuple[int, int], list[int]] = field(default_factory=lambda: defaultdict(list))
    _by_id: dict[str, Area] = field(default_factory=dict)
    _names: set[tuple[int, str]] = field(default_factory=set)
    _stops: list[Stop] = field(default_factory=list)

    def near(self, x: float, y: float, reach: float = SAME_AREA_M) -> int:
        """The nearest area within ``reach`` (at most 150 m), or -1."""
        column, row = int(x // 150), int(y // 150)
        best, out = reach, -1
        for i in (-1, 0, 1):
            for j in (-1, 0, 1):
                for k in self._cells.get((column + i, row + j), ()):
                    away = float(np.hypot(self.areas[k].x - x, self.areas[k].y - y))
                    if away < best:
                        best, out = away, k
        return out

    def quay(self, edge: int, sense: int) -> tuple[str, str]:
        """Ids of the area and of the quay beside an edge in the sense of driving; made where there is none."""
        x, y = self.ground.middle[edge].tolist()
        found = self.near(x, y)
        area = self.areas[found] if found >= 0 else self._open(edge, x, y)
        if (edge, sense) not in area.quays:
            area.quays[(edge, sense)] = f"{area.id}:{len(area.quays) + 1}"
            self._stops.append(self._quay_stop(area, edge, sense))
        return area.id, area.quays[(edge, sense)]

    def area(self, name: str) -> Area:
        """An area by its id."""
        return self._by_id[name]

    def label(self, name: str) -> str:
        """What a headsign says: the area, after its commune when that is not the main town."""
        area = self.area(name)
        town = self._town(area.commune)
        if self.with_commune or area.commune == 0 or short_place(town) in area.name:
            return area.name
        return f"{town} – {area.name}"

    def _town(self, commune: int) -> str:
        return self.ground.town.communes[commune].name

    def distance(self, one: str, other: str) -> float:
        """Metres between two areas of the book; infinite when one is outside it."""
        if one not in self._by_id or other not in self._by_id:
            return float("inf")
        a, b = self._by_id[one], self._by_id[other]
        return float(np.hypot(a.x - b.x, a.y - b.y))

    def _open(self, edge: int, x: float, y: float) -> Area:
        commune = int(self.ground.commune[edge])
        name = self._new_name(edge, commune, x, y)
        area = Area(f"{self.prefix}{len(self.areas) + 1:04d}", name, commune, x, y)
        self._cells[(int(x // 150), int(y // 150))].append(len(self.areas))
        self.areas.append(area)
        self._by_id[area.id] = area
        return area

    def _new_name(self, edge: int, commune: int, x: float, y: float) -> str:
        """The first option that no other stop of the commune has."""
        place = self._town(commune)
        for option in self._options(edge, commune, x, y):
            if (commune, option.casefold()) not in self._names:
                self._names.add((commune, option.casefold()))
                return f"{place} – {option}" if self.with_commune else option
        raise ValueError(f"no name left for a stop in {place}")

    def _options(self, edge: int, commune: int, x: float, y: float) -> Iterator[str]:
        """A landmark, else the street, else the street and the one it meets, else a number."""
        of_town = "" if self.with_commune or not commune else f" {of_place(short_place(self._town(commune)))}"
        yield from (mark.name + of_town * (mark.kind in PLAIN) for mark in self._marks(x, y)[:3])
        street = street_stop_name(self.ground.town.streets[int(self.ground.street[edge])].name)
        yield street
        yield from (f"{street} – {other}" for other in self._cross_streets(edge) if other != street)
        yield from (f"{street} {number}" for number in range(2, MOST_NUMBER))

    def _marks(self, x: float, y: float) -> list[Landmark]:
        return [m for m in self.ground.landmarks if np.hypot(m.x - x, m.y - y) < REACH[m.kind]]

    def _cross_streets(self, edge: int) -> list[str]:
        """Streets that meet this one at either end of the edge."""
        net, ground = self.ground.town.network, self.ground
        ends = (net.tail[edge], net.head[edge])
        around = np.flatnonzero(np.isin(net.tail, ends) | np.isin(net.head, ends))
        names = {ground.town.streets[int(k)].name for k in ground.street[around]}
        return sorted(street_stop_name(name) for name in names if name)

    def _quay_stop(self, area: Area, edge: int, sense: int) -> Stop:
        x, y = beside(self.ground, edge, sense).tolist()
        net = self.ground.town.network
        calm = net.courses[int(net.course[edge])].highway in NARROW_KINDS or self.ground.band[edge] == 3
        easy = 2 if calm and (edge * 7 + sense) % 3 else 1
        town = self.ground.town.communes[area.commune].name
        letter = chr(64 + len(area.quays)) if len(area.quays) <= 26 else ""
        return Stop(area.quays[(edge, sense)], area.name, x, y, Place.QUAY, area.id, letter, easy, town=town)

    def finish(self, used: Container[str]) -> tuple[Stop, ...]:
        """Stop areas, then the quays that are ``used``, then stops made elsewhere. An area is accessible when one of
        its quays is."""
        quays = [stop for stop in self._stops if stop.id in used]
        easy = {stop.parent: 2 for stop in quays} | {stop.parent: 1 for stop in quays if stop.wheelchair == 1}
        parents = [
            Stop(a.id, a.name, a.x, a.y, Place.STATION, wheelchair=easy[a.id], town=self._town(a.commune))
            for a in self.areas
            if a.id in easy
        ]
        return (*parents, *quays, *self.extra)


def beside(ground: Ground, edge: int, sense: int) -> Points:
    """Where the pole stands: at the middle of the edge, on the right."""
    net = ground.town.network
    ahead = (net.xy[net.head[edge]] - net.xy[net.tail[edge]]) * sense
    ahead = ahead / max(float(np.hypot(*ahead)), 1e-9)
    right = np.array([ahead[1], -ahead[0]])
    return np.asarray(ground.middle[edge] + right * (ground.half[edge] - BESIDE_M))

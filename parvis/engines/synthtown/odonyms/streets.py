# SPDX-License-Identifier: AGPL-3.0-or-later
"""Street names: the kind of way from its shape and place, the rest from the period of its district."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from . import lexicon as words
from .grammar import of, of_place

THEMES = {
    "medieval": ((words.OLD_TOWN, 0.72), ("saint", 0.18), (words.VILLAGE, 0.1)),
    "faubourg": (("figure", 0.45), (words.REPUBLIC, 0.2), (words.OLD_TOWN, 0.12), ("saint", 0.08), ("notable", 0.15)),
    "grid": (("figure", 0.6), (words.REPUBLIC, 0.25), ("date", 0.05), ("notable", 0.1)),
    "houses": (("figure", 0.35), ("notable", 0.35), (words.FIELDS, 0.15), (words.TREES, 0.15)),
    "lotissement": ((words.TREES, 0.4), (words.BIRDS, 0.2), (words.FIELDS, 0.25), ("notable", 0.15)),
    "estate": (("figure", 0.6), ("notable", 0.4)),
    "industry": ((words.INDUSTRY, 0.6), ("figure", 0.2), (words.FIELDS, 0.2)),
    "village": ((words.VILLAGE, 0.65), (words.FIELDS, 0.25), ("saint", 0.1)),
    "country": ((words.FIELDS, 1.0),),
    "boulevard": ((words.REPUBLIC, 0.5), ("figure", 0.4), ("date", 0.1)),
    "quay": ((words.OLD_TOWN, 0.4), ("figure", 0.3), (words.TREES, 0.3)),
}
EQUIPMENT = {
    "school": "École",
    "college": "Collège",
    "garden": "Jardin",
    "park": "Parc",
    "sports": "Stade",
    "hospital": "Centre hospitalier",
    "nursery": "Crèche",
    "library": "Médiathèque",
    "theatre": "Théâtre",
}
THEMES["retail"] = THEMES["industry"]
THEMES["park"] = THEMES["houses"]
THEMES["hamlet"] = THEMES["village"]


@dataclass(frozen=True, slots=True)
class Way:
    """What a name depends on: ``theme`` (key of THEMES), ``role`` of the course, metres, dead end or not,
    ``toward``: commune the road leads to, or ""."""

    theme: str
    role: str
    length: float
    dead_end: bool
    walk: bool = False
    toward: str = ""


@dataclass(slots=True)
class Namer:
    """Hands out the names of one commune; never the same twice."""

    rng: random.Random
    taken: set[str] = field(default_factory=set)

    @classmethod
    def seeded(cls, rng: np.random.Generator) -> "Namer":
        """A namer whose choices follow from ``rng``."""
        return cls(random.Random(int(rng.integers(2**62))))  # noqa: S311 - names, not secrets

    def name(self, way: Way) -> str:
        """A new name for a way."""
        if way.toward and self._free(f"Route {of_place(way.toward)}"):
            return self._take(f"Route {of_place(way.toward)}")
        for attempt in range(60):
            kind = self._kind(way, attempt)
            candidate = f"{kind} {self._specific(way.theme, attempt)}"
            if self._free(candidate):
                return self._take(candidate)
        number = 2
        while not self._free(f"Voie Communale {number}"):
            number += 1
        return self._take(f"Voie Communale {number}")

    def _free(self, name: str) -> bool:
        return name.casefold() not in self.taken

    def _take(self, name: str) -> str:
        self.taken.add(name.casefold())
        return name

    def _kind(self, way: Way, attempt: int) -> str:
        draw = self.rng.random()
        fixed = {
            "rampart": "Boulevard",
            "ring": "Boulevard",
            "quay": "Quai",
            "avenue": "Avenue",
            "station": "Avenue",
            "square": "Place",
        }
        if way.role in fixed or way.role in EQUIPMENT:
            return fixed.get(way.role) or EQUIPMENT[way.role]
        if way.role == "radial":
            return "Rue" if way.theme == "medieval" else "Avenue"
        if way.walk:
            return "Passage" if draw < 0.5 else "Venelle" if draw < 0.75 else "Ruelle"
        if way.dead_end and way.length < 260:
            return "Impasse" if draw < 0.7 else "Allée" if draw < 0.9 else "Cour"
        return self._common_kind(way, draw)

    @staticmethod
    def _common_kind(way: Way, draw: float) -> str:
        if way.theme == "lotissement":
            return "Allée" if draw < 0.3 else "Clos" if draw < 0.35 and way.length < 250 else "Rue"
        if way.theme == "country":
            return "Chemin" if draw < 0.75 else "Route"
        if way.theme in ("houses", "village", "hamlet") and draw < 0.12:
            return "Chemin"
        if way.length > 700 and draw < 0.4 and way.theme in ("grid", "houses", "estate", "industry"):
            return "Avenue"
        return "Rue"

    def _specific(self, theme: str, attempt: int) -> str:
        options = THEMES[theme]
        source = self.rng.choices([o for o, _ in options], [weight for _, weight in options])[0]
        if attempt > 25:
            return self._notable(compound=attempt > 40)
        if isinstance(source, str):
            return str(getattr(self, f"_{source}")())
        return of(*self.rng.choice(source))

    def _pick(self, options: Sequence[str]) -> str:
        return self.rng.choice(options)

    def _saint(self) -> str:
        return f"Sainte-{self._pick(words.SAINTES)}" if self.rng.random() < 0.2 else f"Saint-{self._pick(words.SAINTS)}"

    def _figure(self) -> str:
        return self._pick(words.FIGURES)

    def _date(self) -> str:
        return self._pick(words.DATES)

    def _notable(self, compound: bool = False) -> str:
        """An invented local notable, given name and surname."""
        given = self._pick(words.GIVEN)
        given = f"{given}-{self._pick(words.GIVEN)}" if compound else given
        return f"{given} {self._pick(words.SURNAMES)}"

# SPDX-License-Identifier: AGPL-3.0-or-later
"""Names of the river, the communes, the neighbourhoods and the lieux-dits."""

from dataclasses import dataclass

import numpy as np

from . import lexicon as words
from .grammar import sentence_case, with_article
from .lexicon import listed

NEIGHBOURHOODS = listed(
    "Centre ancien, Faubourg du Pont, Gare, Bel Air, Les Coteaux, La Plaine, Champ de Foire, Les Vergers, Le "
    "Moulin Neuf, Beauregard, La Croix Blanche, Les Tanneries, Montplaisir, Les Grands Champs, Le Clos Fleuri, "
    "Saint-Roch, Sainte-Anne, La Garenne, Bellevue, Les Peupliers, Le Port, La Source, Les Hauts Prés, Le Stade, "
    "Les Arènes, La Fontaine, Le Val Fleuri, Les Fontenelles, Chantemerle, Les Ormeaux, La Madeleine, Les "
    "Rochelles, Bois l’Abbé, Les Capucins, Mirabelle, La Butte, Les Charmilles, Le Parc, Grand Pré, Les Îles"
)


@dataclass(frozen=True, slots=True)
class PlaceNames:
    """``river`` without article; ``communes`` in the order of the settlements."""

    river: str
    communes: tuple[str, ...]


def name_places(count: int, rng: np.random.Generator) -> PlaceNames:
    """Names for ``count`` communes, all different.

    The main town carries the name of an invented river, so that it is never the name of a real town.
    """
    river = _joined(str(rng.choice(words.RIVER_ROOTS)), str(rng.choice(words.RIVER_ENDS)))
    names = [f"{_stem(rng)}-sur-{river}"]
    while len(names) < count:
        name = _village(river, rng)
        if name not in names and name.split("-")[:2] not in [other.split("-")[:2] for other in names]:
            names.append(name)
    return PlaceNames(river, tuple(names))


def _joined(root: str, end: str) -> str:
    """Root and ending without doubling the letter between them."""
    return (root[:-1] if root[-1] == end[0] else root) + end


def _stem(rng: np.random.Generator) -> str:
    return _joined(str(rng.choice(words.TOWN_ROOTS)), str(rng.choice(words.TOWN_ENDS)))


def _village(river: str, rng: np.random.Generator) -> str:
    tail = str(
        rng.choice(
            [f"sur-{river}", *words.VILLAGE_TAILS],
            p=[0.3, *[0.7 / len(words.VILLAGE_TAILS)] * len(words.VILLAGE_TAILS)],
        )
    )
    kind = rng.random()
    if kind < 0.4:
        return f"Saint-{rng.choice(words.SAINTS)}-{tail}"
    if kind < 0.5:
        return f"Sainte-{rng.choice(words.SAINTES)}-{tail}"
    if kind < 0.62:
        return f"{rng.choice(['Villeneuve', 'Bourg', 'La Chaume', 'Le Mesnil', 'Neuville', 'Les Essarts'])}-{tail}"
    return f"{_stem(rng)}-{tail}" if kind < 0.75 else f"{_stem(rng)}-{rng.choice(words.VILLAGE_TAILS)}"


def name_neighbourhoods(count: int, rng: np.random.Generator) -> list[str]:
    """Different names; the first is the old centre's."""
    rest = list(rng.permutation(NEIGHBOURHOODS[1:]))
    names = [NEIGHBOURHOODS[0], *rest[: count - 1]]
    while len(names) < count:
        extra = f"Quartier Saint-{rng.choice(words.SAINTS)} {len(names)}"
        names.append(extra)
    return [str(name) for name in names]


def name_hamlet(rng: np.random.Generator, taken: set[str]) -> str:
    """A lieu-dit: « La Garenne », « Les Varennes », « Chez Perrin »."""
    while True:
        kind = rng.random()
        if kind < 0.7:
            name = sentence_case(with_article(*words.FIELDS[int(rng.integers(len(words.FIELDS)))]))
        elif kind < 0.85:
            name = f"Chez {rng.choice(words.SURNAMES)}"
        else:
            name = f"{rng.choice(['La Ferme', 'Le Moulin', 'Le Domaine', 'Le Mas'])} {rng.choice(words.SURNAMES)}"
        if name not in taken:
            taken.add(name)
            return name

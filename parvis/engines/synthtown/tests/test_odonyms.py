# SPDX-License-Identifier: AGPL-3.0-or-later
"""Names read as French."""

import random
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.engines.synthtown import Town
from parvis.engines.synthtown.odonyms import lexicon
from parvis.engines.synthtown.odonyms.communes import name_neighbourhoods, name_places
from parvis.engines.synthtown.odonyms.grammar import APOSTROPHE, elides, of, of_place, with_article
from parvis.engines.synthtown.odonyms.streets import THEMES, Namer, Way

WRONG = re.compile(
    rf"\b(de le|de les|à le|à les)\b|\b(du|de la|de) [aeiouâàéèêëîïôœù]|[dl]{APOSTROPHE}[bcdfgjklmnpqrstvwxz]|  | $|'",
    re.IGNORECASE,
)
LARGE_TOWNS = {
    "Moulins",
    "Vichy",
    "Montluçon",
    "Nevers",
    "Bourges",
    "Châteauroux",
    "Clermont-Ferrand",
    "Roanne",
    "Mâcon",
    "Lyon",
}
nouns = st.sampled_from(
    [
        noun
        for source in vars(lexicon).values()
        if isinstance(source, tuple)
        for noun in source
        if isinstance(noun, tuple)
    ]
)


@pytest.mark.parametrize(
    ("gender", "noun", "expected"),
    [
        ("f", "Église", "de l’Église"),
        ("m", "Moulin", "du Moulin"),
        ("f", "Fontaine", "de la Fontaine"),
        ("p", "Tilleuls", "des Tilleuls"),
        ("f", "Haie Vive", "de la Haie Vive"),
        ("f", "Horloge", "de l’Horloge"),
        ("p", "Érables", "des Érables"),
        ("m", "Hôpital", "de l’Hôpital"),
    ],
)
def test_contraction_and_elision(gender: str, noun: str, expected: str):
    assert of(gender, noun) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Arvane", "d’Arvane"),
        ("Corvigny", "de Corvigny"),
        ("Le Mesnil", "du Mesnil"),
        ("Les Essarts", "des Essarts"),
        ("La Roche", "de la Roche"),
    ],
)
def test_towards_a_place(name: str, expected: str):
    assert of_place(name) == expected


@given(st.text("abcdefghijklmnopqrstuvwxyzéèêâîôœ", min_size=1, max_size=12), st.sampled_from("mf"))
def test_elision_depends_on_the_first_sound_only(noun: str, gender: str):
    article = with_article(gender, noun)
    assert article.endswith(noun)
    assert article.startswith(f"l{APOSTROPHE}") == elides(noun)
    if noun[0] in "bcdfgjklmnpqrstvwxz":
        assert not elides(noun)
    if noun[0] in "aàâeéèêiîoô" and not noun.startswith(("oui", "onz")):
        assert elides(noun)


@given(nouns)
def test_every_noun_of_the_lexicon_makes_a_sound_name(pair: tuple[str, str]):
    assert not WRONG.search(f"Rue {of(*pair)}")
    assert pair[0] in ("m", "f", "p")


@given(st.integers(0, 10_000), st.sampled_from(sorted(THEMES)))
def test_a_commune_never_uses_a_name_twice(seed: int, theme: str):
    namer = Namer(random.Random(seed))
    names = [namer.name(Way(theme, "chord", 200.0, k % 4 == 0)) for k in range(120)]
    assert len({name.casefold() for name in names}) == len(names)
    assert not any(WRONG.search(name) for name in names)


def test_a_large_town_does_not_run_out_of_names():
    namer = Namer(random.Random(1))
    names = {namer.name(Way("lotissement", "chord", 200.0, False)) for _ in range(30_000)}
    assert len(names) == 30_000
    assert sum(name.startswith("Voie Communale") for name in names) < 300


@given(st.integers(0, 100_000))
def test_communes_have_different_names_and_none_is_a_real_town(seed: int):
    names = name_places(14, np.random.default_rng(seed))
    assert len(set(names.communes)) == 14
    assert names.communes[0].endswith(f"-sur-{names.river}")
    assert LARGE_TOWNS.isdisjoint(names.communes)
    assert not any(WRONG.search(f"Route {of_place(name)}") for name in names.communes)


def test_neighbourhoods_have_different_names():
    names = name_neighbourhoods(60, np.random.default_rng(1))
    assert len(set(names)) == 60


def test_no_two_streets_of_a_commune_share_a_name(town: Town):
    named = [(s.commune, s.name.casefold()) for s in town.streets if s.name]
    assert len(named) == len(set(named))


def test_streets_of_the_town_read_as_french(town: Town):
    wrong = [street.name for street in town.streets if WRONG.search(street.name)]
    assert not wrong
    assert any(APOSTROPHE in street.name for street in town.streets)

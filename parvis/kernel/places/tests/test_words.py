# SPDX-License-Identifier: AGPL-3.0-or-later
"""Folding and the spelling index."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from parvis.kernel.places.words import display_name, fold, index_keys, max_edits, normal, numbered, query_keys

WORD = st.text("abcdefghijklmnopqrstuvwxyz", min_size=4, max_size=14)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Rue de l’Église", "rue de l eglise"),
        ("BOULEVARD DU 8-MAI-1945", "boulevard du 8 mai 1945"),
        ("  Œuvre, Çà & là ", "oeuvre ca la"),
        ("", ""),
        ("’’--", ""),
    ],
)
def test_fold(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_abbreviations_and_full_names_meet() -> None:
    assert normal("Av. du Gal Leclerc") == normal("Avenue du Général Leclerc")
    assert normal("pl. St-Martin") == normal("Place Saint Martin")


@given(WORD, st.data())
def test_a_misspelt_word_shares_a_key(word: str, data: st.DataObject) -> None:
    """Whatever the one or two mistakes, the index offers the right word."""
    typed = word
    for _ in range(max_edits(word)):
        place = data.draw(st.integers(0, len(typed) - 1))
        letter = data.draw(st.sampled_from("aez"))
        change = data.draw(st.sampled_from(("drop", "add", "replace", "swap")))
        typed = {
            "drop": typed[:place] + typed[place + 1 :],
            "add": typed[:place] + letter + typed[place:],
            "replace": typed[:place] + letter + typed[place + 1 :],
            "swap": typed[: max(0, place - 1)]
            + typed[place : place + 1]
            + typed[max(0, place - 1) : place]
            + typed[place + 1 :],
        }[change]
    if OSA.distance(typed, word) <= max_edits(typed) and typed != word:
        assert set(query_keys(typed)) & set(index_keys(word))


@given(WORD, st.integers(4, 14))
def test_a_beginning_shares_a_key(word: str, length: int) -> None:
    begun = word[:length]
    assert set(query_keys(begun)) & set(index_keys(word))


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("PLACE DE L'HÔTEL DE VILLE", "Place de l’Hôtel de Ville"),
        ("rue Jean Jaurès", "Rue Jean Jaurès"),
        ("Impasse d'Alsace", "Impasse d’Alsace"),
    ],
)
def test_display_name(name: str, shown: str) -> None:
    assert display_name(name) == shown


def test_numbered() -> None:
    assert numbered(12, "bis", "Rue du Moulin") == "12 bis rue du Moulin"
    assert numbered(12, "b", "Les Granges") == "12b Les Granges"
    assert numbered(None, "", "Les Granges") == "Les Granges"

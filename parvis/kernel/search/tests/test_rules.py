# SPDX-License-Identifier: AGPL-3.0-or-later
"""Words, without a database."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.kernel.search.excerpts import excerpt, highlighted
from parvis.kernel.search.rules import Word, distance, fold, nearest, plain, reductions, tsquery, words_of

letters = st.text(string.ascii_lowercase, min_size=4, max_size=12)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("L’Éclairage-public", ["l", "eclairage", "public"]),
        ("Sœur à l'île", ["soeur", "a", "l", "ile"]),
        ("SIG-2026-00421", ["sig", "2026", "00421"]),
        ("12 bis, rue du 8-Mai", ["12", "bis", "rue", "du", "8", "mai"]),
        ("' | & ! ( ) : * \\ <-> _", []),
        ("", []),
        ("𝐁anc 𝓒assé ﬁn", ["banc", "casse", "fin"]),
    ],
)
def test_words(text: str, words: list[str]) -> None:
    assert words_of(text) == words


@given(st.text())
def test_folding_is_stable_and_words_hold_no_syntax(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert words_of(plain(text)) == words_of(text[:40_000])
    assert all(word.isalnum() for word in words_of(text))


def test_query_of_all_words_with_an_unfinished_last_one() -> None:
    words = [Word("lampadaires", ("lampadair",)), Word("pan", ("pan",))]
    assert tsquery(words, prefix_last=True) == "('lampadaires' | 'lampadair') & ('pan':* | 'pan')"
    assert tsquery(words, prefix_last=False, any_word=True) == "('lampadaires' | 'lampadair') | ('pan')"


@pytest.mark.parametrize(
    ("first", "second", "mistakes"),
    [("lampe", "lampe", 0), ("lampe", "lame", 1), ("lampe", "lmape", 1), ("lampe", "rampes", 2), ("", "ab", 2)],
)
def test_distance(first: str, second: str, mistakes: int) -> None:
    assert distance(first, second) == distance(second, first) == mistakes


@given(letters, st.integers(0, 11), st.sampled_from(string.ascii_lowercase))
def test_one_mistake_always_shares_a_reduction(word: str, place: int, letter: str) -> None:
    place %= len(word)
    mistakes = {
        word[:place] + word[place + 1 :],
        word[:place] + letter + word[place:],
        word[:place] + letter + word[place + 1 :],
        word[:place] + word[place + 1 : place + 2] + word[place] + word[place + 2 :],
    }
    for other in mistakes:
        assert set(reductions(word)) & set(reductions(other))


def test_nearest_prefers_the_same_first_letter_and_refuses_the_far() -> None:
    assert nearest("bnac", ["banc", "blanc"]) == "banc"
    assert nearest("rampe", ["lampe", "rampa"]) == "rampa"
    assert nearest("pont", ["arbre"]) is None
    assert nearest("pont", []) is None


def test_highlights_keep_the_text_whole() -> None:
    text = "Le lampadaire de l’Église & <b>place</b>"
    parts = highlighted(text, ("lampadair", "eglis"))
    assert "".join(part.text for part in parts) == text
    assert [part.text for part in parts if part.marked] == ["lampadaire", "Église"]


def test_excerpt_shows_the_first_match_of_a_long_text() -> None:
    text = "mot " * 200 + "un lampadaire en panne " + "fin " * 200
    shown = "".join(part.text for part in excerpt(text, ("lampadair",)))
    assert "un lampadaire en panne" in shown
    assert shown.startswith("… ")
    assert shown.endswith(" …")
    assert len(shown) < 200

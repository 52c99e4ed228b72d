# SPDX-License-Identifier: AGPL-3.0-or-later
"""Words: how a text becomes comparable, how a query is built, which words are near a misspelt one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

MAX_QUERY_CHARACTERS = 200
MAX_QUERY_WORDS = 8
MAX_TEXT_CHARACTERS = 40_000
"""A tsvector holds at most 1 MB; the first pages of a text say what it is about."""

SHORTEST_REPAIRED = 4
TWO_MISTAKES_FROM = 8
LONGEST_WORD = 24

_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l", "đ": "d"})
_WORD = re.compile(r"[^\W_]+")
CONFIGURATIONS = {"fr": "french", "en": "english"}
"""PostgreSQL's text search configuration of each language; any other language is indexed by whole words."""

_FRENCH_STOP_WORDS = "a aussi cet cette chez comment est etre les meme ou plus quand quel quelle sans sont sous tres"
STOP_WORDS = {"fr": frozenset(_FRENCH_STOP_WORDS.split())}
"""Words without meaning that PostgreSQL's lists lack, or hold only with their accents."""


def fold(text: str) -> str:
    """The text in lower case without accents, ligatures spelt out."""
    # Decomposed first: a letter of a styled alphabet (𝐁) has a small form only as the plain letter that it stands for.
    spelt = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).lower().translate(_LIGATURES))
    return "".join(character for character in spelt if not unicodedata.combining(character))


def words_of(text: str) -> list[str]:
    """The folded words of a text, in order: “L’Éclairage-public” gives l, eclairage, public."""
    return _WORD.findall(fold(text))


def plain(text: str) -> str:
    """The folded words with one space between: what goes into the index, so that it splits words as `words_of` does."""
    return " ".join(words_of(text[:MAX_TEXT_CHARACTERS]))


@dataclass(frozen=True)
class Word:
    """A word of a query with its stems (French and English, without repetition); `stop` words carry no meaning."""

    text: str
    stems: tuple[str, ...]
    stop: bool = False

    def condition(self, *, prefix: bool) -> str:
        """A tsquery that finds the word: its stems, itself, and with `prefix` what begins like it."""
        whole = f"'{self.text}'{':*' if prefix else ''}"
        return f"({' | '.join(dict.fromkeys([whole, *(f"'{stem}'" for stem in self.stems)]))})"


def meaningful(words: Sequence[Word]) -> list[Word]:
    """The words that carry meaning; all of them if none does (“à vos”), so that something may be found."""
    return [word for word in words if not word.stop] or list(words)


def tsquery(words: Sequence[Word], *, prefix_last: bool, any_word: bool = False) -> str:
    """A tsquery, as text, for all (or any) of the words.

    Safe by construction: words hold letters and digits only.
    """
    last = len(words) - 1
    conditions = [word.condition(prefix=prefix_last and n == last) for n, word in enumerate(words)]
    return (" | " if any_word else " & ").join(conditions)


def reductions(word: str) -> list[str]:
    """The word, and what remains of it with one letter left out (two from 8 letters on)."""
    mistakes = 2 if len(word) >= TWO_MISTAKES_FROM else 1
    found = {word}
    for count in range(1, mistakes + 1):
        for left_out in combinations(range(len(word)), count):
            found.add("".join(letter for n, letter in enumerate(word) if n not in left_out))
    return sorted(found)


def repairable(word: str) -> bool:
    """True for words long enough that a near word means the same, and not made of digits."""
    return SHORTEST_REPAIRED <= len(word) <= LONGEST_WORD and word.isalpha()


def distance(first: str, second: str) -> int:
    """Typing mistakes between two words: letters added, left out, replaced or swapped (optimal string alignment)."""
    before: list[int] = []
    row = list(range(len(second) + 1))
    for i, letter in enumerate(first, 1):
        previous, row = row, [i] + [0] * len(second)
        for j, other in enumerate(second, 1):
            row[j] = min(previous[j] + 1, row[j - 1] + 1, previous[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == second[j - 2] and first[i - 2] == other:
                row[j] = min(row[j], before[j - 2] + 1)
        before = previous
    return row[-1]


def nearest(word: str, candidates: Iterable[str]) -> str | None:
    """The candidate with the fewest mistakes; one that begins with the same letter first. None if all are too far."""
    allowed = 2 if len(word) >= TWO_MISTAKES_FROM else 1
    ranked = sorted((distance(word, other), other[0] != word[0], other) for other in candidates)
    return ranked[0][2] if ranked and ranked[0][0] <= allowed else None

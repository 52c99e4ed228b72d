# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a typed text may mean, and how well an entry answers it. Plain Python, no ORM.

A number is not decided upon before the street is known: in "12 rue du 8 mai" the 8 belongs to the
name, in "8 mai 12" too, in "8 rue de la Paix" it is the house.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from rapidfuzz.distance import OSA

from parvis.kernel.places.geo import haversine_m
from parvis.kernel.places.words import (
    ABBREVIATIONS,
    SMALL_WORDS,
    STREET_TYPES,
    fold,
    max_edits,
    split_number,
    telling,
    written_out,
)

SUFFIXES = {"b": "bis", "t": "ter", "q": "quater"}
_LONG_SUFFIXES = frozenset({"bis", "ter", "quater", "quinquies"})
_MEANINGS = 24
_LEAST = 0.45
_NEAR_M = 2_000


@dataclass(frozen=True)
class House:
    """A house number as typed."""

    number: int
    suffix: str = ""


@dataclass(frozen=True)
class Token:
    """A typed word; `house` when it may be a house number."""

    text: str
    last: bool = False
    house: House | None = None

    @property
    def spellings(self) -> tuple[str, ...]:
        """The word itself and what it abbreviates."""
        return (self.text, *(full for full in ABBREVIATIONS.get(self.text, ()) if full != self.text))


@dataclass(frozen=True)
class Query:
    """A typed text in words; `normal` is it without its leading number, to find names that begin so."""

    tokens: tuple[Token, ...]
    normal: str

    def spellings(self) -> list[str]:
        """All words worth looking up."""
        words = [token for token in self.tokens if token.text not in SMALL_WORDS or len(self.tokens) == 1]
        found = [spelling for token in words for spelling in token.spellings]
        return list(dict.fromkeys([*found, *self.joined().values()]))

    def joined(self) -> dict[int, str]:
        """Neighbouring words written as one, by the place of the first: "mont martre" is Montmartre."""
        pairs = enumerate(zip(self.tokens, self.tokens[1:], strict=False))
        return {
            place: one.text + two.text
            for place, (one, two) in pairs
            if len(one.text) + len(two.text) > 5 and not one.house and not two.house and one.text not in STREET_TYPES
        }


@dataclass
class Meaning:
    """The words of the vocabulary that a token may mean, each with its likelihood (0 to 1)."""

    token: Token
    telling: bool
    words: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Candidate:
    """An entry of the index; see `models.Entry`."""

    id: int
    kind: str
    target: int
    title: str
    normal: str
    words: list[str]
    detail: str
    commune: str
    insee: str
    postcode: str
    lon: float
    lat: float
    weight: float

    @property
    def has_numbers(self) -> bool:
        """True for what may have house numbers."""
        return self.kind == "street"


def _tokens(words: list[str], open_end: bool) -> Iterable[Token]:
    place = 0
    while place < len(words):
        word, last = words[place], place == len(words) - 1
        both = split_number(word)
        if both:
            yield Token(both[0], house=House(int(both[0]), both[1]))
        elif word.isdigit() and len(word) <= 4:
            suffix = _suffix(words, place + 1)
            yield Token(word, house=House(int(word), suffix))
            place += bool(suffix)
        else:
            yield Token(word, last=last and open_end)
        place += 1


def _suffix(words: list[str], place: int) -> str:
    """The suffix that stands after a number: "bis", or one letter before a street type or at the end."""
    word = words[place] if place < len(words) else ""
    if word in _LONG_SUFFIXES:
        return word
    alone = len(word) == 1 and word.isalpha() and (place + 1 == len(words) or words[place + 1] in STREET_TYPES)
    return word if alone else ""


def parse(text: str) -> Query:
    """Reads a typed text; the last word may be half typed unless a space follows it."""
    words = fold(text).split()[:16]
    tokens = tuple(_tokens(words, open_end=not text.endswith((" ", ","))))
    rest = [token.text for token in tokens]
    if len(tokens) > 1 and tokens[0].house:
        rest = rest[1:]
    return Query(tokens, " ".join([*written_out(rest[:-1]), *rest[-1:]]))


def _telling_places(query: Query) -> set[int]:
    """Places of the tokens that must be found: not numbers, not types, not small words, if anything else is there."""
    words = [token.text for token in query.tokens]
    named = [place for place, token in enumerate(query.tokens) if not token.house]
    chosen = set(telling([written_out([words[place]])[0] for place in named]))
    strong = {place for place in named if written_out([words[place]])[0] in chosen}
    # One or two letters at the end are too few to ask for: the beginning of the name does that.
    strong -= {place for place in strong if query.tokens[place].last and len(words[place]) < 3 and len(strong) > 1}
    return strong or set(range(len(words)))


def likelihood(typed: str, word: str, *, last: bool) -> float:
    """How likely `typed` means `word`: 1 exact, less for a beginning, less for each typing error; 0 for no."""
    if typed == word:
        return 1.0
    if len(typed) >= 2 and word.startswith(typed):
        share = len(typed) / len(word)
        return 0.88 + 0.1 * share if last else 0.62 + 0.2 * share
    allowed = max_edits(typed)
    if allowed == 0 or word.isdigit():
        return 0.0
    whole = OSA.distance(typed, word, score_cutoff=allowed)
    if whole <= allowed:
        return 0.97 - 0.13 * whole
    if not last:
        return 0.0
    begun = min(OSA.distance(typed, word[: len(typed) + more], score_cutoff=allowed) for more in (-1, 0, 1))
    return 0.84 - 0.15 * begun if begun <= allowed else 0.0


def meanings(query: Query, vocabulary: Iterable[str]) -> list[Meaning]:
    """One meaning per token, from the words that the vocabulary offers."""
    strong = _telling_places(query)
    words = list(vocabulary)
    found = [Meaning(token, place in strong) for place, token in enumerate(query.tokens)]
    for meaning in found:
        likely: dict[str, float] = {}
        for index, spelling in enumerate(meaning.token.spellings):
            for word in words:
                value = likelihood(spelling, word, last=meaning.token.last and index == 0)
                value = 1.0 if index and value == 1.0 else value * (0.98 if index else 1.0)
                if value > likely.get(word, 0.0):
                    likely[word] = value
        meaning.words = dict(sorted(likely.items(), key=lambda pair: -pair[1])[:_MEANINGS])
    _add_joined(query, found, set(words))
    return found


def _add_joined(query: Query, found: list[Meaning], known: set[str]) -> None:
    for place, word in query.joined().items():
        if word in known:
            for meaning in found[place : place + 2]:
                meaning.words.setdefault(word, 0.93)


def _weight(meaning: Meaning) -> float:
    if meaning.token.text in SMALL_WORDS:
        return 0.05
    if written_out([meaning.token.text])[0] in STREET_TYPES:
        return 0.35
    return 0.6 + 0.08 * min(len(meaning.token.text), 8)


def _house_of(found: list[Meaning], own: list[str]) -> tuple[House | None, set[int]]:
    """The house number left over once the name has taken its own numbers; and the places of those it took."""
    left = Counter(own)
    taken: set[int] = set()
    for place in reversed(range(len(found))):
        word = found[place].token.text
        if found[place].token.house and left[word] > 0:
            left[word] -= 1
            taken.add(place)
    free = (meaning.token.house for place, meaning in enumerate(found) if meaning.token.house and place not in taken)
    return next(free, None), taken


def _closeness(meaning: Meaning, own: set[str], others: set[str]) -> tuple[float, str]:
    best, which = 0.0, ""
    typed = meaning.token.text
    if meaning.token.last and len(typed) < 3:
        # One or two letters mean every word that begins so; the vocabulary is not asked for them.
        best, which = next(((0.85, word) for word in sorted(own) if word.startswith(typed)), (best, which))
    for word, value in meaning.words.items():
        worth = value if word in own else value * 0.85 if word in others else 0.0
        if worth > best:
            best, which = worth, word
    return best, which


def _coverage(own: list[str], matched: set[str]) -> float:
    """The share of the name's telling words that were typed."""
    wanted = telling(own)
    held = sum(1 for word in wanted if word in matched or any(word in one and len(one) > len(word) for one in matched))
    return held / len(wanted) if wanted else 0.0


def _score(query: Query, found: list[Meaning], candidate: Candidate) -> tuple[float, House | None]:
    own = candidate.normal.split()
    own_set, all_words = set(own), set(candidate.words)
    house, taken = _house_of(found, own)
    total = gained = 0.0
    matched: set[str] = set()
    for place, meaning in enumerate(found):
        if meaning.token.house and place not in taken:
            continue
        weight = _weight(meaning)
        if meaning.token.house or (meaning.token.text in SMALL_WORDS and meaning.token.text in own_set):
            value, word = 1.0, meaning.token.text
        else:
            value, word = _closeness(meaning, own_set, all_words)
        total += weight
        gained += weight * value
        matched.add(word)
    closeness = gained / total if total else 0.5
    begun = candidate.normal.startswith(query.normal) if query.normal else False
    # Nobody types the whole name of a place ("Mairie de Corcourt-sur-Salmance").
    asked = 0.1 if candidate.kind == "place" else 0.2
    score = closeness * (1 - asked + asked * _coverage(own, matched)) + 0.08 * begun
    score += 0.06 * (candidate.normal == query.normal)
    return score if closeness >= _LEAST else 0.0, house


def rank(
    query: Query, found: list[Meaning], candidates: Iterable[Candidate], near: tuple[float, float] | None
) -> list[tuple[float, Candidate, House | None]]:
    """(score 0 to 1, candidate, house number asked for), the best first; what does not answer is left out.

    With `near`, nearness weighs as much as a typing error, and fades over 2 km.
    """
    answers: list[tuple[float, Candidate, House | None]] = []
    for candidate in candidates:
        score, house = _score(query, found, candidate)
        if not score:
            continue
        score += 0.008 * candidate.weight
        if near is not None:
            score += 0.15 * math.exp(-haversine_m(near, (candidate.lon, candidate.lat)) / _NEAR_M)
        answers.append((min(1.0, score / 1.36), candidate, house))
    return sorted(answers, key=lambda answer: (-answer[0], answer[1].normal, answer[1].commune, answer[1].id))


def suffix_fits(typed: str, stored: str) -> bool:
    """True when a typed suffix names the stored one: nothing for nothing, "b" for "bis"."""
    return typed == stored or SUFFIXES.get(typed, typed) == stored or typed == SUFFIXES.get(stored, stored)

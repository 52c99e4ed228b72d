# SPDX-License-Identifier: AGPL-3.0-or-later
"""Folding of French street names, abbreviations, and the spelling index. Pure text, no ORM.

The spelling index is the symmetric delete method (Wolf Garbe, SymSpell, 2012): two words within one
or two typing errors share a variant made by deleting letters only. A word is indexed by the
variants of its first letters (4, 5, 6 and 7 of them), so that a half-typed word with a mistake is
found too.
"""

from __future__ import annotations

import re
import unicodedata
import zlib
from functools import lru_cache
from itertools import combinations, pairwise

_SPECIAL = str.maketrans(
    {"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "ß": "ss", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L"}
)
_SEPARATORS = re.compile(r"[^0-9a-z]+")
_NUMBER_AND_SUFFIX = re.compile(r"(\d{1,4})(bis|ter|quater|quinquies|[a-z])")

STREET_TYPES = frozenset(
    {
        "rue", "avenue", "boulevard", "chemin", "route", "impasse", "allee", "place", "square", "cours", "quai",
        "passage", "ruelle", "sentier", "sente", "esplanade", "promenade", "montee", "cote", "faubourg", "rond",
        "point", "lotissement", "residence",
        "hameau", "voie", "traverse", "villa", "cite", "clos", "parvis", "mail", "pont",
        "venelle", "cour", "quartier", "chaussee", "lieu", "dit",
    }
)  # fmt: skip
SMALL_WORDS = frozenset(
    {
        "de", "du", "des", "la", "le", "les", "l", "d", "a", "au", "aux", "et", "en", "sur", "sous", "un", "une",
    }
)  # fmt: skip

ABBREVIATIONS: dict[str, tuple[str, ...]] = {
    "av": ("avenue",), "ave": ("avenue",), "aven": ("avenue",), "bd": ("boulevard",), "bld": ("boulevard",),
    "blvd": ("boulevard",), "boul": ("boulevard",), "bvd": ("boulevard",), "r": ("rue",), "ch": ("chemin",),
    "che": ("chemin",), "chem": ("chemin",), "all": ("allee",), "imp": ("impasse",), "rte": ("route",),
    "pl": ("place",), "plce": ("place",), "sq": ("square",), "crs": ("cours",), "fg": ("faubourg",),
    "fbg": ("faubourg",), "pass": ("passage",), "psg": ("passage",), "rle": ("ruelle",), "sent": ("sentier",),
    "esp": ("esplanade",), "prom": ("promenade",), "mte": ("montee",), "lot": ("lotissement",),
    "res": ("residence",), "ham": ("hameau",), "ld": ("lieu", "dit"), "rpt": ("rond", "point"), "qu": ("quai",),
    "st": ("saint",), "ste": ("sainte",), "sts": ("saints",), "stes": ("saintes",), "gal": ("general",),
    "gl": ("general",), "gen": ("general",), "mal": ("marechal",), "mar": ("marechal",), "cdt": ("commandant",),
    "cne": ("capitaine",), "lt": ("lieutenant",), "col": ("colonel",), "sgt": ("sergent",), "adj": ("adjudant",),
    "dr": ("docteur",), "doct": ("docteur",), "pr": ("professeur",), "prof": ("professeur",),
    "pdt": ("president",), "pres": ("president",), "mgr": ("monseigneur",), "nd": ("notre", "dame"),
    "gd": ("grand",), "gde": ("grande",), "gds": ("grands",), "pte": ("petite",), "pt": ("petit",),
    "vx": ("vieux",), "vle": ("vieille",), "cap": ("capitaine",),
}  # fmt: skip


@lru_cache(maxsize=65_536)
def fold(text: str) -> str:
    """Lower case, without accents, ligatures opened, anything but letters and digits as one space."""
    opened = unicodedata.normalize("NFKD", text.translate(_SPECIAL))
    plain = "".join(letter for letter in opened if not unicodedata.combining(letter)).lower()
    return _SEPARATORS.sub(" ", plain).strip()


def written_out(words: list[str]) -> list[str]:
    """The words with abbreviations replaced by what they stand for."""
    return [full for word in words for full in ABBREVIATIONS.get(word, (word,))]


@lru_cache(maxsize=65_536)
def normal(text: str) -> str:
    """The form under which a name is stored and compared: folded, abbreviations written out."""
    return " ".join(written_out(fold(text).split()))


def telling(words: list[str]) -> list[str]:
    """The words that tell one street from another: neither types (rue, place) nor small words (de, la).

    A name made only of such words keeps them all ("rue du Pont", "place").
    """
    kept = [word for word in words if word not in STREET_TYPES and word not in SMALL_WORDS]
    return kept or [word for word in words if word not in SMALL_WORDS] or words


def joined_pairs(words: list[str]) -> list[str]:
    """Neighbouring words written as one: people type "saintmartin" and "jeanjaures"."""
    return [one + two for one, two in pairwise(words) if len(one) > 2 and len(two) > 2]


def max_edits(word: str) -> int:
    """How many typing errors a word of this length may hold and still be meant."""
    if len(word) < 4 or word.isdigit():
        return 0
    return 1 if len(word) < 7 else 2


def _deletions(word: str, count: int) -> set[str]:
    made = {word}
    for size in range(1, count + 1):
        for gone in combinations(range(len(word)), size):
            made.add("".join(letter for index, letter in enumerate(word) if index not in gone))
    return made


def _hash(variant: str) -> int:
    """A signed 32-bit number, as PostgreSQL's integer."""
    return zlib.crc32(variant.encode()) - (1 << 31)


def index_keys(word: str) -> list[int]:
    """The numbers under which a word of the vocabulary is stored; sorted, without repeats."""
    if max_edits(word) == 0 and len(word) < 4:
        return []
    variants: set[str] = set()
    for length in range(min(4, len(word)), min(7, len(word)) + 1):
        variants |= _deletions(word[:length], 2 if length == 7 else 1)
    return sorted({_hash(variant) for variant in variants})


@lru_cache(maxsize=8_192)
def query_keys(word: str) -> tuple[int, ...]:
    """The numbers to look a typed word up with; a misspelt word shares at least one with the right one."""
    edits = max_edits(word)
    if edits == 0:
        return ()
    return tuple({_hash(variant) for variant in _deletions(word[:7], edits)})


def split_number(word: str) -> tuple[str, str] | None:
    """("12", "b") for "12b" or "12bis"; None for anything else."""
    found = _NUMBER_AND_SUFFIX.fullmatch(word)
    return (found[1], found[2]) if found else None


_ELIDED = re.compile(r"\b([LD])['’](?=\w)", re.IGNORECASE)
_LOWER = SMALL_WORDS - {"l", "d"} | {"dit", "bis"}


@lru_cache(maxsize=65_536)
def display_name(name: str) -> str:
    """A street name fit to show: spaces tidied, typographic apostrophe, names in capitals set in lower case."""
    tidy = _ELIDED.sub(lambda found: f"{found[1]}’", " ".join(name.split()))
    if not tidy.isupper():
        return tidy[:1].upper() + tidy[1:]
    words = [part if part in _LOWER else part[:1].upper() + part[1:] for part in tidy.lower().split(" ")]
    words = [re.sub(r"^([LD])’(\w)", lambda found: f"{found[1].lower()}’{found[2].upper()}", word) for word in words]
    words = [re.sub(r"-(\w)", lambda found: f"-{found[1].upper()}", word) for word in words]
    text = " ".join(words)
    return text[:1].upper() + text[1:]


def numbered(number: int | None, suffix: str, street: str) -> str:
    """The line of an address: "12 bis rue du Moulin"; the type takes a small letter after a number."""
    if number is None:
        return street
    first, _, rest = street.partition(" ")
    spoken = f"{first.lower()} {rest}" if fold(first) in STREET_TYPES else street
    gap = " " if len(suffix) > 1 else ""
    return f"{number}{gap}{suffix} {spoken}" if suffix else f"{number} {spoken}"

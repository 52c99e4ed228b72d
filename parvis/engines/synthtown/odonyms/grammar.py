# SPDX-License-Identifier: AGPL-3.0-or-later
"""Articles, elision and hyphens of French place names.

Rules: Commission nationale de toponymie, "Charte de toponymie" (IGN), chapters on articles and hyphens:
generic words keep the contracted article (« rue du Moulin »), saints and compounds are hyphenated
(« place Saint-Martin »), articles elide before a vowel or a mute h (« rue de l’Église »).
"""

import unicodedata

APOSTROPHE = "\u2019"
MASCULINE, FEMININE, PLURAL = "m", "f", "p"
ASPIRATED = (
    "haie",
    "halle",
    "hameau",
    "haras",
    "haut",
    "hêtre",
    "héron",
    "hérisson",
    "houx",
    "huit",
    "hibou",
    "housse",
)


def plain(text: str) -> str:
    """Lower case without accents."""
    return "".join(c for c in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(c))


def elides(word: str) -> bool:
    """Whether an article loses its vowel before ``word``: it starts with a vowel or a mute h."""
    bare = plain(word).replace("œ", "oe")
    if bare.startswith("h"):
        return not word.lower().startswith(ASPIRATED)
    return bare.startswith("yeuse") or (bare[:1] in set("aeiou") and not bare.startswith(("oui", "onz")))


def with_article(gender: str, noun: str) -> str:
    """« le Moulin », « l’Église », « les Tilleuls »."""
    if gender == PLURAL:
        return f"les {noun}"
    if elides(noun):
        return f"l{APOSTROPHE}{noun}"
    return f"{'le' if gender == MASCULINE else 'la'} {noun}"


def of(gender: str, noun: str) -> str:
    """« du Moulin », « de la Fontaine », « de l’Église », « des Tilleuls »."""
    if gender == PLURAL:
        return f"des {noun}"
    if elides(noun):
        return f"de l{APOSTROPHE}{noun}"
    return f"du {noun}" if gender == MASCULINE else f"de la {noun}"


def of_place(name: str) -> str:
    """« de Corvigny », « d’Arvane », « du Mesnil », « des Essarts », « de la Roche »."""
    for article, contracted in (
        ("Le ", "du "),
        ("Les ", "des "),
        ("La ", "de la "),
        (f"L{APOSTROPHE}", f"de l{APOSTROPHE}"),
    ):
        if name.startswith(article):
            return contracted + name[len(article) :]
    return f"d{APOSTROPHE}{name}" if elides(name) else f"de {name}"


def sentence_case(text: str) -> str:
    """First letter in upper case, the rest untouched."""
    return text[:1].upper() + text[1:]

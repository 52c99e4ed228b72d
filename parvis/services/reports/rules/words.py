# SPDX-License-Identifier: AGPL-3.0-or-later
"""Words as people type them: cleaned to be kept, folded (no case, accent, little word, plural) to be compared."""

from __future__ import annotations

import re
import unicodedata

_WORD = re.compile(r"[a-z0-9]+")
_LITTLE_WORDS = (
    "a|au|aux|avec|ce|ces|d|dans|de|des|du|elle|en|est|et|il|ils|j|je|l|la|le|les|leur|ma|mes|mon|n|ne|nous|"
    "on|ou|par|pas|pour|qu|que|qui|s|sa|se|ses|son|sont|sur|ta|te|un|une|vous|y|the|of|and|in|on|is|my"
)
_LITTLE = frozenset(_LITTLE_WORDS.split("|"))
_SHORTEST_PLURAL = 4


def fold(text: str) -> str:
    """Lower case without accents; ligatures are written out."""
    text = unicodedata.normalize("NFKD", text).lower()  # lowering may bring new marks, hence twice
    text = "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))
    return text.replace("œ", "oe").replace("æ", "ae")


def plain_words(text: str) -> list[str]:
    """The words that carry meaning, in their order."""
    found = [word for word in _WORD.findall(fold(text)) if word not in _LITTLE]
    return [word[:-1] if len(word) >= _SHORTEST_PLURAL and word[-1] in "sx" else word for word in found]


def strip_controls(text: str) -> str:
    """Text in composed characters, without control characters but line ends, without blank edges."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    kept = "".join(char for char in text if char == "\n" or unicodedata.category(char) not in ("Cc", "Cs"))
    return kept.strip()


def clean_text(text: str, longest: int) -> str:
    """Text as it is kept (`strip_controls`). Markup is neither removed nor interpreted: pages escape it.

    Raises:
        ValueError: it is longer than `longest` characters.
    """
    kept = strip_controls(text)
    if len(kept) > longest:
        raise ValueError(longest)
    return kept

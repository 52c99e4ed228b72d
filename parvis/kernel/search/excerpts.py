# SPDX-License-Identifier: AGPL-3.0-or-later
"""Cut a text into parts that match a query and parts that do not, so that the page escapes each of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from parvis.kernel.search.rules import fold

EXCERPT_CHARACTERS = 180
LEAD_CHARACTERS = 50
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Part:
    """A piece of plain text; `marked` pieces match the query."""

    text: str
    marked: bool = False


def highlighted(text: str, stems: Sequence[str]) -> list[Part]:
    """The whole text in parts; a word is marked when it begins like one of the folded `stems`."""
    parts: list[Part] = []
    end = 0
    for found in _WORD.finditer(text):
        if not fold(found[0]).startswith(tuple(stems)):
            continue
        if found.start() > end:
            parts.append(Part(text[end : found.start()]))
        parts.append(Part(found[0], marked=True))
        end = found.end()
    if end < len(text):
        parts.append(Part(text[end:]))
    return parts


def excerpt(text: str, stems: Sequence[str]) -> list[Part]:
    """The passage of a long text around its first match, cut between words."""
    text = " ".join(text.split())
    first = next((found.start() for found in _WORD.finditer(text) if fold(found[0]).startswith(tuple(stems))), 0)
    start = max(0, first - LEAD_CHARACTERS)
    if start:
        start = text.find(" ", start) + 1 or start
    passage = text[start : start + EXCERPT_CHARACTERS]
    if start + EXCERPT_CHARACTERS < len(text):
        passage = passage.rsplit(" ", 1)[0] + " …"
    return highlighted(("… " if start else "") + passage, stems)

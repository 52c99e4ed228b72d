# SPDX-License-Identifier: AGPL-3.0-or-later
"""`search`: what an app puts into the one French full-text index."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, kw_only=True)
class SearchDocument:
    """One findable thing. `audience` is `public`, `agents:<permission>` or `person:<id>`."""

    kind: str
    key: str
    title: str
    text: str = ""
    keywords: str = ""
    url: str
    audience: str = "public"
    language: str = "fr"
    weight: float = 1.0


class SearchSource(Protocol):
    """Answers for one kind of document; `title` and `icon` name the kind to readers."""

    kind: str

    def documents(self) -> Iterable[SearchDocument]:
        """All documents, for a full rebuild of the index."""
        ...

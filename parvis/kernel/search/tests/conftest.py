# SPDX-License-Identifier: AGPL-3.0-or-later
"""A source of documents that the tests fill."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from parvis.kernel.registry.extension_points.search import SearchDocument
from parvis.kernel.search import operations


class Shelf:
    """Search source `note`: what the tests put on it."""

    kind = "note"
    title = "Notes"
    icon = "file-text"
    held: list[SearchDocument] = []

    def documents(self) -> Iterator[SearchDocument]:
        yield from self.held


SHELF = Shelf()


@pytest.fixture
def shelf(settings: Any) -> Iterator[Shelf]:
    settings.SEARCH_SOURCES = [f"{__name__}:SHELF"]
    SHELF.held = []
    yield SHELF
    SHELF.held = []


def note(key: str, title: str, **others: Any) -> SearchDocument:
    return SearchDocument(kind="note", key=key, title=title, url=f"/notes/{key}/", **others)


@pytest.fixture
def put(shelf: Shelf, db: None, django_capture_on_commit_callbacks: Any) -> Callable[..., None]:
    """Indexes documents as a service does, commit included."""

    def indexed(*documents: SearchDocument) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            operations.index(documents)

    return indexed

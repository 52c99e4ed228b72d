# SPDX-License-Identifier: AGPL-3.0-or-later
"""`file_contents`: the bytes of stored files, for the export of a person's data."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, kw_only=True)
class FileContent:
    """One file: the name to give it, and its bytes."""

    name: str
    content: bytes


class FileContents(Protocol):
    """Answered by the app that stores files."""

    def contents(self, identifiers: Iterable[str]) -> Iterable[FileContent]:
        """The files with these identifiers, one at a time; those that are gone or quarantined are left out."""
        ...

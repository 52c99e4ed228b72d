# SPDX-License-Identifier: AGPL-3.0-or-later
"""`personal_data`: hand over and erase what an app holds of a person (GDPR articles 15, 17 and 20). Compulsory."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Protocol


@dataclass(frozen=True, kw_only=True)
class Record:
    """One thing that an app holds of a person, ready for JSON."""

    kind: str
    reference: str
    data: dict[str, Any]
    files: tuple[str, ...] = ()
    """Identifiers of stored files that belong to it."""


@dataclass(frozen=True, kw_only=True)
class Erasure:
    """What an erasure did: rows deleted, rows made anonymous, and rows kept with the legal reason."""

    deleted: int = 0
    anonymised: int = 0
    kept: int = 0
    reason_kept: str = ""


class ErasureRefusedError(Exception):
    """The person must first do something else; the message, translated, says what."""


class PersonalData(Protocol):
    """Answers for one app."""

    slug: str

    def export(self, person: Any) -> Iterable[Record]:
        """All that the app holds of `person`."""
        ...

    def erase(self, person: Any) -> Erasure:
        """Deletes or makes anonymous all that may be; idempotent; runs inside the caller's transaction.

        Raises:
            ErasureRefusedError: nothing may be erased yet; the whole erasure is undone.
        """
        ...

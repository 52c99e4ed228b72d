# SPDX-License-Identifier: AGPL-3.0-or-later
"""One import of places at a time, and the revisions that tell other processes of it."""

from __future__ import annotations

from django.db import connection
from django.utils.translation import gettext as _

from parvis.kernel.places.imports import ImportRefused

_PLACES_LOCK = 7_205_001
"""Key of the PostgreSQL advisory lock; any number that nobody else uses."""


def lock_imports() -> None:
    """Takes the lock of imports until the end of the transaction.

    Raises:
        ImportRefused: another import is running.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_PLACES_LOCK])
        if not cursor.fetchone()[0]:
            raise ImportRefused(_("Another import is running. Wait until it ends, then start again."))


def advance(*names: str) -> None:
    """Raises the revision of the named subjects, in the caller's transaction."""
    with connection.cursor() as cursor:
        for name in sorted(names):
            cursor.execute(
                "INSERT INTO places_revision AS r (name, number, changed_at) VALUES (%s, 1, now()) "
                "ON CONFLICT (name) DO UPDATE SET number = r.number + 1, changed_at = now()",
                [name],
            )

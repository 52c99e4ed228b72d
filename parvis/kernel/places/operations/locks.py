# SPDX-License-Identifier: AGPL-3.0-or-later
"""One import of places at a time, and the revisions that tell other processes of it."""

from __future__ import annotations

from django.db import connection
from django.utils.translation import gettext as _

from parvis.kernel.places.imports import ImportRefused

# Keys of PostgreSQL's advisory locks; any numbers that nobody else uses. Always taken in this order.
_IMPORT_LOCK = 7_205_001
_WRITE_LOCK = 7_205_003


def lock_imports() -> None:
    """Takes the lock of imports until the end of the transaction.

    Raises:
        ImportRefused: another import is running.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_IMPORT_LOCK])
        if not cursor.fetchone()[0]:
            raise ImportRefused(_("Another import is running. Wait until it ends, then start again."))
    wait_for_writers()


def wait_for_writers() -> None:
    """Waits until no other transaction writes places, then holds the right to, until the end of the transaction.

    Alone for the short write at the end of an import of streets, which has worked for minutes and
    must not fail because addresses are being imported at the same time.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_WRITE_LOCK])


def advance(*names: str) -> None:
    """Gives the named subjects a new revision, in the caller's transaction.

    The number comes from the clock, not from a count: after a rollback a count would come again
    with other content, and a process that had looked in between would keep the wrong one.
    """
    with connection.cursor() as cursor:
        for name in sorted(names):
            cursor.execute(
                "INSERT INTO places_revision (name, number, changed_at) "
                "VALUES (%s, (extract(epoch FROM clock_timestamp()) * 1000000)::bigint, now()) "
                "ON CONFLICT (name) DO UPDATE SET number = EXCLUDED.number, changed_at = EXCLUDED.changed_at",
                [name],
            )

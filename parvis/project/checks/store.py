# SPDX-License-Identifier: AGPL-3.0-or-later
"""The database."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.db import connection

from parvis.project.checks.finding import Finding, failed, ok, warning
from parvis.project.database import pending_migrations
from parvis.project.embedded import lease_of
from parvis.project.words import _

OLDEST_MAJOR = 15


def database() -> Iterator[Finding]:
    """Which server, which version, and whether what it says is saved is on disk."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version'), current_setting('server_version_num')::int / 10000")
        version, major = cursor.fetchone()
        cursor.execute("SELECT name FROM pg_settings WHERE name IN ('fsync', 'full_page_writes') AND setting = 'off'")
        off = [name for (name,) in cursor.fetchall()]
        cursor.execute("SHOW synchronous_commit")
        if cursor.fetchone()[0] == "off":
            off.append("synchronous_commit")
    kind = _("embedded") if lease_of(settings.VAR_DIR) else _("named by DATABASE_URL")
    if major < OLDEST_MAJOR:
        yield failed(_("Database"), _("PostgreSQL {version} is too old: 15 or later.").format(version=version))
    elif off:
        yield failed(_("Database"), _("{names} is off: a power cut loses data.").format(names=", ".join(off)))
    else:
        yield ok(_("Database"), f"PostgreSQL {version}, {kind}.")


def migrations() -> Iterator[Finding]:
    """Tables of this version."""
    missing = pending_migrations()
    if missing:
        text = _("{count} missing, the first is {name}: make a backup, then run “parvis migrate”.")
        yield failed(_("Tables"), text.format(count=len(missing), name=missing[0]))
    else:
        yield ok(_("Tables"), _("Up to date."))
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_index WHERE NOT indisvalid")
        invalid = cursor.fetchone()[0]
    if invalid:
        yield warning(_("Tables"), _("{count} indexes are invalid: REINDEX them.").format(count=invalid))

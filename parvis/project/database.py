# SPDX-License-Identifier: AGPL-3.0-or-later
"""The state of the database's tables, and bringing it up to date by one process at a time."""

from __future__ import annotations

from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

_MIGRATION_LOCK = 0x70617276  # "parv": a PostgreSQL advisory lock of our own


def pending_migrations() -> list[str]:
    """Names of the migrations that this version needs and the database lacks, as `app.0001_name`, in order."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _backwards in plan]


def is_empty() -> bool:
    """True before the first migration."""
    return "django_migrations" not in connection.introspection.table_names()


def apply_migrations() -> None:
    """Brings the tables up to date; a second process that starts meanwhile waits, then finds nothing to do."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [_MIGRATION_LOCK])
        try:
            call_command("migrate", verbosity=0, interactive=False)
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_MIGRATION_LOCK])

# SPDX-License-Identifier: AGPL-3.0-or-later
"""Brings up what a command needs: configuration, database, Django."""

from __future__ import annotations

import os
from pathlib import Path

import psycopg

from parvis.project.command.console import say

CONNECT_TIMEOUT_S = 10


def var_dir() -> Path:
    """The town's data folder."""
    from django.conf import settings

    folder: Path = settings.VAR_DIR
    return folder


def start_database() -> str:
    """The database's address; starts the embedded server unless `DATABASE_URL` names another.

    Raises:
        EmbeddedFailed: it does not start.
        psycopg.OperationalError: the named one does not answer; better said at once than after the pool's patience.
    """
    given = os.environ.get("DATABASE_URL")
    if given:
        psycopg.connect(given, connect_timeout=CONNECT_TIMEOUT_S).close()
        return given
    from parvis.project.embedded import start_embedded

    return start_embedded(var_dir(), progress=say)


def boot(*, database: bool = True) -> None:
    """Loads Django, with the database running if asked for.

    Raises:
        ImproperlyConfigured: the configuration is wrong.
        EmbeddedFailed: the database does not start.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parvis.project.settings")
    if database:
        start_database()
    import django

    django.setup()

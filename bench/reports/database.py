# SPDX-License-Identifier: AGPL-3.0-or-later
"""A database of the benchmark's own, beside the one that `DATABASE_URL` names."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from django.db import connections
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

NAME = "parvis_bench_reports"
_DROP = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(NAME))


@contextmanager
def own_database(*, keep: bool) -> Iterator[None]:
    """Makes it empty, lets `DATABASE_URL` name it, and drops it in the end unless it is to be kept."""
    base = os.environ["DATABASE_URL"]
    with psycopg.connect(base, autocommit=True) as connection:
        connection.execute(_DROP)
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(NAME)))
    os.environ["DATABASE_URL"] = make_conninfo(**{**conninfo_to_dict(base), "dbname": NAME})
    try:
        yield
    finally:
        connections.close_all()
        for alias in connections:
            connections[alias].close_pool()
        os.environ["DATABASE_URL"] = base
        if not keep:
            with psycopg.connect(base, autocommit=True) as connection:
                connection.execute(_DROP)

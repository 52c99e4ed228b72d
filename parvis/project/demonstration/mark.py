# SPDX-License-Identifier: AGPL-3.0-or-later
"""The note in a database that says: this is the demo agglomeration, and how far its loading came.

The table is made by the demo itself, outside the migrations: the database of a real town has none,
and that is how demo data and real data are kept apart.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.db import connection

from parvis.kernel.registry.demonstration import DemoLogin

_TABLE = "parvis_demo"


class DemoState(StrEnum):
    """What a database holds, seen from the demo."""

    EMPTY = "empty"
    """Neither people nor addresses: the demo may be loaded."""
    REAL = "real"
    """Somebody's data: the demo keeps away."""
    LOADING = "loading"
    """A demo whose loading was interrupted: it starts again from nothing."""
    READY = "ready"
    """The demo, whole."""


@dataclass(frozen=True)
class DemoMark:
    """Which demo the database holds."""

    population: int
    seed: int
    ready: bool
    logins: tuple[DemoLogin, ...]


def read_mark() -> DemoMark | None:
    """The note, or None where there is none."""
    if _TABLE not in connection.introspection.table_names():
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT population, seed, ready, logins FROM parvis_demo")
        row = cursor.fetchone()
    if row is None:
        return None
    logins = json.loads(row[3]) if isinstance(row[3], str) else row[3]
    return DemoMark(row[0], row[1], row[2], tuple(DemoLogin(**login) for login in logins))


def demo_state(mark: DemoMark | None) -> DemoState:
    """What the database holds."""
    if mark is not None:
        return DemoState.READY if mark.ready else DemoState.LOADING
    return DemoState.REAL if _holds_rows("accounts_person", "places_address") else DemoState.EMPTY


def write_mark(*, population: int, seed: int, ready: bool, logins: Sequence[DemoLogin] = ()) -> None:
    """Writes the note; before the loading, and again when it is whole."""
    rows = json.dumps([{"email": login.email, "who": login.who} for login in logins])
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE IF NOT EXISTS parvis_demo (one boolean PRIMARY KEY DEFAULT true CHECK (one),"
            " population integer NOT NULL, seed bigint NOT NULL, ready boolean NOT NULL, logins jsonb NOT NULL)"
        )
        cursor.execute(
            "INSERT INTO parvis_demo (population, seed, ready, logins) VALUES (%s, %s, %s, %s)"
            " ON CONFLICT (one) DO UPDATE SET population = excluded.population, seed = excluded.seed,"
            " ready = excluded.ready, logins = excluded.logins",
            [population, seed, ready, rows],
        )


def empty_database() -> None:
    """Drops every table; only ever called on a database whose note says that it holds a demo."""
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE")
        cursor.execute("CREATE SCHEMA public")


def _holds_rows(*tables: str) -> bool:
    present = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for table in present.intersection(tables):
            cursor.execute(f"SELECT EXISTS (SELECT FROM {connection.ops.quote_name(table)})")  # noqa: S608
            if cursor.fetchone()[0]:
                return True
    return False

# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reads of 100,000 reports, beside the plain Django way in the same run: `python -m bench.reports [--reports N]`.

It makes its own database beside the one that `DATABASE_URL` names, fills it by COPY and drops it at the end.
"The plain way" is the same rows in a table without H3 cells, partial indexes or text vectors: rectangles of
floating-point coordinates, LIMIT and OFFSET, ILIKE, as a first version of such a service is written.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import time
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

DATABASE = "parvis_bench_reports"
OPEN_STATES = ("reported", "acknowledged", "scheduled", "in_progress", "waiting")
CENTRE = (2.90, 46.60)
WORDS = (
    "lampadaire", "éteint", "trottoir", "cassé", "devant", "école", "poubelle", "pleine", "débordante", "banc",
    "latte", "arbre", "branche", "chute", "route", "trou", "profond", "vélo", "passage", "piéton", "panneau",
    "tordu", "fuite", "eau", "caniveau", "bouché", "odeur", "matelas", "abandonné", "sacs", "gravats", "mur",
    "tag", "inscription", "jeux", "enfants", "balançoire", "voiture", "ventouse", "parking", "feu", "rouge",
    "carrefour", "gare", "marché", "mairie",
)  # fmt: skip
COLUMNS = (
    "uuid", "reference", "category_id", "organisation_id", "description", "language", "longitude", "latitude",
    "h3_7", "h3_9", "h3_11", "address", "commune", "neighbourhood", "state", "visibility", "held_for", "channel",
    "priority", "version", "reporter_name", "reporter_email", "reporter_phone", "proof", "address_hash", "supporters",
    "created_at", "updated_at", "due_at", "closed_at", "team_id",
)  # fmt: skip


def own_database() -> str:
    """Makes the empty database and returns its address."""
    base = os.environ["DATABASE_URL"]
    with psycopg.connect(base, autocommit=True) as connection:
        name = sql.Identifier(DATABASE)
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))
        connection.execute(sql.SQL("CREATE DATABASE {}").format(name))
    return make_conninfo(**{**conninfo_to_dict(base), "dbname": DATABASE})


def drop_database() -> None:
    """Drops the database again."""
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(DATABASE)))


def rows(count: int, categories: list[int], organisation: int, teams: list[int]) -> Any:
    """Generated reports over three years: nine out of ten closed, one out of twenty private."""
    from h3.api import basic_int

    chance = random.Random(1)
    now = datetime.now(tz=UTC)
    for number in range(count):
        longitude, latitude = chance.gauss(CENTRE[0], 0.05), chance.gauss(CENTRE[1], 0.035)
        created = now - timedelta(days=1095 * chance.random() ** 1.3)
        closed = created + timedelta(days=chance.uniform(0.2, 40)) if chance.random() < 0.9 else None
        is_open = closed is None or closed > now
        state = chance.choice(OPEN_STATES) if is_open else "resolved"
        phone = f"+336{chance.randrange(10**8):08d}" if number % 10 == 0 else ""
        yield (
            uuid.uuid4(), f"SIG-{created.year}-{number:06d}", chance.choice(categories), organisation,
            " ".join(chance.choices(WORDS, k=14)), "fr", longitude, latitude,
            *(basic_int.latlng_to_cell(latitude, longitude, resolution) for resolution in (7, 9, 11)),
            f"{chance.randrange(200)} rue du {chance.choice(WORDS)}", "99001", f"quartier-{number % 12}",
            state, "private" if number % 20 == 0 else "public", "", "web", 2, 1, "", "", phone, "none", "", 0,
            created, created, created + timedelta(days=14), None if is_open else closed, chance.choice(teams),
        )  # fmt: skip


def fill(count: int) -> Any:
    """Loads the reports and the plain table; returns an agent's actor."""
    from django.db import connection

    from parvis.kernel.accounts.operations import create_person
    from parvis.kernel.audit.actors import SYSTEM, Actor
    from parvis.kernel.organisations import operations as organisations
    from parvis.kernel.organisations.permissions import permissions_of_roles
    from parvis.services.reports import operations
    from parvis.services.reports.queries.categories import reportable

    town = organisations.add_organisation(SYSTEM, kind="town", name="Banc d’essai")
    teams = [organisations.add_team(SYSTEM, organisation=town, name=f"Équipe {number}") for number in range(6)]
    person = create_person(SYSTEM, email="agent@bench.example", verified=True)
    organisations.add_member(SYSTEM, person=person, organisation=town, role="supervisor")
    operations.import_categories(SYSTEM, organisation_id=town.pk)
    keys = [category.pk for category in reportable()]
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")  # the history's triggers are not what is measured
        with cursor.copy(f"COPY reports_report ({', '.join(COLUMNS)}) FROM STDIN") as copy:
            for row in rows(count, keys, town.pk, [team.pk for team in teams]):
                copy.write_row(row)
        cursor.execute("SET session_replication_role = DEFAULT")
        cursor.execute("CREATE TABLE plain_report AS SELECT * FROM reports_report")
        cursor.execute("ALTER TABLE plain_report ADD PRIMARY KEY (id)")
        cursor.execute("VACUUM ANALYZE reports_report, plain_report")
    permissions = permissions_of_roles(["supervisor"])
    return Actor(kind="person", label="agent", person=person, organisation=town, permissions=permissions)


def timed(act: Callable[[random.Random], Any], repeat: int) -> tuple[float, float]:
    """Median and 95th percentile in milliseconds; the same places and words for every act."""
    times = []
    for turn in range(repeat + 3):
        chance = random.Random(turn)
        start = time.perf_counter()
        act(chance)
        times.append((time.perf_counter() - start) * 1000)
    times = sorted(times[3:])  # the first ones fill the caches
    return statistics.median(times), times[int(len(times) * 0.95)]


def plain(statement: str, *arguments: Any) -> list[Any]:
    """Runs a statement on the plain table."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(statement, arguments)
        return cursor.fetchall()


def square(chance: random.Random, wide: float) -> Any:
    """A rectangle around a random point of the town."""
    from parvis.kernel.places.geo import Box

    lon, lat = chance.gauss(CENTRE[0], 0.03), chance.gauss(CENTRE[1], 0.02)
    return Box(lon - wide, lat - wide * 0.7, lon + wide, lat + wide * 0.7)


_INSIDE = "longitude BETWEEN %s AND %s AND latitude BETWEEN %s AND %s AND visibility = 'public'"


def plain_view(wide: float) -> Callable[[random.Random], Any]:
    """The rectangle's points from the plain table."""
    points = f"SELECT reference, longitude, latitude, state, category_id FROM plain_report WHERE {_INSIDE}"

    def act(chance: random.Random) -> Any:
        box = square(chance, wide)
        return plain(points, box.west, box.east, box.south, box.north)

    return act


def plain_duplicates(chance: random.Random) -> Any:
    """What lies near a random point, from the plain table."""
    lon, lat = chance.gauss(CENTRE[0], 0.03), chance.gauss(CENTRE[1], 0.02)
    near = f"SELECT * FROM plain_report WHERE {_INSIDE} AND state <> 'resolved'"
    return plain(near, lon - 0.001, lon + 0.001, lat - 0.0006, lat + 0.0006)


type Measured = tuple[str, Callable[[random.Random], Any], Callable[[random.Random], Any]]
"""A name, our way, the plain way."""


def acts(actor: Any) -> list[Measured]:
    """What is measured: ours, and the plain way to the same answer."""
    from parvis.services.reports.queries.categories import reportable
    from parvis.services.reports.queries.desk import ReportFilter, reports_for
    from parvis.services.reports.queries.nearby import duplicates_near
    from parvis.services.reports.queries.public import public_list, viewport

    categories = [category.pk for category in reportable()]
    deep = reports_for(actor, ReportFilter(all_states=True, order="newest"), limit=50)
    for _turn in range(200):
        deep = reports_for(actor, ReportFilter(all_states=True, order="newest"), after=deep.next, limit=50)

    map_acts = [
        ("map, street", lambda c: viewport(square(c, 0.004)), plain_view(0.004)),
        ("map, neighbourhood", lambda c: viewport(square(c, 0.02)), plain_view(0.02)),
        ("map, whole town", lambda c: viewport(square(c, 0.2)), plain_view(0.2)),
        ("public list", lambda c: public_list(), lambda c: plain(NEWEST)),
    ]
    near = (
        "duplicates nearby",
        lambda c: duplicates_near(c.gauss(CENTRE[0], 0.03), c.gauss(CENTRE[1], 0.02), c.choice(categories)),
        plain_duplicates,
    )
    return [*map_acts, *desk_acts(actor, deep.next), near]


NEWEST = "SELECT * FROM plain_report WHERE visibility = 'public' ORDER BY created_at DESC LIMIT 20"


def desk_acts(
    actor: Any, deep: str
) -> list[tuple[str, Callable[[random.Random], Any], Callable[[random.Random], Any]]]:
    """The agents' acts."""
    from parvis.services.reports.queries.desk import ReportFilter, counts_for, reports_for

    ours = "SELECT * FROM plain_report WHERE organisation_id = %s"
    late = f"{ours} ORDER BY created_at DESC, id DESC LIMIT 50 OFFSET 10000"
    queue = f"{ours} AND state <> 'resolved' ORDER BY due_at, id LIMIT 50"
    counts = "SELECT state, count(*) FROM plain_report WHERE organisation_id = %s AND state <> 'resolved' GROUP BY 1"
    both = "description ILIKE %s AND description ILIKE %s"
    like = f"SELECT * FROM plain_report WHERE {both} ORDER BY created_at DESC LIMIT 50"
    key = actor.organisation_id
    return [
        ("queue page", lambda c: reports_for(actor), lambda c: plain(queue, key)),
        (
            "queue, page 201 of all",
            lambda c: reports_for(actor, ReportFilter(all_states=True, order="newest"), after=deep),
            lambda c: plain(late, key),
        ),
        ("queue counts", lambda c: counts_for(actor), lambda c: plain(counts, key)),
        (
            "search, two words",
            lambda c: reports_for(actor, ReportFilter(text=" ".join(c.sample(WORDS, 2)), order="newest")),
            lambda c: plain(like, *(f"%{word}%" for word in c.sample(WORDS, 2))),
        ),
    ]


def main() -> None:
    """Runs everything and prints the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=int, default=100_000)
    parser.add_argument("--repeat", type=int, default=60)
    parser.add_argument("--keep", action="store_true", help="keep the database, to look at plans")
    options = parser.parse_args()
    os.environ["DATABASE_URL"], base = own_database(), os.environ["DATABASE_URL"]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parvis.project.settings")
    import django
    from django.core.management import call_command

    django.setup()
    try:
        call_command("migrate", verbosity=0)
        started = time.perf_counter()
        actor = fill(options.reports)
        print(f"{options.reports:,} reports loaded in {time.perf_counter() - started:.0f} s\n")
        print(f"{'milliseconds':26}{'ours, median':>14}{'p95':>9}{'plain, median':>16}{'p95':>9}{'ratio':>8}")
        for name, ours, peer in acts(actor):
            median, high = timed(ours, options.repeat)
            peer_median, peer_high = timed(peer, options.repeat)
            ratio = peer_median / median
            print(f"{name:26}{median:14.1f}{high:9.1f}{peer_median:16.1f}{peer_high:9.1f}{ratio:8.1f}")
    finally:
        from django.db import connections

        connections.close_all()
        for alias in connections:
            connections[alias].close_pool()
        os.environ["DATABASE_URL"] = base
        if not options.keep:
            drop_database()


if __name__ == "__main__":
    main()

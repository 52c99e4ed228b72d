# SPDX-License-Identifier: AGPL-3.0-or-later
"""A town with 100,000 reports in a database of its own, and the same rows in a plain table."""

from __future__ import annotations

import random
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from django.db import connection
from h3.api import basic_int

from parvis.kernel.accounts.operations import create_person
from parvis.kernel.audit.actors import SYSTEM, Actor
from parvis.kernel.organisations import operations as organisations
from parvis.kernel.organisations.permissions import permissions_of_roles
from parvis.services.reports import operations
from parvis.services.reports.queries.categories import reportable

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


def rows(count: int, categories: list[int], organisation: int, teams: list[int]) -> Iterator[tuple[Any, ...]]:
    """Generated reports over three years: nine out of ten closed, one out of twenty private."""
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
            uuid.uuid4(), f"SIG-{created.year}-{number:05d}", chance.choice(categories), organisation,
            " ".join(chance.choices(WORDS, k=14)), "fr", longitude, latitude,
            *(basic_int.latlng_to_cell(latitude, longitude, resolution) for resolution in (7, 9, 11)),
            f"{chance.randrange(200)} rue du {chance.choice(WORDS)}", "99001", f"quartier-{number % 12}",
            state, "private" if number % 20 == 0 else "public", "", "web", 2, 1, "", "", phone, "none", "", 0,
            created, created, created + timedelta(days=14), None if is_open else closed, chance.choice(teams),
        )  # fmt: skip


_OURS_ALONE = {"h3_7", "h3_9", "h3_11"}


def _plain_table(cursor: Any) -> None:
    """The same reports as a first version keeps them: the indexes of Django's foreign keys, and one by date."""
    kept = [name for name in ("id", *COLUMNS) if name not in _OURS_ALONE]
    cursor.execute(f"CREATE TABLE plain_report AS SELECT {', '.join(kept)} FROM reports_report")
    cursor.execute("ALTER TABLE plain_report ADD PRIMARY KEY (id)")
    for column in ("category_id", "organisation_id", "team_id", "created_at"):
        cursor.execute(f"CREATE INDEX ON plain_report ({column})")
    cursor.execute("CREATE UNIQUE INDEX ON plain_report (reference)")


def fill(count: int) -> Actor:
    """Loads the reports and the plain table; returns a supervisor's actor, with a second factor."""
    town = organisations.add_organisation(SYSTEM, kind="town", name="Banc d’essai")
    teams = [organisations.add_team(SYSTEM, organisation=town, name=f"Équipe {number}") for number in range(6)]
    person = create_person(SYSTEM, email="agent@bench.example", verified=True)
    Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={"secret": ""})
    organisations.add_member(SYSTEM, person=person, organisation=town, role="supervisor")
    operations.import_categories(SYSTEM, organisation_id=town.pk)
    keys = [category.pk for category in reportable()]
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")  # the history's triggers are not what is measured
        with cursor.copy(f"COPY reports_report ({', '.join(COLUMNS)}) FROM STDIN") as copy:
            for row in rows(count, keys, town.pk, [team.pk for team in teams]):
                copy.write_row(row)
        cursor.execute("SET session_replication_role = DEFAULT")
        _plain_table(cursor)
        cursor.execute("VACUUM ANALYZE reports_report, plain_report")
    permissions = permissions_of_roles(["supervisor"])
    return Actor(kind="person", label="agent", person=person, organisation=town, permissions=permissions)

# SPDX-License-Identifier: AGPL-3.0-or-later
"""The history holds against everybody who can write SQL through the application's own connection."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from parvis.kernel.accounts.operations import create_person
from parvis.kernel.audit.actors import SYSTEM, Actor
from parvis.kernel.audit.models import Act
from parvis.kernel.audit.operations import anonymise_history, forget_actor, record
from parvis.kernel.audit.queries import history_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    return create_person(SYSTEM, email="camille@example.fr", full_name="Camille Martin")


@pytest.mark.parametrize("table", ["audit_act", "accounts_personversion", "organisations_membershipversion"])
@pytest.mark.parametrize("statement", ["DELETE FROM {0}", "TRUNCATE {0}"])
def test_rows_cannot_be_deleted(person, table, statement):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL parvis.test_truncate = 'off'")
        if table == "organisations_membershipversion" and "DELETE" in statement:
            pytest.skip("the table is empty: a row trigger has nothing to refuse")
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            cursor.execute(statement.format(table))


@pytest.mark.parametrize(
    "statement", ["UPDATE audit_act SET verb = 'x'", "UPDATE accounts_personversion SET full_name = 'x'"]
)
def test_rows_cannot_be_changed(person, statement):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_each_version_is_kept_whoever_writes(person):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE accounts_person SET full_name = 'Dominique' WHERE id = %s", [person.pk])
    latest = next(entry for entry in history_of(person) if entry.verb == "row.update")
    assert latest.changes["full_name"] == ("Camille Martin", "Dominique")


def test_secrets_are_not_kept(person):
    person.set_password("une-phrase-de-passe")
    person.save()
    assert all("password" not in entry.changes for entry in history_of(person))


def test_a_deleted_row_keeps_its_history(person):
    person.emailaddress_set.all().delete()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM accounts_person WHERE id = %s", [person.pk])
    assert any(entry.verb == "row.delete" for entry in history_of(person))


def test_acts_and_versions_make_one_story(person):
    actor = Actor(kind="person", label="Camille Martin", person=person)
    record(actor, verb="test.greet", target=person, detail={"word": "bonjour"})
    story = history_of(person)
    assert {"test.greet", "accounts.create_person", "row.insert"} <= {entry.verb for entry in story}
    assert story == sorted(story, key=lambda entry: entry.at, reverse=True)


def test_erasure_rewrites_versions_and_closes_the_door_behind_it(person):
    changed = anonymise_history(SYSTEM, target=person, values={"full_name": ""}, reason="erasure")
    assert changed >= 1
    assert all(entry.changes.get("full_name", ("", ""))[1] == "" for entry in history_of(person))
    assert Act.objects.filter(verb="audit.anonymise_history", target_id=str(person.pk)).exists()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE accounts_personversion SET full_name = 'x'")


def test_deletion_is_refused_even_during_an_erasure(person):
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('parvis.anonymise_history', 'on', true)")
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            cursor.execute("DELETE FROM audit_act")


def test_an_actor_is_forgotten_by_name(person):
    record(Actor(kind="person", label="Camille Martin", person=person), verb="test.greet")
    assert forget_actor(SYSTEM, person_id=person.pk) == 1
    assert Act.objects.get(verb="test.greet").actor_label == ""
    assert Act.objects.get(verb="test.greet").person_id == person.pk


def test_a_request_leaves_its_person_on_the_versions(client, person):
    client.force_login(person)
    answer = client.post("/me/preferences/", {"full_name": "Camille D.", "language": "fr", "channels": ["email"]})
    assert answer.status_code == 302
    change = next(entry for entry in history_of(person) if entry.changes.get("full_name", ("", ""))[1] == "Camille D.")
    assert change.person_id == person.pk

# SPDX-License-Identifier: AGPL-3.0-or-later
"""Taking one's data away, and having them erased."""

from __future__ import annotations

import io
import json
import time
import zipfile

import pytest
from allauth.account.models import EmailAddress
from django.db import connection

from parvis.kernel.accounts.models import Person
from parvis.kernel.accounts.operations import create_person, update_profile
from parvis.kernel.accounts.personal_data import erase_person
from parvis.kernel.accounts.queries import person_by_email
from parvis.kernel.audit.actors import SYSTEM, Actor
from parvis.kernel.audit.models import Act
from parvis.kernel.organisations.operations import add_member, add_organisation
from parvis.kernel.registry.extension_points.personal_data import ErasureRefusedError

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    made = create_person(SYSTEM, email="lea@example.fr", full_name="Léa Petit", phone="06 12 34 56 78", verified=True)
    me = Actor(kind="person", label=made.full_name, person=made)
    return update_profile(me, person=made, full_name="Léa Petit-Jean", phone="06 12 34 56 79", language="fr")


@pytest.fixture
def signed_in(client, person):
    """A session whose owner has just proved who they are."""
    client.force_login(person)
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time()}]
    session["account_authentication_methods_user"] = str(person.pk)
    session.save()
    return client


def test_the_export_holds_the_profile_as_json(signed_in):
    answer = signed_in.post("/me/donnees/telecharger/")
    archive = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    records = json.loads(archive.read("accounts.json"))
    profile = next(one for one in records if one["kind"] == "profile")
    assert profile["data"]["email"] == "lea@example.fr"
    assert profile["data"]["phone"] == "+33612345679"
    journal = next(one for one in records if one["kind"] == "journal")
    assert "accounts.update_profile" in {act["verb"] for act in journal["data"]["acts"]}
    assert "password" not in archive.read("accounts.json").decode()


def test_the_export_asks_who_it_is_again(client, person):
    client.force_login(person)
    assert client.post("/me/donnees/telecharger/")["Location"] == "/compte/connexion/?next=/me/donnees/"
    person.set_password("lampadaire-moulin-riviere")
    person.save()
    client.force_login(person)
    assert client.post("/me/donnees/telecharger/")["Location"].startswith("/compte/confirmer/")


def test_erasing_asks_for_the_address(signed_in, person):
    assert signed_in.get("/me/donnees/effacer/").status_code == 200
    assert signed_in.post("/me/donnees/effacer/", {"email": "other@example.fr"}).status_code == 422
    assert person_by_email("lea@example.fr") is not None


def test_nothing_that_names_the_person_is_left_anywhere(signed_in, person):
    answer = signed_in.post("/me/donnees/effacer/", {"email": "lea@example.fr"})
    assert answer.status_code == 200
    person.refresh_from_db()
    assert person.erased_at is not None
    assert not person.is_active
    assert signed_in.get("/me/").status_code == 302
    assert not EmailAddress.objects.filter(user_id=person.pk).exists()
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        for table in tables:
            cursor.execute(
                f'SELECT count(*) FROM "{table}" t WHERE t::text ~ %s', ["lea@example.fr|Léa Petit|3361234567"]
            )
            assert cursor.fetchone()[0] == 0, table


def test_the_erasure_itself_is_in_the_journal(person):
    erase_person(Actor(kind="person", label="Léa Petit-Jean", person=person), person=person)
    act = Act.objects.get(verb="accounts.erase_person")
    assert act.person_id == person.pk
    assert act.actor_label == ""
    assert "accounts" in act.detail


def test_erasing_twice_changes_nothing_more(person):
    erase_person(SYSTEM, person=person)
    first = Person.objects.get(pk=person.pk).erased_at
    erase_person(SYSTEM, person=Person.objects.get(pk=person.pk))
    assert Person.objects.get(pk=person.pk).erased_at == first


def test_the_address_is_free_again(person):
    erase_person(SYSTEM, person=person)
    assert create_person(SYSTEM, email="lea@example.fr").pk != person.pk


def test_an_agent_leaves_the_organisation_first(signed_in, person):
    town = add_organisation(SYSTEM, kind="town", name="Valorne")
    add_member(SYSTEM, person=person, organisation=town, role="agent")
    answer = signed_in.post("/me/donnees/effacer/", {"email": "lea@example.fr"})
    assert answer.status_code == 409
    assert "Valorne" in answer.content.decode()
    assert person_by_email("lea@example.fr") is not None
    with pytest.raises(ErasureRefusedError):
        erase_person(SYSTEM, person=person)

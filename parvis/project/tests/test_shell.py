# SPDX-License-Identifier: AGPL-3.0-or-later
"""What every page shows around its content: unread messages, suggestions under the search field, the gallery's door."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from parvis.kernel.accounts.models import Person
from parvis.kernel.accounts.operations import create_person
from parvis.kernel.audit.actors import SYSTEM
from parvis.kernel.notifications.operations import notify
from parvis.kernel.notifications.recipients import Recipient
from parvis.kernel.organisations.operations import add_member, add_organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def person() -> Person:
    return create_person(SYSTEM, email="lea@example.fr", full_name="Léa Petit", verified=True)


def _write(person: Person, key: str) -> None:
    notify(recipient=Recipient(person=person), kind="test.thing", key=key, subject="S", body_text="T")


def test_unread_messages_are_counted_on_the_account_link(client: Client, person: Person) -> None:
    client.force_login(person)
    assert "non lu" not in client.get("/contact/").content.decode()
    _write(person, "one")
    assert "1 message non lu<" in client.get("/contact/").content.decode()
    _write(person, "two")
    assert "2 messages non lus<" in client.get("/contact/").content.decode()


def test_a_visitor_costs_no_count(client: Client) -> None:
    with CaptureQueriesContext(connection) as queries:
        client.get("/contact/")
    assert not [query for query in queries if "inboxmessage" in query["sql"]]


def test_the_count_is_read_once_a_page(client: Client, person: Person) -> None:
    _write(person, "one")
    client.force_login(person)
    with CaptureQueriesContext(connection) as queries:
        client.get("/contact/")
    assert len([query for query in queries if "inboxmessage" in query["sql"]]) == 1


def test_the_search_field_suggests_and_works_without_script(client: Client) -> None:
    page = client.get("/contact/").content.decode()
    assert 'data-combobox="submit" data-source="/search/suggest"' in page
    assert '<form class="site-search" action="/search/"' in page
    assert client.get("/search/suggest?q=con").status_code == 200


def test_the_gallery_is_for_agents(client: Client, person: Person) -> None:
    client.force_login(person)
    assert client.get("/gallery/").status_code == 404
    add_member(SYSTEM, person=person, organisation=add_organisation(SYSTEM, kind="town", name="Ville"), role="agent")
    assert client.get("/gallery/").status_code == 200

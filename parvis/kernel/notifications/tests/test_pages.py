# SPDX-License-Identifier: AGPL-3.0-or-later
"""My messages, one-click unsubscription, browsers, and the IT team's outbox."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from parvis.kernel.accounts.models import Person
from parvis.kernel.accounts.rules import AccountsSettings
from parvis.kernel.notifications import operations, queries
from parvis.kernel.notifications.models import InboxMessage, OutgoingMessage, PushSubscription, Refusal
from parvis.kernel.notifications.recipients import Recipient
from parvis.kernel.organisations.models import Membership, Organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada() -> Person:
    return Person.objects.create_user("ada@example.org", full_name="Ada")


def write(person: Person, **changes: Any) -> None:
    values = {"kind": "reports.status", "key": "k", "subject": "C’est réparé", "body_text": "Bonjour", "url": ""}
    operations.notify(recipient=Recipient(person=person), **{**values, **changes})


def signed_in(person: Person, *, csrf: bool = False) -> Client:
    client = Client(enforce_csrf_checks=csrf)
    client.force_login(person)
    return client


def test_the_inbox_shows_my_messages_and_nobody_else_s(ada: Person) -> None:
    eve = Person.objects.create_user("eve@example.org")
    write(ada, subject="<script>pour Ada</script>")
    write(eve, key="e", subject="pour Eve")
    page = signed_in(ada).get(reverse("notifications:inbox")).content.decode()
    assert "&lt;script&gt;pour Ada" in page
    assert "pour Eve" not in page
    theirs = InboxMessage.objects.get(person=eve)
    assert signed_in(ada).post(reverse("notifications:message", args=[theirs.pk])).status_code == 404
    assert Client().get(reverse("notifications:inbox")).status_code == 302


def test_reading_a_message_marks_it_and_leads_to_its_page(ada: Person, settings: Any) -> None:
    write(ada, url=f"{settings.BASE_URL}/signalements/x/")
    write(ada, key="out", url="https://evil.example/")
    mine, outside = InboxMessage.objects.order_by("pk")
    client = signed_in(ada)
    assert queries.unread_count(ada) == 2
    assert client.post(reverse("notifications:message", args=[mine.pk]))["Location"] == "/signalements/x/"
    assert client.post(reverse("notifications:message", args=[outside.pk]))["Location"] == "/me/messages/"
    write(ada, key="third")
    client.post(reverse("notifications:mark-read"))
    assert queries.unread_count(ada) == 0


def test_one_click_unsubscribes_without_cookie_and_a_look_does_not() -> None:
    url = reverse(
        "notifications:unsubscribe", args=[queries.unsubscribe_token(address="a@b.fr", kind="reports.status")]
    )
    client = Client(enforce_csrf_checks=True)
    assert client.get(url).status_code == 200
    assert not Refusal.objects.exists()
    assert client.post(url, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert Refusal.objects.get().address == "a@b.fr"
    assert client.post(url, {"act": "again"}).status_code == 200
    assert not Refusal.objects.exists()
    assert client.post(url[:-3] + "abc").status_code == 404


def test_a_browser_is_kept_for_the_person_signed_in_alone(ada: Person) -> None:
    url = reverse("notifications:browser")
    body = {
        "endpoint": "https://fcm.googleapis.com/fcm/send/x",
        "keys": {"p256dh": "B" * 87, "auth": "a" * 22},
        "act": "keep",
    }

    def post(client: Client, content: Any) -> int:
        return client.post(
            url, content if isinstance(content, str) else json.dumps(content), "application/json"
        ).status_code

    assert post(Client(), body) == 302
    assert post(signed_in(ada, csrf=True), body) == 403
    client = signed_in(ada)
    assert post(client, body) == 200
    assert PushSubscription.objects.get().person == ada
    for junk in (
        "",
        "[]",
        "{}",
        json.dumps({**body, "endpoint": "https://localhost/"}),
        json.dumps({**body, "keys": []}),
    ):
        assert post(client, junk) == 400
    assert post(client, {"endpoint": body["endpoint"], "act": "forget"}) == 200
    assert not PushSubscription.objects.exists()


@pytest.mark.parametrize("name", ["notifications:outbox", "jobs:dead-letters"])
def test_the_it_team_s_pages_are_theirs(ada: Person, name: str) -> None:
    assert Client().get(reverse(name)).status_code == 302
    assert signed_in(ada).get(reverse(name)).status_code in (302, 403, 404)


def test_the_outbox_says_where_each_message_stands_without_its_text(ada: Person, it_client: Client) -> None:
    write(ada, body_text="texte secret")
    row = OutgoingMessage.objects.get()
    OutgoingMessage.objects.update(state="failed", error="550 5.1.1 no such user")
    page = it_client.get(reverse("notifications:outbox"), {"state": "failed"}).content.decode()
    assert "550 5.1.1 no such user" in page
    assert "texte secret" not in page
    it_client.post(reverse("notifications:outbox-act", args=[row.pk]), {"act": "retry"})
    row.refresh_from_db()
    assert (row.state, row.attempts) == ("queued", 0)
    it_client.post(reverse("notifications:outbox-act", args=[row.pk]), {"act": "drop"})
    row.refresh_from_db()
    assert row.state == "dropped"
    assert it_client.get(reverse("jobs:dead-letters")).status_code == 200


@pytest.fixture
def it_client(monkeypatch: pytest.MonkeyPatch) -> Client:
    """Somebody of the IT team."""
    relaxed = AccountsSettings(agents_need_second_factor=False)
    monkeypatch.setattr("parvis.kernel.organisations.middleware.service_settings", lambda _slug: relaxed)
    person = Person.objects.create_user("it@example.org", full_name="Inès Technicienne")
    town = Organisation.objects.create(kind="town", name="Valorne", slug="valorne")
    Membership.objects.create(person=person, organisation=town, role="it")
    return signed_in(person)


@pytest.mark.parametrize(
    ("kind", "title"),
    [
        ("reports.status", "Suites d’un signalement"),
        ("accounts.password_changed", "Sécurité du compte"),
        ("gone.kind", "gone.kind"),
    ],
)
def test_the_outbox_names_what_a_message_is_about(kind: str, title: str) -> None:
    with translation.override("fr"):
        assert queries.title_of(kind) == title

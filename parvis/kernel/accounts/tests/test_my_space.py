# SPDX-License-Identifier: AGPL-3.0-or-later
"""The personal space: requests, choices, and who may see it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from parvis.kernel.accounts.operations import create_person
from parvis.kernel.accounts.views import me
from parvis.kernel.audit.actors import SYSTEM
from parvis.kernel.registry.extension_points.my_requests import MyRequest

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(client):
    made = create_person(SYSTEM, email="lea@example.fr", full_name="Léa Petit", verified=True)
    client.force_login(made)
    return made


@pytest.mark.parametrize("path", ["", "demandes/", "preferences/", "securite/", "donnees/", "donnees/effacer/"])
def test_the_space_is_private(client, path):
    assert client.get(f"/me/{path}").status_code == 302


@pytest.mark.parametrize("path", ["", "demandes/", "preferences/", "securite/", "donnees/"])
def test_pages_speak_french_and_english(client, person, path):
    french = client.get(f"/me/{path}").content.decode()
    english = client.get(f"/me/{path}", headers={"Accept-Language": "en"}).content.decode()
    assert "Mon espace" in french
    assert "My space" in english


def test_requests_of_all_services_come_newest_first(client, person, monkeypatch):
    def request(day):
        at = datetime(2026, 11, day, tzinfo=UTC)
        return MyRequest(
            reference=f"SIG-{day}", title="<b>Trou</b>", url="/x/", status="Reçu", tone="info", created_at=at
        )

    class App:
        def __init__(self, days):
            self.days = days

        def requests_of(self, person, *, limit):
            return [request(day) for day in self.days]

    monkeypatch.setattr(me, "contributions", lambda point: [App([5, 1]), App([3])])
    page = client.get("/me/demandes/").content.decode()
    assert page.index("SIG-5") < page.index("SIG-3") < page.index("SIG-1")
    assert "<b>Trou" not in page


def test_choices_are_kept(client, person):
    client.post(
        "/me/preferences/",
        {"full_name": "Léa", "phone": "06 12 34 56 78", "channels": ["email", "sms"], "language": "en"},
    )
    person.refresh_from_db()
    assert (person.phone, person.language) == ("+33612345678", "en")
    assert person.preferences["channels"]["*"] == ["email", "sms"]
    assert client.cookies["django_language"].value == "en"


@pytest.mark.parametrize("phone", ["12", "+1", "06 12", "'; DROP TABLE x", "<script>"])
def test_a_telephone_that_does_not_exist_is_refused(client, person, phone):
    answer = client.post("/me/preferences/", {"phone": phone, "language": "fr"})
    assert answer.status_code == 422
    assert phone.replace("'", "&#x27;").replace("<", "&lt;").replace(">", "&gt;") in answer.content.decode()


def test_larger_text_is_kept_on_the_device(client, person):
    client.post("/me/preferences/", {"language": "fr", "large_text": "on"})
    assert 'data-text="large"' in client.get("/").content.decode()
    client.post("/me/preferences/", {"language": "fr"})
    assert 'data-text="large"' not in client.get("/").content.decode()


def test_sms_needs_a_number(client, person):
    assert client.post("/me/preferences/", {"channels": ["sms"], "language": "fr"}).status_code == 422


def test_a_new_number_is_not_a_confirmed_one(client, person):
    person.phone, person.phone_verified_at = "+33612345678", datetime(2026, 1, 1, tzinfo=UTC)
    person.save()
    client.post("/me/preferences/", {"phone": "06 12 34 56 79", "language": "fr"})
    person.refresh_from_db()
    assert person.phone_verified_at is None


@pytest.mark.parametrize(
    "name", ["{{ 7*7 }}", "<img src=x onerror=alert(1)>", "Robert'); DROP TABLE accounts_person;--"]
)
def test_a_name_is_only_a_name(client, person, name):
    client.post("/me/preferences/", {"full_name": name, "language": "fr"})
    person.refresh_from_db()
    assert person.full_name == name
    assert "<img src=x" not in client.get("/me/").content.decode()

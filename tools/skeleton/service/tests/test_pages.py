# SPDX-License-Identifier: AGPL-3.0-or-later
"""What people see: the form, its answer, the desk, the API."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from parvis.services.specimen.demo import load
from parvis.services.specimen.jobs import forget
from parvis.services.specimen.models import Case
from parvis.services.specimen.tests.conftest import KEY

HOSTILE = "<script>alert(1)</script> {{ settings.SECRET_KEY }} '; DROP TABLE specimen_case; --"


@pytest.fixture
def agents_page(client: Client, desk: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> Client:
    """A browser in which the town's agent is signed in."""
    monkeypatch.setattr("parvis.kernel.organisations.middleware.has_second_factor", lambda person: True)
    client.force_login(desk.person)
    return client


def test_the_first_page_leads_to_the_form(client: Client, desk: SimpleNamespace) -> None:
    home = client.get(reverse("specimen:home")).content.decode()
    assert reverse("specimen:ask") in home


def test_a_resident_asks_and_reads_the_answer(client: Client, desk: SimpleNamespace) -> None:
    sent = client.post(reverse("specimen:ask"), {"text": HOSTILE, "client_key": KEY}, follow=True)
    page = sent.content.decode()
    assert sent.status_code == 200
    assert "SPE-" in page
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


def test_a_wrong_form_says_how_to_put_it_right(client: Client, desk: SimpleNamespace) -> None:
    answer = client.post(reverse("specimen:ask"), {"text": "", "email": "x", "client_key": KEY})
    assert answer.status_code == 422
    assert Case.objects.count() == 0


def test_an_unknown_link_is_not_found(client: Client, db: None) -> None:
    assert client.get(reverse("specimen:follow", args=["1:forged"])).status_code == 404


def test_the_desk_answers(agents_page: Client, submit: Any) -> None:
    reference = submit().reference
    assert reference in agents_page.get(reverse("specimen_agents:queue")).content.decode()
    address = reverse("specimen_agents:case", args=[reference])
    answered = agents_page.post(address, {"text": "À l’accueil.", "version": "1"}, follow=True)
    assert answered.status_code == 200
    again = agents_page.post(address, {"text": "Ailleurs.", "version": "1"})
    assert again.status_code == 422
    assert Case.objects.get().answer == "À l’accueil."


@pytest.mark.parametrize("route", ["specimen_agents:queue", "specimen_agents:case"])
def test_the_desk_is_closed_to_residents(client: Client, submit: Any, route: str) -> None:
    reference = submit().reference
    address = reverse(route, args=[reference] if route.endswith("case") else [])
    assert client.get(address).status_code == 302


def test_the_api_takes_a_request_and_gives_it_back(client: Client, desk: SimpleNamespace) -> None:
    sent = client.post("/api/specimen/requests", {"text": "Bonjour", "client_key": KEY}, "application/json")
    again = client.post("/api/specimen/requests", {"text": "Bonjour", "client_key": KEY}, "application/json")
    assert (sent.status_code, again.status_code) == (201, 200)
    found = client.get(f"/api/specimen/requests/{sent.json()['token']}").json()
    assert (found["reference"], found["state"]) == (sent.json()["reference"], "waiting")
    assert client.get("/api/specimen/requests/1").status_code == 404


def test_the_demo_and_the_nightly_job_run(desk: SimpleNamespace) -> None:
    load(SimpleNamespace(progress=lambda share: None))
    assert Case.objects.count() == 3
    forget()
    assert Case.objects.filter(anonymised_at=None).count() == 3

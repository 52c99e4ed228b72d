# SPDX-License-Identifier: AGPL-3.0-or-later
"""An error page tells the visitor how to go on and an attacker nothing."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client

from parvis.project.home import home

TELLING = ("Traceback", "SECRET", "parvis/project", "/site-packages/", "django", "psycopg", "SELECT ", "hunter2")


@pytest.mark.django_db
def test_an_exception_shows_nothing_of_the_inside(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_arguments: object, **_more: object) -> None:
        raise RuntimeError("SELECT password FROM accounts_person WHERE password = 'hunter2'")

    monkeypatch.setattr("parvis.project.home.render", broken)
    assert home
    response = Client(raise_request_exception=False).get("/")
    text = response.content.decode()
    assert response.status_code == 500
    assert not [word for word in TELLING if word in text]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path", ["/nowhere/", "/api/nowhere", "/api/reports/reports/%00", "/open311/v2/requests/x.json"]
)
def test_what_does_not_exist_says_so_and_no_more(client: Client, path: str) -> None:
    response = client.get(path)
    assert response.status_code in (400, 404)
    assert not [word for word in TELLING if word in response.content.decode()]


def test_debugging_is_off_unless_asked_for() -> None:
    assert settings.DEBUG is False


@pytest.mark.django_db
def test_broken_json_is_answered_not_dropped(client: Client) -> None:
    response = client.post("/api/reports/reports", b'{"text": "\xff', content_type="application/json")
    assert response.status_code in (400, 401, 422)
    assert not [word for word in TELLING if word in response.content.decode()]

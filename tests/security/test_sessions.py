# SPDX-License-Identifier: AGPL-3.0-or-later
"""Passwords and sessions, from the outside."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client

from parvis.kernel.accounts.operations import create_person
from parvis.kernel.accounts.personal_data import erase_person
from parvis.kernel.audit.actors import SYSTEM
from tests.security.conftest import PASSWORD, Enter

SIGN_IN = "/compte/connexion/"


def person(password: str = PASSWORD, email: str = "rose@town.example") -> Any:
    return create_person(SYSTEM, email=email, full_name="Rose Petit", password=password, verified=True)


def sign_in(client: Client, password: str = PASSWORD) -> bool:
    client.post(SIGN_IN, {"login": "rose@town.example", "password": password})
    return client.get("/me/").status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize(
    "password", ["", "short", "elevensigns", "123456789012345", "rose@town.example", "1qaz2wsx3edc"]
)
def test_weak_passwords_are_refused(password: str) -> None:
    with pytest.raises(ValidationError):
        validate_password(password, person())


@pytest.mark.parametrize("password", ["agrafe cheval pile", "é" * 12 + "ñ漢", "x7" * 64, "toutenminuscules"])
def test_any_letters_and_any_length_will_do(password: str) -> None:
    validate_password(password)


@pytest.mark.django_db
@pytest.mark.parametrize("password", [" agrafe cheval pile ", "é漢 agrafe cheval", "Ab" * 70])
def test_a_password_is_taken_exactly_as_it_is_written(client: Client, password: str) -> None:
    person(password)
    assert not sign_in(Client(), password.swapcase())
    assert not sign_in(Client(), password[:64] if len(password) > 64 else password + "x")
    if password == password.strip():
        assert sign_in(client, password)


@pytest.mark.django_db
def test_passwords_are_kept_as_argon2(client: Client) -> None:
    assert person().password.startswith("argon2$argon2id$")
    assert settings.PASSWORD_HASHERS[0].endswith("Argon2PasswordHasher")


@pytest.mark.django_db
@pytest.mark.parametrize("path", [SIGN_IN, "/compte/inscription/"])
def test_password_fields_hide_and_let_managers_fill_them(client: Client, path: str) -> None:
    fields = re.findall(r"<input[^>]*type=\"password\"[^>]*>", client.get(path).content.decode())
    assert fields
    for field in fields:
        assert re.search(r"autocomplete=\"(?:current|new)-password\"", field)
        assert "onpaste" not in field
        assert "maxlength" not in field or int(re.findall(r"maxlength=\"(\d+)\"", field)[0]) >= 64


@pytest.mark.django_db
def test_signing_out_ends_the_session_on_the_server(client: Client) -> None:
    person()
    assert sign_in(client)
    stolen = client.cookies[settings.SESSION_COOKIE_NAME].value
    client.post("/compte/deconnexion/")
    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = stolen
    assert thief.get("/me/").status_code == 302


@pytest.mark.django_db
def test_a_closed_account_is_out_at_its_next_request(client: Client) -> None:
    rose = person()
    assert sign_in(client)
    rose.is_active = False
    rose.save()
    assert client.get("/me/").status_code == 302


@pytest.mark.django_db
def test_an_erased_account_is_out_everywhere(enter: Enter) -> None:
    first = enter("")
    second = Client()
    second.force_login(first.person)
    erase_person(SYSTEM, person=first.person)
    assert [one.get("/me/").status_code for one in (first, second)] == [302, 302]


@pytest.mark.django_db
def test_a_new_password_ends_the_other_sessions(client: Client) -> None:
    rose = person()
    other = Client()
    assert sign_in(client)
    assert sign_in(other)
    rose.refresh_from_db()
    rose.set_password("une autre agrafe cheval")
    rose.save()
    assert other.get("/me/").status_code == 302


@pytest.mark.django_db
def test_a_session_key_cannot_be_guessed_or_chosen(client: Client) -> None:
    person()
    client.cookies[settings.SESSION_COOKIE_NAME] = "a" * 32
    assert sign_in(client)
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    assert key != "a" * 32
    assert re.fullmatch(r"[a-z0-9]{32}", key), "32 of 36 signs drawn at random: 165 bits"


@pytest.mark.django_db
def test_nobody_has_an_account_by_default() -> None:
    from django.contrib.auth import get_user_model

    assert not get_user_model().objects.exists()


def test_sessions_end() -> None:
    assert settings.SESSION_COOKIE_AGE <= 14 * 86_400


@pytest.mark.django_db
def test_the_way_out_is_one_step_from_every_page(enter: Enter) -> None:
    client = enter("")
    assert "/compte/deconnexion/" in client.get("/me/").content.decode()
    for path in ("/me/securite/", "/me/donnees/", "/"):
        assert 'href="/me/"' in client.get(path).content.decode(), path

# SPDX-License-Identifier: AGPL-3.0-or-later
"""Signing up and in: what a person gets, and what somebody with bad intentions does not."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from allauth.mfa.totp.internal import auth as totp
from django.contrib.auth import authenticate
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core import mail
from django.test import Client

from parvis.kernel.accounts.mail import send_mail
from parvis.kernel.accounts.models import Person
from parvis.kernel.accounts.operations import EmailTakenError, create_person
from parvis.kernel.accounts.queries import has_second_factor, person_by_email
from parvis.kernel.accounts.tests.conftest import PASSWORD
from parvis.kernel.audit.actors import SYSTEM
from parvis.kernel.audit.models import Act
from parvis.kernel.notifications.models import OutgoingMessage

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mails")]
LOGIN = "/compte/connexion/"


@pytest.fixture
def person():
    return create_person(SYSTEM, email="Lea@Example.fr", full_name="Léa Petit", password=PASSWORD, verified=True)


def code_of_latest_mail() -> str:
    return re.search(r"\b[0-9]{6}\b", mail.outbox[-1].body).group()


def test_a_resident_signs_up_confirms_and_is_in(client):
    answer = client.post(
        "/compte/inscription/", {"email": "noe@example.fr", "full_name": "Noé Blanc", "password1": PASSWORD}
    )
    assert answer["Location"] == "/compte/adresse/code/"
    answer = client.post("/compte/adresse/code/", {"code": code_of_latest_mail()})
    assert answer.status_code == 302
    noe = person_by_email("noe@example.fr")
    assert noe.full_name == "Noé Blanc"
    assert noe.email_verified_at is not None
    assert "Noé" in client.get("/me/").content.decode()


def test_mails_are_french_and_plain(client):
    client.post("/compte/inscription/", {"email": "noe@example.fr", "password1": PASSWORD})
    assert mail.outbox[-1].body.startswith("Bonjour,")
    assert "example.com" not in mail.outbox[-1].body


def test_messages_leave_through_the_outbox(client, monkeypatch):
    monkeypatch.setattr("parvis.kernel.accounts.adapters.send_mail", send_mail)
    client.post("/compte/inscription/", {"email": "noe@example.fr", "password1": PASSWORD})
    waiting = OutgoingMessage.objects.get()
    assert (waiting.address, waiting.channel) == ("noe@example.fr", "email")
    assert re.search(r"\b[0-9]{6}\b", waiting.body)


def test_signing_in_by_password_then_out(client, person):
    answer = client.post(LOGIN, {"login": "lea@example.FR", "password": PASSWORD})
    assert answer["Location"] == "/me/"
    assert Act.objects.filter(verb="accounts.sign_in", person_id=person.pk).exists()
    client.post("/compte/deconnexion/")
    assert client.get("/me/").status_code == 302


def test_signing_in_by_code(client, person):
    client.post("/compte/connexion/code/", {"email": person.email})
    answer = client.post("/compte/connexion/code/saisie/", {"code": code_of_latest_mail()})
    assert answer["Location"] == "/me/"


def test_a_code_takes_away_the_password_that_a_stranger_set_first(client):
    stranger = Client()
    stranger.post("/compte/inscription/", {"email": "noe@example.fr", "password1": PASSWORD})
    client.post("/compte/connexion/code/", {"email": "noe@example.fr"})
    client.post("/compte/connexion/code/saisie/", {"code": code_of_latest_mail()})
    assert client.get("/me/").status_code == 200
    assert person_by_email("noe@example.fr").email_verified_at is not None
    stranger.get("/compte/adresse/code/")
    stranger.post(LOGIN, {"login": "noe@example.fr", "password": PASSWORD})
    assert stranger.get("/me/").status_code == 302


def test_a_new_password_by_code_proves_the_address_and_stays(client):
    create_person(SYSTEM, email="noe@example.fr", password=PASSWORD)
    client.post("/compte/mot-de-passe/oubli/", {"email": "noe@example.fr"})
    client.post("/compte/mot-de-passe/oubli/code/", {"code": code_of_latest_mail()})
    new = "prairie-clocher-boussole"
    client.post("/compte/mot-de-passe/oubli/nouveau/", {"password1": new, "password2": new})
    client.post("/compte/connexion/code/", {"email": "noe@example.fr"})
    client.post("/compte/connexion/code/saisie/", {"code": code_of_latest_mail()})
    assert client.get("/me/").status_code == 200
    assert Client().post(LOGIN, {"login": "noe@example.fr", "password": new})["Location"] == "/me/"


def test_a_code_cannot_be_guessed(client, person):
    client.post("/compte/connexion/code/", {"email": person.email})
    right = code_of_latest_mail()
    for guess in ("000000", "111111", "222222"):
        client.post("/compte/connexion/code/saisie/", {"code": guess})
    client.post("/compte/connexion/code/saisie/", {"code": right})
    assert client.get("/me/").status_code == 302


def test_a_new_password_by_code(client, person):
    client.post("/compte/mot-de-passe/oubli/", {"email": person.email})
    client.post("/compte/mot-de-passe/oubli/code/", {"code": code_of_latest_mail()})
    new = "prairie-clocher-boussole"
    client.post("/compte/mot-de-passe/oubli/nouveau/", {"password1": new, "password2": new})
    assert Client().post(LOGIN, {"login": person.email, "password": new})["Location"] == "/me/"


@pytest.mark.parametrize("path", ["/compte/connexion/code/", "/compte/mot-de-passe/oubli/"])
def test_nobody_learns_who_has_an_account_by_asking_for_a_code(person, path):
    known = Client().post(path, {"email": person.email})
    unknown = Client().post(path, {"email": "personne@example.fr"})
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert len(mail.outbox) == 2


def test_nobody_learns_who_has_an_account_by_signing_up(person):
    def sign_up(email):
        return Client().post("/compte/inscription/", {"email": email, "password1": PASSWORD})

    known, unknown = sign_up(person.email), sign_up("autre@example.fr")
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert "déjà un compte" in mail.outbox[0].body + mail.outbox[0].subject


def test_signing_up_takes_as_long_for_an_address_that_has_an_account(person, monkeypatch):
    hashed = []
    encode = Argon2PasswordHasher.encode
    monkeypatch.setattr(Argon2PasswordHasher, "encode", lambda self, *given: hashed.append(1) or encode(self, *given))
    for number, email in enumerate((person.email, "autre@example.fr"), start=1):
        Client().post("/compte/inscription/", {"email": email, "password1": PASSWORD})
        assert len(hashed) == number, email


def test_nobody_learns_who_has_an_account_by_signing_in(person):
    def message(email):
        page = Client().post(LOGIN, {"login": email, "password": "x"}).content.decode()
        return re.sub(r'content="\w{64}"|value="[^"]*"', "", page)

    assert message(person.email) == message("personne@example.fr")


def test_passwords_cannot_be_tried_for_long(client, person):
    for _turn in range(5):
        client.post(LOGIN, {"login": person.email, "password": "faux"})
    client.post(LOGIN, {"login": person.email, "password": PASSWORD})
    assert client.get("/me/").status_code == 302


def test_limits_hold_across_processes():
    from django.conf import settings

    assert settings.CACHES["default"]["BACKEND"].endswith("DatabaseCache")


def test_the_session_key_changes_at_sign_in(client, person):
    client.get("/me/")
    session = client.session
    session["before"] = "planted"
    session.save()
    planted = session.session_key
    client.post(LOGIN, {"login": person.email, "password": PASSWORD})
    assert client.session.session_key != planted


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_sign_in_is_no_door_to_another_site(client, person, target):
    answer = client.post(f"{LOGIN}?next={target}", {"login": person.email, "password": PASSWORD, "next": target})
    assert answer["Location"] == "/me/"


def test_sign_in_needs_the_csrf_token(person):
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(LOGIN, {"login": person.email, "password": PASSWORD}).status_code == 403


def test_cookies_are_out_of_reach_of_scripts(client, person):
    client.get(LOGIN)
    client.post(LOGIN, {"login": person.email, "password": PASSWORD})
    assert {"session", "csrf"} <= set(client.cookies)
    for cookie in client.cookies.values():
        assert cookie["httponly"], cookie.key
        assert cookie["samesite"] == "Lax", cookie.key


def test_the_second_factor_is_asked_for(client, person):
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(person, secret)
    assert has_second_factor(person)
    answer = client.post(LOGIN, {"login": person.email, "password": PASSWORD})
    assert answer["Location"] == "/compte/connexion/confirmation/"
    assert client.get("/me/").status_code == 302
    code = totp.format_hotp_value(totp.hotp_value(secret, next(iter(totp.yield_hotp_counters_from_time()))))
    assert client.post("/compte/connexion/confirmation/", {"code": code})["Location"] == "/me/"


def test_totp_secrets_are_sealed_in_the_database(person):
    secret = totp.generate_totp_secret()
    stored = totp.TOTP.activate(person, secret).instance
    stored.refresh_from_db()
    assert secret not in str(stored.data)


def test_a_closed_account_cannot_sign_in(client, person):
    Person.objects.filter(pk=person.pk).update(is_active=False)
    client.post(LOGIN, {"login": person.email, "password": PASSWORD})
    assert client.get("/me/").status_code == 302


@pytest.mark.parametrize("password", ["court", "123456789012", "lea@example.fr"])
def test_weak_passwords_are_refused(client, password):
    answer = client.post("/compte/inscription/", {"email": "lea@example.fr", "password1": password})
    assert answer.status_code in {200, 422}
    assert person_by_email("lea@example.fr") is None


def test_what_is_wrong_with_a_form_says_what_to_do(client):
    missing = client.post("/compte/inscription/", {"password1": "12345"}).content.decode()
    for words in ("Tapez votre adresse électronique.", "Tapez au moins 12 caractères.", "Ajoutez des lettres."):
        assert words in missing
    assert "Tapez votre mot de passe." in client.post(LOGIN, {"login": "lea@example.fr"}).content.decode()


def test_one_account_per_address_whatever_its_case(person):
    with pytest.raises(EmailTakenError):
        create_person(SYSTEM, email="LEA@example.fr")


def test_without_a_password_no_password_works(client):
    nina = create_person(SYSTEM, email="nina@example.fr", verified=True)
    assert authenticate(None, email=nina.email, password="") is None
    client.post(LOGIN, {"login": nina.email, "password": ""})
    assert client.get("/me/").status_code == 302


@pytest.mark.parametrize(("ask", "refused"), [("/compte/connexion/code/", 200), ("/compte/mot-de-passe/oubli/", 429)])
def test_an_address_gets_ten_codes_an_hour(person, ask, refused):
    """Three guesses at each: an even chance takes more than a year, and 480 messages a day to the owner."""
    began = datetime(2026, 11, 24, 9, tzinfo=UTC)
    answers = []
    for turn in range(11):
        with time_machine.travel(began + timedelta(minutes=5 * turn), tick=False):
            answers.append(Client().post(ask, {"email": person.email}).status_code)
    assert answers == [302] * 10 + [refused]
    assert len(mail.outbox) == 10

# SPDX-License-Identifier: AGPL-3.0-or-later
"""A session left open is not enough to make an account one's own: acts that matter ask again, whatever the way in."""

from __future__ import annotations

import time

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.test import Client

from parvis.kernel.accounts.operations import create_person
from parvis.kernel.audit.actors import SYSTEM

pytestmark = pytest.mark.django_db
PASSWORD = "lampadaire-moulin-riviere"
MATTERS = (
    "/compte/adresse/",
    "/compte/mot-de-passe/choisir/",
    "/compte/securite/application/",
    "/compte/securite/application/retirer/",
    "/compte/securite/cles/ajouter/",
    "/compte/securite/secours/",
    "/compte/securite/secours/nouveaux/",
    "/compte/securite/secours/fichier/",
)


def signed_in_long_ago(password: str | None, method: str) -> Client:
    """The browser of somebody who signed in an hour ago."""
    person = create_person(SYSTEM, email="lea@example.fr", full_name="Léa Petit", password=password, verified=True)
    client = Client()
    client.force_login(person)
    session = client.session
    session["account_authentication_methods"] = [{"method": method, "at": time.time() - 3_600}]
    session["account_authentication_methods_user"] = str(person.pk)
    session.save()
    client.person = person
    return client


@pytest.mark.parametrize(("password", "method"), [(PASSWORD, "password"), (None, "code"), (None, "link")])
@pytest.mark.parametrize("verb", ["get", "post"])
def test_an_old_session_changes_no_address_password_or_factor(password, method, verb):
    client = signed_in_long_ago(password, method)
    for path in MATTERS:
        answer = getattr(client, verb)(path, {"email": "x@example.fr", "action_add": "1"})
        asked = answer.get("Location", "").partition("?")[0]
        assert asked == ("/compte/confirmer/" if password else "/compte/connexion/"), (path, answer.status_code)
    client.person.refresh_from_db()
    assert not EmailAddress.objects.filter(email="x@example.fr").exists()
    assert client.person.has_usable_password() == bool(password)


def test_an_old_session_takes_no_factor_away():
    client = signed_in_long_ago(PASSWORD, "password")
    totp.TOTP.activate(client.person, totp.generate_totp_secret())
    answer = client.post("/compte/securite/application/retirer/")
    assert answer["Location"].startswith("/compte/confirmer/")
    assert Authenticator.objects.filter(user=client.person).exists()


def test_the_password_once_more_opens_the_page_that_was_asked_for():
    client = signed_in_long_ago(PASSWORD, "password")
    asked = client.get("/compte/adresse/")["Location"]
    assert client.post(asked, {"password": PASSWORD})["Location"] == "/compte/adresse/"
    assert client.get("/compte/adresse/").status_code == 200

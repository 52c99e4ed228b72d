# SPDX-License-Identifier: AGPL-3.0-or-later
"""Each page of the second factor and of the rarer ways, from the first code to the last message."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from allauth.core import context as allauth_context
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.core import mail
from django.template.loader import render_to_string
from django.test import Client, RequestFactory

from parvis.kernel.accounts import apps
from parvis.kernel.accounts.forms.second_factor import AuthenticateForm
from parvis.kernel.accounts.operations import create_person
from parvis.kernel.accounts.tests.conftest import PASSWORD
from parvis.kernel.audit.actors import SYSTEM

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mails")]
TEMPLATES = Path(apps.__file__).parent / "templates"
MAILS = sorted(
    str(path.relative_to(TEMPLATES)).removesuffix("_message.txt")
    for folder in ("account/email", "mfa/email")
    for path in (TEMPLATES / folder).glob("*_message.txt")
)


@pytest.fixture
def signed_in(client, person):
    client.force_login(person)
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time(), "reauthenticated": True}]
    session["account_authentication_methods_user"] = str(person.pk)
    session.save()
    return client


def code_for(secret: str) -> str:
    """What the application would show now."""
    return totp.format_hotp_value(totp.hotp_value(secret, next(iter(totp.yield_hotp_counters_from_time()))))


def set_up(client) -> str:
    """Sets the application up through its page and returns the secret."""
    page = client.get("/compte/securite/application/")
    secret = page.context["form"].secret
    assert secret in page.content.decode()
    answer = client.post("/compte/securite/application/", {"code": code_for(secret)})
    assert answer.status_code == 302
    return secret


def test_setting_up_shows_the_recovery_codes_once(signed_in, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        set_up(signed_in)
    page = signed_in.get("/compte/securite/secours/")
    codes = page.context["unused_codes"]
    assert len(codes) == 10
    assert all(code in page.content.decode() for code in codes)
    assert "application" in mail.outbox[0].body


def test_recovery_codes_are_made_anew(signed_in):
    set_up(signed_in)
    assert signed_in.get("/compte/securite/secours/nouveaux/").status_code == 200
    assert signed_in.post("/compte/securite/secours/nouveaux/").status_code == 302
    assert signed_in.get("/compte/securite/secours/").status_code == 200


def test_a_recovery_code_signs_in_once(signed_in, person):
    set_up(signed_in)
    code = signed_in.get("/compte/securite/secours/").context["unused_codes"][0]
    for location in ("/me/", None):
        visitor = Client()
        visitor.post("/compte/connexion/", {"login": person.email, "password": PASSWORD})
        answer = visitor.post("/compte/connexion/confirmation/", {"code": code})
        assert answer.get("Location") == location


def test_a_code_of_the_application_counts_once_as_long_as_it_is_taken(client, person):
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(person, secret)
    began = datetime(2026, 11, 24, 9, tzinfo=UTC)
    code = totp.format_hotp_value(totp.hotp_value(secret, int(began.timestamp()) // 30))
    for seconds, location in ((0, "/me/"), (5, None), (35, None), (59, None)):
        with time_machine.travel(began + timedelta(seconds=seconds), tick=False):
            visitor = Client()
            visitor.post("/compte/connexion/", {"login": person.email, "password": PASSWORD})
            answer = visitor.post("/compte/connexion/confirmation/", {"code": f"{code[:3]} {code[3:]}"})
            assert answer.get("Location") == location, seconds


def test_two_at_once_with_one_recovery_code_are_one(signed_in, person):
    """Both have read that it is unused; the form keeps the second one out."""
    set_up(signed_in)
    code = signed_in.get("/compte/securite/secours/").context["unused_codes"][0]
    forms = [AuthenticateForm({"code": code}, user=person) for _turn in range(2)]
    stored = Authenticator.objects.get(user=person, type=Authenticator.Type.RECOVERY_CODES)
    unused = dict(stored.data)
    with allauth_context.request_context(RequestFactory().get("/")):
        taken = []
        for form in forms:
            taken.append(form.is_valid())
            Authenticator.objects.filter(pk=stored.pk).update(data=unused)
    assert taken == [True, False]


def test_a_wrong_code_is_told_in_plain_french(signed_in, person):
    set_up(signed_in)
    visitor = Client()
    visitor.post("/compte/connexion/", {"login": person.email, "password": PASSWORD})
    page = visitor.post("/compte/connexion/confirmation/", {"code": "000000"}).content.decode()
    assert "Ce n’est pas le bon code" in page


def test_taking_the_application_away(signed_in):
    set_up(signed_in)
    assert signed_in.get("/compte/securite/application/retirer/").status_code == 200
    assert signed_in.post("/compte/securite/application/retirer/").status_code == 302
    assert signed_in.get("/me/securite/").context["has_totp"] is False


def test_proving_again_by_password_or_by_code(client, person):
    totp.TOTP.activate(person, totp.generate_totp_secret())
    client.force_login(person)
    assert "mot de passe" in client.get("/compte/confirmer/?next=/me/").content.decode()
    assert "code" in client.get("/compte/confirmer/code/?next=/me/").content.decode()


def test_changing_the_address_takes_a_code(signed_in, person):
    signed_in.post("/compte/adresse/", {"action_add": "1", "email": "nouvelle@example.fr"})
    page = signed_in.get("/compte/adresse/code/").content.decode()
    assert "nouvelle@example.fr" in page
    code = mail.outbox[-1].body.split("\n\n")[2]
    signed_in.post("/compte/adresse/code/", {"code": code})
    person.refresh_from_db()
    assert person.email == "nouvelle@example.fr"
    assert signed_in.get("/compte/adresse/").status_code == 200


def test_an_address_that_is_somebody_elses_is_not_taken(signed_in, person):
    create_person(SYSTEM, email="autre@example.fr", verified=True)
    signed_in.post("/compte/adresse/", {"action_add": "1", "email": "autre@example.fr"})
    person.refresh_from_db()
    assert person.email == "lea@example.fr"


def test_a_first_password(client):
    nina = create_person(SYSTEM, email="nina@example.fr", verified=True)
    client.force_login(nina)
    session = client.session
    session["account_authentication_methods"] = [{"method": "code", "at": time.time()}]
    session["account_authentication_methods_user"] = str(nina.pk)
    session.save()
    assert client.get("/compte/mot-de-passe/choisir/").status_code == 200
    client.post("/compte/mot-de-passe/choisir/", {"password1": PASSWORD, "password2": PASSWORD})
    nina.refresh_from_db()
    assert nina.check_password(PASSWORD)


def test_signing_all_other_devices_out(signed_in, person):
    other = Client()
    other.post("/compte/connexion/", {"login": person.email, "password": PASSWORD})
    assert other.get("/me/").status_code == 200
    signed_in.get("/compte/appareils/")
    signed_in.post("/compte/appareils/")
    assert other.get("/me/").status_code == 302


@pytest.mark.parametrize("prefix", MAILS)
def test_each_message_is_whole_french_and_has_no_markup(prefix, person):
    known = {
        "code": "123456",
        "user": person,
        "signup_url": "https://ville.example/inscription",
        "password_reset_url": "https://ville.example/oubli",
    }
    subject = render_to_string(f"{prefix}_subject.txt", known)
    body = render_to_string(f"{prefix}_message.txt", known)
    assert body.strip().startswith("Bonjour,")
    assert "<" not in subject + body
    assert "&" not in subject + body


def test_the_address_of_allauth_leads_to_the_page_of_my_space(client, person):
    client.force_login(person)
    assert client.get("/compte/securite/").headers["Location"] == "/me/securite/"


@pytest.mark.parametrize("page", ["account/signup_closed.html", "account/account_inactive.html"])
def test_rare_pages_render(page, rf, person):
    request = rf.get("/")
    request.user, request.session = person, {}
    assert "<h1>" in render_to_string(page, request=request)

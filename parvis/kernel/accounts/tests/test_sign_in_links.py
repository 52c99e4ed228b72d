# SPDX-License-Identifier: AGPL-3.0-or-later
"""Signing in by a link: any browser, once, for a quarter of an hour, deaf to scanners, silent on who has an account."""

from __future__ import annotations

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal import auth as totp
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from parvis.kernel.accounts.models import Person, ProofLink
from parvis.kernel.accounts.operations import create_person
from parvis.kernel.accounts.tests.conftest import PASSWORD
from parvis.kernel.audit.actors import SYSTEM
from parvis.kernel.audit.models import Act

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mails")]
ASK = "/compte/connexion/lien/"
SENT = "/compte/connexion/lien/envoye/"


def ask(next_url: str = "", email: str = "LEA@example.fr") -> str:
    """Asks for a link as Léa does and returns its path."""
    answer = Client().post(ASK, {"email": email, **({"next": next_url} if next_url else {})})
    assert answer["Location"] == SENT
    return urlsplit(re.search(r"https?://\S+/preuve/\S+", mail.outbox[-1].body).group()).path


def is_in(client: Client) -> bool:
    return client.get("/me/").status_code == 200


def test_the_link_signs_in_in_another_browser(client, person):
    path = ask()
    assert "lea@example.fr" in client.get(path).content.decode()
    assert client.post(path)["Location"] == "/me/"
    assert is_in(client)
    verbs = set(Act.objects.values_list("verb", flat=True))
    assert {"accounts.send_proof_link", "accounts.use_proof", "accounts.sign_in"} <= verbs


def test_the_message_is_plain_french(person):
    ask()
    message = mail.outbox[-1]
    assert message.subject == "Votre lien de connexion"
    assert message.body.startswith("Bonjour,")
    assert "15 minutes" in message.body


def test_a_scanner_that_opens_the_link_uses_nothing_up(client, person):
    path = ask()
    scanner = Client()
    for _visit in range(3):
        assert scanner.get(path).status_code == 200
        scanner.head(path)
    assert not is_in(scanner)
    assert client.post(path).status_code == 302


def test_a_link_signs_in_once(client, person):
    path = ask()
    client.post(path)
    other = Client()
    for answer in (other.get(path), other.post(path)):
        assert answer.status_code == 410
        assert ASK in answer.content.decode()
    assert not is_in(other)


def test_a_link_dies_after_a_quarter_of_an_hour(client, person):
    path = ask()
    left = ProofLink.objects.get().expires_at - timezone.now()
    assert timedelta(minutes=14) < left <= timedelta(minutes=15)
    ProofLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert client.post(path).status_code == 410
    assert not is_in(client)


def test_an_unknown_address_gets_the_same_answer(person):
    known, unknown = (Client().post(ASK, {"email": f"{who}@example.fr"}) for who in ("lea", "nobody"))
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert ProofLink.objects.count() == 1
    assert "/preuve/" not in mail.outbox[-1].body
    assert "/preuve/" in mail.outbox[-2].body


def test_the_limit_of_links_does_not_tell_who_has_an_account(person):
    for _turn in range(5):
        cache.clear()
        ask()
    cache.clear()
    letters = len(mail.outbox)
    answer = Client().post(ASK, {"email": "lea@example.fr"})
    assert (answer["Location"], len(mail.outbox)) == (SENT, letters)


def test_asking_is_limited_as_for_codes(person):
    for _turn in range(3):
        ask()
    answer = Client().post(ASK, {"email": "lea@example.fr"})
    assert answer.status_code == 200
    assert answer.context["form"].errors


def test_a_second_factor_is_still_asked_for(client, person):
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(person, secret)
    assert client.post(ask("/me/securite/"))["Location"] == "/compte/connexion/confirmation/"
    assert not is_in(client)
    code = totp.format_hotp_value(totp.hotp_value(secret, next(iter(totp.yield_hotp_counters_from_time()))))
    assert client.post("/compte/connexion/confirmation/", {"code": code})["Location"] == "/me/securite/"
    assert is_in(client)


@pytest.mark.parametrize(
    "next_url", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:x", "/" + "a" * 600]
)
def test_the_link_never_leads_elsewhere(client, person, next_url):
    assert client.post(ask(next_url))["Location"] == "/me/"


def test_the_page_asked_for_comes_after(client, person):
    page = client.get("/compte/connexion/?next=/me/donnees/").content.decode()
    assert f'{ASK}?next=%2Fme%2Fdonnees%2F"' in page
    assert client.post(ask("/me/donnees/?tri=1"))["Location"] == "/me/donnees/?tri=1"


def test_a_closed_account_is_not_opened(client, person):
    path = ask()
    Person.objects.update(is_active=False)
    assert client.post(path).status_code == 410
    assert ProofLink.objects.get().used_at is None


def test_an_address_that_changed_hands_does_not_open_the_account(client, person):
    path = ask()
    person.email = "autre@example.fr"
    person.save()
    EmailAddress.objects.update(email=person.email)
    create_person(SYSTEM, email="lea@example.fr", verified=True)
    assert client.post(path).status_code == 410


def test_a_password_that_a_stranger_set_first_is_taken_away(client):
    create_person(SYSTEM, email="lea@example.fr", password=PASSWORD)
    client.post(ask())
    assert is_in(client)
    assert EmailAddress.objects.get().verified
    stranger = Client()
    stranger.post("/compte/connexion/", {"login": "lea@example.fr", "password": PASSWORD})
    assert not is_in(stranger)


def test_who_sat_here_before_is_signed_out(client, person):
    noe = create_person(SYSTEM, email="noe@example.fr", verified=True)
    client.force_login(noe)
    session = client.session
    session["left"] = "behind"
    session.save()
    client.post(ask())
    assert client.get("/me/").context["user"] == person
    assert "left" not in client.session


def test_the_click_needs_the_csrf_token(person):
    assert Client(enforce_csrf_checks=True).post(ask()).status_code == 403
    assert ProofLink.objects.get().used_at is None

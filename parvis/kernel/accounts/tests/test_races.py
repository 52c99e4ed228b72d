# SPDX-License-Identifier: AGPL-3.0-or-later
"""What opens once opens once, however many browsers try at the same moment: real threads on the real database."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.core import mail
from django.test import Client
from django.utils import timezone

from parvis.kernel.accounts import proofs
from parvis.kernel.accounts.models import ProofLink
from parvis.kernel.accounts.tests.conftest import PASSWORD
from tools.threads import at_once

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("mails")]
LOGIN, CODE = "/compte/connexion/", "/compte/connexion/code/saisie/"
FORGOTTEN, RESET_CODE, RESET = (f"/compte/mot-de-passe/oubli/{page}" for page in ("", "code/", "nouveau/"))


def posts(path: str, data: dict[str, str], *, like: Client | None = None) -> Callable[[], Any]:
    """Posts from a browser of its own; `like` gives it the session of another."""
    browser = Client()
    if like is not None:
        browser.cookies = like.cookies
    return lambda: browser.post(path, data)


def code_of_latest_mail() -> str:
    return re.search(r"\b[0-9]{6}\b", mail.outbox[-1].body).group()


def link_of_latest_mail() -> str:
    return urlsplit(re.search(r"https?://\S+/preuve/\S+", mail.outbox[-1].body).group()).path


def wrong(code: str, turn: int) -> str:
    return f"{(int(code) + turn + 1) % 1_000_000:06}"


def test_one_sign_in_link_lets_one_browser_in(client, person):
    client.post("/compte/connexion/lien/", {"email": person.email})
    path = link_of_latest_mail()
    answers = at_once(*(posts(path, {}) for _turn in range(5)))
    assert sorted(answer.status_code for answer in answers) == [302] + [410] * 4


def test_control_without_the_lock_a_sign_in_link_lets_several_in(client, person, monkeypatch):
    client.post("/compte/connexion/lien/", {"email": person.email})
    path = link_of_latest_mail()
    read = threading.Barrier(2)

    def unlocked(link: ProofLink) -> bool:
        is_open = link.used_at is None and link.expires_at > timezone.now()
        read.wait(timeout=20)
        return is_open

    monkeypatch.setattr(proofs, "proof_link_is_open", unlocked)
    monkeypatch.setattr(ProofLink.objects, "select_for_update", ProofLink.objects.all)
    answers = at_once(*(posts(path, {}) for _turn in range(2)))
    assert [answer.status_code for answer in answers] == [302, 302]


def test_one_recovery_code_lets_one_browser_in(person):
    totp.TOTP.activate(person, totp.generate_totp_secret())
    code = RecoveryCodes.activate(person).get_unused_codes()[0]
    browsers = [Client() for _turn in range(4)]
    for browser in browsers:
        browser.post(LOGIN, {"login": person.email, "password": PASSWORD})
    answers = at_once(*(posts("/compte/connexion/confirmation/", {"code": code}, like=browser) for browser in browsers))
    assert sorted(answer.status_code for answer in answers) == [200, 200, 200, 302]


@pytest.mark.parametrize("way", ["signing in", "a new password"])
def test_guesses_at_the_same_moment_are_all_counted(client, person, way):
    ask, check = {
        "signing in": ("/compte/connexion/code/", CODE),
        "a new password": (FORGOTTEN, RESET_CODE),
    }[way]
    client.post(ask, {"email": person.email})
    code = code_of_latest_mail()
    at_once(*(posts(check, {"code": wrong(code, turn)}, like=client) for turn in range(6)))
    client.post(check, {"code": code})
    assert client.get("/me/").status_code == 302
    assert client.get(RESET).status_code == 302


def test_a_code_sets_one_new_password(client, person):
    client.post(FORGOTTEN, {"email": person.email})
    client.post(RESET_CODE, {"code": code_of_latest_mail()})
    chosen = [f"prairie-clocher-boussole-{turn}" for turn in range(4)]
    before = len(mail.outbox)
    at_once(*(posts(RESET, {"password1": new, "password2": new}, like=client) for new in chosen))
    assert len(mail.outbox) - before == 1
    person.refresh_from_db()
    assert sum(person.check_password(new) for new in chosen) == 1

# SPDX-License-Identifier: AGPL-3.0-or-later
"""E-mail confirmed by link: single use, expiring, deaf to mail scanners, limited."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from parvis.kernel.accounts import proofs
from parvis.kernel.accounts.models import ProofLink
from parvis.kernel.accounts.operations import send_proof_link
from parvis.kernel.accounts.queries import check_proof
from parvis.kernel.audit.actors import anonymous

pytestmark = pytest.mark.django_db
ACTOR = anonymous(address_hash="a" * 64)


@pytest.fixture
def sent(monkeypatch):
    """Messages that would leave."""
    box: list[dict] = []
    monkeypatch.setattr(proofs, "send_mail", lambda **message: box.append(message))
    return box


def ask(sent, **changes) -> str:
    """Asks for a link and returns its path."""
    values = {"email": "lea@example.fr", "purpose": "test.thing", "payload": {"id": 7}, "next_url": "/suite/"}
    send_proof_link(ACTOR, **{**values, **changes})
    return urlsplit(sent[-1]["url"]).path


def test_a_click_confirms_and_gives_a_receipt(client, sent):
    answer = client.post(ask(sent))
    assert answer.status_code == 302
    receipt = parse_qs(urlsplit(answer["Location"]).query)["proof"][0]
    proof = check_proof(receipt, purpose="test.thing")
    assert (proof.email, proof.payload) == ("lea@example.fr", {"id": 7})
    assert check_proof(receipt, purpose="other.thing") is None
    assert check_proof(receipt + "x", purpose="test.thing") is None


def test_a_mail_scanner_does_not_use_the_link_up(client, sent):
    path = ask(sent)
    for _visit in range(3):
        assert client.get(path).status_code == 200
        client.head(path)
    assert client.post(path).status_code == 302


def test_a_link_works_once_and_says_so_kindly(client, sent):
    path = ask(sent)
    client.post(path)
    again = client.post(path)
    assert again.status_code == 410
    assert "/suite/" in again.content.decode()


def test_a_link_expires(client, sent):
    path = ask(sent)
    ProofLink.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    assert client.get(path).status_code == 410
    assert client.post(path).status_code == 410


def test_the_token_is_not_in_the_database(sent):
    token = ask(sent).rstrip("/").rpartition("/")[2]
    assert token not in str(ProofLink.objects.values())


def test_an_unknown_link_is_not_found(client):
    assert client.get("/preuve/nothing-here/").status_code == 404
    assert client.post("/preuve/nothing-here/").status_code == 404


@pytest.mark.parametrize("url", ["//evil.example/", "https://evil.example/", "/\\evil.example", "evil"])
def test_the_next_page_is_ours(sent, url):
    with pytest.raises(ValueError, match="next_url"):
        ask(sent, next_url=url)


def test_an_address_is_not_flooded(sent):
    for _turn in range(5):
        ask(sent)
    with pytest.raises(proofs.TooManyLinksError):
        ask(sent)
    ask(sent, email="autre@example.fr")


def test_one_network_address_cannot_write_to_the_whole_town(sent):
    for turn in range(30):
        ask(sent, email=f"p{turn}@example.fr")
    with pytest.raises(proofs.TooManyLinksError):
        ask(sent, email="encore@example.fr")


def test_what_is_not_an_address_is_refused(sent):
    with pytest.raises(ValidationError):
        ask(sent, email="not an address")


def test_the_app_goes_on_in_the_same_transaction(client, sent, monkeypatch):
    class Handler:
        purposes = frozenset({"test.thing"})

        def proved(self, actor, proof):
            raise RuntimeError("the app failed")

    path = ask(sent)
    monkeypatch.setattr(proofs, "contributions", lambda point: [Handler()])
    client.raise_request_exception = False
    assert client.post(path).status_code == 500
    assert ProofLink.objects.get().used_at is None


def test_the_click_needs_the_csrf_token(sent):
    from django.test import Client

    path = ask(sent)
    assert Client(enforce_csrf_checks=True).post(path).status_code == 403
    assert ProofLink.objects.get().used_at is None


def test_old_links_are_forgotten(sent):
    ask(sent)
    ProofLink.objects.update(expires_at=timezone.now() - timedelta(days=31))
    ask(sent)
    assert ProofLink.objects.count() == 1

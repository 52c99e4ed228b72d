# SPDX-License-Identifier: AGPL-3.0-or-later
"""Léa, and her mail."""

from __future__ import annotations

import pytest
from django.core import mail
from django.core.cache import cache

from parvis.kernel.accounts.operations import create_person
from parvis.kernel.audit.actors import SYSTEM

PASSWORD = "lampadaire-moulin-riviere"


@pytest.fixture
def mails(monkeypatch):
    """Messages go to Django's outbox of tests, whatever the installation's own way out; nobody has been slowed down."""

    def send(*, email, subject, body, url="", **_rest):
        mail.send_mail(subject, f"{body}\n\n{url}", None, [email])

    monkeypatch.setattr("parvis.kernel.accounts.adapters.send_mail", send)
    monkeypatch.setattr("parvis.kernel.accounts.proofs.send_mail", send)
    cache.clear()


@pytest.fixture
def person():
    """Léa, whose address is proved."""
    return create_person(SYSTEM, email="lea@example.fr", full_name="Léa Petit", password=PASSWORD, verified=True)

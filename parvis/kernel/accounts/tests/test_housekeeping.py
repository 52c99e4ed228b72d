# SPDX-License-Identifier: AGPL-3.0-or-later
"""What has expired goes at night; what is in use stays."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection
from django.utils import timezone

from parvis.kernel.accounts.housekeeping import HOUSEKEEPING
from parvis.kernel.accounts.models import ProofLink
from parvis.kernel.accounts.operations import create_person, send_proof_link
from parvis.kernel.audit.actors import SYSTEM, anonymous

pytestmark = pytest.mark.django_db


def cached_rows() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM accounts_cache")
        return cursor.fetchone()[0]


def test_what_has_expired_goes_and_the_rest_stays(client, monkeypatch):
    monkeypatch.setattr("parvis.kernel.accounts.proofs.send_mail", lambda **_message: None)
    cache.clear()
    client.force_login(create_person(SYSTEM, email="lea@example.fr", verified=True))
    UserSession.objects.create(
        user_id=client.session["_auth_user_id"], ip="192.0.2.1", session_key=client.session.session_key
    )
    send_proof_link(anonymous(), email="noe@example.fr", purpose="test.thing", payload={}, next_url="/")
    cache.set("short", 1, timeout=60)
    cache.set("long", 1, timeout=None)
    HOUSEKEEPING.clean()
    assert (Session.objects.count(), UserSession.objects.count(), ProofLink.objects.count()) == (1, 1, 1)
    assert cached_rows() == 2
    with time_machine.travel(timezone.now() + timedelta(days=40)):
        assert HOUSEKEEPING.clean() == {"sessions": 1, "devices": 1, "links": 1, "cache": 1}
        assert HOUSEKEEPING.clean() == {"sessions": 0, "devices": 0, "links": 0, "cache": 0}
    assert (Session.objects.count(), UserSession.objects.count(), cached_rows()) == (0, 0, 1)

# SPDX-License-Identifier: AGPL-3.0-or-later
"""The technical administration shows; it changes nothing, and no secret is in it."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.test import RequestFactory
from django.urls import reverse

from parvis.kernel.accounts.models import Person


@pytest.fixture
def operator(db: None) -> Person:
    """Somebody to whom Django itself would refuse nothing."""
    return Person.objects.create_superuser("machines@here.example", "correcte agrafe cheval pile")


def test_no_page_offers_to_change_anything(operator: Person, rf: RequestFactory) -> None:
    request = rf.get("/it/")
    request.user = operator
    open_ones = [
        (model._meta.label, permissions, actions)
        for model, page in admin.site._registry.items()
        for permissions in [{name for name, may in page.get_model_perms(request).items() if may}]
        for actions in [list(page.get_actions(request))]
        if permissions - {"view"} or actions
    ]
    assert not open_ones


def test_pages_of_factors_and_sessions_show_no_secret(client: Any, operator: Person, monkeypatch: Any) -> None:
    monkeypatch.setattr("parvis.kernel.organisations.middleware.has_second_factor", lambda person: True)
    client.force_login(operator)
    factor = Authenticator.objects.create(user=operator, type="totp", data={"secret": "sealed-seed-of-a-factor"})
    session = UserSession.objects.create(
        user=operator, ip="192.0.2.7", user_agent="x", session_key="k3yofasession0123456789", data={"seen": "inside"}
    )
    for name, row in (("mfa_authenticator", factor), ("usersessions_usersession", session)):
        page = client.get(reverse(f"admin:{name}_change", args=[row.pk]))
        assert page.status_code == 200
        text = page.content.decode()
        assert operator.email in text
        assert not any(secret in text for secret in ("sealed-seed", session.session_key, "inside"))
        assert client.get(reverse(f"admin:{name}_changelist"), {"q": "here.example"}).status_code == 200


def test_an_address_is_not_confirmed_by_hand(client: Any, operator: Person, monkeypatch: Any) -> None:
    monkeypatch.setattr("parvis.kernel.organisations.middleware.has_second_factor", lambda person: True)
    client.force_login(operator)
    address = operator.emailaddress_set.create(email="x@here.example", verified=False)
    asked = {"action": "make_verified", ACTION_CHECKBOX_NAME: [address.pk]}
    client.post(reverse("admin:account_emailaddress_changelist"), asked)
    address.refresh_from_db()
    assert not address.verified

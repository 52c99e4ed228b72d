# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who knocks at the doors: a visitor, a resident, agents of two towns, the IT team."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.test import Client

from parvis.kernel.accounts.operations import create_person
from parvis.kernel.audit.actors import SYSTEM
from parvis.kernel.organisations.operations import add_member, add_organisation

PASSWORD = "correcte agrafe cheval pile"

type Enter = Callable[..., Client]


@pytest.fixture
def towns(db: None) -> SimpleNamespace:
    """Two organisations, `here` and `there`."""
    return SimpleNamespace(
        **{
            slug: add_organisation(SYSTEM, kind=kind, name=slug.title(), slug=slug)
            for slug, kind in (("here", "agglomeration"), ("there", "town"))
        }
    )


@pytest.fixture
def enter(towns: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> Enter:
    """`enter("agent", "there")` gives the browser of somebody signed in; no role: a resident; nobody: a visitor.

    The second factor counts as set up, so that the permissions themselves are what is tried.
    """
    monkeypatch.setattr("parvis.kernel.organisations.middleware.has_second_factor", lambda person: True)
    monkeypatch.setattr("parvis.kernel.organisations.views.desk.has_second_factor", lambda person: True)

    def browser(role: str = "", town: str = "here", *, name: str = "somebody") -> Client:
        client = Client(raise_request_exception=False)
        if role == "visitor":
            return client
        email = f"{role or 'resident'}-{name}@{town}.example"
        person = create_person(
            SYSTEM, email=email, full_name="Rose Petit", password=PASSWORD, verified=True, is_staff=role == "it"
        )
        if role:
            add_member(SYSTEM, person=person, organisation=getattr(towns, town), role=role)
        client.force_login(person)
        client.person = person
        return client

    return browser

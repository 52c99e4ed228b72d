# SPDX-License-Identifier: AGPL-3.0-or-later
"""Two towns, with their people."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from parvis.kernel.accounts.operations import create_person
from parvis.kernel.audit.actors import SYSTEM, Actor
from parvis.kernel.organisations.operations import add_member, add_organisation, add_team
from parvis.kernel.organisations.permissions import permissions_of
from parvis.kernel.registry import service_settings


def actor_for(membership) -> Actor:
    """The actor that a request of this member would make."""
    return Actor(
        kind="person",
        label=str(membership.person),
        person=membership.person,
        organisation=membership.organisation,
        permissions=permissions_of(membership.person_id, membership.organisation_id),
    )


@pytest.fixture
def towns(db):
    """`here` and `there`, each with team, agent, supervisor, administrator (memberships)."""
    made = {}
    for slug in ("here", "there"):
        organisation = add_organisation(SYSTEM, kind="town", name=slug.title(), slug=slug)
        team = add_team(SYSTEM, organisation=organisation, name="Voirie")
        members = {
            role: add_member(
                SYSTEM,
                person=create_person(SYSTEM, email=f"{role}@{slug}.example", full_name=f"{role} {slug}", verified=True),
                organisation=organisation,
                role=role,
                teams=[team],
            )
            for role in ("agent", "supervisor", "administrator")
        }
        made[slug] = SimpleNamespace(organisation=organisation, team=team, **members)
    return SimpleNamespace(**made)


def _decide(monkeypatch, needed):
    def settings_of(slug):
        found = service_settings(slug)
        return type(found)(agents_need_second_factor=needed) if slug == "accounts" else found

    monkeypatch.setattr("parvis.kernel.organisations.middleware.service_settings", settings_of)


@pytest.fixture
def second_factor_needed(monkeypatch):
    """As every real town decides."""
    _decide(monkeypatch, needed=True)


@pytest.fixture
def no_second_factor(monkeypatch):
    """As a town may decide for a demonstration."""
    _decide(monkeypatch, needed=False)

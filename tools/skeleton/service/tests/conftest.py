# SPDX-License-Identifier: AGPL-3.0-or-later
"""A town with its desk, and another one."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from parvis.kernel.accounts.operations import create_person
from parvis.kernel.audit.actors import SYSTEM, Actor, anonymous
from parvis.kernel.organisations.operations import add_member, add_organisation
from parvis.kernel.organisations.permissions import permissions_of_roles
from parvis.kernel.organisations.rules import Kind
from parvis.services.specimen import operations

KEY = "0123456789abcdef-key"


def make_desk(name: str, kind: str) -> SimpleNamespace:
    """An organisation with one agent, as an actor and as a person."""
    organisation = add_organisation(SYSTEM, kind=kind, name=name)
    person = create_person(SYSTEM, email=f"agent@{name.lower()}.example", full_name=f"Agent {name}", verified=True)
    add_member(SYSTEM, person=person, organisation=organisation, role="agent")
    permissions = permissions_of_roles(["agent"])
    agent = Actor(
        kind="person", label=person.full_name, person=person, organisation=organisation, permissions=permissions
    )
    return SimpleNamespace(organisation=organisation, person=person, agent=agent)


@pytest.fixture
def desk(db: None) -> SimpleNamespace:
    """The desk of the town that answers."""
    return make_desk("Valorne", Kind.AGGLOMERATION)


@pytest.fixture
def other_desk(desk: SimpleNamespace) -> SimpleNamespace:
    """Another organisation, which must see nothing."""
    return make_desk("Ailleurs", Kind.TOWN)


@pytest.fixture
def resident() -> Actor:
    """Somebody without account."""
    return anonymous(address_hash="a" * 64)


@pytest.fixture
def submit(desk: SimpleNamespace, resident: Actor) -> Callable[..., operations.Submitted]:
    """Sends a request as a resident."""

    def send(actor: Actor = resident, **values: Any) -> operations.Submitted:
        return operations.submit(actor, **{"text": "À qui dois-je m’adresser ?", **values})

    return send

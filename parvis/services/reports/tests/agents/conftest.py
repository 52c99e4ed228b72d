# SPDX-License-Identifier: AGPL-3.0-or-later
"""Agents at their desk, signed in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from parvis.kernel.audit.actors import Actor
from parvis.kernel.registry import service_settings

DESK = "/agents/signalements/"


@pytest.fixture(autouse=True)
def no_second_factor(monkeypatch: pytest.MonkeyPatch) -> None:
    """The door asks for a second factor in a real town; its own tests are the kernel's."""

    def settings_of(slug: str) -> Any:
        found = service_settings(slug)
        return type(found)(agents_need_second_factor=False) if slug == "accounts" else found

    monkeypatch.setattr("parvis.kernel.organisations.middleware.service_settings", settings_of)


@pytest.fixture
def signed_in() -> Callable[[Actor], Client]:
    """A browser in which somebody has signed in."""

    def make(actor: Actor) -> Client:
        client = Client()
        client.force_login(actor.person)
        return client

    return make


@pytest.fixture
def agent(desk: Any, signed_in: Callable[[Actor], Client]) -> Client:
    """The browser of the town's agent."""
    return signed_in(desk.agent)


@pytest.fixture
def supervisor(desk: Any, signed_in: Callable[[Actor], Client]) -> Client:
    """The browser of the town's supervisor."""
    return signed_in(desk.supervisor)

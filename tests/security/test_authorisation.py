# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every door of the agents' side, tried by everybody who must not pass it."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from parvis.kernel.audit.actors import SYSTEM
from parvis.kernel.organisations.operations import add_team
from parvis.kernel.organisations.rules import Role
from tests.security.conftest import Enter
from tests.security.routes import routes

AGENTS = [route for route in routes() if route.path.startswith("/agents/")]
# Whoever has signed in may see how to set up a second factor.
FOR_ANYBODY_SIGNED_IN = {"organisations:second-factor"}
SECRET = "Rue du Témoin secret"


def statuses(client: object, path: str) -> list[int]:
    return [getattr(client, method)(path).status_code for method in ("get", "post", "head")]


def test_there_are_doors_to_try() -> None:
    assert len(AGENTS) > 25


def test_a_visitor_is_sent_to_sign_in_or_away(enter: Enter) -> None:
    visitor, open_doors = enter("visitor"), []
    for route in AGENTS:
        response = visitor.get(route.path)
        to_sign_in = response.status_code == 302 and response["Location"].startswith("/compte/connexion/")
        if not (to_sign_in or response.status_code in (403, 404, 405)):
            open_doors.append(f"{route.path}: {response.status_code}")
    assert not open_doors, "\n".join(open_doors)


def test_a_resident_passes_no_door(enter: Enter) -> None:
    resident = enter("")
    passed = [
        f"{route.path}: {found}"
        for route in AGENTS
        if route.name not in FOR_ANYBODY_SIGNED_IN
        and not set(found := statuses(resident, route.path)) <= {302, 403, 404, 405}
    ]
    assert not passed, "\n".join(passed)


def test_a_resident_is_not_led_around_the_doors(enter: Enter) -> None:
    """A redirection leads to the sign-in or to the second factor, never further in."""
    resident = enter("")
    for route in AGENTS:
        response = resident.get(route.path)
        if response.status_code == 302 and route.name not in FOR_ANYBODY_SIGNED_IN:
            assert response["Location"].startswith(("/compte/", "/agents/securite/")), route.path


def test_the_it_team_sees_no_case(enter: Enter) -> None:
    """Who keeps the machines reads no resident's report: the role carries none of the services' permissions."""
    operator = enter(Role.IT)
    passed = [
        f"{route.path}: {status}"
        for route in AGENTS
        if not route.name.startswith(("organisations:", "jobs:", "notifications:"))
        and (status := operator.get(route.path).status_code) not in (302, 403, 404, 405)
    ]
    assert not passed, "\n".join(passed)


@pytest.mark.parametrize("role", ["", "agent", "supervisor"])
def test_the_technical_side_is_for_the_it_team(enter: Enter, role: str) -> None:
    client = enter(role)
    for path in ("/it/", "/it/audit/act/", "/agents/it/travaux/", "/agents/it/messages/", "/gallery/"):
        if path == "/gallery/" and role:
            continue  # agents may look at the kit
        response = client.get(path)
        assert response.status_code in (302, 403, 404), path
        assert "/it/" not in response.get("Location", "").partition("?")[0].removeprefix("/it/login/"), path


def test_things_of_another_town_do_not_exist(enter: Enter, towns: SimpleNamespace) -> None:
    team = add_team(SYSTEM, organisation=towns.here, name=SECRET)
    member = enter("agent", "here", name="colleague").person.pk
    stranger = enter("administrator", "there")
    for path in (f"equipes/{team.pk}/", f"membres/{member}/", f"membres/{member}/retirer/"):
        for method in ("get", "post"):
            response = getattr(stranger, method)(f"/agents/organisation/{path}", {"name": "x", "role": "agent"})
            assert response.status_code in (404, 405), path
    for route in AGENTS:
        if not route.parameters:
            response = stranger.get(route.path)
            if not response.streaming:
                assert SECRET not in response.content.decode(errors="replace"), route.path
    team.refresh_from_db()
    assert team.name == SECRET


def test_a_role_taken_away_closes_the_doors_at_the_next_request(enter: Enter) -> None:
    agent = enter("agent")
    assert agent.get("/agents/").status_code == 200
    agent.person.memberships.all().delete()
    refused = agent.get("/agents/")
    assert refused.status_code == 403
    assert "Se connecter" not in refused.content.decode(), "somebody who is signed in is not told to sign in"


def test_unsigned_and_foreign_links_open_nothing(enter: Enter) -> None:
    client = enter("visitor")
    for path in ("/preuve/abc/", "/invitation/abc/", "/fichiers/abc", "/live/abc", "/signalements/suivi/abc/"):
        assert client.get(path).status_code in (403, 404, 410), path

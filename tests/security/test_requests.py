# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a request may do: reading writes nothing, writing needs its token, nonsense breaks nothing, none leads away."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from tests.security.conftest import Enter
from tests.security.routes import Route, routes

# Reading may count itself, keep its session and take up a language; nothing that anybody sees.
HOUSEKEEPING = {
    "django_session",
    "accounts_cache",
    "usersessions_usersession",
    "pghistory_context",
}
_WRITE = re.compile(r"^\s*(?:INSERT INTO|UPDATE|DELETE FROM|TRUNCATE)\s+(?:ONLY\s+)?\"?(\w+)", re.IGNORECASE)
EVIL = "evil.example"
AWAY = [f"https://{EVIL}/", f"//{EVIL}/", rf"/\{EVIL}", f"/\t/{EVIL}"]
RETURN_NAMES = ("next", "url", "return", "return_to", "redirect", "redirect_to", "retour", "suite", "continue")

# The token of the address or of the body is the proof, no cookie counts: a forged request carries no right.
WITHOUT_CSRF_TOKEN = re.compile(r"^/(?:api/|open311/v2/|messages/desinscription/|signalements/alertes/fin/)")

STRANGE = ("\x00'\"><script>{{7*7}}{%x%}", "9" * 400, "nan", "-1,1e999,[],%s%n", "../../etc/passwd😀", "a" * 5_000)
TURNS = 2
FIELDS = ("email", "phone", "client_key", "version", "target", "decision", "items", "team", "name")
PARAMETERS = ("q", "page", "bbox", "lon", "lat", "limit", "suite", "after", "reference", "category", "state", "next",
              "theme", "text", "commune", "since", "order", "points", "mode", "start_date", "service_code")  # fmt: skip
ROLES = ("visitor", "", "supervisor", "it")


def spread(names: tuple[str, ...], texts: list[str] | tuple[str, ...], turn: int) -> dict[str, str]:
    """Each name with one of the texts, other ones each turn."""
    return {name: texts[(number + turn) % len(texts)] for number, name in enumerate(names)}


@contextmanager
def tables_written() -> Iterator[set[str]]:
    """The tables that are written to meanwhile."""
    written: set[str] = set()

    def note(execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        found = _WRITE.match(str(sql))
        if found:
            written.add(found[1].lower())
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield written


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_reading_writes_nothing(enter: Enter, role: str, method: str) -> None:
    client, found = enter(role), []
    for route in routes():
        with tables_written() as written:
            getattr(client, method)(route.path)
        if written - HOUSEKEEPING:
            found.append(f"{method.upper()} {route.path} writes to {', '.join(sorted(written - HOUSEKEEPING))}")
    assert not found, "\n".join(found)


def test_only_addresses_that_need_no_session_take_a_post_without_csrf_token() -> None:
    exempt = [route.path for route in routes() if route.csrf_exempt]
    assert [path for path in exempt if not WITHOUT_CSRF_TOKEN.match(path)] == []


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_every_other_write_is_refused_without_csrf_token(enter: Enter, method: str) -> None:
    resident = enter("supervisor")
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.cookies = resident.cookies
    taken = []
    for route in routes():
        if route.csrf_exempt:
            continue
        status = getattr(client, method)(route.path, {"text": "x"}).status_code
        if status not in (403, 404, 405):
            taken.append(f"{route.path}: {status}")
    assert not taken, "\n".join(taken)


@pytest.mark.django_db
def test_a_session_gives_no_right_where_no_csrf_token_is_asked(enter: Enter) -> None:
    """What an address without CSRF token answers to an agent's browser is what it answers to anybody."""
    agent, stranger = enter("supervisor"), enter("visitor")
    different = []
    for route in routes():
        if not route.csrf_exempt:
            continue
        sent = [one.post(route.path, "{}", content_type="application/json").status_code for one in (agent, stranger)]
        if sent[0] != sent[1]:
            different.append(f"{route.path}: {sent}")
    assert not different, "\n".join(different)


@pytest.mark.parametrize("role", ["visitor", "supervisor"])
def test_methods_that_nobody_uses_are_refused(enter: Enter, role: str) -> None:
    client = enter(role)
    answered = [
        f"{method} {route.path}: {status}"
        for route in routes()
        for method in ("TRACE", "CONNECT", "PROPFIND")
        if (status := client.generic(method, route.path).status_code) < 300
    ]
    assert not answered, "\n".join(answered)


@pytest.mark.parametrize("role", ["visitor", "supervisor"])
def test_no_query_breaks_a_page(enter: Enter, role: str) -> None:
    client, broken = enter(role), []
    for route in routes():
        for turn in range(TURNS):
            response = client.get(route.path, spread(PARAMETERS, STRANGE, turn))
            if response.status_code >= 500:
                broken.append(f"{route.path} at turn {turn}: {response.status_code}")
    assert not broken, "\n".join(broken)


@pytest.mark.parametrize("role", ["visitor", "supervisor"])
def test_no_form_breaks_a_page(enter: Enter, role: str) -> None:
    client, broken = enter(role), []
    for route in routes():
        for turn in range(TURNS):
            response = client.post(route.path, spread((*PARAMETERS, *FIELDS), STRANGE, turn))
            if response.status_code >= 500:
                broken.append(f"{route.path} at turn {turn}: {response.status_code}")
    assert not broken, "\n".join(broken)


def _leads_away(response: Any) -> bool:
    # As browsers read it: a backslash is a slash, tabs are nothing.
    location = re.sub(r"[\t\r\n]", "", response.get("Location", "")).replace("\\", "/").strip()
    return location.startswith("//") or bool(re.match(r"[a-z][a-z0-9+.-]*:", location, re.IGNORECASE))


@pytest.mark.parametrize("role", ["visitor", "supervisor"])
def test_no_parameter_leads_to_another_site(enter: Enter, role: str) -> None:
    led, client = [], enter(role)
    for turn, _away in enumerate(AWAY):
        query = spread(RETURN_NAMES, AWAY, turn)
        for route in routes():
            if "deconnexion" in route.path:
                continue
            method = client.get if turn % 2 else client.post
            response = method(route.path, query)
            if _leads_away(response):
                led.append(f"{route.path} with {query['next']}: {response['Location']}")
    assert not led, "\n".join(led)


def test_signing_out_leads_to_no_other_site(enter: Enter) -> None:
    for number, away in enumerate(AWAY):
        client = enter("", name=f"out{number}")
        assert not _leads_away(client.post("/compte/deconnexion/", {"next": away}))


@pytest.mark.django_db
@pytest.mark.parametrize("host", [EVIL, f"{EVIL}:80", "127.0.0.1.evil.example", "testserver@evil.example", ""])
def test_another_host_name_is_refused(client: Client, host: str) -> None:
    response = client.get("/", headers={"host": host})
    assert response.status_code == 400
    assert EVIL not in response.content.decode()


@pytest.mark.django_db
def test_a_forwarded_host_counts_for_nothing(client: Client) -> None:
    page = client.get("/compte/connexion/", headers={"x-forwarded-host": EVIL, "forwarded": f"host={EVIL}"})
    assert page.status_code == 200
    assert EVIL not in page.content.decode()


@pytest.mark.django_db
def test_one_address_of_each_name(client: Client) -> None:
    """Two views under one address would let the second slip past what is known of the first."""
    paths = [(route.path, route.name) for route in routes() if not route.parameters and not route.csrf_exempt]
    assert len({path for path, _name in paths}) == len(paths)


def _described(route: Route) -> str:
    return f"{route.name} {route.path}"


def test_every_route_has_a_name() -> None:
    """The log and the figures tell routes by their names."""
    assert [_described(route) for route in routes() if not route.name or route.name.endswith(":")] == []

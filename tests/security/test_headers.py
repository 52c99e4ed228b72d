# SPDX-License-Identifier: AGPL-3.0-or-later
"""What every answer tells the browser: trust nobody, be framed by nobody, guess no type, keep nothing private."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from tests.security.conftest import Enter
from tests.security.https_probe import HOST
from tests.security.routes import routes

ROOT = Path(__file__).resolve().parents[2]
YEAR_S = 31_536_000
PRIVATE = ("/me/", "/agents/", "/compte/", "/it/")
# Cookies of taste: they identify nobody and scripts of the page read them.
OF_TASTE = {"theme", "text", "django_language"}


def directives(header: str) -> dict[str, list[str]]:
    parts = [part.split() for part in header.split(";") if part.strip()]
    return {part[0]: part[1:] for part in parts}


@pytest.mark.parametrize("role", ["visitor", "supervisor"])
def test_every_answer_carries_the_headers(enter: Enter, role: str) -> None:
    client, wrong = enter(role), []
    for route in routes():
        response = client.get(route.path)
        if response.get("X-Content-Type-Options") != "nosniff":
            wrong.append(f"{route.path}: no nosniff")
        if response.get("Referrer-Policy") not in ("same-origin", "no-referrer"):
            wrong.append(f"{route.path}: referrer policy {response.get('Referrer-Policy')}")
        policy = directives(response.get("Content-Security-Policy", ""))
        if policy.get("frame-ancestors") != ["'none'"] or policy.get("base-uri", ["'none'"]) != ["'none'"]:
            wrong.append(f"{route.path}: policy {policy}")
        if response.get("Cross-Origin-Opener-Policy") != "same-origin":
            wrong.append(f"{route.path}: no opener policy")
    assert not wrong, "\n".join(wrong)


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics"])
@pytest.mark.parametrize("peer", ["127.0.0.1", "192.0.2.7"])
def test_probes_carry_them_too(client: Any, path: str, peer: str) -> None:
    """They answer before any other middleware, and a stranger can open them like any address."""
    response = client.get(path, REMOTE_ADDR=peer)
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "no-store"
    assert directives(response["Content-Security-Policy"])["default-src"] == ["'none'"]


@pytest.mark.django_db
def test_the_content_policy_allows_our_own_files_only(client: Any) -> None:
    policy = directives(client.get("/")["Content-Security-Policy"])
    assert policy["base-uri"] == policy["frame-ancestors"] == ["'none'"], "default-src does not stand in for these"
    assert policy["default-src"] == ["'none'"], "what is not named, plug-ins included, is refused"
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == policy["form-action"] == ["'self'"]
    allowed = {source for sources in policy.values() for source in sources}
    assert allowed <= {"'none'", "'self'", "data:", "blob:"}
    assert "data:" not in policy["script-src"]


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/nowhere/", "/it/", "/me/"])
def test_errors_and_redirections_carry_them_too(client: Any, path: str) -> None:
    response = client.get(path)
    assert response.status_code in (302, 404)
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "frame-ancestors 'none'" in response["Content-Security-Policy"]


@pytest.mark.parametrize("role", ["visitor", "supervisor"])
def test_a_body_says_its_type_and_its_letters(enter: Enter, role: str) -> None:
    client, wrong = enter(role), []
    for route in routes():
        response = client.get(route.path)
        if response.streaming or not response.content:
            continue
        kind = response.get("Content-Type", "")
        textual = kind.startswith(("text/", "application/xml", "application/atom"))
        if not kind or (textual and "charset=utf-8" not in kind.lower()):
            wrong.append(f"{route.path}: {kind!r}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("role", ["", "supervisor", "it"])
def test_no_cache_keeps_what_is_somebody_s(enter: Enter, role: str) -> None:
    client, kept = enter(role), []
    for route in routes():
        if not route.path.startswith(PRIVATE):
            continue
        response = client.get(route.path)
        if response.status_code == 200 and not response.streaming:
            control = response.get("Cache-Control", "")
            if "no-store" not in control or "private" not in control:
                kept.append(f"{route.path}: {control!r}")
    assert not kept, "\n".join(kept)


def test_no_answer_opens_itself_to_other_sites_but_public_data(enter: Enter) -> None:
    client = enter("supervisor")
    opened = {
        route.path
        for route in routes()
        if "Access-Control-Allow-Origin" in client.get(route.path, headers={"origin": "https://evil.example"})
    }
    assert all(path.startswith(("/donnees/", "/open311/", "/tiles/")) for path in opened), opened


def test_no_answer_says_what_runs_behind_it(enter: Enter) -> None:
    client = enter("visitor")
    told = {
        name
        for route in routes()
        for name in client.get(route.path).headers
        if name.lower() in {"server", "x-powered-by"}
    }
    assert not told


@pytest.mark.parametrize("role", ["visitor", "supervisor"])
def test_no_page_names_a_file_of_another_host(enter: Enter, role: str) -> None:
    client, strange = enter(role), []
    loads = re.compile(r"""<(?:script|img|iframe|source|link)\b[^>]*\s(?:src|href)=["']((?:https?:)?//[^"']+)""")
    for route in routes():
        response = client.get(route.path)
        if not response.streaming and response.get("Content-Type", "").startswith("text/html"):
            strange += [f"{route.path}: {found}" for found in loads.findall(response.content.decode())]
    assert not strange, "\n".join(strange)


@pytest.fixture(scope="module")
def https(tmp_path_factory: pytest.TempPathFactory, django_db_setup: None) -> dict[str, Any]:
    """What `https_probe` tells of a town at an `https://` address."""
    folder = tmp_path_factory.mktemp("https")
    (folder / "parvis.toml").write_text(f'[town]\nname = "Valorne"\nbase_url = "https://{HOST}"\n')
    database = settings.DATABASES["default"]
    parts = {"user": database["USER"], "password": database["PASSWORD"], "host": database["HOST"]}
    parts |= {"port": database["PORT"], "dbname": database["NAME"]}
    environment = {
        **{key: value for key, value in os.environ.items() if key != "PARVIS_BASE_URL"},
        "PARVIS_CONFIG": str(folder / "parvis.toml"),
        "PARVIS_VAR": str(folder),
        "DATABASE_URL": " ".join(f"{key}='{value}'" for key, value in parts.items() if value),
    }
    command = [sys.executable, "-m", "tests.security.https_probe"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3_000:]
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer


def test_over_https_browsers_never_come_back_without_it(https: dict[str, Any]) -> None:
    assert https["status"] == 200
    assert f"max-age={YEAR_S}" in https["headers"]["strict-transport-security"]


def test_over_https_cookies_of_the_session_are_ours_alone(https: dict[str, Any]) -> None:
    chosen = https["settings"]
    assert chosen["SESSION_COOKIE_NAME"].startswith("__Host-")
    assert chosen["CSRF_COOKIE_NAME"].startswith("__Host-")
    assert chosen["SESSION_COOKIE_SECURE"]
    assert chosen["CSRF_COOKIE_SECURE"]
    assert chosen["SESSION_COOKIE_HTTPONLY"]
    assert chosen["CSRF_COOKIE_HTTPONLY"]
    assert chosen["SESSION_COOKIE_SAMESITE"] in ("Lax", "Strict")


def test_over_https_every_cookie_is_secure_and_stays_on_this_site(https: dict[str, Any]) -> None:
    cookies = https["cookies"]
    assert {"__Host-csrf", "theme", "django_language"} <= set(cookies)
    for name, cookie in cookies.items():
        assert cookie["secure"], name
        assert cookie["samesite"] in ("Lax", "Strict"), name
        assert not cookie["domain"], name
        assert cookie["path"] == "/", name
        assert cookie["httponly"] or name in OF_TASTE, name
        assert name.startswith("__Host-") or name in OF_TASTE, name


def test_a_request_without_the_proxy_s_word_is_not_held_to_be_encrypted(https: dict[str, Any]) -> None:
    assert https["plain"] is False


def test_a_town_answers_to_its_own_name(https: dict[str, Any]) -> None:
    assert set(https["settings"]["ALLOWED_HOSTS"]) <= {HOST, "127.0.0.1", "localhost"}

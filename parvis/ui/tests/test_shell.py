# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the shell serves: style sheet, drawings, manifest, service worker, preferences, error pages."""

from __future__ import annotations

import gzip
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.http import HttpResponse
from django.test import Client, RequestFactory

from parvis.ui.identity import identity
from parvis.ui.offline import kept_offline
from parvis.ui.tests.conftest import Outline
from parvis.ui.views import errors

pytestmark = [pytest.mark.usefixtures("assets"), pytest.mark.django_db]


def body(response: Any) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("/town.css", "text/css"),
        ("/paving.svg?bond=herringbone&theme=dark&tone=band", "image/svg+xml"),
        ("/paving.svg?shape=arch", "image/svg+xml"),
        ("/paving.svg?tone=edge", "image/svg+xml"),
        ("/paving.svg?bond=../../etc&theme=%3Cscript%3E", "image/svg+xml"),
        ("/town/logo", "image/svg+xml"),
        ("/town/icon-192-any.png", "image/png"),
        ("/town/icon-512-maskable.png", "image/png"),
        ("/favicon.ico", "image/png"),
        ("/manifest.webmanifest", "application/manifest+json"),
        ("/sw.js", "text/javascript"),
    ],
)
def test_each_file_is_served_as_what_it_is(client: Client, address: str, kind: str) -> None:
    response = client.get(address)
    assert response.status_code == 200
    assert response["Content-Type"].startswith(kind)
    assert b"<script" not in body(response)


@pytest.mark.parametrize("address", ["/town/icon-9999-any.png", "/town/hero"])
def test_what_does_not_exist_is_not_found(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404


def test_with_its_version_in_the_address_a_drawing_is_kept_a_year(client: Client) -> None:
    assert "immutable" in client.get(f"/paving.svg?v={identity().version}")["Cache-Control"]
    assert "immutable" not in client.get("/paving.svg?v=other")["Cache-Control"]


def test_drawings_travel_compressed(client: Client) -> None:
    response = client.get("/paving.svg", headers={"accept-encoding": "gzip, br"})
    assert response["Content-Encoding"] == "gzip"
    assert gzip.decompress(response.content) == client.get("/paving.svg").content


def test_a_town_changes_its_colours_and_nothing_else(client: Client, settings: Any) -> None:
    before = client.get("/town.css").content.decode()
    settings.TOWN = replace(settings.TOWN, colours=replace(settings.TOWN.colours, accent="#0b6e4f", ink="#222222"))
    after = client.get("/town.css").content.decode()
    assert "--accent:#0b6e4f" in after
    assert before != after
    assert identity().colours["band"] == "#222222"


def test_a_town_shows_its_own_logo_and_picture(client: Client, settings: Any, tmp_path: Path) -> None:
    files = {}
    for name in ("logo", "hero"):
        files[name] = tmp_path / f"{name}.svg"
        files[name].write_text(f"<svg xmlns='http://www.w3.org/2000/svg'><title>{name}</title></svg>")
    settings.TOWN = replace(settings.TOWN, logo=str(files["logo"]), hero=str(files["hero"]))
    assert b"<title>logo</title>" in body(client.get("/town/logo"))
    assert not client.get("/town/logo").streaming
    assert b"<title>hero</title>" in body(client.get("/town/hero"))
    assert "--town-hero:url" in client.get("/town.css").content.decode()


def test_the_manifest_makes_the_portal_installable(client: Client) -> None:
    manifest = json.loads(client.get("/manifest.webmanifest").content)
    assert manifest["display"] == "standalone"
    assert {(icon["sizes"], icon["purpose"]) for icon in manifest["icons"]} >= {
        ("192x192", "any"),
        ("512x512", "maskable"),
    }
    for icon in manifest["icons"]:
        assert client.get(icon["src"]).status_code == 200


def test_the_service_worker_keeps_only_files_that_exist(client: Client) -> None:
    script = client.get("/sw.js").content.decode()
    shell = json.loads(re.match(r"self\.PARVIS=(\{.*?\});\n", script)[1])["shell"]  # type: ignore[index]
    assert shell[0] == "/offline/"
    assert all(client.get(address).status_code == 200 for address in shell if not address.startswith("/static/"))
    assert client.get("/sw.js")["Cache-Control"] == "no-cache"


@pytest.mark.parametrize(("language", "words"), [("fr", "Vous êtes hors ligne"), ("en", "You are offline")])
def test_the_offline_page_speaks_both_languages(client: Client, language: str, words: str) -> None:
    client.cookies[django_settings.LANGUAGE_COOKIE_NAME] = language
    page = client.get("/offline/").content.decode()
    assert words in page
    assert f'<html lang="{language}"' in page


def test_the_theme_is_kept_in_a_cookie_and_written_by_the_server(client: Client) -> None:
    response = client.post("/display/theme/", {"theme": "dark", "next": "/offline/"})
    assert response["Location"] == "/offline/"
    assert 'data-theme="dark"' in client.get("/offline/").content.decode()
    client.post("/display/theme/", {"theme": "device"})
    assert "data-theme=" not in client.get("/offline/").content.decode().split(">", 2)[1]


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_preferences_never_send_elsewhere(client: Client, target: str) -> None:
    for address in ("/display/theme/", "/display/language/"):
        assert client.post(address, {"theme": "dark", "language": "en", "next": target})["Location"] == "/"


def test_the_language_is_kept(client: Client) -> None:
    client.post("/display/language/", {"language": "en", "next": "/offline/"})
    assert "You are offline" in client.get("/offline/").content.decode()
    client.post("/display/language/", {"language": "xx"})
    assert "You are offline" in client.get("/offline/").content.decode()


def test_a_theme_cannot_be_set_by_a_link(client: Client) -> None:
    assert client.get("/display/theme/?theme=dark").status_code == 405


@pytest.mark.parametrize(
    ("view", "status"),
    [
        (errors.bad_request, 400),
        (errors.forbidden, 403),
        (errors.not_found, 404),
        (errors.too_many_requests, 429),
        (errors.csrf_failure, 403),
    ],
)
def test_error_pages_say_how_to_go_on(view: Any, status: int) -> None:
    request = RequestFactory().get("/")
    response = view(request)
    assert response.status_code == status
    outline = Outline(response.content.decode())
    assert outline.faults == []
    assert {"href": "/", "class": "button button-secondary"} in outline.all("a")


def test_a_crash_shows_a_page_that_needs_nothing(client: Client, django_assert_num_queries: Any) -> None:
    client.raise_request_exception = False
    with django_assert_num_queries(0):
        response = client.get("/broken/")
    assert response.status_code == 500
    assert "<h1>" in response.content.decode()


def test_pages_have_landmarks_one_title_and_nothing_inline(client: Client) -> None:
    page = client.get("/offline/").content.decode()
    outline = Outline(page)
    assert outline.faults == []
    assert len(outline.all("main")) == len(outline.all("header")) == len(outline.all("footer")) == 1
    assert not [
        attrs for _, attrs in outline.elements if "style" in attrs or any(name.startswith("on") for name in attrs)
    ]
    assert all("src" in script for script in outline.all("script"))
    assert "<style" not in page
    assert len(outline.ids) == len(set(outline.ids))


class Someone:
    is_authenticated = True


def test_pages_with_someone_in_them_are_never_kept_on_the_device() -> None:
    view = kept_offline(lambda _request: HttpResponse("page"))
    request = RequestFactory().get("/")
    assert view(request)["X-Offline"] == "keep"
    request.user = Someone()  # type: ignore[assignment]
    assert "X-Offline" not in view(request)
    assert "X-Offline" not in view(RequestFactory().post("/"))

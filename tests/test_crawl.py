# SPDX-License-Identifier: AGPL-3.0-or-later
"""Follow the links from the home page, as a visitor, a resident and an agent: no dead link, no English in French."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from django.test import Client
from django.utils.translation import gettext, override

from parvis.kernel.accounts.operations import create_person
from parvis.kernel.audit.actors import SYSTEM
from parvis.kernel.organisations.operations import add_member, add_organisation
from parvis.kernel.search import operations as search
from tools.messages.catalogues import apps, compile_catalogue, read_catalogue

pytestmark = pytest.mark.django_db

MOST_PAGES = 80
SHOWN_ATTRIBUTES = {"alt", "title", "placeholder", "aria-label", "content"}
ENGLISH = re.compile(r"\b(?:the|your|you|with|this|please|sign in|password|from|will|cannot|must)\b", re.IGNORECASE)
# A language is offered under the name that its readers know.
OWN_NAMES = {"English"}
# Showrooms and programs' own pages, in the language of programs.
NOT_PROSE = re.compile(r"^/(?:gallery|api|it|static|open311|display|donnees/.*\.)|/deconnexion/|/telecharger/")
QUOTED = {"code", "pre", "kbd", "script", "style", "textarea"}


class Page(HTMLParser):
    """The links and the words of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.words: list[str] = []
        self._inside: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value for name, value in attrs if value}
        if tag == "a" and "href" in values:
            self.links.append(values["href"])
        if values.get("lang", "fr") == "fr":
            self.words += [value for name, value in values.items() if name in SHOWN_ATTRIBUTES and tag != "meta"]
        if tag in QUOTED or values.get("lang", "fr") != "fr":
            self._inside.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self._inside and self._inside[-1] == tag:
            self._inside.pop()

    def handle_data(self, data: str) -> None:
        if not self._inside and data.strip():
            self.words.append(" ".join(data.split()))


@pytest.fixture(scope="module")
def english() -> set[str]:
    """The source texts that French shows otherwise."""
    found: set[str] = set()
    for app in apps():
        compile_catalogue(app)
        found |= {message.id for message in read_catalogue(app) if isinstance(message.id, str)}
    with override("fr"):
        differing = {text for text in found if text and gettext(text) != text}
    return {text for text in differing if "%(" not in text and "{" not in text and len(text) > 3} - OWN_NAMES


def pages(client: Client, start: str) -> Iterator[tuple[str, str, Page]]:
    """Address, referring address and content of each page that the links lead to; fails on a dead link."""
    waiting, seen = deque([(start, "")]), {start}
    while waiting and len(seen) < MOST_PAGES:
        url, referrer = waiting.popleft()
        response = client.get(url, follow=True)
        assert response.status_code < 400, f"{referrer} leads to {url}: {response.status_code}"
        if not response.get("Content-Type", "").startswith("text/html"):
            continue
        page = Page(response.content.decode())
        yield url, referrer, page
        for link in page.links:
            target = urldefrag(urljoin(url, link)).url
            parts = urlsplit(target)
            if parts.scheme or parts.netloc or target in seen or NOT_PROSE.search(parts.path):
                continue
            seen.add(target)
            waiting.append((target, url))


def visitor(client: Client) -> str:
    return "/"


def resident(client: Client) -> str:
    client.force_login(create_person(SYSTEM, email="r@town.example", full_name="Rose Petit", verified=True))
    return "/me/"


def agent(client: Client, role: str = "supervisor") -> str:
    town = add_organisation(SYSTEM, kind="town", name="Valorne", slug="valorne")
    person = create_person(SYSTEM, email="a@town.example", full_name="Ali Durand", verified=True)
    add_member(SYSTEM, person=person, organisation=town, role=role)
    client.force_login(person)
    return "/agents/"


def operator(client: Client) -> str:
    return agent(client, "it")


@pytest.mark.parametrize("role", [visitor, resident, agent, operator], ids=lambda role: role.__name__)
def test_every_link_answers_in_french(client: Client, english: set[str], role: Callable[[Client], str]) -> None:
    search.rebuild()
    left: list[str] = []
    count = 0
    for url, _referrer, page in pages(client, role(client)):
        count += 1
        left += [f"{url}: {word}" for word in page.words if word in english or ENGLISH.search(word)]
    assert left == []
    assert count > 3


def test_english_is_complete_too(client: Client) -> None:
    response = client.get("/", headers={"Accept-Language": "en"})
    page = response.content.decode()
    assert '<html lang="en"' in page
    assert "What do you need?" in page

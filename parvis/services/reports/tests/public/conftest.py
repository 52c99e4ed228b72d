# SPDX-License-Identifier: AGPL-3.0-or-later
"""A resident who walks through the form page by page, without JavaScript."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from parvis.kernel.places.tests.conftest import areas, bal, town  # noqa: F401 - fixtures
from parvis.services.reports.models import Report
from parvis.services.reports.tests.conftest import category, picture
from parvis.services.reports.views.public import sending

LAMP_ADDRESS = "12 rue de la Paix, Pontbourg"
_TAG = re.compile(r"<(?:input|textarea|select|button)\b[^>]*>")


def text_of(response: HttpResponse) -> str:
    """The page as text."""
    return response.content.decode()


def photo_file(data: bytes | None = None, name: str = "photo.jpg") -> SimpleUploadedFile:
    """A photo as a form receives it."""
    return SimpleUploadedFile(name, data if data is not None else picture(), content_type="image/jpeg")


def is_refused(page: HttpResponse) -> bool:
    """Whether the page says what is wrong with what was sent."""
    return page.status_code in {200, 422} and 'class="error-summary' in text_of(page)


def values_of(page: str, name: str) -> list[str]:
    """Values of the fields `name` of a page, in their order."""
    tags = [tag for tag in _TAG.findall(page) if f'name="{name}"' in tag]
    return [found[1] if (found := re.search(r'value="([^"]*)"', tag)) else "" for tag in tags]


class Walk:
    """One browser that fills the form; each method is a page, and returns what the server answers."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.base = ""

    def begin(self, first: str = "photo") -> Walk:
        response = self.client.post(reverse("reports:begin"), {"first": first})
        assert response.status_code == 302
        self.base = response["Location"].rsplit("/", 2)[0]
        return self

    def at(self, word: str) -> str:
        return f"{self.base}/{word}/"

    def get(self, word: str, **query: str) -> HttpResponse:
        return self.client.get(self.at(word), query)

    def post(self, word: str, **values: Any) -> HttpResponse:
        """Sends a page; the redirect to the same page, which shows what is wrong, is followed as a browser does."""
        answer = self.client.post(self.at(word), values)
        return self.client.get(answer["Location"]) if answer.status_code == 303 else answer

    def photos(self, files: Sequence[Any] = ()) -> HttpResponse:
        return self.post("photo", photos=list(files))

    def place(self, words: str = LAMP_ADDRESS) -> HttpResponse:
        """Writes an address, and chooses the first place of the list."""
        answer = self.post("lieu", address=words)
        if answer.status_code == 302:
            return answer
        chosen = values_of(text_of(answer), "chosen")
        return self.post("lieu", address=words, chosen=chosen[0]) if chosen else answer

    def until_check(self, code: str = "banc", **contact: str) -> Walk:
        self.begin()
        self.photos()
        assert self.place().status_code == 302
        self.post("probleme", category=category(code).pk)
        assert self.post("precisions", description="Une latte du banc est cassée.").status_code == 302
        self.post("deja-signale")
        told = self.post("nouvelles", **(contact or {"way": "none"}))
        assert told.status_code == 302, told.context["form"].errors
        return self

    def send(self, **values: str) -> HttpResponse:
        return self.post("verification", **values)

    def report(self) -> Report:
        """The report that was sent."""
        return Report.objects.get()


@pytest.fixture
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test fills pages faster than people can; here it is taken for a person."""
    monkeypatch.setattr(sending, "FASTEST_SECONDS", 0)


@pytest.fixture
def walk(desk: Any, areas: None, unhurried: None, client: Client) -> Walk:  # noqa: F811
    """A resident in a town with addresses, communes, neighbourhoods and categories."""
    return Walk(client)


@pytest.fixture
def another() -> Callable[[], Walk]:
    """One more resident, at another network address."""
    made = iter(range(2, 250))
    return lambda: Walk(Client(REMOTE_ADDR=f"10.0.0.{next(made)}"))

# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pages travel compressed and stay in no shared cache; streams and parts of files are left alone."""

from __future__ import annotations

import gzip
from collections.abc import AsyncIterator
from typing import Any

import pytest
from django.http import HttpResponse, StreamingHttpResponse
from django.test import Client, RequestFactory

from parvis.kernel.accounts.operations import create_person
from parvis.kernel.audit.actors import SYSTEM
from parvis.project.compression import TravelMiddleware

GZIP = {"accept-encoding": "gzip, br"}
TEXT = "Un texte assez long pour être serré. " * 50


def travelled(response: Any) -> Any:
    request = RequestFactory().get("/", headers=GZIP)
    return TravelMiddleware(lambda _request: response)(request)


@pytest.mark.django_db
def test_the_home_page_shrinks_and_says_the_same(client: Client) -> None:
    plain = client.get("/")
    squeezed = client.get("/", headers=GZIP)
    assert squeezed["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in squeezed["Vary"]
    assert len(squeezed.content) < 100_000
    assert len(squeezed.content) < len(plain.content) / 2
    assert gzip.decompress(squeezed.content).decode().startswith(plain.content.decode()[:200])
    assert not plain.has_header("Content-Encoding")


@pytest.mark.django_db
def test_the_length_of_a_page_is_blurred(client: Client) -> None:
    lengths = {len(client.get("/contact/", headers=GZIP).content) for _turn in range(12)}
    assert len(lengths) > 3


async def _events() -> AsyncIterator[str]:
    yield "data: x\n\n"


@pytest.mark.parametrize(
    "response",
    [
        StreamingHttpResponse(_events(), content_type="text/event-stream; charset=utf-8"),
        StreamingHttpResponse(iter([b"a,b\n" * 500]), content_type="text/csv"),
        HttpResponse(TEXT, status=206, content_type="application/json"),
        HttpResponse(TEXT, content_type="application/vnd.pmtiles"),
        HttpResponse(TEXT, content_type="image/jpeg"),
        HttpResponse(TEXT, headers={"Content-Encoding": "br", "Content-Type": "text/html"}),
    ],
)
def test_streams_parts_and_what_is_squeezed_already_pass_untouched(response: Any) -> None:
    before = response.headers.get("Content-Encoding")
    content = response.streaming_content if response.streaming else response.content
    after = travelled(response)
    assert after.headers.get("Content-Encoding") == before
    if not response.streaming:
        assert after.content == content


def test_json_is_squeezed() -> None:
    assert travelled(HttpResponse(TEXT, content_type="application/json"))["Content-Encoding"] == "gzip"


@pytest.mark.django_db
def test_pages_stay_in_no_shared_cache(client: Client) -> None:
    assert client.get("/contact/")["Cache-Control"] == "private, no-cache"
    client.force_login(create_person(SYSTEM, email="lea@example.fr", verified=True))
    assert client.get("/contact/")["Cache-Control"] == "private, no-store"


def test_a_page_keeps_the_rule_that_its_view_set() -> None:
    response = HttpResponse(TEXT, headers={"Cache-Control": "public, max-age=60"})
    assert travelled(response)["Cache-Control"] == "public, max-age=60"

# SPDX-License-Identifier: AGPL-3.0-or-later
"""Large answers leave as they are made: nothing is gathered whole in memory, and the connection is the request's."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.db import connection
from django.http import FileResponse, HttpRequest, StreamingHttpResponse
from django.urls import path

from parvis.kernel.places.models import Address
from parvis.project.handler import OneHopHandler

pytestmark = pytest.mark.django_db(transaction=True)

PARTS = 20
PART = b"x" * (1 << 16)
made: list[int] = []
ended: list[bool] = []


def parts(_request: HttpRequest) -> StreamingHttpResponse:
    """Parts that say when they are made."""

    def each() -> Iterator[bytes]:
        try:
            for number in range(PARTS):
                made.append(number)
                yield PART
        finally:
            ended.append(True)

    return StreamingHttpResponse(each())


def rows(_request: HttpRequest) -> StreamingHttpResponse:
    """Rows of the database, from the connection that the view has opened."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        opened = cursor.fetchone()[0]

    def each() -> Iterator[bytes]:
        for _row in Address.objects.all()[:1].iterator():
            pass
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            yield b"same" if cursor.fetchone()[0] == opened else b"another"

    return StreamingHttpResponse(each())


def file(_request: HttpRequest) -> FileResponse:
    """A file on disk."""
    return FileResponse(Path(__file__).open("rb"))


urlpatterns = [path("parts/", parts), path("rows/", rows), path("file/", file)]


@pytest.fixture(autouse=True)
def site(settings: Any) -> None:
    settings.ROOT_URLCONF = __name__
    settings.MIDDLEWARE = []
    made.clear()
    ended.clear()


def asked(address: str, *, gone_after: int | None = None) -> tuple[bytes, list[int]]:
    """The body, and how many parts had been made at each sending. The client goes after so many sendings."""
    body, at_sending = bytearray(), []
    gone = asyncio.Event()
    told = False

    async def receive() -> dict[str, Any]:
        nonlocal told
        if not told:
            told = True
            return {"type": "http.request", "body": b"", "more_body": False}
        await gone.wait()
        return {"type": "http.disconnect"}

    async def send(message: Mapping[str, Any]) -> None:
        body.extend(message.get("body", b""))
        at_sending.append(len(made))
        if gone_after is not None and len(at_sending) > gone_after:
            gone.set()
            await asyncio.sleep(0)

    scope = {
        "type": "http",
        "method": "GET",
        "path": address,
        "raw_path": address.encode(),
        "query_string": b"",
        "headers": [(b"host", b"127.0.0.1")],
    }
    async_to_sync(OneHopHandler())(scope, receive, send)
    return bytes(body), at_sending


def test_parts_leave_as_they_are_made() -> None:
    body, at_sending = asked("/parts/")
    assert body == PART * PARTS
    # The headers leave before any part is made, then part by part.
    assert at_sending[:4] == [0, 1, 2, 3]


def test_a_client_who_goes_ends_the_making() -> None:
    asked("/parts/", gone_after=3)
    assert len(made) < PARTS
    assert ended == [True]


def test_rows_come_over_the_connection_of_the_request() -> None:
    assert asked("/rows/")[0] == b"same"


def test_a_file_arrives_whole() -> None:
    assert asked("/file/")[0] == Path(__file__).read_bytes()

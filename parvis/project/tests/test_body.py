# SPDX-License-Identifier: AGPL-3.0-or-later
"""A request larger than the portal takes is refused before it is written to disk."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Mapping
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.utils.translation import override

from parvis.project.handler import OneHopHandler

# The handler tells Django that a request begins, which looks after the connection of the thread: the test's own
# must not stand in a transaction, or it would be closed.
pytestmark = pytest.mark.django_db(transaction=True)


def posted(
    parts: list[bytes], *, declared: bytes | None = None, path: str = "/", accept: bytes = b"*/*"
) -> tuple[int, int, bytes]:
    """Status, number of parts that were read, and the body of the answer."""
    sent: list[dict[str, Any]] = []
    left = list(parts)

    async def receive() -> dict[str, Any]:
        if left:
            body = left.pop(0)
            return {"type": "http.request", "body": body, "more_body": bool(left)}
        return {"type": "http.disconnect"}

    async def send(message: Mapping[str, Any]) -> None:
        sent.append(dict(message))

    headers = [
        (b"host", b"127.0.0.1"),
        (b"accept", accept),
        *([(b"content-length", declared)] if declared is not None else []),
    ]
    scope = {
        "type": "http",
        "method": "POST",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "headers": headers,
    }
    async_to_sync(OneHopHandler())(scope, receive, send)
    return sent[0]["status"], len(parts) - len(left), sent[-1]["body"]


def test_a_length_past_the_limit_is_refused_unread(settings: Any) -> None:
    settings.MAX_BODY_BYTES = 2_000_000
    with override("en"):
        status, read, text = posted([b"x" * 100], declared=b"2000001")
    assert (status, read) == (413, 0)
    assert "2\u00a0Mo" in text.decode()


def page_for(path: str) -> str:
    """What somebody's browser shows after a sending that is too large."""
    status, _read, text = posted([b"x"], declared=b"61000000", path=path, accept=b"text/html,*/*;q=0.8")
    assert status == 413
    return text.decode()


def test_people_read_it_in_every_language_and_find_the_way_back() -> None:
    with override("en"):
        page = page_for("/signalements/nouveau/0/photo/")
    assert '<html lang="fr">' in page
    assert re.search(r'lang="fr">.*<h1>.*60\xa0Mo.*lang="en">.*<h2>.*60 MB', page, re.DOTALL)
    assert page.count('href="/signalements/nouveau/0/photo/"') == 2
    assert "<script" not in page


@pytest.mark.parametrize("path", ["//evil.example/", "/\\evil.example/", "/" + "x" * 400, 'x"><b>'])
def test_the_way_back_leads_to_this_site_only(path: str) -> None:
    page = page_for(path)
    assert "evil" not in page
    assert "<b>" not in page
    assert re.findall(r'href="(/[^"]*)">', page)[-1] == "/"


def test_the_log_does_not_tell_where_it_went(settings: Any, caplog: pytest.LogCaptureFixture) -> None:
    settings.MAX_BODY_BYTES = 10
    posted([b"x"], declared=b"11", path="/signalements/suivi/a-token-of-somebody/\nforged line")
    assert caplog.messages == ["body too large"]


def test_chunks_past_the_limit_are_refused_unwritten(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.MAX_BODY_BYTES = 250
    written: list[int] = []

    class Spooled(tempfile.SpooledTemporaryFile[bytes]):
        def write(self, data: Any) -> int:
            written.append(len(data))
            return super().write(data)

    monkeypatch.setattr(tempfile, "SpooledTemporaryFile", Spooled)
    status, read, _text = posted([b"x" * 100] * 10)
    assert (status, read, sum(written)) == (413, 3, 200)


def test_the_last_byte_allowed_passes(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.MAX_BODY_BYTES = 200
    taken: list[int] = []

    def create_request(self: OneHopHandler, scope: Any, body_file: Any) -> Any:
        taken.append(len(body_file.read()))
        raise LookupError

    monkeypatch.setattr(OneHopHandler, "create_request", create_request)
    with pytest.raises(LookupError):
        posted([b"x" * 100] * 2, declared=b"200")
    assert taken == [200]

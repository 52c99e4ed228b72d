# SPDX-License-Identifier: AGPL-3.0-or-later
"""A server that goes on for ever holds nobody, whether in its headers or in its body."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress

import httpx
import pytest

from parvis.kernel.files import fetching
from parvis.kernel.files.answers import Endless, asked

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n"
STARTS = {"headers": HEAD + b"X-Long: ", "body": HEAD + b"\r\n"}


@pytest.fixture(params=list(STARTS))
def trickling(request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a server that sends one more byte every twentieth of a second."""
    listener, over = socket.create_server(("127.0.0.1", 0)), threading.Event()

    def serve() -> None:
        with suppress(OSError):
            peer, _address = listener.accept()
            with peer:
                peer.recv(4096)
                peer.sendall(STARTS[request.param])
                while not over.wait(0.05):
                    peer.sendall(b"x")

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}/"
    over.set()
    listener.close()
    thread.join(5)


def test_the_time_is_for_the_whole_exchange(trickling: str) -> None:
    began = time.monotonic()
    with (
        httpx.Client(timeout=2) as http,
        pytest.raises(Endless, match="too slow"),
        asked(http, "GET", trickling, within_s=0.3) as answer,
    ):
        answer.body(1_000_000)
    assert time.monotonic() - began < 2


def test_what_is_fetched_by_its_address_has_the_same_end(trickling: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "LONGEST_S", 0.3)
    monkeypatch.setattr(fetching, "is_public", lambda address: True)
    with pytest.raises(fetching.FetchRefused, match="too slow"):
        fetching.fetch(trickling, most_bytes=1_000_000)


def test_reading_stops_at_the_limit_not_at_the_end() -> None:
    given: list[int] = []

    def endless() -> Iterator[bytes]:
        while len(given) < 1000:
            given.append(1)
            yield b"x" * 1000

    transport = httpx.MockTransport(lambda _request: httpx.Response(200, content=endless()))
    with (
        httpx.Client(transport=transport) as http,
        pytest.raises(Endless, match="too large"),
        asked(http, "GET", "https://example.org/", within_s=5) as answer,
    ):
        answer.body(5_000)
    assert len(given) <= 7

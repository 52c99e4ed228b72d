# SPDX-License-Identifier: AGPL-3.0-or-later
"""Answers of other servers, with an end: so many bytes, so many seconds in all, headers included."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import httpx


class Endless(httpx.TransportError):
    """The answer is larger than we read, or takes longer than we wait."""


class Answer:
    """What a server begins to say. Its body is read by `body`, once."""

    def __init__(self, response: httpx.Response, late: threading.Event) -> None:
        self.status_code = response.status_code
        self.headers = response.headers
        self.has_redirect_location = response.has_redirect_location
        self._response, self._late = response, late

    def body(self, most_bytes: int) -> bytes:
        """The whole body.

        Raises:
            Endless: too large or too slow.
        """
        body = bytearray()
        for chunk in self._response.iter_bytes():
            body += chunk
            if len(body) > most_bytes:
                raise Endless("too large")
            if self._late.is_set():
                break
        if self._late.is_set():  # a body of unknown length ends where the connection was cut
            raise Endless("too slow")
        return bytes(body)


@contextmanager
def asked(
    http: httpx.Client, method: str, url: str, *, within_s: float, extensions: dict[str, Any] | None = None, **more: Any
) -> Iterator[Answer]:
    """Asks, and gives the answer as it begins. `httpx` limits each wait; this limits them all together.

    When the time is over the connection is cut under whoever waits for it: a server that sends a byte
    now and then, of its headers too, holds nobody.

    Raises:
        httpx.HTTPError: what went wrong; `Endless` when the time was over.
    """
    late = threading.Event()
    held: list[socket.socket] = []

    def keep(_event: str, about: dict[str, Any]) -> None:
        found = getattr(about.get("return_value"), "get_extra_info", lambda _name: None)("socket")
        if found is not None:
            held.append(found)

    def cut() -> None:
        late.set()
        for each in held:
            with suppress(OSError):
                socket.socket.shutdown(
                    each, socket.SHUT_RDWR
                )  # of the socket itself: TLS would wait for the other side

    timer = threading.Timer(within_s, cut)
    timer.daemon = True
    timer.start()
    try:
        with http.stream(method, url, extensions={**(extensions or {}), "trace": keep}, **more) as response:
            yield Answer(response, late)
    except httpx.HTTPError as problem:
        if late.is_set() and not isinstance(problem, Endless):
            raise Endless("too slow") from problem
        raise
    finally:
        timer.cancel()

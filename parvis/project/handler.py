# SPDX-License-Identifier: AGPL-3.0-or-later
"""Django's ASGI handler with one change of thread per request instead of two or more.

Most of our middleware and views are synchronous. Django's own ASGI handler enters a thread for the
first middleware, comes back to the event loop for the view and enters a thread again. Here the whole
chain, view included, is the synchronous one and runs in a single visit to a thread; an asynchronous
view (server-sent events) still runs on the event loop, and streamed answers are sent from there.

A streamed answer whose parts come from a synchronous iterator (a file, the rows of an export) is fetched
part by part in the thread of its request, to whom the database connection belongs. Django itself would
gather such an answer whole in memory before the first byte leaves.

Django writes the whole body of a request to disk before any view or limit of its own sees it. Here a
body larger than `settings.MAX_BODY_BYTES` is refused first, whoever stands in front of the portal.
"""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from typing import Any, cast

from asgiref.sync import sync_to_async
from django.conf import settings
from django.core.handlers.asgi import ASGIHandler
from django.http.response import HttpResponseBase, StreamingHttpResponse

from parvis.project.too_large import too_large

type Message = dict[str, Any]
type Receive = Callable[[], Awaitable[Mapping[str, Any]]]
type Send = Callable[[Mapping[str, Any]], Awaitable[None]]

log = logging.getLogger(__name__)

_AT_ONCE_BYTES = 1 << 16


class OneHopHandler(ASGIHandler):
    """The ASGI application of the portal."""

    def load_middleware(self, is_async: bool = False) -> None:
        """Builds the synchronous chain, entered once."""
        super().load_middleware(is_async=False)
        self._middleware_chain = sync_to_async(self._middleware_chain, thread_sensitive=True)  # type: ignore[has-type]

    async def handle(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answers a request; 413 (RFC 9110, 15.5.14) to one that is too large, by its own word or by its length."""
        body = Limited(receive, most=settings.MAX_BODY_BYTES)
        if _declared_length(scope) > body.most:
            body.exceeded = True
        else:
            await super().handle(scope, body, send)
        if body.exceeded:
            log.warning("body too large")  # without the path: it may hold a token, and is as long as a stranger likes
            headers, text = too_large(scope)
            await send({"type": "http.response.start", "status": 413, "headers": headers})
            await send({"type": "http.response.body", "body": text})

    async def send_response(self, response: HttpResponseBase, send: Send) -> None:
        """Sends an answer; one with a synchronous iterator as it comes."""
        if isinstance(response, StreamingHttpResponse) and not response.is_async:
            response.streaming_content = _aside(cast("Iterator[bytes]", response.streaming_content))
        await super().send_response(response, send)


async def _aside(parts: Iterator[bytes]) -> AsyncIterator[bytes]:
    """The same bytes, fetched in the thread of the request; the event loop serves others meanwhile."""
    while block := await sync_to_async(_gathered, thread_sensitive=True)(parts):
        yield block


def _gathered(parts: Iterator[bytes]) -> bytes:
    """The next parts together, some `_AT_ONCE_BYTES`: a change of thread for each row would cost more than the row."""
    block = bytearray()
    for part in parts:
        block += part
        if len(block) >= _AT_ONCE_BYTES:
            break
    return bytes(block)


class Limited:
    """The messages of a client whose bodies together may be `most` bytes.

    Past that the client counts as gone: Django then throws away what it has kept, and answers nothing.
    """

    def __init__(self, receive: Receive, *, most: int) -> None:
        self.most, self.exceeded = most, False
        self._receive, self._read = receive, 0

    async def __call__(self) -> Mapping[str, Any]:
        """The next message."""
        message = await self._receive()
        self._read += len(message.get("body", b""))
        self.exceeded = self._read > self.most
        return {"type": "http.disconnect"} if self.exceeded else message


def _declared_length(scope: Message) -> int:
    """What the header says, in bytes; 0 where it says nothing, as for a body in chunks."""
    values = [value for name, value in scope["headers"] if name == b"content-length"]
    return max((int(value) for value in values if value.isdigit()), default=0)

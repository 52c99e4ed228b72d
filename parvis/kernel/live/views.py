# SPDX-License-Identifier: AGPL-3.0-or-later
"""`/live/<token>`: one stream of server-sent events."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from datetime import datetime

from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden, HttpResponseNotFound, StreamingHttpResponse
from django.http.response import HttpResponseBase

from parvis.kernel.live import queries
from parvis.kernel.live.hub import TooManyStreams, hub, in_thread
from parvis.kernel.live.queries import Ticket
from parvis.kernel.live.rules import resume_at
from parvis.kernel.live.settings import LiveSettings
from parvis.kernel.organisations.actors import address_hash_of, memberships_of
from parvis.kernel.registry import service_settings

RETRY_MS = 3_000


async def stream(request: HttpRequest, token: str) -> HttpResponseBase:
    """Opens the stream that a signed address allows, to the person for whom it was made.

    Answers 204, which tells the browser not to come back, where a stream cannot be held: under a
    server without ASGI, or when there are too many already.
    """
    ticket = queries.read_ticket(token)
    if ticket is None:
        return HttpResponseNotFound()
    reader = address_hash_of(request)
    if ticket.person_id is not None:
        if not await in_thread(_may_read, request, ticket):
            return HttpResponseForbidden()
        reader = f"person-{ticket.person_id}"
    limits: LiveSettings = service_settings("live")
    if not isinstance(request, ASGIRequest) or not hub().has_room(reader, limits):
        return HttpResponse(status=204)
    since = resume_at(request.headers.get("Last-Event-ID", ""), ticket.since)
    return StreamingHttpResponse(
        _frames(ticket, since, reader, limits),
        content_type="text/event-stream; charset=utf-8",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


def _may_read(request: HttpRequest, ticket: Ticket) -> bool:
    """True for the person of the ticket, who still works for its organisation in the same role."""
    if not request.user.is_authenticated or request.user.pk != ticket.person_id:
        return False
    if ticket.organisation_id is None:
        return True
    work = (ticket.organisation_id, ticket.role)
    return any((one.organisation_id, one.role) == work for one in memberships_of(request))


async def _frames(ticket: Ticket, since: datetime, reader: str, limits: LiveSettings) -> AsyncIterator[str]:
    """What was missed, then what happens, with a heartbeat; ends after a while, or when the reader cannot keep up."""
    yield f"retry: {RETRY_MS}\n\n"
    try:
        async with hub().stream(ticket.channel, reader=reader, limits=limits) as held:
            told: set[int] = set()
            for event in await in_thread(queries.events_since, ticket.channel, since):
                told.add(event.pk)
                yield event.frame()
            ends_at = time.monotonic() + limits.longest_s
            while (left := ends_at - time.monotonic()) > 0:
                try:
                    heard = await asyncio.wait_for(held.queue.get(), min(limits.heartbeat_s, left))
                except TimeoutError:
                    yield ": \n\n"
                    continue
                if heard is None:
                    return
                if heard.pk not in told:  # heard while we read what was missed
                    yield heard.frame()
    except TooManyStreams:
        return

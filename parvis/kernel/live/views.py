# SPDX-License-Identifier: AGPL-3.0-or-later
"""`/live/<token>`: one stream of server-sent events."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from functools import partial

from django.contrib.auth import get_user
from django.contrib.sessions.backends.db import SessionStore
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden, HttpResponseNotFound, StreamingHttpResponse
from django.http.response import HttpResponseBase

from parvis.kernel.live import queries
from parvis.kernel.live.hub import Stream, TooManyStreams, hub, in_thread
from parvis.kernel.live.queries import Ticket
from parvis.kernel.live.rules import Event, resume_at
from parvis.kernel.live.settings import LiveSettings
from parvis.kernel.organisations.actors import address_hash_of, memberships_of
from parvis.kernel.registry import service_settings

RETRY_MS = 3_000
_BEAT = Event(0, "", "", {}, datetime.min.replace(tzinfo=UTC))


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
        _frames(ticket, since, reader, limits, partial(_still_reads, request.session.session_key, ticket)),
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


def _still_reads(session_key: str | None, ticket: Ticket) -> bool:
    """True while the session in which the stream was opened is signed in for the same work; read anew."""
    if ticket.person_id is None:
        return True
    now = HttpRequest()
    now.session = SessionStore(session_key)
    now.user = get_user(now)
    return _may_read(now, ticket)


async def _next(held: Stream, seconds: float) -> Event | None:
    """What is heard next; a beat after so many seconds, None for a reader who cannot keep up."""
    try:
        return await asyncio.wait_for(held.queue.get(), max(0, seconds))
    except TimeoutError:
        return _BEAT


async def _heard(held: Stream, limits: LiveSettings, still_reads: Callable[[], bool]) -> AsyncIterator[Event]:
    """What happens, and a beat when nothing does.

    Ends after a while, when the reader cannot keep up, and a heartbeat after they have signed out.
    """
    now = time.monotonic()
    ends_at, beats_at = now + limits.longest_s, now + limits.heartbeat_s
    while (now := time.monotonic()) < ends_at:
        event = await _next(held, min(beats_at, ends_at) - now)
        if time.monotonic() >= beats_at:
            beats_at = time.monotonic() + limits.heartbeat_s
            if not await in_thread(still_reads):
                return
        if event is None:
            return
        yield event


async def _frames(
    ticket: Ticket, since: datetime, reader: str, limits: LiveSettings, still_reads: Callable[[], bool]
) -> AsyncIterator[str]:
    """What was missed, then what happens, with a heartbeat."""
    yield f"retry: {RETRY_MS}\n\n"
    try:
        async with hub().stream(ticket.channel, reader=reader, limits=limits) as held:
            told: set[int] = set()
            for event in await in_thread(queries.events_since, ticket.channel, since):
                told.add(event.pk)
                yield event.frame()
            async for event in _heard(held, limits, still_reads):
                if event.pk not in told:  # heard while we read what was missed
                    yield ": \n\n" if event is _BEAT else event.frame()
    except TooManyStreams:
        return

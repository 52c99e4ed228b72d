# SPDX-License-Identifier: AGPL-3.0-or-later
"""Streams of real time: added, changed, removed, and asked for their newest message."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import httpx
from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from parvis.engines.timetable.realtime import STALE_S, StreamRefused, read_stream
from parvis.engines.timetable.realtime import Stream as Said
from parvis.kernel.audit.actors import Actor
from parvis.kernel.audit.operations import record
from parvis.kernel.audit.refusals import NotAllowed, NotFound, refuse
from parvis.kernel.files.fetching import Fetched, FetchRefused, fetch
from parvis.kernel.files.public_hosts import Resolve, addresses_of
from parvis.kernel.registry import service_settings
from parvis.kernel.registry.catalogue import load
from parvis.services.journeys import storage
from parvis.services.journeys.manifest import DELIVER
from parvis.services.journeys.models import Delivery, Feed, Message, Source, Stream
from parvis.services.journeys.operations.locks import locked_feed
from parvis.services.journeys.queries.streams import due
from parvis.services.journeys.rules.deliveries import DeliveryState

MOST_STREAMS = 8
_MEGABYTE = 1_000_000
_SIMULATION = "parvis.engines.synthtown.realtime:simulated"


def add_stream(actor: Actor, *, feed_id: int, url: str) -> Stream:
    """Adds the address of a message to a timetable.

    Raises:
        NotFound, NotAllowed: see `locked_feed`.
        Refused: the timetable has this address already, or too many.
    """
    with transaction.atomic():
        feed = locked_feed(actor, feed_id, permission=DELIVER)
        if feed.streams.count() >= MOST_STREAMS:
            raise refuse("url", _("A timetable has at most %d addresses of real time.") % MOST_STREAMS)
        made = _kept(Stream(feed=feed, url=url))
        record(actor, verb="journeys.add_stream", target=made)
    return made


def change_stream(actor: Actor, *, feed_id: int, stream_id: int, url: str) -> Stream:
    """Changes the address; what the old one said is forgotten.

    Raises:
        NotFound, NotAllowed: see `locked_feed`.
        Refused: the timetable has this address already.
    """
    with transaction.atomic():
        stream = _locked(actor, feed_id, stream_id)
        if stream.url == url:
            return stream
        Message.objects.filter(stream=stream).delete()
        stream.url, stream.etag, stream.last_modified, stream.result, stream.failures = url, "", "", "", 0
        stream.asked_at = stream.good_at = None
        _kept(stream)
        record(actor, verb="journeys.change_stream", target=stream)
    return stream


def remove_stream(actor: Actor, *, feed_id: int, stream_id: int) -> None:
    """Removes a stream with its message; the timetable goes on as planned.

    Raises:
        NotFound, NotAllowed: see `locked_feed`.
    """
    with transaction.atomic():
        stream = _locked(actor, feed_id, stream_id)
        record(actor, verb="journeys.remove_stream", target=stream)
        stream.delete()


def simulate_stream(actor: Actor, *, feed: Feed, seed: int) -> Stream:
    """Gives a timetable computed real time, for the demonstration. No form leads here.

    Raises:
        NotAllowed: only the platform does.
    """
    if actor.kind != "system":
        raise NotAllowed(DELIVER)
    made, new = Stream.objects.get_or_create(feed=feed, url="", defaults={"source": Source.SIMULATED, "seed": seed})
    if new:
        record(actor, verb="journeys.add_stream", target=made)
    return made


def fetch_stream(
    *,
    stream_id: int,
    at: datetime | None = None,
    resolve: Resolve = addresses_of,
    transport: httpx.BaseTransport | None = None,
) -> None:
    """Asks a stream for its newest message and keeps it when it is good.

    Whoever marks the stream as asked first does so; the others go on. A worker that dies meanwhile is followed by
    the next turn. What is wrong is noted, and the last good message stays, growing old.
    """
    at = at or timezone.now()
    if not Stream.objects.filter(due(at), pk=stream_id).update(asked_at=at):
        return
    stream = Stream.objects.select_related("feed").get(pk=stream_id)
    try:
        answer = _simulated(stream, at) if stream.source == Source.SIMULATED else _asked(stream, resolve, transport)
        said = None if answer.unchanged else _read(answer.content, at)
    except (FetchRefused, StreamRefused, _Stale) as refused:
        _ours(stream, at).update(result=str(refused)[:300], failures=F("failures") + 1)
        return
    with transaction.atomic():
        if not _ours(stream, at).update(result="", failures=0):
            return  # changed or removed meanwhile, or another one asks by now
        if said is not None:
            _keep(stream, answer, said, at)


class _Stale(Exception):  # noqa: N818 - a state of the message
    """A message that was old when it came; the text says how old."""


def _ours(stream: Stream, at: datetime) -> QuerySet[Stream]:
    """The row, as long as it is the one that we asked for."""
    return Stream.objects.filter(pk=stream.pk, asked_at=at, url=stream.url)


def _asked(stream: Stream, resolve: Resolve, transport: httpx.BaseTransport | None) -> Fetched:
    return fetch(
        stream.url,
        most_bytes=service_settings("journeys").stream_megabytes * _MEGABYTE,
        accept="application/x-protobuf, application/octet-stream",
        etag=stream.etag,
        last_modified=stream.last_modified,
        redirects=4,
        resolve=resolve,
        transport=transport,
    )


def _simulated(stream: Stream, at: datetime) -> Fetched:
    delivery = Delivery.objects.filter(feed=stream.feed, state=DeliveryState.ACTIVE).first()
    if delivery is None:
        raise FetchRefused("no timetable is in force")
    message: Callable[[Path, datetime, int], bytes] = load(_SIMULATION)
    with storage.local_feed(delivery.path) as path:
        return Fetched(message(path, at, stream.seed or 0))


def _read(content: bytes, at: datetime) -> Said:
    said = read_stream(content)
    if said.is_stale(int(at.timestamp())):
        made = datetime.fromtimestamp(said.at, UTC).isoformat(timespec="seconds") if 0 < said.at < 1 << 36 else said.at
        raise _Stale(f"the message was made at {made}, more than {STALE_S // 60} minutes from now")
    return said


def _keep(stream: Stream, answer: Fetched, said: Said, at: datetime) -> None:
    Stream.objects.filter(pk=stream.pk).update(
        good_at=at, etag=answer.etag[:200], last_modified=answer.last_modified[:60]
    )
    counts = {"trips": len(said.trips), "vehicles": len(said.vehicles), "alerts": len(said.alerts)}
    values = {
        "content": answer.content,
        "made_at": datetime.fromtimestamp(said.at, UTC),
        "counts": counts,
        "dropped": dict(said.dropped),
    }
    Message.objects.update_or_create(
        stream=stream, defaults=values | {"number": F("number") + 1}, create_defaults=values
    )


def _kept(stream: Stream) -> Stream:
    try:
        with transaction.atomic():
            stream.save()
    except IntegrityError as twice:
        raise refuse("url", _("This timetable has this address already.")) from twice
    return stream


def _locked(actor: Actor, feed_id: int, stream_id: int) -> Stream:
    feed = locked_feed(actor, feed_id, permission=DELIVER)
    stream = Stream.objects.select_for_update().filter(feed=feed, pk=stream_id, source=Source.ADDRESS).first()
    if stream is None:
        raise NotFound(str(stream_id))
    return stream

# SPDX-License-Identifier: AGPL-3.0-or-later
"""Signed addresses of channels, and what happened while a browser was away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.core import signing
from django.urls import reverse
from django.utils import timezone

from parvis.kernel.live.models import LiveEvent
from parvis.kernel.live.rules import Event, check_names

SALT = "parvis.live"
VALID_FOR = timedelta(hours=12)
BEFORE_RENDERING = timedelta(seconds=2)
MOST_MISSED = 200


@dataclass(frozen=True)
class Ticket:
    """What a signed address allows.

    A channel, to one person (None: to anybody) as long as they work for that organisation in that role (None: always),
    and since when it wants events.
    """

    channel: str
    person_id: int | None
    organisation_id: int | None
    role: str
    since: datetime


def live_url(channel: str, *, person: Any | None = None, organisation_id: int | None = None, role: str = "") -> str:
    """The address of a channel's stream, for twelve hours.

    Whoever asks for it has checked that the reader may follow the channel.

    Args:
        channel: as in `publish`.
        person: the signed-in reader: the address works for them alone. None: a public channel.
        organisation_id: for which they work now: the address ends with the membership.
        role: in which they do: the address ends when it changes.
    """
    check_names(channel, "event")
    since = (timezone.now() - BEFORE_RENDERING).timestamp()
    person_id = person.pk if person is not None and person.is_authenticated else None
    what = [channel, person_id, organisation_id, role, int(since * 1000)]
    return reverse("live:stream", args=[signing.dumps(what, salt=SALT)])


def read_ticket(token: str) -> Ticket | None:
    """What an address allows; None if it is forged or too old."""
    try:
        channel, person_id, organisation_id, role, since = signing.loads(token, salt=SALT, max_age=VALID_FOR)
        at = datetime.fromtimestamp(int(since) / 1000, UTC)
        return Ticket(str(channel), person_id, organisation_id, role, at)
    except (signing.BadSignature, ValueError, TypeError):
        return None


def events_since(channel: str, since: datetime) -> list[Event]:
    """The channel's events from `since` on, in order; the latest ones if there are very many."""
    rows = LiveEvent.objects.filter(channel=channel, at__gte=since).order_by("-pk")[:MOST_MISSED]
    return [event_of(row) for row in reversed(rows)]


def event_by_id(pk: int) -> Event | None:
    """One event, for a payload that was too large to be sent whole."""
    row = LiveEvent.objects.filter(pk=pk).first()
    return event_of(row) if row is not None else None


def event_of(row: LiveEvent) -> Event:
    """The row as it goes out."""
    return Event(row.pk, row.channel, row.event, row.data, row.at)

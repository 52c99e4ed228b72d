# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reads: preferences, inbox, refusals, the outbox for the IT team."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from django.core import signing
from django.core.paginator import Page, Paginator
from django.db.models import Count, Q
from django.utils import timezone

from parvis.kernel.audit.actors import Actor
from parvis.kernel.notifications.models import InboxMessage, OutgoingMessage, PushSubscription, Refusal
from parvis.kernel.notifications.rules import ALL_KINDS, Channel, State, is_compulsory
from parvis.kernel.registry import manifests

UNSUBSCRIBE_SALT = "parvis.notifications.unsubscribe"
PAGE_LENGTH = 12
"""Messages on one page: as many as keep it sober."""


def preferred_channels(person: Any, kind: str) -> frozenset[str]:
    """The channels by which the person wants messages of this kind.

    The most precise choice counts: for the kind, for its app (`reports.*`), for all (`*`), else e-mail.
    A compulsory kind always goes by e-mail.
    """
    chosen = person.preferences.get("channels", {})
    for name in (kind, f"{kind.partition('.')[0]}.*", ALL_KINDS):
        if name in chosen:
            channels = frozenset(chosen[name])
            break
    else:
        channels = frozenset({Channel.EMAIL})
    return channels | {Channel.EMAIL} if is_compulsory(kind) else channels


def inbox(person: Any, *, page: int | str = 1) -> Page[InboxMessage]:
    """One page of a person's messages, the newest first."""
    rows = InboxMessage.objects.filter(person=person).order_by("-created_at", "-pk")
    return Paginator(rows, PAGE_LENGTH).get_page(page)


def unread_count(person: Any) -> int:
    """How many messages of their space a person has not read; one index-only read."""
    return InboxMessage.objects.filter(person=person, read_at__isnull=True).count()


def refusal_of(message: OutgoingMessage) -> Refusal | None:
    """Why this message must not be sent, if anything says so."""
    now = timezone.now()
    kinds = [ALL_KINDS] if is_compulsory(message.kind) else [message.kind, ALL_KINDS]
    found = Refusal.objects.filter(channel=message.channel, address=message.address, kind__in=kinds)
    if is_compulsory(message.kind):
        found = found.filter(until__isnull=False)  # somebody who wants nothing at all can still prove an address
    return found.filter(Q(until__isnull=True) | Q(until__gt=now)).order_by("pk").first()


def title_of(kind: str) -> str:
    """What a kind of message is about, in words; the code of a kind that no installed app declares."""
    app, _dot, what = kind.partition(".")
    for manifest in manifests(include_closed=True):
        if manifest.slug == app:
            return str(manifest.messages.get(what) or manifest.messages.get("*") or kind)
    return kind


def unsubscribe_token(*, address: str, kind: str) -> str:
    """What the link at the foot of an e-mail carries; it works without signing in, for this address and kind alone."""
    return signing.dumps([address, kind], salt=UNSUBSCRIBE_SALT)


def read_unsubscribe_token(token: str) -> tuple[str, str] | None:
    """Address and kind of a link, None for a forged one. Such links do not expire: a mailbox keeps its messages."""
    try:
        address, kind = signing.loads(token, salt=UNSUBSCRIBE_SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return str(address), str(kind)


def subscriptions_of(person: Any) -> list[PushSubscription]:
    """The person's browsers."""
    return list(PushSubscription.objects.filter(person=person).order_by("pk"))


def outgoing(message_id: uuid.UUID | str) -> OutgoingMessage | None:
    """One message of the outbox."""
    return OutgoingMessage.objects.filter(pk=message_id).first()


def counts() -> dict[str, int]:
    """How many messages stand in each state."""
    rows = OutgoingMessage.objects.order_by("state").values_list("state").annotate(Count("pk"))
    return {**dict.fromkeys(State.values, 0), **dict(rows)}


def outbox(*, state: str = "", page: int | str = 1) -> Page[OutgoingMessage]:
    """One page of the outbox, the newest first; `state` narrows it down."""
    rows = OutgoingMessage.objects.order_by("-created_at", "-pk")
    return Paginator(rows.filter(state=state) if state in State.values else rows, 50).get_page(page)


def overdue_ids(*, grace_s: float, limit: int = 500) -> list[uuid.UUID]:
    """Messages that should have left: due and still queued, or held by a sender that died."""
    now = timezone.now()
    late = Q(state=State.QUEUED, due_at__lt=now - timedelta(seconds=grace_s))
    held = Q(state=State.SENDING, lease_until__lt=now)
    rows = OutgoingMessage.objects.filter(late | held).order_by("due_at")
    return list(rows.values_list("pk", flat=True)[:limit])


def failed_count_for(actor: Actor) -> int | None:
    """The figure beside “Messages” in the IT team's sidebar; None hides it."""
    if not actor.can("it.operate"):
        return None
    return OutgoingMessage.objects.filter(state=State.FAILED).count() or None


def messages_of(person: Any) -> tuple[list[InboxMessage], list[OutgoingMessage]]:
    """All that is kept of what was written to a person."""
    received = InboxMessage.objects.filter(person=person).order_by("created_at")
    return list(received), list(OutgoingMessage.objects.filter(person=person).order_by("created_at"))


def inbox_message(person: Any, message_id: int) -> InboxMessage | None:
    """One message of a person's own space."""
    return InboxMessage.objects.filter(person=person, pk=message_id).first()

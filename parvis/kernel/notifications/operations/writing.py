# SPDX-License-Identifier: AGPL-3.0-or-later
"""Writing a message: rows in the caller's transaction; they leave after it commits, or never if it rolls back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from parvis.kernel.jobs import defer_at
from parvis.kernel.notifications.models import InboxMessage, OutgoingMessage, PushSubscription
from parvis.kernel.notifications.queries import preferred_channels
from parvis.kernel.notifications.recipients import Recipient
from parvis.kernel.notifications.rules import Channel, after_quiet_hours
from parvis.kernel.notifications.settings import NotificationsSettings
from parvis.kernel.registry import service_settings


@dataclass(frozen=True)
class _Way:
    channel: Channel
    address: str


def notify(
    *,
    recipient: Recipient,
    kind: str,
    key: str,
    subject: str,
    body_text: str,
    url: str = "",
    channels: Iterable[str] | None = None,
    urgent: bool = False,
) -> int:
    """Writes a message into the outbox, and into the inbox of a person; once for a given key, however often called.

    Args:
        recipient: whom it goes to.
        kind: `<app>.<what>`: what people choose channels for, and refuse.
        key: unique to this message and recipient, such as `reports-1234-56`.
        subject: one line; it is also the text of an SMS or notification, before the address.
        body_text: plain text, paragraphs apart by an empty line.
        url: where to read more, absolute.
        channels: exactly these (`email`, `sms`, `push`) instead of the preferred ones.
        urgent: even at night.

    Returns:
        How many messages will leave; 0 when they were written before, or nobody wants them.
    """
    line = " ".join(subject.split())[:300]
    with transaction.atomic():
        if recipient.person is not None and channels is None:
            InboxMessage.objects.bulk_create(
                [
                    InboxMessage(
                        person=recipient.person, key=key, kind=kind, subject=line, body=body_text, url=_path(url)
                    )
                ],
                ignore_conflicts=True,
            )
        rows = [
            OutgoingMessage(
                key=f"{key}:{way.channel}" if way.channel != Channel.PUSH else f"{key}:{way.channel}:{way.address}",
                kind=kind,
                channel=way.channel,
                person=recipient.person,
                address=way.address,
                subject=line,
                body=body_text,
                url=url,
                language=_language(recipient),
                due_at=_due(way.channel, urgent=urgent),
            )
            for way in _ways(recipient, kind, channels)
        ]
        return sum(_write(row) for row in rows)


def _write(row: OutgoingMessage) -> bool:
    """True when the row is new. A writer with the same key waits here for the other's transaction to end."""
    OutgoingMessage.objects.bulk_create([row], ignore_conflicts=True)
    if not OutgoingMessage.objects.filter(pk=row.pk).exists():
        return False
    defer_at(row.due_at, "notifications.deliver", message_id=str(row.pk))
    return True


def _ways(recipient: Recipient, kind: str, channels: Iterable[str] | None) -> list[_Way]:
    known = [_Way(channel, address) for channel, address in _addresses(recipient) if address]
    if channels is not None:
        wanted = set(channels)
        return [way for way in known if way.channel in wanted]
    if recipient.person is None:
        return known[:1]
    preferred = preferred_channels(recipient.person, kind)
    return [way for way in known if way.channel in preferred]


def _addresses(recipient: Recipient) -> list[tuple[Channel, str]]:
    """Every address of the recipient, the one to prefer for want of a choice first."""
    person = recipient.person
    sms = bool(service_settings("notifications").sms_provider)
    email = person.email if person is not None else recipient.email
    phone = person.phone if person is not None else recipient.phone
    found = [(Channel.EMAIL, email.strip().lower()), (Channel.SMS, phone if sms else "")]
    if person is not None:
        subscriptions = PushSubscription.objects.filter(person=person).order_by("pk")
        found += [(Channel.PUSH, str(pk)) for pk in subscriptions.values_list("pk", flat=True)]
    elif recipient.push is not None:
        found.append((Channel.PUSH, str(recipient.push)))
    return found


def _due(channel: Channel, *, urgent: bool) -> datetime:
    now = timezone.now()
    if urgent or channel == Channel.EMAIL:
        return now
    options: NotificationsSettings = service_settings("notifications")
    local = timezone.localtime(now, timezone.get_default_timezone())
    return after_quiet_hours(local, quiet_from=options.quiet_from, quiet_until=options.quiet_until)


def _language(recipient: Recipient) -> str:
    language = recipient.language or getattr(recipient.person, "language", "")
    return str(language or settings.LANGUAGE_CODE)


def _path(url: str) -> str:
    """In the inbox, a page of this portal is a path: it works at whatever address the person reads it."""
    return url.removeprefix(settings.BASE_URL) if url.startswith(f"{settings.BASE_URL}/") else url

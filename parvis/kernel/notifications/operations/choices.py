# SPDX-License-Identifier: AGPL-3.0-or-later
"""What people decide: no more of this, notifications on this device, read."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from parvis.kernel.audit.actors import Actor
from parvis.kernel.audit.operations import record
from parvis.kernel.notifications.models import InboxMessage, PushSubscription, Refusal
from parvis.kernel.notifications.rules import Channel, is_compulsory, is_push_service
from parvis.kernel.registry import service_settings

MOST_BROWSERS = 10


class SubscriptionRefused(Exception):  # noqa: N818
    """The browser's subscription cannot be kept: it points to no known push service, or makes no sense."""


def unsubscribe(actor: Actor, *, address: str, kind: str) -> None:
    """Sends no more e-mails of this kind to this address; does nothing for a compulsory kind, or a second time."""
    if is_compulsory(kind):
        return
    with transaction.atomic():
        Refusal.objects.update_or_create(
            channel=Channel.EMAIL,
            address=address.strip().lower(),
            kind=kind,
            defaults={"reason": "unsubscribed", "until": None},
        )
        record(actor, verb="notifications.unsubscribe", detail={"kind": kind})


def subscribe_again(actor: Actor, *, address: str, kind: str) -> None:
    """Takes a refusal back."""
    with transaction.atomic():
        Refusal.objects.filter(channel=Channel.EMAIL, address=address.strip().lower(), kind=kind).delete()
        record(actor, verb="notifications.subscribe_again", detail={"kind": kind})


def subscribe_browser(actor: Actor, *, endpoint: str, p256dh: str, auth: str) -> PushSubscription:
    """Keeps a browser's subscription for the signed-in person; a browser of somebody else before becomes theirs.

    Raises:
        SubscriptionRefused: see there.
    """
    sound = len(endpoint) <= 1000 and 80 <= len(p256dh) <= 120 and 20 <= len(auth) <= 60
    if (
        actor.person is None
        or not sound
        or not is_push_service(endpoint, service_settings("notifications").push_services)
    ):
        raise SubscriptionRefused
    with transaction.atomic():
        kept, _made = PushSubscription.objects.update_or_create(
            endpoint=endpoint, defaults={"person": actor.person, "p256dh": p256dh, "auth": auth}
        )
        old = PushSubscription.objects.filter(person=actor.person).order_by("-pk")[MOST_BROWSERS:]
        PushSubscription.objects.filter(pk__in=list(old.values_list("pk", flat=True))).delete()
        record(actor, verb="notifications.subscribe_browser", target=kept)
    return kept


def unsubscribe_browser(actor: Actor, *, endpoint: str) -> None:
    """Forgets one of the signed-in person's browsers."""
    with transaction.atomic():
        if PushSubscription.objects.filter(person=actor.person, endpoint=endpoint).delete()[0]:
            record(actor, verb="notifications.unsubscribe_browser")


def mark_read(*, person: Any, message_id: int | None = None) -> int:
    """Marks one message of a person's space, or all, as read. Returns how many were not."""
    rows = InboxMessage.objects.filter(person=person, read_at__isnull=True)
    if message_id is not None:
        rows = rows.filter(pk=message_id)
    return rows.update(read_at=timezone.now())

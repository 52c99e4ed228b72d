# SPDX-License-Identifier: AGPL-3.0-or-later
"""The IT team's acts on the outbox, retention, and erasure."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from parvis.kernel.accounts.rules import KINDS_WITH_SECRETS
from parvis.kernel.audit.actors import Actor
from parvis.kernel.audit.operations import record
from parvis.kernel.jobs import defer
from parvis.kernel.notifications.models import InboxMessage, OutgoingMessage, PushSubscription, Refusal
from parvis.kernel.notifications.queries import overdue_ids
from parvis.kernel.notifications.rules import State
from parvis.kernel.notifications.settings import NotificationsSettings
from parvis.kernel.registry import service_settings

GRACE_S = 60.0


def retry_message(actor: Actor, *, message_id: uuid.UUID) -> bool:
    """Queues a failed message again, its attempts counted anew; False when it has not failed, or no longer."""
    with transaction.atomic():
        rows = OutgoingMessage.objects.filter(pk=message_id, state=State.FAILED)
        if not rows.update(state=State.QUEUED, attempts=0, due_at=timezone.now(), ended_at=None, error=""):
            return False
        row = OutgoingMessage.objects.get(pk=message_id)
        Refusal.objects.filter(channel=row.channel, address=row.address, until__isnull=False).delete()
        defer("notifications.deliver", message_id=str(message_id))
        record(actor, verb="notifications.retry", target=row)
    return True


def drop_message(actor: Actor, *, message_id: uuid.UUID) -> bool:
    """Gives a waiting or failed message up; False when it has left, or is leaving."""
    with transaction.atomic():
        rows = OutgoingMessage.objects.filter(pk=message_id, state__in=(State.FAILED, State.QUEUED))
        if not rows.update(state=State.DROPPED, ended_at=timezone.now(), error="dropped by the IT team"):
            return False
        record(actor, verb="notifications.drop", target=OutgoingMessage.objects.get(pk=message_id))
    return True


def queue_overdue() -> int:
    """Queues a delivery for each message that should have left and did not: whatever was lost, a message is not."""
    overdue = overdue_ids(grace_s=GRACE_S)
    for message_id in overdue:
        defer("notifications.deliver", message_id=str(message_id))
    return len(overdue)


def delete_old() -> None:
    """Deletes messages whose time is over, and empties those whose codes have expired."""
    options: NotificationsSettings = service_settings("notifications")
    now = timezone.now()
    _empty_codes(before=now - timedelta(hours=options.keep_codes_hours))
    OutgoingMessage.objects.filter(ended_at__lt=now - timedelta(days=options.keep_sent_days)).delete()
    InboxMessage.objects.filter(created_at__lt=now - timedelta(days=options.keep_inbox_days)).delete()
    Refusal.objects.filter(until__lt=now).delete()


def _empty_codes(*, before: datetime) -> None:
    rows = OutgoingMessage.objects.filter(kind__in=KINDS_WITH_SECRETS, ended_at__lt=before).exclude(subject="")
    # To try again would send an empty message, or a dead code.
    rows.filter(state=State.FAILED).update(state=State.DROPPED, error="never left; its code has expired")
    rows.update(subject="", body="", url="")  # the subject of a code is the code


def erase_person(person: Any) -> tuple[int, int]:
    """Deletes a person's inbox and browsers, and empties what was written to them.

    A message that waits still leaves nothing behind: it is dropped, except the compulsory one that
    tells the person that the erasure is done, which is written after.

    Returns:
        Rows deleted and rows made anonymous.
    """
    deleted = InboxMessage.objects.filter(person=person).delete()[0]
    deleted += PushSubscription.objects.filter(person=person).delete()[0]
    if person.email:
        deleted += Refusal.objects.filter(address=person.email.lower()).delete()[0]
    rows = OutgoingMessage.objects.filter(person=person)
    rows.filter(state=State.QUEUED).update(state=State.DROPPED, ended_at=timezone.now(), error="person erased")
    emptied = rows.update(person=None, address="", subject="", body="", url="", error="")
    return deleted, emptied

# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sending what is in the outbox: never twice where the channel can tell, never lost.

Three short transactions, none open while the network is waited for: claim; hand over; end. Each
step says in the row what is about to happen before it happens. `docs/kernel/notifications.md` goes
through each instant at which the process may die.
"""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from functools import partial

import structlog
from django.db import transaction
from django.utils import timezone

from parvis.kernel.jobs import defer_at
from parvis.kernel.notifications.channels import NoSender, sender_for
from parvis.kernel.notifications.channels.base import Found, Outgoing, PermanentFailure, Sender, TemporaryFailure
from parvis.kernel.notifications.models import OutgoingMessage, Refusal
from parvis.kernel.notifications.queries import refusal_of
from parvis.kernel.notifications.rules import ALL_KINDS, State, is_compulsory, next_attempt
from parvis.kernel.registry import service_settings

DEAD_ADDRESS_DAYS = 30

log = structlog.get_logger(__name__)


class LeaseLost(Exception):  # noqa: N818
    """We were so slow that somebody else has taken the message over: stop before sending."""


def deliver(message_id: uuid.UUID | str) -> None:
    """Sends one message if it is due and nobody else holds it; otherwise does nothing, or comes back later."""
    claimed = _claim(message_id)
    if claimed is None:
        return
    row, sender = claimed
    message = _outgoing(row)
    claimed_at = row.claimed_at
    assert claimed_at is not None
    try:
        reference = sender.send(message, partial(_hand_over, row.pk, claimed_at, sender.lease_s))
    except LeaseLost:
        log.warning("message_lease_lost", message_id=str(row.pk))
    except PermanentFailure as failure:
        _end(row.pk, claimed_at, State.FAILED, error=str(failure))
        if failure.address_is_dead:
            _note_dead_address(row, str(failure))
    except TemporaryFailure as failure:
        _later(row.pk, claimed_at, str(failure))
    except Exception as error:
        log.exception("message_failed", message_id=str(row.pk))
        _later(row.pk, claimed_at, f"{type(error).__name__}: {error}")
    else:
        _end(row.pk, claimed_at, State.SENT, reference=reference)
        _forget_secret(row)


def _claim(message_id: uuid.UUID | str) -> tuple[OutgoingMessage, Sender] | None:
    now = timezone.now()
    with transaction.atomic():
        row = OutgoingMessage.objects.select_for_update(skip_locked=True).filter(pk=message_id).first()
        if row is None or not _ours_to_take(row, now):
            return None
        refusal = refusal_of(row)
        if refusal is not None:
            _close(row, State.DROPPED, error=refusal.reason)
            return None
        try:
            sender = sender_for(row.channel, service_settings("notifications"))
        except NoSender as error:
            _close(row, State.FAILED, error=f"no sender is set up for {error}")
            return None
        if row.state == State.SENDING and row.handed_over_at is not None and _was_sent(row, sender):
            return None
        row.state, row.attempts = State.SENDING, row.attempts + 1
        row.claimed_at, row.handed_over_at = now, None
        row.lease_until = now + timedelta(seconds=sender.lease_s)
        row.save()
    return row, sender


def _ours_to_take(row: OutgoingMessage, now: datetime) -> bool:
    if row.state == State.QUEUED:
        if row.due_at > now:
            defer_at(row.due_at, "notifications.deliver", message_id=str(row.pk))
        return row.due_at <= now
    if row.state == State.SENDING and row.lease_until is not None:
        if row.lease_until > now:  # its sender may be alive; if it is dead, somebody looks again then
            defer_at(row.lease_until, "notifications.deliver", message_id=str(row.pk))
        return row.lease_until <= now
    return False


def _was_sent(row: OutgoingMessage, sender: Sender) -> bool:
    """Settles a message whose sender died after handing over: True when it did leave."""
    found = sender.look_up(_outgoing(row))
    log.warning("message_doubtful", message_id=str(row.pk), channel=row.channel, found=str(found))
    if found is Found.SENT:
        _close(row, State.SENT)
        return True
    row.doubtful = row.doubtful or found is Found.UNKNOWN
    return False


def _hand_over(message_id: uuid.UUID, claimed_at: datetime, lease_s: int) -> None:
    """Commits “from here on it may have left”, with a fresh lease, unless somebody else has claimed the message.

    Who claims changes `claimed_at`, so exactly one of the two updates finds its row.
    """
    now = timezone.now()
    mine = OutgoingMessage.objects.filter(pk=message_id, state=State.SENDING, claimed_at=claimed_at)
    if not mine.update(handed_over_at=now, lease_until=now + timedelta(seconds=lease_s)):
        raise LeaseLost


def _end(message_id: uuid.UUID, claimed_at: datetime, state: State, *, reference: str = "", error: str = "") -> None:
    OutgoingMessage.objects.filter(pk=message_id, state=State.SENDING, claimed_at=claimed_at).update(
        state=state, ended_at=timezone.now(), lease_until=None, provider_reference=reference[:200], error=error[:500]
    )


def _forget_secret(row: OutgoingMessage) -> None:
    """Codes and links that open an account are not kept once they have left."""
    if is_compulsory(row.kind):
        OutgoingMessage.objects.filter(pk=row.pk, state=State.SENT).update(body="", url="")


def _later(message_id: uuid.UUID, claimed_at: datetime, error: str) -> None:
    with transaction.atomic():
        row = (
            OutgoingMessage.objects.select_for_update()
            .filter(pk=message_id, state=State.SENDING, claimed_at=claimed_at)
            .first()
        )
        if row is None:
            return
        due = next_attempt(row.attempts, timezone.now())
        if due is None:
            _close(row, State.FAILED, error=error)
            return
        row.state, row.due_at, row.error = State.QUEUED, due, error[:500]
        row.lease_until = row.handed_over_at = None
        row.save()
        defer_at(due, "notifications.deliver", message_id=str(row.pk))


def _close(row: OutgoingMessage, state: State, *, error: str = "") -> None:
    row.state, row.ended_at, row.error, row.lease_until = state, timezone.now(), error[:500], None
    row.save()


def _note_dead_address(row: OutgoingMessage, reason: str) -> None:
    """Spares the next messages a server's refusal, for a month; by then somebody may have mended the mailbox."""
    Refusal.objects.update_or_create(
        channel=row.channel,
        address=row.address,
        kind=ALL_KINDS,
        defaults={"reason": reason[:200], "until": timezone.now() + timedelta(days=DEAD_ADDRESS_DAYS)},
    )


def _outgoing(row: OutgoingMessage) -> Outgoing:
    return Outgoing(
        message_id=str(row.pk),
        key=row.key,
        kind=row.kind,
        address=row.address,
        subject=row.subject,
        body=row.body,
        url=row.url,
        language=row.language,
        created_at=row.created_at,
    )

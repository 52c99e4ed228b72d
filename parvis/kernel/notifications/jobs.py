# SPDX-License-Identifier: AGPL-3.0-or-later
"""Background work on messages."""

from __future__ import annotations

from parvis.kernel.jobs import job
from parvis.kernel.notifications import operations


@job(name="notifications.deliver", retries=10, priority=10, unique=True)
def deliver(*, message_id: str) -> None:
    """Sends one message; what fails is written in the message, which is then queued for later."""
    operations.deliver(message_id)


@job(name="notifications.queue_overdue", retries=0)
def queue_overdue() -> None:
    """Finds messages that should have left."""
    operations.queue_overdue()


@job(name="notifications.clean", retries=2)
def clean() -> None:
    """Deletes messages whose time is over."""
    operations.delete_old()

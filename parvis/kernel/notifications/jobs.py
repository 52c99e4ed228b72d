# SPDX-License-Identifier: AGPL-3.0-or-later
"""Background work on messages."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from parvis.kernel.jobs import job
from parvis.kernel.notifications import operations


@job(name="notifications.deliver", title=gettext_lazy("Send a message"), retries=10, priority=10, unique=True)
def deliver(*, message_id: str) -> None:
    """Sends one message; what fails is written in the message, which is then queued for later."""
    operations.deliver(message_id)


@job(name="notifications.queue_overdue", title=gettext_lazy("Look for messages that are late"), retries=0)
def queue_overdue() -> None:
    """Finds messages that should have left."""
    operations.queue_overdue()


@job(name="notifications.clean", title=gettext_lazy("Delete old messages"), retries=2)
def clean() -> None:
    """Deletes messages whose time is over."""
    operations.delete_old()

# SPDX-License-Identifier: AGPL-3.0-or-later
"""Writes: notify, deliver, what people decide, housekeeping."""

from parvis.kernel.notifications.operations.choices import (
    SubscriptionRefused,
    mark_read,
    subscribe_again,
    subscribe_browser,
    unsubscribe,
    unsubscribe_browser,
)
from parvis.kernel.notifications.operations.delivery import deliver
from parvis.kernel.notifications.operations.housekeeping import (
    delete_old,
    drop_message,
    erase_person,
    queue_overdue,
    retry_message,
)
from parvis.kernel.notifications.operations.writing import notify

__all__ = [
    "SubscriptionRefused",
    "delete_old",
    "deliver",
    "drop_message",
    "erase_person",
    "mark_read",
    "notify",
    "queue_overdue",
    "retry_message",
    "subscribe_again",
    "subscribe_browser",
    "unsubscribe",
    "unsubscribe_browser",
]

# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the `notifications` app provides: personal data and figures."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from parvis.kernel.notifications import operations, queries
from parvis.kernel.registry.extension_points.personal_data import Erasure, Record
from parvis.kernel.registry.extension_points.statistics import Gauge


class MessagesOfAPerson:
    """What was written to a person, and their browsers."""

    slug = "notifications"

    def export(self, person: Any) -> Iterable[Record]:
        """Messages received in the space, messages sent, browsers that agreed to notifications."""
        received, sent = queries.messages_of(person)
        for message in received:
            data = {"subject": message.subject, "text": message.body, "at": message.created_at.isoformat()}
            yield Record(kind="message", reference=str(message.pk), data=data)
        for outgoing in sent:
            data = {
                "channel": outgoing.channel,
                "address": outgoing.address,
                "subject": outgoing.subject,
                "text": outgoing.body,
                "state": outgoing.state,
                "at": outgoing.created_at.isoformat(),
            }
            yield Record(kind="outgoing message", reference=str(outgoing.pk), data=data)
        for browser in queries.subscriptions_of(person):
            data = {"endpoint": browser.endpoint, "since": browser.created_at.isoformat()}
            yield Record(kind="browser", reference=str(browser.pk), data=data)

    def erase(self, person: Any) -> Erasure:
        """Deletes the space's messages and the browsers, empties what was sent."""
        deleted, emptied = operations.erase_person(person)
        return Erasure(deleted=deleted, anonymised=emptied)


class MessageStatistics:
    """How many messages, in each state."""

    def gauges(self) -> Iterable[Gauge]:
        """One figure a state."""
        for state, value in queries.counts().items():
            yield Gauge(name="parvis_messages", help="Messages by state", value=value, labels=(("state", state),))


PERSONAL_DATA = MessagesOfAPerson()
STATISTICS = MessageStatistics()

# SPDX-License-Identifier: AGPL-3.0-or-later
"""What every sender is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from parvis.kernel.notifications.settings import NotificationsSettings


@dataclass(frozen=True, kw_only=True)
class Outgoing:
    """A message as a sender sees it. `key` is the same at each attempt; so is all that is made from it."""

    message_id: str
    key: str
    kind: str
    address: str
    subject: str
    body: str
    url: str
    language: str
    created_at: datetime


class Found(StrEnum):
    """What a channel knows of a message whose sender died."""

    SENT = "sent"
    NOT_SENT = "not sent"
    UNKNOWN = "unknown"


class TemporaryFailure(Exception):  # noqa: N818
    """It did not leave; a later attempt may succeed."""


class PermanentFailure(Exception):  # noqa: N818
    """It will never leave. `address_is_dead`: no other message can reach this address either."""

    def __init__(self, text: str, *, address_is_dead: bool = False) -> None:
        super().__init__(text)
        self.address_is_dead = address_is_dead


class Sender(Protocol):
    """One way out."""

    lease_s: int
    """A sender that has not said how it ended after so long is dead. Longer than `send` can last."""

    def __init__(self, options: NotificationsSettings) -> None: ...

    def send(self, message: Outgoing, hand_over: Callable[[], None]) -> str:
        """Sends, and returns the provider's reference (empty if it gives none).

        Calls `hand_over` once, just before the step that cannot be taken back: before it returns, a
        crash is known to have sent nothing.

        Raises:
            TemporaryFailure: nothing left, and it may work later.
            PermanentFailure: nothing left, and nothing ever will.
        """
        ...

    def look_up(self, message: Outgoing) -> Found:
        """Whether a message that was handed over did leave, if this channel can tell."""
        ...

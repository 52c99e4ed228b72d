# SPDX-License-Identifier: AGPL-3.0-or-later
"""`my_requests`: what a person has asked of the town, shown together in the personal space."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from django.utils import timezone


@dataclass(frozen=True, kw_only=True)
class MyRequest:
    """One line of “my requests”; `tone` is that of the status tag."""

    reference: str
    title: str
    url: str
    status: str
    tone: str
    created_at: datetime
    expected_at: datetime | None = None
    icon: str = "file-text"

    @property
    def is_late(self) -> bool:
        """True once the moment by which an answer was expected is over."""
        return self.expected_at is not None and self.expected_at < timezone.now()


class MyRequests(Protocol):
    """Answers for one app."""

    def requests_of(self, person: Any, *, limit: int = 50) -> Iterable[MyRequest]:
        """The person's own requests, the newest first."""
        ...

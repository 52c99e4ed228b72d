# SPDX-License-Identifier: AGPL-3.0-or-later
"""`my_requests`: what a person has asked of the town, shown together in the personal space."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol


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


class MyRequests(Protocol):
    """Answers for one app."""

    def requests_of(self, person: Any, *, limit: int = 50) -> Iterable[MyRequest]:
        """The person's own requests, the newest first."""
        ...

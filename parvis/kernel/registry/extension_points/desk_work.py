# SPDX-License-Identifier: AGPL-3.0-or-later
"""`desk_work`: what waits for an agent, on the first page of their side."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from parvis.kernel.registry.manifest import Text


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """How many cases wait, of what kind, and the queue that holds them."""

    title: Text
    count: int
    url: str
    icon: str = "inbox"
    urgent: bool = False


@dataclass(frozen=True, kw_only=True)
class NextCase:
    """A case to take up: what it is, where it leads, and in `tag` why now, in a tone of the status tags."""

    title: Text
    text: str
    url: str
    tag: str = ""
    tone: str = "info"


class DeskWork(Protocol):
    """Answers for one service; `actor` is the agent, for the organisation for which they work."""

    def waiting(self, actor: Any, *, since: datetime) -> Iterable[Waiting]:
        """At most five figures, under 20 ms; `since` is when the agent was here before. Empty: not their work."""
        ...

    def next_cases(self, actor: Any, *, limit: int) -> Iterable[NextCase]:
        """What the agent should take up first, the most pressing first, under 20 ms."""
        ...

# SPDX-License-Identifier: AGPL-3.0-or-later
"""Names of channels and the wire format (HTML Living Standard, “Server-sent events”); no ORM."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

NOTIFY_CHANNEL: Final = "parvis_live"
OVERLAP: Final = timedelta(seconds=5)
"""A browser that comes back is told again what happened so shortly before it left: an event written
earlier may have been committed later. Events are signals to look again; one too many does no harm."""
_NAME = re.compile(r"[a-z0-9][a-z0-9_.\-]{0,119}")
_EVENT = re.compile(r"[a-z0-9][a-z0-9_\-]{0,39}")


@dataclass(frozen=True)
class Event:
    """One event as it goes out."""

    pk: int
    channel: str
    event: str
    data: dict[str, Any]
    at: datetime

    def frame(self) -> str:
        """The event's lines; `id` says where to go on after a break.

        The name goes into the data: a browser hands events without a name of their own to every listener.
        """
        whole = {"event": self.event, **self.data}
        text = json.dumps(whole, ensure_ascii=False, separators=(",", ":"))
        return f"id: {self.pk}.{int(self.at.timestamp() * 1000)}\ndata: {text}\n\n"


def check_names(channel: str, event: str) -> None:
    """Raises ValueError for a name that could not stand in a frame or in an address."""
    if not _NAME.fullmatch(channel) or not _EVENT.fullmatch(event):
        raise ValueError(f"not a channel or an event: {channel!r}, {event!r}")


def resume_at(last_event_id: str, otherwise: datetime) -> datetime:
    """From when a browser wants events, by the `Last-Event-ID` that it sends; `otherwise` if it sends none."""
    found = re.fullmatch(r"\d{1,18}\.(\d{1,14})", last_event_id)
    if found is None:
        return otherwise
    return datetime.fromtimestamp(int(found[1]) / 1000, UTC) - OVERLAP

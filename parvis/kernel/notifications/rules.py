# SPDX-License-Identifier: AGPL-3.0-or-later
"""Channels, states of a message, waits between attempts, quiet hours, push services; no ORM."""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import Final
from urllib.parse import urlsplit

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Channel(TextChoices):
    """Ways in which a message leaves. The inbox is not one: a message to a person is always there too."""

    EMAIL = "email", _("e-mail")
    SMS = "sms", _("text message")
    PUSH = "push", _("notification")


class State(TextChoices):
    """Where a message stands.

    queued → sending → sent; sending → queued (it failed and is tried again) or failed (for good);
    queued → dropped (the person wants none, or nobody could read it).
    """

    QUEUED = "queued", _("waiting")
    SENDING = "sending", _("being sent")
    SENT = "sent", _("sent")
    FAILED = "failed", _("failed")
    DROPPED = "dropped", _("not sent")


ALL_KINDS: Final = "*"
"""In a person's preferences and in refusals: every kind of message."""

COMPULSORY: Final = ("accounts.",)
"""Kinds that one cannot refuse: without them nobody can prove an address or hear of a change of password."""

WAITS: Final = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360, 720, 1440))
"""How long to wait after each failed attempt; after the last one the message has failed (two days in all)."""

TONES: Final = {
    State.QUEUED: "info",
    State.SENDING: "progress",
    State.SENT: "ok",
    State.FAILED: "danger",
    State.DROPPED: "muted",
}


def is_compulsory(kind: str) -> bool:
    """True when a message of this kind goes out whatever the person has refused."""
    return kind.startswith(COMPULSORY)


def next_attempt(attempts: int, now: datetime) -> datetime | None:
    """When to try again after `attempts` failed attempts; None when that was the last."""
    return now + WAITS[attempts - 1] if attempts <= len(WAITS) else None


def after_quiet_hours(now: datetime, *, quiet_from: int, quiet_until: int) -> datetime:
    """`now`, or the end of the quiet hours if it lies in them. `now` is in the town's own time; hours are 0 to 23."""
    if quiet_from == quiet_until:
        return now
    hour = now.hour
    overnight = quiet_from > quiet_until
    quiet = (hour >= quiet_from or hour < quiet_until) if overnight else quiet_from <= hour < quiet_until
    if not quiet:
        return now
    day = now.date() + timedelta(days=1) if overnight and hour >= quiet_from else now.date()
    return datetime.combine(day, time(quiet_until), tzinfo=now.tzinfo)


# What one library takes for a host's name, another cuts at a backslash: nothing but letters of names may pass.
_ORIGIN = re.compile(r"https?://[A-Za-z0-9.-]+(?::[0-9]{1,5})?")


def is_push_service(endpoint: str, allowed: Iterable[str]) -> bool:
    """True for an address at one of the push services that the town's file allows: we never call any other host."""
    parts = urlsplit(endpoint)
    origin = f"{parts.scheme}://{parts.netloc}"
    known = any(fnmatch.fnmatchcase(origin, pattern) for pattern in allowed)
    return known and _ORIGIN.fullmatch(origin) is not None

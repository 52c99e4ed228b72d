# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is given of all timetables together: their file, and the real time of now."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path

from parvis.engines.timetable.realtime import STALE_S
from parvis.services.journeys import storage
from parvis.services.journeys.adapters.pooled_messages import pooled_message
from parvis.services.journeys.models import Delivery, Message
from parvis.services.journeys.queries.feeds import in_force

KEPT = 2
"""The file of now and the one before, which somebody may be reading."""

type MessageKeys = tuple[tuple[str, int, int], ...]
"""Timetable, row and number of each message: they name what is said."""


def pooled_name(deliveries: Sequence[Delivery]) -> str:
    """The name of the file of these timetables, by what is in them."""
    parts = sorted(f"{each.feed.slug}:{each.sha256}" for each in deliveries)
    return f"{hashlib.sha256('\n'.join(parts).encode()).hexdigest()[:32]}.zip"


def pooled_files() -> list[Path]:
    """The files that are there, the newest first."""
    return sorted(storage.pooled_folder().glob("*.zip"), key=lambda one: one.stat().st_mtime_ns, reverse=True)


def pooled_timetables() -> tuple[Path | None, bool]:
    """The file to give, the one of before while that of now is being made; and whether it is that of now."""
    deliveries = list(in_force())
    wanted = storage.pooled_folder() / pooled_name(deliveries)
    if deliveries and wanted.exists():
        return wanted, True
    return (next(iter(pooled_files()), None) if deliveries else None), not deliveries


def fresh_messages(now: datetime, feed: str = "") -> MessageKeys:
    """The messages of the timetables in use, or of one, that are not too old to be believed."""
    rows = Message.objects.filter(
        stream__feed__active=True,
        made_at__gte=now - timedelta(seconds=STALE_S),
        made_at__lte=now + timedelta(seconds=STALE_S),
    )
    if feed:
        rows = rows.filter(stream__feed__slug=feed)
    return tuple(rows.order_by("stream__feed__slug", "pk").values_list("stream__feed__slug", "pk", "number"))


def message_of(keys: MessageKeys, *, prefix: bool, now: datetime) -> bytes:
    """Those messages as one, which each process makes once; an empty one of now where there are none."""
    return _merged(keys, prefix) if keys else pooled_message([], prefix=prefix, at=int(now.timestamp()))


@lru_cache(maxsize=8)
def _merged(keys: MessageKeys, prefix: bool) -> bytes:
    contents = dict(Message.objects.filter(pk__in=[pk for _feed, pk, _number in keys]).values_list("pk", "content"))
    parts = [(feed, bytes(contents[pk])) for feed, pk, _number in keys if pk in contents]
    return pooled_message(parts, prefix=prefix, at=0)

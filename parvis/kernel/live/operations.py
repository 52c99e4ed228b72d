# SPDX-License-Identifier: AGPL-3.0-or-later
"""Saying that something changed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction
from django.utils import timezone

from parvis.kernel.live.models import LiveEvent
from parvis.kernel.live.rules import NOTIFY_CHANNEL, check_names

LARGEST_PAYLOAD = 7_900
"""PostgreSQL refuses payloads of 8,000 bytes and more."""
KEEP = timedelta(hours=1)


def publish(channel: str, event: str, data: Mapping[str, Any] | None = None) -> None:
    """Tells every open page of `channel`, in every process, once the current transaction commits.

    Args:
        channel: such as `reports.desk.12`; lower case, digits, `.`, `_`, `-`.
        event: the event's name, such as `report`.
        data: JSON for those pages. Small, and nothing that a reader of the channel may not see: pages
            fetch what changed themselves.

    Raises:
        ValueError: a name is not one.
    """
    check_names(channel, event)
    text = json.dumps(dict(data or {}), cls=DjangoJSONEncoder, ensure_ascii=False)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO live_liveevent (channel, event, data) VALUES (%s, %s, %s::jsonb)"
            " RETURNING id, extract(epoch FROM at)::float8",
            [channel, event, text],
        )
        pk, at = cursor.fetchone()
        whole = json.dumps({"id": pk, "at": at, "channel": channel, "event": event, "data": json.loads(text)})
        if len(whole.encode()) > LARGEST_PAYLOAD:
            whole = json.dumps({"id": pk, "channel": channel})
        cursor.execute("SELECT pg_notify(%s, %s)", [NOTIFY_CHANNEL, whole])


def delete_old() -> int:
    """Forgets events older than an hour."""
    return LiveEvent.objects.filter(at__lt=timezone.now() - KEEP).delete()[0]

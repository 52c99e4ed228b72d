# SPDX-License-Identifier: AGPL-3.0-or-later
"""A sending that may come several times: asked for before its photos are stored."""

from __future__ import annotations

from parvis.services.reports.models import Follower
from parvis.services.reports.operations.locks import serialise
from parvis.services.reports.tokens import follow_token


def hold_sending(*, client_key: str) -> str | None:
    """The follow token of the report that this key already sent, or None.

    Holds other sendings of the same key back until the transaction of the caller ends, so that
    photos that come five times are stored once. Call it inside a transaction.
    """
    serialise(f"sending {client_key}")
    found = Follower.objects.filter(report__client_key=client_key, is_reporter=True).values_list("pk", flat=True)
    first = found.order_by("pk").first()
    return follow_token(first) if first is not None else None

# SPDX-License-Identifier: AGPL-3.0-or-later
"""Moments that other programs send: any offset and any year may come, the database takes fewer."""

from __future__ import annotations

from datetime import UTC, datetime

YEARS = (1900, 2200)


def in_reach(moment: datetime) -> datetime:
    """The same moment in UTC; one without offset is read as UTC.

    Raises:
        ValueError: outside `YEARS`. ISO 8601 allows offsets to ±23:59, PostgreSQL's `timestamptz` to ±15:59.
    """
    if not YEARS[0] <= moment.year <= YEARS[1]:
        raise ValueError(f"a year from {YEARS[0]} to {YEARS[1]}")
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)

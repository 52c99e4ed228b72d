# SPDX-License-Identifier: AGPL-3.0-or-later
"""Background jobs; each may run again without harm."""

from __future__ import annotations

from parvis.kernel.jobs import job
from parvis.services.journeys import operations


@job(name="journeys.check", queue="slow", retries=2)
def check(delivery_id: int) -> None:
    """Reads and reports a delivered file."""
    operations.check_delivery(delivery_id=delivery_id)

# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reading a report that is being written."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from parvis.services.reports.models import Draft


def draft_data(draft_id: UUID) -> dict[str, Any] | None:
    """What a draft holds; None once it is gone."""
    return Draft.objects.filter(pk=draft_id).values_list("data", flat=True).first()

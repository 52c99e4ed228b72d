# SPDX-License-Identifier: AGPL-3.0-or-later
"""Noting that somebody was reminded."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone

from parvis.services.reports.models import Report


def note_reminded(*, report_ids: Sequence[int]) -> None:
    """Notes that the team knows that these reports are due, so that it is told once."""
    Report.objects.filter(pk__in=report_ids).update(reminded_at=timezone.now())

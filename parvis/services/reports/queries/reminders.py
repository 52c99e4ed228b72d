# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reports that are due."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

from parvis.kernel.registry import service_settings
from parvis.services.reports.models import Report
from parvis.services.reports.rules.deadlines import due_at, public_holidays
from parvis.services.reports.rules.states import TO_DO

_MOST = 2_000


def due_soon(*, at: datetime | None = None) -> dict[tuple[int | None, str], list[Report]]:
    """Reports due by the end of the next working day that nobody was reminded of, by person or team's e-mail.

    Reports that wait, or that have neither agent nor team with an e-mail, are nobody's to be reminded of.
    """
    now = at or timezone.now()
    closed = public_holidays(settings.TOWN.country, service_settings("reports").holidays_subdivision)
    edge = due_at(now, 1, zone=ZoneInfo(settings.TIME_ZONE), closed=closed) + timedelta(minutes=1)
    rows = (
        Report.objects.select_related("category", "team", "assignee")
        .defer("search")
        .filter(state__in=sorted(TO_DO), due_at__lt=edge, reminded_at__isnull=True)
        .order_by("due_at", "pk")[:_MOST]
    )
    found: dict[tuple[int | None, str], list[Report]] = {}
    for report in rows:
        email = report.team.email if report.team else ""
        if report.assignee_id or email:
            found.setdefault((report.assignee_id, "" if report.assignee_id else email), []).append(report)
    return found

# SPDX-License-Identifier: AGPL-3.0-or-later
"""The public reports that an alert covers."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from parvis.kernel.places.geo import box_around, haversine_m
from parvis.services.reports.models import AreaSubscription, Report
from parvis.services.reports.models.alerts import AlertArea
from parvis.services.reports.queries.filters import inside
from parvis.services.reports.queries.public import public_rows


def reports_of_alert(
    alert: AreaSubscription, *, since: datetime | None = None, until: datetime | None = None, limit: int = 50
) -> list[Report]:
    """Public reports of the alert's area and category, the newest first.

    Args:
        alert: whose area.
        since: only those created after it.
        until: only those created at it or before.
        limit: at most so many.
    """
    rows = _in_area(public_rows().filter(merged_into__isnull=True), alert)
    if alert.category_id is not None:
        rows = rows.filter(category_id=alert.category_id)
    if since is not None:
        rows = rows.filter(created_at__gt=since)
    if until is not None:
        rows = rows.filter(created_at__lte=until)
    found = list(rows.order_by("-created_at", "-pk")[: limit * 2])
    return [report for report in found if _near_enough(report, alert)][:limit]


def _in_area(rows: QuerySet[Report], alert: AreaSubscription) -> QuerySet[Report]:
    match alert.area:
        case AlertArea.COMMUNE:
            return rows.filter(commune=alert.area_code)
        case AlertArea.NEIGHBOURHOOD:
            return rows.filter(neighbourhood=alert.area_code)
        case AlertArea.AROUND:
            assert alert.longitude is not None
            assert alert.latitude is not None
            return inside(rows, box_around(alert.longitude, alert.latitude, alert.radius_m or 0))
    return rows


def _near_enough(report: Report, alert: AreaSubscription) -> bool:
    if alert.area != AlertArea.AROUND:
        return True
    assert alert.longitude is not None
    assert alert.latitude is not None
    centre = (alert.longitude, alert.latitude)
    return haversine_m(centre, (report.longitude, report.latitude)) <= (alert.radius_m or 0)

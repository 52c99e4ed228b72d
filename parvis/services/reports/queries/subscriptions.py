# SPDX-License-Identifier: AGPL-3.0-or-later
"""Alerts: whom to tell, and of what."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone

from parvis.services.reports.models import AreaSubscription, Report
from parvis.services.reports.queries.alerts import reports_of_alert

_SETTLED = timedelta(minutes=5)
"""A report whose transaction is still open may get an earlier time than one already read: the last minutes wait."""
_MOST = 200


def new_for(subscription_id: UUID) -> tuple[AreaSubscription, list[Report], datetime] | None:
    """The alert, what its holder has not been told yet, and until when that is; None when it ended."""
    subscription = (
        AreaSubscription.objects.select_related("person", "category")
        .filter(pk=subscription_id, confirmed_at__isnull=False, stopped_at__isnull=True)
        .first()
    )
    if subscription is None:
        return None
    until = timezone.now() - _SETTLED
    return subscription, reports_of_alert(subscription, since=subscription.told_until, until=until, limit=_MOST), until


def subscriptions_to_tell() -> list[UUID]:
    """Keys of the alerts that send e-mails."""
    rows = AreaSubscription.objects.filter(confirmed_at__isnull=False, stopped_at__isnull=True)
    return list(rows.order_by("created_at", "pk").values_list("pk", flat=True))

# SPDX-License-Identifier: AGPL-3.0-or-later
"""What other systems read: keys, requests as GeoReport shows them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone

from parvis.kernel.registry import service_settings
from parvis.services.reports.models import Answer, ApiKey, Event, Forwarding, Report, ReportPhoto
from parvis.services.reports.models.exchange import ForwardingState, Scope, TargetKind
from parvis.services.reports.models.parts import Audience, EventKind
from parvis.services.reports.queries.scope import published
from parvis.services.reports.rules.publication import Visibility

_USED_EVERY = timedelta(minutes=10)


def api_key_by_hash(key_hash: str) -> ApiKey | None:
    """The active key with that hash."""
    return ApiKey.objects.select_related("organisation").filter(key_hash=key_hash, active=True).first()


def jurisdiction_id() -> str:
    """The name of this town in Open311: the setting, else the host's name."""
    chosen: str = service_settings("reports").jurisdiction_id
    return chosen or settings.BASE_URL.partition("://")[2].partition("/")[0].partition(":")[0]


def requests_visible_to(key: ApiKey | None) -> QuerySet[Report]:
    """Public reports, and for a key with that right those that it submitted, whatever their visibility."""
    if key is None or Scope.READ_PERSONAL not in key.scopes:
        return published()
    return Report.objects.filter(Q(visibility=Visibility.PUBLIC) | Q(api_key_id=key.pk))


def notes_of(report_ids: Sequence[int]) -> dict[int, str]:
    """The text of the last public change of state of each report."""
    events = Event.objects.filter(
        report_id__in=report_ids, kind=EventKind.STATE, audience=Audience.PUBLIC, retracted=False
    )
    newest = events.order_by("report_id", "-at", "-pk").distinct("report_id")
    return {event.report_id: event.text for event in newest}


def photos_of(report_ids: Sequence[int]) -> dict[int, list[ReportPhoto]]:
    """The public photos of each report, in order."""
    found: dict[int, list[ReportPhoto]] = {}
    rows = ReportPhoto.objects.select_related("file").filter(report_id__in=report_ids, public=True)
    for row in rows.order_by("report_id", "position", "pk"):
        found.setdefault(row.report_id, []).append(row)
    return found


def answers_of(report_ids: Sequence[int]) -> dict[int, list[Answer]]:
    """The answers of each report, in order."""
    found: dict[int, list[Answer]] = {}
    for row in Answer.objects.filter(report_id__in=report_ids).order_by("report_id", "pk"):
        found.setdefault(row.report_id, []).append(row)
    return found


def reference_of_token(token: UUID) -> str | None:
    """The reference of a report whose client got a token: empty while nobody may see it, None for no such token."""
    row = Report.objects.filter(uuid=token).values_list("reference", "visibility").first()
    if row is None:
        return None
    return row[0] if row[1] == Visibility.PUBLIC else ""


def forwardings_to_poll(*, before: datetime, limit: int = 200) -> list[Forwarding]:
    """Reports sent by Open311 whose status was last asked for before a time, the longest ago first."""
    rows = Forwarding.objects.select_related("target", "report").filter(
        state=ForwardingState.SENT, target__kind=TargetKind.OPEN311, target__active=True
    )
    never_or_old = Q(polled_at__isnull=True) | Q(polled_at__lt=before)
    return list(rows.filter(never_or_old).order_by("polled_at", "pk")[:limit])


def needs_touch(key: ApiKey) -> bool:
    """True when the time of the key's last use should be written again."""
    return key.last_used_at is None or timezone.now() - key.last_used_at > _USED_EVERY

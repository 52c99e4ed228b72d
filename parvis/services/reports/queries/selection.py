# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reports that an agent picked: ticked in the queue, or to be seen on a day's round."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from django.db.models import Q
from django.utils import timezone

from parvis.kernel.audit.actors import Actor
from parvis.services.reports.models import Report, ReportPhoto
from parvis.services.reports.queries.scope import reports_of
from parvis.services.reports.rules.states import State

ON_THE_ROAD = (State.REPORTED, State.ACKNOWLEDGED, State.SCHEDULED, State.IN_PROGRESS)
"""States in which somebody may have to go and see."""


def reports_with_keys(actor: Actor, keys: Sequence[int]) -> list[Report]:
    """The agent's reports with these keys, in their order; those of other organisations are missing."""
    rows = reports_of(actor).select_related("category", "team", "assignee").defer("search").filter(pk__in=list(keys))
    found = {row.pk: row for row in rows.order_by("pk")}
    return [found[key] for key in dict.fromkeys(keys) if key in found]


def round_candidates(actor: Actor, *, day: date, team_id: int | None = None, limit: int = 60) -> list[Report]:
    """What a team may do on a day: promised for that day or earlier, else due by its end; the most pressing first."""
    end = timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))
    pressing = Q(promised_on__lte=day) | Q(promised_on__isnull=True, due_at__lt=end) | Q(assignee_id=actor.person_id)
    rows = reports_of(actor).select_related("category", "team", "assignee").defer("search")
    rows = rows.filter(pressing, state__in=ON_THE_ROAD)
    if team_id is not None:
        rows = rows.filter(team_id=team_id)
    return list(rows.order_by("-priority", "due_at", "pk")[:limit])


def photo_of_report(report: Report, photo_id: int) -> ReportPhoto | None:
    """The photo with that key, if it is one of the report's."""
    return ReportPhoto.objects.select_related("file").filter(pk=photo_id, report_id=report.pk).first()

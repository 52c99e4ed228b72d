# SPDX-License-Identifier: AGPL-3.0-or-later
"""Disruptions that travellers must know, by line, by stop, by authority."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from parvis.kernel.audit.actors import Actor
from parvis.services.journeys.models import Disruption
from parvis.services.journeys.queries.scope import disruptions_of
from parvis.services.journeys.rules.disruptions import DisruptionState

AHEAD = timedelta(days=14)


def published(at: datetime | None = None, *, ahead: timedelta = AHEAD) -> QuerySet[Disruption]:
    """What is under way, or begins within `ahead`; the most recent beginning first."""
    at = at or timezone.now()
    running = Q(until__isnull=True) | Q(until__gt=at)
    return (
        Disruption.objects.filter(running, state=DisruptionState.PUBLISHED, since__lt=at + ahead)
        .select_related("organisation")
        .order_by("-since", "-pk")
    )


def touching(
    *, lines: Collection[str] = (), stops: Collection[str] = (), organisations: Collection[int] = (), at: datetime
) -> list[Disruption]:
    """What is under way at `at` on one of the lines or stops, or on the whole network of one of their authorities."""
    whole = Q(lines=[], stops=[], organisation_id__in=list(organisations))
    named = Q(lines__overlap=list(lines)) | Q(stops__overlap=list(stops))
    return list(published(at, ahead=timedelta(0)).filter(named | whole))


def running_count(actor: Actor) -> int | None:
    """How many disruptions the authority has told travellers of, for the sidebar."""
    now = timezone.now()
    rows = disruptions_of(actor).filter(state=DisruptionState.PUBLISHED).filter(Q(until__isnull=True) | Q(until__gt=now))
    return rows.count() or None


def all_of(actor: Actor, limit: int = 200) -> list[Disruption]:
    """The authority's disruptions, drafts first, then those under way, then the past ones."""
    order = {DisruptionState.DRAFT: 0, DisruptionState.PUBLISHED: 1, DisruptionState.ENDED: 2}
    rows = list(disruptions_of(actor).order_by("-since", "-pk")[:limit])
    return sorted(rows, key=lambda row: order[DisruptionState(row.state)])

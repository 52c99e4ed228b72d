# SPDX-License-Identifier: AGPL-3.0-or-later
"""An authority's own disruptions."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from parvis.kernel.audit.actors import Actor
from parvis.kernel.audit.refusals import NotFound
from parvis.services.journeys.manifest import READ
from parvis.services.journeys.models import Disruption
from parvis.services.journeys.rules.disruptions import State

NOW, COMING, DRAFTS, ENDED = "en-cours", "a-venir", "brouillons", "terminees"
LISTS = (NOW, COMING, DRAFTS, ENDED)
MOST = 200


def disruptions_of_actor(actor: Actor) -> QuerySet[Disruption]:
    """Those of the authority for which the agent works; none for anybody else; all for the system."""
    if actor.kind == "system":
        return Disruption.objects.all()
    if actor.organisation_id is None or not actor.can(READ):
        return Disruption.objects.none()
    return Disruption.objects.filter(organisation_id=actor.organisation_id)


def disruption_for(actor: Actor, key: UUID) -> Disruption:
    """The authority's disruption.

    Raises:
        NotFound: there is none, or it is another authority's.
    """
    row = disruptions_of_actor(actor).select_related("organisation").filter(uuid=key).first()
    if row is None:
        raise NotFound(str(key))
    return row


def listed(actor: Actor, which: str, now: datetime) -> list[Disruption]:
    """One of the desk's lists, the most recent first."""
    return list(disruptions_of_actor(actor).filter(_where(which, now)).order_by("-changed_at", "-pk")[:MOST])


def counts(actor: Actor, now: datetime) -> dict[str, int]:
    """How many stand in each list."""
    return {which: disruptions_of_actor(actor).filter(_where(which, now)).count() for which in LISTS}


def in_force_count_for(actor: Actor) -> int | None:
    """The figure beside “Disruptions” in the sidebar; None hides it."""
    return disruptions_of_actor(actor).filter(state=State.PUBLISHED).count() or None


def _where(which: str, now: datetime) -> Q:
    published, running = Q(state=State.PUBLISHED), Q(last_at__isnull=True) | Q(last_at__gt=now)
    if which == DRAFTS:
        return Q(state=State.DRAFT)
    if which == COMING:
        return published & running & Q(first_at__gt=now)
    if which == ENDED:
        return Q(state__in=(State.WITHDRAWN, State.OVER)) | (published & Q(last_at__lte=now))
    return published & running & (Q(first_at__isnull=True) | Q(first_at__lte=now))

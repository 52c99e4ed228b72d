# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the coordinator of the pool sees of all authorities, and each authority of itself: coverage, the last build."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from parvis.kernel.audit.actors import Actor
from parvis.kernel.organisations.queries import main_organisation
from parvis.services.journeys.manifest import COORDINATE
from parvis.services.journeys.models import Feed, Network, NetworkState
from parvis.services.journeys.queries.feeds import FeedState, states_of
from parvis.services.journeys.queries.scope import feeds_of
from parvis.services.journeys.rules.coverage import Coverage

_ORDER = {Coverage.NONE: 0, Coverage.ENDED: 1, Coverage.ENDING: 2, Coverage.COVERED: 3}


@dataclass(frozen=True)
class Build:
    """The newest network and what became of the last attempt; `missing`: timetables in force that it lacks."""

    ready: Network | None
    last: Network | None
    missing: Sequence[Feed]

    @property
    def failed(self) -> bool:
        """True when the last attempt failed, so that an earlier network answers."""
        return self.last is not None and self.last.state == NetworkState.FAILED


def is_coordinator(actor: Actor) -> bool:
    """True for who may coordinate and works for the organisation that runs the portal, or is the platform."""
    if actor.kind == "system":
        return True
    main = main_organisation()
    return main is not None and actor.organisation_id == main.pk and actor.can(COORDINATE)


def coverage_of(actor: Actor, *, today: date | None = None) -> list[FeedState]:
    """The timetables in use, those that need somebody first: all for the coordinator, an authority's own for it."""
    rows = Feed.objects.all() if is_coordinator(actor) else feeds_of(actor)
    feeds = rows.filter(active=True).select_related("organisation").order_by("organisation__name", "title", "pk")
    states = states_of(list(feeds), today=today or timezone.localdate())
    return sorted(states, key=lambda state: (_ORDER[state.coverage], state.until or date.min))


def last_build(actor: Actor) -> Build:
    """The network that answers, the last attempt, and which of the actor's timetables it lacks."""
    ready = Network.objects.filter(state=NetworkState.READY).order_by("-built_at", "-pk").first()
    last = Network.objects.order_by("-started_at", "-pk").first()
    there = set(ready.counts.get("feeds", ())) if ready else set()
    missing = [state.feed for state in coverage_of(actor) if state.active and state.feed.slug not in there]
    return Build(ready, last, missing)

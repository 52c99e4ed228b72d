# SPDX-License-Identifier: AGPL-3.0-or-later
"""What agents read: queues, counts, one report with everything, calls, saved filters. Scoped to their organisation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from parvis.kernel.audit.actors import Actor
from parvis.kernel.audit.refusals import NotFound
from parvis.kernel.organisations import queries as organisations
from parvis.kernel.places.geo import Box
from parvis.services.reports.manifest import READ
from parvis.services.reports.models import Report, SavedFilter
from parvis.services.reports.queries.filters import PublicFilter, inside, narrowed
from parvis.services.reports.queries.paging import CHANGED, DUE, NEWEST, URGENT, Page
from parvis.services.reports.queries.public import Point
from parvis.services.reports.queries.scope import report_for, reports_of
from parvis.services.reports.rules.states import OPEN, TO_DO, State

__all__ = ["NotFound", "report_for", "reports_for"]

ORDERS = {"due": DUE, "newest": NEWEST, "urgent": URGENT, "changed": CHANGED}


@dataclass(frozen=True, kw_only=True)
class ReportFilter(PublicFilter):
    """What agents may filter by, besides what residents may. Without `states`, open reports."""

    team_ids: Sequence[int] = ()
    assignee_id: int | None = None
    mine: bool = False
    my_teams: bool = False
    unassigned: bool = False
    overdue: bool = False
    priority: int | None = None
    visibility: str = ""
    held: bool = False
    channel: str = ""
    phone: str = ""
    email: str = ""
    all_states: bool = False
    order: str = "due"


@dataclass(frozen=True)
class Counts:
    """How many open reports wait, by what an agent looks for first."""

    by_state: dict[str, int]
    open: int
    overdue: int
    mine: int
    my_teams: int
    unassigned: int
    held: int


def reports_for(
    actor: Actor, filters: ReportFilter | None = None, *, after: str | None = None, limit: int = 50
) -> Page:
    """One page of the agent's queue, with category, team and agent loaded."""
    chosen = filters or ReportFilter()
    # A page has few categories, teams and agents: each is read once, not with every row.
    whole = Report.objects.prefetch_related("category", "team", "assignee").defer("search", "description")
    return ORDERS.get(chosen.order, DUE).page(filtered(actor, chosen), whole=whole, after=after, limit=limit)


def filtered(actor: Actor, filters: ReportFilter) -> QuerySet[Report]:
    """The agent's reports that fit a filter, without order."""
    rows = narrowed(reports_of(actor), filters)
    if not (filters.states or filters.all_states or filters.text):
        rows = rows.filter(state__in=sorted(OPEN))
    return _by_people(_by_kind(rows, filters), actor, filters)


def _by_kind(rows: QuerySet[Report], filters: ReportFilter) -> QuerySet[Report]:
    simple = {
        "priority": filters.priority,
        "visibility": filters.visibility,
        "channel": filters.channel,
        "reporter_phone": filters.phone,
        "reporter_email": filters.email.strip().lower(),
    }
    rows = rows.filter(**{name: value for name, value in simple.items() if value})
    if filters.held:
        rows = rows.exclude(held_for="")
    if filters.overdue:
        rows = rows.filter(state__in=sorted(TO_DO), due_at__lt=timezone.now())
    return rows


def _by_people(rows: QuerySet[Report], actor: Actor, filters: ReportFilter) -> QuerySet[Report]:
    if filters.team_ids:
        rows = rows.filter(team_id__in=list(filters.team_ids))
    if filters.assignee_id is not None:
        rows = rows.filter(assignee_id=filters.assignee_id)
    if filters.mine:
        rows = rows.filter(assignee_id=actor.person_id or 0)
    if filters.my_teams:
        rows = rows.filter(team_id__in=my_teams(actor))
    if filters.unassigned:
        rows = rows.filter(team_id__isnull=True, assignee_id__isnull=True)
    return rows


def my_teams(actor: Actor) -> list[int]:
    """Keys of the teams in which the agent works."""
    return organisations.teams_of_person(actor.person_id or 0, actor.organisation_id or 0)


def counts_for(actor: Actor, *, at: datetime | None = None) -> Counts:
    """The figures beside the queues, in one pass over the open reports."""
    late = Q(due_at__lt=at or timezone.now(), state__in=sorted(TO_DO))
    rows = reports_of(actor).filter(state__in=sorted(OPEN)).order_by().values("state")
    figures = list(
        rows.annotate(
            open=Count("pk"),
            overdue=Count("pk", filter=late),
            mine=Count("pk", filter=Q(assignee_id=actor.person_id or 0)),
            my_teams=Count("pk", filter=Q(team_id__in=my_teams(actor))),
            unassigned=Count("pk", filter=Q(team_id__isnull=True, assignee_id__isnull=True)),
        )
    )
    by_state = {state.value: 0 for state in State if state in OPEN}
    by_state.update({row["state"]: row["open"] for row in figures})
    return Counts(
        by_state=by_state,
        held=reports_of(actor).exclude(held_for="").count(),
        **{name: sum(row[name] for row in figures) for name in ("open", "overdue", "mine", "my_teams", "unassigned")},
    )


def open_count(actor: Actor) -> int | None:
    """How many reports the agent's organisation has to do; for the sidebar of every agents' page."""
    if not actor.can(READ) or actor.organisation_id is None:
        return None
    return reports_of(actor).filter(state__in=sorted(TO_DO)).count()


def by_phone(actor: Actor, phone: str, *, limit: int = 5) -> list[Report]:
    """Earlier reports of the same number (E.164), the newest first."""
    if not phone:
        return []
    rows = reports_of(actor).select_related("category").defer("search").filter(reporter_phone=phone)
    return list(rows.order_by("-created_at", "-pk")[:limit])


def map_points_for(actor: Actor, filters: ReportFilter | None, box: Box, *, most: int = 2_000) -> list[Point]:
    """The agent's reports in a rectangle, for the map beside the queue."""
    rows = inside(filtered(actor, filters or ReportFilter()), box).order_by("due_at", "pk")
    values = rows.values_list("reference", "longitude", "latitude", "state", "category_id")[:most]
    return [Point(*value) for value in values]


def saved_filters_for(actor: Actor) -> list[SavedFilter]:
    """The agent's own filters, then those that colleagues share."""
    if actor.organisation_id is None or actor.person_id is None:
        return []
    own = Q(person_id=actor.person_id)
    rows = SavedFilter.objects.filter(organisation_id=actor.organisation_id).filter(own | Q(shared=True))
    return sorted(rows, key=lambda row: (row.person_id != actor.person_id, row.position, row.name.lower(), row.pk))

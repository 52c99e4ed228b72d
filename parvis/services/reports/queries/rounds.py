# SPDX-License-Identifier: AGPL-3.0-or-later
"""A day's round in street order, rules tried on past reports, and rows for export."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils import timezone

from parvis.kernel.audit.actors import Actor
from parvis.kernel.audit.refusals import NotAllowed
from parvis.kernel.registry.extension_points.open_data import FieldKind
from parvis.kernel.streets import queries as streets
from parvis.services.reports.adapters import neighbourhood_name, routing_rule
from parvis.services.reports.manifest import CONFIGURE, SUPERVISE
from parvis.services.reports.models import Report, RoutingRule
from parvis.services.reports.queries.desk import ReportFilter, filtered
from parvis.services.reports.queries.scope import reports_of
from parvis.services.reports.rules.routing import Simulation, simulate

MOST_STOPS = 60


@dataclass(frozen=True)
class Round:
    """Reports in the order in which one drives past them; `estimated` when no streets are loaded."""

    reports: Sequence[Report]
    distance_m: float
    duration_s: float
    geometry: Sequence[tuple[float, float]]
    estimated: bool


def round_for(actor: Actor, *, report_ids: Sequence[int], start: tuple[float, float] | None = None) -> Round:
    """The agent's reports in street order by car, from `start` (longitude, latitude) or from the first one."""
    wanted = list(dict.fromkeys(report_ids))[:MOST_STOPS]
    rows = reports_of(actor).select_related("category", "team").defer("search").filter(pk__in=wanted)
    reports = sorted(rows, key=lambda report: wanted.index(report.pk))
    points = [(report.longitude, report.latitude) for report in reports]
    if not points:
        return Round([], 0.0, 0.0, [], estimated=False)
    stops = [start, *points] if start else points
    trip = streets.trip_order("car", stops)
    shift = 1 if start else 0
    ordered = [reports[index - shift] for index in trip.order if index >= shift]
    way = trip.route
    return Round(ordered, way.distance_m, way.duration_s, way.geometry, estimated=way.estimated)


def routing_rules_for(actor: Actor) -> list[RoutingRule]:
    """The organisation's rules, in order."""
    rows = RoutingRule.objects.select_related("category", "team").filter(organisation_id=actor.organisation_id or 0)
    return list(rows.order_by("position", "pk"))


def simulate_routing(actor: Actor, rules: Sequence[RoutingRule], *, days: int = 365, most: int = 20_000) -> Simulation:
    """What rules, saved or not, would have done with the reports of the last days.

    Raises:
        NotAllowed: the actor may not configure.
    """
    if not actor.can(CONFIGURE):
        raise NotAllowed(CONFIGURE)
    since = timezone.now() - timedelta(days=days)
    past = reports_of(actor).select_related("category").filter(created_at__gte=since).order_by("-created_at")
    fields = ("category__parent", "commune", "neighbourhood", "longitude", "latitude", "routed_team", "created_at")
    rows = past.only(*fields)[:most]
    return simulate([routing_rule(rule) for rule in rules], ((row, row.routed_team_id) for row in rows))


EXPORT_COLUMNS: Mapping[str, FieldKind] = {
    "reference": "text",
    "category": "text",
    "group": "text",
    "state": "text",
    "visibility": "text",
    "priority": "integer",
    "channel": "text",
    "team": "text",
    "address": "text",
    "commune": "text",
    "neighbourhood": "text",
    "longitude": "longitude",
    "latitude": "latitude",
    "reported_at": "datetime",
    "acknowledged_at": "datetime",
    "due_at": "datetime",
    "promised_on": "date",
    "closed_at": "datetime",
    "people_concerned": "integer",
    "description": "text",
}
"""The columns of the export, in their order, and what each holds."""


def export_rows(actor: Actor, filters: ReportFilter | None = None) -> Iterator[dict[str, Any]]:
    """Rows for a supervisor's spreadsheet, streamed, oldest first; nothing on who reported.

    Raises:
        NotAllowed: the actor may not see the figures.
    """
    if not actor.can(SUPERVISE):
        raise NotAllowed(SUPERVISE)
    rows = filtered(actor, filters or ReportFilter(all_states=True)).select_related("category__parent", "team")
    return (_exported(row) for row in rows.defer("search").order_by("created_at", "pk").iterator(chunk_size=2_000))


def _exported(row: Report) -> dict[str, Any]:
    group = row.category.parent
    return {
        "reference": row.reference,
        "category": row.category.name_fr,
        "group": group.name_fr if group else "",
        "state": row.state,
        "visibility": row.visibility,
        "priority": row.priority,
        "channel": row.channel,
        "team": row.team.name if row.team else "",
        "address": row.address,
        "commune": row.commune,
        "neighbourhood": neighbourhood_name(row.neighbourhood),
        "longitude": row.longitude,
        "latitude": row.latitude,
        "reported_at": row.created_at,
        "acknowledged_at": row.acknowledged_at,
        "due_at": row.due_at,
        "promised_on": row.promised_on,
        "closed_at": row.closed_at,
        "people_concerned": row.supporters,
        "description": row.description,
    }

# SPDX-License-Identifier: AGPL-3.0-or-later
"""The only two doors to reports: what everybody may see, and what an agent may see."""

from __future__ import annotations

from django.db.models import QuerySet

from parvis.kernel.audit.actors import Actor
from parvis.kernel.audit.refusals import NotFound
from parvis.services.reports.manifest import CALL, READ
from parvis.services.reports.models import Report
from parvis.services.reports.rules.publication import Visibility


def published() -> QuerySet[Report]:
    """Reports that everybody may see."""
    return Report.objects.filter(visibility=Visibility.PUBLIC)


def reports_of(actor: Actor) -> QuerySet[Report]:
    """Reports of the organisation for which the agent works; none for anybody else; all for the system."""
    if actor.kind == "system":
        return Report.objects.all()
    if actor.organisation_id is None or not (actor.can(READ) or actor.can(CALL)):
        return Report.objects.none()
    return Report.objects.filter(organisation_id=actor.organisation_id)


def report_for(actor: Actor, reference: str) -> Report:
    """The agent's report with that reference, its category, team and agent loaded.

    Raises:
        NotFound: there is none, or it is another organisation's.
    """
    report = (
        reports_of(actor)
        .select_related("category__parent", "team", "assignee", "merged_into", "split_from")
        .defer("search")
        .filter(reference=reference)
        .first()
    )
    if report is None:
        raise NotFound(reference)
    return report

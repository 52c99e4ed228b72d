# SPDX-License-Identifier: AGPL-3.0-or-later
"""What waits for an agent of the reports, on the first page of the agents' side."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from parvis.kernel.audit.actors import Actor
from parvis.kernel.registry.extension_points.desk_work import NextCase, Waiting
from parvis.services.reports.manifest import MODERATE, READ, TREAT
from parvis.services.reports.models import Report
from parvis.services.reports.queries.desk import ReportFilter, counts_for, my_teams, reports_for
from parvis.services.reports.queries.detail import working_days_left
from parvis.services.reports.queries.scope import reports_of
from parvis.services.reports.rules.states import TO_DO, State
from parvis.services.reports.texts import due_words


class ReportsDeskWork:
    """The queues' figures, and the reports that are due first among one's own."""

    def waiting(self, actor: Actor, *, since: datetime) -> Iterable[Waiting]:
        """Mine, my teams', late, new since then, to check: the figures of the queues to which they lead."""
        if not actor.can(READ):
            return
        counts = counts_for(actor)
        if actor.can(TREAT):
            yield Waiting(title=_("given to me"), count=counts.mine, url=_queue("miens"), icon="user-round")
            if my_teams(actor):
                title = _("given to my teams")
                yield Waiting(title=title, count=counts.my_teams, url=_queue("equipe"), icon="users-round")
        late = _("late, all teams")
        yield Waiting(title=late, count=counts.overdue, url=_queue("retard"), icon="alarm-clock", urgent=True)
        fresh = reports_of(actor).filter(state=State.REPORTED, created_at__gte=since).count()
        yield Waiting(title=_("new since your last time"), count=fresh, url=_queue("nouveaux"), icon="sparkles")
        if actor.can(MODERATE):
            title = _("to check before they are shown")
            yield Waiting(title=title, count=counts.held, url=_queue("a-verifier"), icon="shield-alert", urgent=True)

    def next_cases(self, actor: Actor, *, limit: int) -> Iterable[NextCase]:
        """Due first: those given to the agent; without any those of their teams; without teams everybody's."""
        if not actor.can(TREAT):
            return []
        todo = sorted(TO_DO)
        ways = [("miens", ReportFilter(states=todo, mine=True))]
        if my_teams(actor):
            ways.append(("equipe", ReportFilter(states=todo, my_teams=True)))
        else:
            ways.append(("a-traiter", ReportFilter(states=todo)))
        found = ((queue, reports_for(actor, chosen, limit=limit).reports) for queue, chosen in ways)
        queue, rows = next(((queue, rows) for queue, rows in found if rows), ("", []))
        return [_next(report, queue) for report in rows]


desk_work = ReportsDeskWork()


def _queue(key: str) -> str:
    return f"{reverse('reports_agents:queue')}?file={key}"


def _next(report: Report, queue: str) -> NextCase:
    left = working_days_left(report)
    tag, tone = due_words(left) if left is not None else ("", "info")
    return NextCase(
        title=report.category.name(get_language() or "fr"),
        text=" · ".join(part for part in (report.reference, report.address) if part),
        url=f"{reverse('reports_agents:case', args=[report.reference])}?file={queue}",
        tag=tag,
        tone=tone,
    )

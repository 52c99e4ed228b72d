# SPDX-License-Identifier: AGPL-3.0-or-later
"""One report on the desk: everything about it, and what may be done."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from parvis.kernel.audit.actors import Actor
from parvis.kernel.organisations.actors import actor_of
from parvis.kernel.organisations.desk import desk
from parvis.services.reports.forms.agents.decisions import AssignForm, DecisionForm, TextForm, verb_of
from parvis.services.reports.manifest import CALL, MODERATE, READ, TREAT
from parvis.services.reports.operations.effects import desk_channel
from parvis.services.reports.queries.detail import (
    Detail,
    detail_for,
    history_for,
    rendered_template,
    targets_for,
    templates_for,
)
from parvis.services.reports.queries.timeline import Line
from parvis.services.reports.rules.states import WORDINGS, State, Transition
from parvis.services.reports.views.agents.workspace import show, workspace
from parvis.ui.components.blocks import TimelineItem

KEYS: dict[State, str] = {
    State.ACKNOWLEDGED: "1",
    State.SCHEDULED: "2",
    State.IN_PROGRESS: "3",
    State.WAITING: "4",
    State.RESOLVED: "5",
    State.REJECTED: "6",
    State.DUPLICATE: "7",
    State.FORWARDED: "8",
}
"""The key of each decision: the same on every report, whatever else may be decided there."""
TOWARDS = "vers"
"""The parameter that names the state of a decision."""


@desk(READ)
@require_safe
def case(request: HttpRequest, reference: str) -> HttpResponse:
    """A report; `?vers=` opens the form of a decision, `&modele=` fills it with a ready-made text."""
    detail = detail_for(actor_of(request), reference)
    return show(request, "case", case_context(request, detail, decision=asked_decision(request, detail)))


@desk(READ)
@require_safe
def journal(request: HttpRequest, reference: str) -> HttpResponse:
    """Who did what to the report, from the platform's journal."""
    actor = actor_of(request)
    detail = detail_for(actor, reference)
    context = {"report": detail.report, "reference": reference, "entries": history_for(actor, reference)}
    return show(request, "journal", context)


@desk(READ)
@require_safe
def news(request: HttpRequest, reference: str) -> HttpResponse:
    """Says whether the report has changed since the version that the page shows."""
    report = detail_for(actor_of(request), reference).report
    seen = request.GET.get("version", "")
    context = {"report": report, "seen": seen, "stale": seen != str(report.version), "here": workspace(request).here}
    return show(request, "news", context | {"channel": desk_channel(report.organisation_id)})


def case_context(request: HttpRequest, detail: Detail, **forms: Any) -> dict[str, Any]:
    """What the pane of a report shows; `forms` replaces forms that were sent with errors."""
    actor, report = actor_of(request), detail.report
    work = workspace(request)
    assign = {"version": report.version, "team": report.team_id or "", "assignee": report.assignee_id or ""}
    context = {
        "detail": detail,
        "report": report,
        "reference": report.reference,
        "items": story(detail),
        "arrows": _arrows(detail, reverse("reports_agents:case", args=[report.reference]), work.here),
        "decision": None,
        "texts": [],
        "ready": _ready(request),
        "assign_form": AssignForm(initial=assign, actor=actor),
        "note_form": TextForm(prefix="note"),
        "message_form": TextForm(prefix="message"),
        "channel": desk_channel(report.organisation_id),
        "sees_reporter": actor.can(TREAT) or actor.can(CALL),
        "may_treat": actor.can(TREAT),
        "may_hide": actor.can(MODERATE),
        "may_moderate": actor.can(MODERATE) or (actor.can(TREAT) and report.held_for == "check"),
        "is_mine": report.assignee_id is not None and report.assignee_id == actor.person_id,
        **forms,
    }
    return context | {"texts": _texts(actor, detail, context["decision"], work.here)}


def asked_decision(request: HttpRequest, detail: Detail) -> DecisionForm | None:
    """The form of the decision that the address asks for, empty or with a ready-made text."""
    arrow = arrow_to(detail, request.GET.get(TOWARDS, ""))
    if arrow is None:
        return None
    actor, report = actor_of(request), detail.report
    ready = templates_for(actor, state=arrow.target, category_id=report.category_id)
    wanted = _ready(request)
    chosen = next((each for each in ready if str(each.pk) == wanted), ready[0] if ready and not wanted else None)
    initial = {"version": report.version, "reason": rendered_template(report, chosen) if chosen else ""}
    initial["promised_on"] = report.promised_on
    return decision_form(actor, detail, arrow, initial=initial)


def _ready(request: HttpRequest) -> str:
    """The key of the ready-made text that the agent has chosen."""
    wanted: str = (request.POST or request.GET).get("modele", "")
    return wanted if wanted.isascii() and wanted.isdigit() else ""


def decision_form(actor: Actor, detail: Detail, arrow: Transition, **given: Any) -> DecisionForm:
    """The form of one arrow of the state table."""
    return DecisionForm(arrow=arrow, near=detail.nearby, targets=targets_for(actor), auto_id="decide_%s", **given)


def arrow_to(detail: Detail, state: str) -> Transition | None:
    """The arrow that the agent may take to a state; None when there is none."""
    return next((arrow for arrow in detail.next_states if arrow.target.value == state), None)


def story(detail: Detail) -> list[TimelineItem]:
    """Timeline and notes as one, the newest first."""
    lines = [(line.at, _item(line)) for line in detail.timeline]
    notes = [
        (note.at, TimelineItem(_("Note"), note.at, note.text, "muted", note.author_label, "sticky-note"))
        for note in detail.notes
    ]
    return [item for _at, item in sorted([*lines, *notes], key=lambda pair: pair[0], reverse=True)]


def _item(line: Line) -> TimelineItem:
    author = f"{line.author} · {_('agents only')}" if line.audience == "internal" else line.author
    return TimelineItem(line.title, line.at, line.text, line.tone, author, line.icon)


def _arrows(detail: Detail, url: str, here: str) -> list[dict[str, Any]]:
    joint = f"{here}&" if here else "?"
    return [
        {
            "key": KEYS[arrow.target],
            "verb": verb_of(arrow),
            "url": f"{url}{joint}{urlencode({TOWARDS: arrow.target.value})}",
            "target": arrow.target.value,
            "icon": WORDINGS[arrow.target].icon,
        }
        for arrow in detail.next_states
    ]


def _texts(actor: Actor, detail: Detail, decision: DecisionForm | None, here: str) -> list[dict[str, Any]]:
    """Ready-made texts for the decision that is open, each with the address that fills it in."""
    if decision is None:
        return []
    url = reverse("reports_agents:case", args=[detail.report.reference])
    joint = f"{here}&" if here else "?"
    state = decision.arrow.target.value
    return [
        {"title": each.title, "url": f"{url}{joint}{urlencode({TOWARDS: state, 'modele': each.pk})}"}
        for each in templates_for(actor, state=state, category_id=detail.report.category_id)
    ]

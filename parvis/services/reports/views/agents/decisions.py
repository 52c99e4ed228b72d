# SPDX-License-Identifier: AGPL-3.0-or-later
"""Acts on one report. After a decision the next case opens by itself; a second decision on the same one is told."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from parvis.kernel.audit.actors import Actor
from parvis.kernel.audit.refusals import Conflict, Refused
from parvis.kernel.organisations.actors import actor_of
from parvis.kernel.organisations.desk import desk, wants_fragment
from parvis.services.reports import operations
from parvis.services.reports.forms.agents.decisions import AssignForm, DecisionForm, TextForm
from parvis.services.reports.manifest import READ, TREAT
from parvis.services.reports.queries.detail import Detail, detail_for
from parvis.services.reports.rules.states import WORDINGS, State
from parvis.services.reports.views.agents.cases import TOWARDS, arrow_to, case_context, decision_form
from parvis.services.reports.views.agents.workspace import show, workspace

STAY = "rester"
"""Sent when the agent wants to stay on the case that was decided."""


@desk(TREAT)
@require_POST
def decide(request: HttpRequest, reference: str) -> HttpResponse:
    """Takes a report to another state; 409 with what was typed when somebody else was faster."""
    actor = actor_of(request)
    detail = detail_for(actor, reference)
    following = workspace(request).next_after(reference)
    arrow = arrow_to(detail, request.POST.get(TOWARDS, ""))
    if arrow is None:
        return conflict(request, detail, None, typed=request.POST)
    form = decision_form(actor, detail, arrow, data=request.POST)
    try:
        if not form.is_valid():
            raise Refused
        operations.change_state(actor, report_id=detail.report.pk, **form.decided())
    except Conflict as met:
        return conflict(request, detail, met, typed=request.POST, form=form)
    except Refused as refused:
        add_problems(form, refused)
        return show(request, "case", case_context(request, detail, decision=form), status=422)
    said = _("%(reference)s: %(state)s.") % {"reference": reference, "state": WORDINGS[State(arrow.target)].label}
    messages.success(request, said)
    return done(request, reference if STAY in request.POST or following is None else following.reference)


@desk(TREAT)
@require_POST
def assign(request: HttpRequest, reference: str) -> HttpResponse:
    """Gives a report to a team and a person."""
    actor = actor_of(request)
    detail = detail_for(actor, reference)
    form = AssignForm(request.POST, actor=actor)
    return _act(
        request,
        detail,
        form,
        "assign_form",
        lambda: operations.assign(
            actor, report_id=detail.report.pk, expected_version=form.cleaned_data["version"], **form.chosen()
        ),
        said=_("%s is assigned.") % reference,
    )


@desk(TREAT)
@require_POST
def take(request: HttpRequest, reference: str) -> HttpResponse:
    """Gives a report to oneself, in the team that has it."""
    actor = actor_of(request)
    report = detail_for(actor, reference).report
    operations.assign(actor, report_id=report.pk, team_id=report.team_id, assignee_id=actor.person_id)
    messages.success(request, _("%s is yours.") % reference)
    return done(request, reference)


@desk(TREAT)
@require_POST
def note(request: HttpRequest, reference: str) -> HttpResponse:
    """Writes a note for agents."""
    return _write(request, reference, "note", operations.add_note, _("The note is kept."))


@desk(TREAT)
@require_POST
def message(request: HttpRequest, reference: str) -> HttpResponse:
    """Writes to the one who reported and to those who follow."""
    return _write(request, reference, "message", operations.send_message, _("The message is sent."))


@desk(READ)
@require_POST
def moderate(request: HttpRequest, reference: str) -> HttpResponse:
    """Publishes a report that was held, or hides one."""
    actor = actor_of(request)
    detail = detail_for(actor, reference)
    following = workspace(request).next_after(reference)
    decision = request.POST.get("decision", "")
    if decision not in list(operations.Moderation):
        raise Http404
    try:
        operations.moderate(
            actor,
            report_id=detail.report.pk,
            decision=decision,
            reason=request.POST.get("reason", ""),
            expected_version=_version(request),
        )
    except Conflict as met:
        return conflict(request, detail, met, typed=request.POST)
    except Refused as refused:
        context = case_context(request, detail, moderation_problem=str(refused.problems[0].message))
        return show(request, "case", context, status=422)
    published = decision == operations.Moderation.PUBLISH
    messages.success(request, _("%s is public.") % reference if published else _("%s is hidden.") % reference)
    return done(request, following.reference if following else reference)


def done(request: HttpRequest, reference: str) -> HttpResponse:
    """After an act: the pane of a report, with the queue as it is now."""
    work = workspace(request)
    url = reverse("reports_agents:case", args=[reference]) + work.here
    if not wants_fragment(request):
        return redirect(url)
    vars(work).pop("page", None)  # the act has changed it
    detail = detail_for(actor_of(request), reference)
    return show(request, "case", case_context(request, detail), with_queue=True, url=url)


def conflict(
    request: HttpRequest, detail: Detail, met: Conflict | None, *, typed: Any, form: DecisionForm | None = None
) -> HttpResponse:
    """Somebody else was faster: who did what, where the report stands now, and what was typed, to be used again."""
    fresh = detail_for(actor_of(request), detail.report.reference)
    again = None
    if form is not None and (arrow := arrow_to(fresh, form.arrow.target.value)) is not None:
        values = {name: typed.get(name, "") for name in form.fields}
        again = decision_form(actor_of(request), fresh, arrow, initial=values | {"version": fresh.report.version})
    context = {
        "last": met.last if met else None,
        "typed": typed.get("reason", "") or typed.get("text", ""),
        "conflict": True,
    }
    return show(request, "case", case_context(request, fresh, decision=again, **context), status=409)


def add_problems(form: forms.Form, refused: Refused) -> None:
    """Writes what an operation refused beside the fields of the form."""
    for name, found in refused.by_field().items():
        for text in found:
            form.add_error(name if name in form.fields else None, text)


def _act(
    request: HttpRequest, detail: Detail, form: forms.Form, name: str, act: Callable[[], Any], *, said: str
) -> HttpResponse:
    try:
        if not form.is_valid():
            raise Refused
        act()
    except Conflict as met:
        return conflict(request, detail, met, typed=request.POST)
    except Refused as refused:
        add_problems(form, refused)
        return show(request, "case", case_context(request, detail, **{name: form}), status=422)
    messages.success(request, said)
    return done(request, detail.report.reference)


def _write(request: HttpRequest, reference: str, name: str, operation: Callable[..., Any], said: str) -> HttpResponse:
    actor: Actor = actor_of(request)
    detail = detail_for(actor, reference)
    form = TextForm(request.POST, prefix=name)
    return _act(
        request,
        detail,
        form,
        f"{name}_form",
        lambda: operation(actor, report_id=detail.report.pk, text=form.cleaned_data["text"]),
        said=said,
    )


def _version(request: HttpRequest) -> int | None:
    value = request.POST.get("version", "")
    return int(value) if value.isascii() and value.isdigit() else None

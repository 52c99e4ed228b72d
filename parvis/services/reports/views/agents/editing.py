# SPDX-License-Identifier: AGPL-3.0-or-later
"""Correcting a report, and taking things out of one that speaks of several."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from parvis.kernel.audit.refusals import Conflict, Refused
from parvis.kernel.organisations.actors import actor_of
from parvis.kernel.organisations.desk import desk
from parvis.services.reports import operations
from parvis.services.reports.forms.agents.decisions import EditForm
from parvis.services.reports.forms.agents.parts import SplitForm
from parvis.services.reports.forms.public import DetailsForm
from parvis.services.reports.manifest import TREAT
from parvis.services.reports.operations import Changes
from parvis.services.reports.queries.categories import questions_of
from parvis.services.reports.queries.detail import Detail, detail_for
from parvis.services.reports.views.agents.decisions import add_problems, conflict, done
from parvis.services.reports.views.agents.workspace import show


@desk(TREAT)
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, reference: str) -> HttpResponse:
    """Corrects category, place, priority, description and answers."""
    actor = actor_of(request)
    detail = detail_for(actor, reference)
    data = request.POST if request.method == "POST" else None
    form = EditForm(data, actor=actor, initial=_initial(detail))
    questions = _questions_form(detail, data)
    if request.method == "POST" and form.is_valid():
        questions.is_valid()
        changes = _changes(detail, form, questions)
        try:
            operations.edit(
                actor, report_id=detail.report.pk, changes=changes, expected_version=form.cleaned_data["version"]
            )
        except Conflict as met:
            return conflict(request, detail, met, typed=request.POST)
        except Refused as refused:
            _place_problems(form, questions, refused)
        else:
            messages.success(request, _("%s is corrected.") % reference)
            return done(request, reference)
    answers = [questions[name] for name in questions.fields if name.startswith("answer-")]
    context = {"report": detail.report, "reference": reference, "form": form, "answers": answers}
    return show(request, "edit", context, status=422 if form.errors or questions.errors else 200)


@desk(TREAT)
@require_http_methods(["GET", "POST"])
def split(request: HttpRequest, reference: str) -> HttpResponse:
    """Makes one or several new reports out of this one."""
    actor = actor_of(request)
    detail = detail_for(actor, reference)
    photos = [(str(each.row.file_id), each.photo.thumb) for each in detail.photos]
    data = request.POST if request.method == "POST" else None
    form = SplitForm(data, actor=actor, photos=photos, initial={"version": detail.report.version})
    if request.method == "POST" and form.is_valid():
        try:
            made = operations.split(
                actor,
                report_id=detail.report.pk,
                parts=form.parts(),
                expected_version=form.cleaned_data["version"],
            )
        except Conflict as met:
            return conflict(request, detail, met, typed=request.POST)
        except Refused as refused:
            add_problems(form, refused)
        else:
            names = ", ".join(report.reference for report in made)
            messages.success(request, _("New: %s.") % names)
            return done(request, reference)
    context = {"report": detail.report, "reference": reference, "form": form, "rows": form.rows(), "photos": photos}
    return show(request, "split", context, status=422 if form.errors else 200)


def _initial(detail: Detail) -> dict[str, Any]:
    report = detail.report
    return {
        "version": report.version,
        "category_id": report.category_id,
        "priority": report.priority,
        "address": report.address,
        "lon": report.longitude,
        "lat": report.latitude,
        "description": report.description,
    }


def _questions_form(detail: Detail, data: Any) -> DetailsForm:
    questions = questions_of(detail.report.category)
    given = {f"answer-{each.question}": each.values for each in detail.answers}
    several = {f"answer-{each.code}" for each in questions if each.datatype == "multivaluelist"}
    initial = {name: values if name in several else next(iter(values), "") for name, values in given.items()}
    form = DetailsForm(data, questions=questions, language=get_language() or "fr", initial=initial)
    for field in form.fields.values():
        field.required = False
    return form


def _changes(detail: Detail, form: EditForm, questions: DetailsForm) -> Changes:
    """Only what differs from the report as it is."""
    report, values = detail.report, form.cleaned_data
    moved = (values["lon"], values["lat"]) != (report.longitude, report.latitude) and values["lon"] is not None
    category = int(values["category_id"])
    known = {each.question: each.values for each in detail.answers}
    given = {code: value if isinstance(value, list) else [value] for code, value in questions.answers().items()}
    same_category = category == report.category_id
    return Changes(
        category_id=None if same_category else category,
        longitude=values["lon"] if moved else None,
        latitude=values["lat"] if moved else None,
        address=values["address"] if moved or values["address"] != report.address else None,
        description=values["description"] if values["description"] != report.description else None,
        priority=values["priority"] if values["priority"] != report.priority else None,
        answers=given if same_category and given != known else None,
    )


def _place_problems(form: EditForm, questions: forms.Form, refused: Refused) -> None:
    """Each problem beside the field that the page has for it."""
    names = {"place": "address", "category": "category_id"}
    for name, texts in refused.by_field().items():
        for text in texts:
            if name in questions.fields:
                questions.add_error(name, text)
                form.add_error(None, text)
            else:
                field = names.get(name, name)
                form.add_error(field if field in form.fields else None, text)

# SPDX-License-Identifier: AGPL-3.0-or-later
"""Photos on the desk: masking faces and plates, showing or hiding, adding one's own."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from parvis.kernel.audit.actors import Actor
from parvis.kernel.audit.refusals import NotFound, Refused
from parvis.kernel.files import operations as files
from parvis.kernel.files.rules import FileRefused
from parvis.kernel.organisations.actors import actor_of
from parvis.kernel.organisations.desk import desk
from parvis.services.reports import operations
from parvis.services.reports.forms.agents.boxes import BOXES, BoxesForm
from parvis.services.reports.manifest import MODERATE, TREAT
from parvis.services.reports.models import Report, ReportPhoto
from parvis.services.reports.queries.public import photo_of
from parvis.services.reports.queries.scope import report_for
from parvis.services.reports.queries.selection import photo_of_report
from parvis.services.reports.views.agents.decisions import add_problems, done
from parvis.services.reports.views.agents.workspace import show


class AgentPhotoForm(forms.Form):
    """A photo of the work, or of what was found."""

    photo = forms.FileField(label=gettext_lazy("Photo"), widget=forms.FileInput(attrs={"accept": "image/*"}))
    public = forms.BooleanField(label=gettext_lazy("Everybody may see it"), required=False, initial=True)


def _photo(actor: Actor, reference: str, photo_id: int) -> tuple[Report, ReportPhoto]:
    report = report_for(actor, reference)
    photo = photo_of_report(report, photo_id)
    if photo is None:
        raise NotFound("photo")
    return report, photo


@desk(TREAT)
@require_http_methods(["GET", "POST"])
def redact(request: HttpRequest, reference: str, photo_id: int) -> HttpResponse:
    """Draws rectangles over faces and plates, by pointer, by keyboard, or by figures."""
    actor = actor_of(request)
    report, row = _photo(actor, reference, photo_id)
    form = BoxesForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            operations.redact_photo(actor, photo_id=row.pk, boxes=form.boxes())
        except Refused as refused:
            add_problems(form, refused)
        else:
            messages.success(request, _("The photo is masked, in all its sizes and for ever."))
            return done(request, reference)
    context: dict[str, Any] = {
        "report": report,
        "reference": reference,
        "row": row,
        "photo": photo_of(row),
        "form": form,
        "rows": form.rows(),
        "most": BOXES,
        "may_delete": actor.can(MODERATE),
    }
    return show(request, "redact", context, status=422 if form.errors else 200)


@desk(TREAT)
@require_POST
def visibility(request: HttpRequest, reference: str, photo_id: int) -> HttpResponse:
    """Shows a photo to everybody, or to agents only; a moderator may destroy it."""
    actor = actor_of(request)
    _report, row = _photo(actor, reference, photo_id)
    if request.POST.get("act") == "delete":
        operations.delete_photo(actor, photo_id=row.pk, reason=request.POST.get("reason", "")[:200] or "moderation")
        messages.success(request, _("The photo is destroyed."))
    else:
        public = request.POST.get("act") == "show"
        operations.show_photo(actor, photo_id=row.pk, public=public)
        messages.success(request, _("Everybody sees the photo.") if public else _("Only agents see the photo."))
    return done(request, reference)


@desk(TREAT)
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, reference: str) -> HttpResponse:
    """Adds an agent's photo."""
    actor = actor_of(request)
    report = report_for(actor, reference)
    sent = request.method == "POST"
    form = AgentPhotoForm(request.POST if sent else None, request.FILES if sent else None)
    if request.method == "POST" and form.is_valid():
        try:
            stored = files.store(actor, form.cleaned_data["photo"], policy=operations.photo_policy())
            operations.add_agent_photo(
                actor, report_id=report.pk, file_id=stored.pk, public=form.cleaned_data["public"]
            )
        except FileRefused as refused:
            form.add_error("photo", str(refused.message))
        except Refused as refused:
            add_problems(form, refused)
        else:
            messages.success(request, _("The photo is added."))
            return done(request, reference)
    context = {"report": report, "reference": reference, "form": form}
    return show(request, "add_photo", context, status=422 if form.errors else 200)

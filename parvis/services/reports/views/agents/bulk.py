# SPDX-License-Identifier: AGPL-3.0-or-later
"""One act on many reports, and taking it back."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from parvis.kernel.audit.refusals import NotFound, Refused
from parvis.kernel.organisations.actors import actor_of
from parvis.kernel.organisations.desk import desk, wants_fragment
from parvis.services.reports import operations
from parvis.services.reports.forms.agents.bulk import BulkForm, ticked
from parvis.services.reports.manifest import TREAT
from parvis.services.reports.operations import BulkResult
from parvis.services.reports.queries.selection import reports_with_keys
from parvis.services.reports.views.agents.decisions import add_problems
from parvis.services.reports.views.agents.workspace import show, workspace


@desk(TREAT)
@require_http_methods(["GET", "POST"])
def bulk(request: HttpRequest) -> HttpResponse:
    """Asks what to do with the ticked reports, and does it."""
    actor = actor_of(request)
    given = request.POST if request.method == "POST" else request.GET
    items = ticked(given.getlist("report"))
    reports = reports_with_keys(actor, [key for key, _version in items])
    if len(reports) != len(dict(items)):
        raise NotFound("report")
    form = BulkForm(request.POST if request.method == "POST" else None, actor=actor)
    context = {"form": form, "reports": reports, "items": [f"{key}:{version}" for key, version in items]}
    if request.method == "GET":
        return show(request, "bulk", context)
    if form.is_valid():
        try:
            return _told(request, operations.bulk(actor, items=items, change=form.change()))
        except Refused as refused:
            add_problems(form, refused)
    return show(request, "bulk", context, status=422)


@desk(TREAT)
@require_POST
def undo(request: HttpRequest, act_id: UUID) -> HttpResponse:
    """Takes a bulk act back."""
    try:
        result = operations.undo(actor_of(request), act_id=act_id)
    except Refused as refused:
        messages.error(request, str(refused.problems[0].message))
    else:
        count = len(result.restored)
        messages.success(request, ngettext("%d report is as before.", "%d reports are as before.", count) % count)
        for left in result.left:
            messages.warning(request, f"{left.reference} – {left.why}")
    return redirect(f"{reverse('reports_agents:queue')}{workspace(request).here}")


def _told(request: HttpRequest, result: BulkResult) -> HttpResponse:
    count = len(result.done)
    if count:
        messages.success(request, ngettext("%d report changed.", "%d reports changed.", count) % count)
    context = {"result": result}
    if result.left:
        messages.warning(request, _("Some reports were left as they are."))
    if not wants_fragment(request) and not result.left:
        return redirect(f"{reverse('reports_agents:queue')}{workspace(request).here}")
    vars(workspace(request)).pop("page", None)
    return show(request, "bulk_done", context, with_queue=True)

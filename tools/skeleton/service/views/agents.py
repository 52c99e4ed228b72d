# SPDX-License-Identifier: AGPL-3.0-or-later
"""The agents' desk."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from parvis.kernel.audit.actors import Actor
from parvis.kernel.organisations.actors import actor_of, require_permission
from parvis.services.specimen import operations
from parvis.services.specimen.forms import AnswerForm
from parvis.services.specimen.manifest import READ, TREAT
from parvis.services.specimen.models import Case
from parvis.services.specimen.queries import case_for, cases_for
from parvis.services.specimen.rules import Conflict, NotAllowed, NotFound, Refused, State

PAGE_SIZE = 50


@never_cache
@require_permission(READ)
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """What waits for an answer, the oldest first."""
    rows = cases_for(actor_of(request), state=State.WAITING)
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "specimen/agents/queue.html", {"page": page})


@never_cache
@require_permission(READ)
@require_http_methods(["GET", "HEAD", "POST"])
def case(request: HttpRequest, reference: str) -> HttpResponse:
    """One request, and its answer."""
    actor = actor_of(request)
    known = _case_or_404(actor, reference)
    may_answer = actor.can(TREAT) and known.state == State.WAITING
    form = AnswerForm(request.POST or None, initial={"version": known.version})
    if request.method == "POST" and form.is_valid() and _answered(actor, reference, form):
        messages.success(request, _("Your answer is sent."))
        return redirect("specimen_agents:queue")
    status = 422 if form.is_bound and form.errors else 200
    context = {"case": known, "form": form if may_answer else None}
    return render(request, "specimen/agents/case.html", context, status=status)


def _case_or_404(actor: Actor, reference: str) -> Case:
    try:
        return case_for(actor, reference)
    except NotFound as error:
        raise Http404 from error


def _answered(actor: Actor, reference: str, form: AnswerForm) -> bool:
    version = form.cleaned_data["version"]
    try:
        operations.answer(actor, reference=reference, text=form.cleaned_data["text"], expected_version=version)
    except Conflict:
        form.add_error(None, _("A colleague has changed this request meanwhile. Read it again; your text is kept."))
    except NotAllowed:
        form.add_error(None, _("You may read this request, not answer it."))
    except Refused as refused:
        form.add_error(refused.field or None, str(refused.message))
    return form.is_valid()

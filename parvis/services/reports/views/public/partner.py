# SPDX-License-Identifier: AGPL-3.0-or-later
"""The page by which another organisation, which received a report by e-mail, says what becomes of it."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from parvis.kernel.audit.refusals import Refused
from parvis.kernel.organisations.actors import actor_of
from parvis.services.reports import operations
from parvis.services.reports.forms.following import PartnerForm
from parvis.services.reports.queries.following import answer_in_words, awaits_answer, forwarding_of, photos_for_partner
from parvis.services.reports.views.public.acting import add_problems, sent


@never_cache
@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """What was handed over, nothing on who reported it, and three answers to choose from.

    Once nothing is awaited any more, the page says only that.
    """
    forwarding = forwarding_of(token)
    if forwarding is None:
        raise Http404
    waiting = awaits_answer(forwarding)
    initial = {"status": forwarding.remote_status, "remote_id": forwarding.remote_id}
    form = PartnerForm(sent(request) if waiting else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            operations.receive_remote_status(
                actor_of(request),
                forwarding_id=forwarding.pk,
                status=form.cleaned_data["status"],
                notes=form.cleaned_data["notes"],
                remote_id=form.cleaned_data["remote_id"],
            )
        except Refused as refused:
            add_problems(form, refused)
        else:
            messages.success(request, _("Thank you. The person who reported it is told."))
            return redirect("reports:partner", token)
    context = {
        "form": form,
        "forwarding": forwarding,
        "report": forwarding.report,
        "waiting": waiting,
        "answer": answer_in_words(forwarding),
        "photos": photos_for_partner(forwarding) if waiting else (),
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "reports/public/partner.html", context, status=status)

# SPDX-License-Identifier: AGPL-3.0-or-later
"""Trying a delivered file out before it is put in force."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from parvis.kernel.audit.refusals import Refused
from parvis.kernel.organisations.actors import actor_of
from parvis.kernel.organisations.desk import desk
from parvis.services.journeys import operations
from parvis.services.journeys.forms.trial import TrialForm
from parvis.services.journeys.manifest import DELIVER, READ
from parvis.services.journeys.models import NetworkState
from parvis.services.journeys.operations.trial import TRIABLE
from parvis.services.journeys.queries.scope import delivery_for
from parvis.services.journeys.queries.trial import ask_trial, trial_of


@desk(READ)
@require_safe
def trial(request: HttpRequest, key: UUID) -> HttpResponse:
    """How far the network on trial is; once it is there, what it answers."""
    row = delivery_for(actor_of(request), key)
    found = trial_of(row)
    ready = found is not None and found.state == NetworkState.READY
    form, answer = TrialForm(request.GET, first_day=row.first_day), None
    if found is not None and ready and form.is_bound and form.is_valid():
        given = form.cleaned_data
        answer = ask_trial(found, given["de"].strip(), given["vers"].strip(), form.moment())
    journeys = answer.journeys.journeys if answer and answer.journeys else ()
    context = {
        "delivery": row,
        "feed": row.feed,
        "trial": found,
        "ready": ready and not (answer and answer.gone),
        "building": found is not None and found.state == NetworkState.BUILDING,
        "form": form,
        "answer": answer,
        "longest_s": max(((one.arrival - one.departure).total_seconds() for one in journeys), default=0),
        "may_try": actor_of(request).can(DELIVER) and row.state in TRIABLE,
    }
    status = 422 if form.is_bound and not form.is_valid() else 200
    return render(request, "journeys/agents/trial.html", context, status=status)


@desk(DELIVER)
@require_POST
def try_out(request: HttpRequest, key: UUID) -> HttpResponse:
    """Has it built."""
    try:
        operations.try_out(actor_of(request), key=key)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.info(request, _("It is being built."))
    return redirect("journeys_agents:trial", key)

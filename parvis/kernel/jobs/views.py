# SPDX-License-Identifier: AGPL-3.0-or-later
"""The IT team's page: the queue, its dead letters, the timetable."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from parvis.kernel.jobs import operations, queries
from parvis.kernel.organisations.actors import actor_of, require_permission


@require_GET
@require_permission("it.operate")
def dead_letters(request: HttpRequest) -> HttpResponse:
    """The queue's state, jobs that failed for good, and what runs by the clock."""
    return render(
        request,
        "jobs/dead_letters.html",
        {"state": queries.queue_state(), "letters": queries.dead_letters(), "timetable": queries.timetable()},
    )


@require_POST
@require_permission("it.operate")
def act_on_dead_letter(request: HttpRequest, job_id: int) -> HttpResponse:
    """Retries or drops one dead letter; the button's value says which."""
    if request.POST.get("act") == "drop":
        done, text = operations.drop_dead_letter(actor_of(request), job_id=job_id), _("The job is dropped.")
    else:
        done, text = operations.retry_dead_letter(actor_of(request), job_id=job_id), _("The job is back in the queue.")
    if done:
        messages.success(request, text)
    else:
        messages.warning(request, _("Somebody else has dealt with this job already."))
    return redirect("jobs:dead-letters")

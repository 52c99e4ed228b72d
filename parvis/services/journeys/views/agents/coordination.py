# SPDX-License-Identifier: AGPL-3.0-or-later
"""The calendar of coverage and the last build of the network."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from parvis.kernel.organisations.actors import actor_of
from parvis.kernel.organisations.desk import desk
from parvis.services.journeys.manifest import READ
from parvis.services.journeys.queries.coordination import coverage_of, is_coordinator, last_build
from parvis.services.journeys.queries.coverage import months_of, tracks_of
from parvis.services.journeys.rules.coverage import Coverage


@desk(READ)
@require_safe
def coverage(request: HttpRequest) -> HttpResponse:
    """Who has timetables until when, on one calendar; and how the network that answers was built."""
    actor, today = actor_of(request), timezone.localdate()
    states = coverage_of(actor, today=today)
    context = {
        "tracks": tracks_of(states, today),
        "months": months_of(today),
        "alarms": [state for state in states if state.coverage is not Coverage.COVERED],
        "coordinator": is_coordinator(actor),
        "build": last_build(actor),
        "own": actor.organisation_id,
    }
    return render(request, "journeys/agents/coverage.html", context)

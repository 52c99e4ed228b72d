# SPDX-License-Identifier: AGPL-3.0-or-later
"""The agents' home, the second factor, the choice of the organisation."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from parvis.kernel.accounts.queries import has_second_factor
from parvis.kernel.audit.actors import Actor
from parvis.kernel.audit.queries import latest_moments
from parvis.kernel.organisations.actors import SESSION_ORGANISATION, actor_of, memberships_of, require_permission
from parvis.kernel.organisations.navigation import agent_navigation
from parvis.kernel.registry import contributions
from parvis.ui.formats import long_date

_A_DAY = timedelta(days=1)
_CASES = 6


def _safe_path(request: HttpRequest, path: str, fallback: str) -> str:
    # Only a path of this portal: never the door to another site.
    secure = request.is_secure()
    if path.startswith("/") and url_has_allowed_host_and_scheme(path, allowed_hosts=None, require_https=secure):
        return path
    return fallback


@require_permission("organisations.work")
def home(request: HttpRequest) -> HttpResponse:
    """What waits for the agent, what is new since they were here, what to take up first."""
    actor = actor_of(request)
    before = _time_before(actor)
    work = contributions("desk_work")
    waiting = [figure for app in work for figure in app.waiting(actor, since=before or timezone.now() - _A_DAY)]
    context = {
        "lead": _("You were here before on %(moment)s.") % {"moment": long_date(before)} if waiting and before else "",
        "waiting": waiting,
        "cases": [case for app in work for case in app.next_cases(actor, limit=_CASES)],
        "queues": agent_navigation(actor, request.path),
    }
    return render(request, "organisations/desk.html", context)


def _time_before(actor: Actor) -> datetime | None:
    """When the agent signed in the time before this one."""
    moments = latest_moments(actor.person_id or 0, "accounts.sign_in", limit=2)
    return moments[1] if len(moments) > 1 else None


@login_required
def second_factor(request: HttpRequest) -> HttpResponse:
    """Says why a second factor is needed and how to set it up; goes on once there is one."""
    following = _safe_path(request, request.GET.get("next", ""), "/agents/")
    if has_second_factor(request.user):  # type: ignore[arg-type]
        return HttpResponseRedirect(following)
    return render(request, "organisations/second_factor.html", {"next": following})


@require_POST
@login_required
def switch(request: HttpRequest) -> HttpResponse:
    """Chooses the organisation for which the agent works from now on."""
    chosen = request.POST.get("organisation", "")
    if chosen not in {str(membership.organisation_id) for membership in memberships_of(request)}:
        raise PermissionDenied
    request.session[SESSION_ORGANISATION] = int(chosen)
    # The page at hand belongs to the organisation left behind.
    return redirect("organisations:desk")

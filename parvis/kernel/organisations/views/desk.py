# SPDX-License-Identifier: AGPL-3.0-or-later
"""The agents' home, the second factor, the choice of the organisation."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from parvis.kernel.accounts.queries import has_second_factor
from parvis.kernel.organisations.actors import SESSION_ORGANISATION, actor_of, memberships_of, require_permission
from parvis.kernel.organisations.navigation import agent_navigation
from parvis.kernel.organisations.queries import role_of, teams_of_person


def _safe_path(request: HttpRequest, path: str, fallback: str) -> str:
    # Only a path of this portal: never the door to another site.
    secure = request.is_secure()
    if path.startswith("/") and url_has_allowed_host_and_scheme(path, allowed_hosts=None, require_https=secure):
        return path
    return fallback


@require_permission("organisations.work")
def home(request: HttpRequest) -> HttpResponse:
    """Queues with what waits in them."""
    actor = actor_of(request)
    context = {
        "queues": agent_navigation(actor, request.path),
        "role": role_of(actor),
        "in_a_team": bool(teams_of_person(actor.person_id or 0, actor.organisation_id or 0)),
    }
    return render(request, "organisations/desk.html", context)


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

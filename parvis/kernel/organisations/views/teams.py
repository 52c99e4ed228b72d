# SPDX-License-Identifier: AGPL-3.0-or-later
"""Teams of the actor's organisation."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from parvis.kernel.audit.actors import Actor
from parvis.kernel.organisations import operations, queries
from parvis.kernel.organisations.actors import actor_of, require_permission
from parvis.kernel.organisations.forms import TeamForm
from parvis.kernel.organisations.models import Team

MANAGE = "organisations.manage"


@require_permission(MANAGE)
def teams(request: HttpRequest) -> HttpResponse:
    """All teams, those closed too."""
    found = queries.teams_for(actor_of(request).organisation_id or 0, inactive_too=True)
    return render(request, "organisations/teams.html", {"teams": found})


@require_permission(MANAGE)
def team(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Makes or changes a team."""
    actor = actor_of(request)
    known = queries.team_for(actor, pk) if pk is not None else None
    if pk is not None and known is None:
        raise Http404
    initial = {"name": known.name, "email": known.email, "active": known.active} if known else {"active": True}
    form = TeamForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            _save(actor, known, form.cleaned_data)
        except ValidationError as error:
            form.add_error("name", error.messages[0])
        else:
            messages.success(request, _("The team is saved."))
            return redirect("organisations:teams")
    context = {"form": form, "team": known}
    return render(request, "organisations/team.html", context, status=422 if form.errors else 200)


def _save(actor: Actor, known: Team | None, data: dict[str, str]) -> None:
    if known is None:
        operations.add_team(actor, organisation=actor.organisation, name=data["name"], email=data["email"])
    else:
        active = bool(data["active"])
        operations.change_team(actor, team=known, name=data["name"], email=data["email"], active=active)

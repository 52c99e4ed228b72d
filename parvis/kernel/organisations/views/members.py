# SPDX-License-Identifier: AGPL-3.0-or-later
"""Members of the actor's organisation: list, invite, change, remove."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from parvis.kernel.organisations import operations, queries
from parvis.kernel.organisations.actors import actor_of, require_permission
from parvis.kernel.organisations.forms import InviteForm, RoleForm
from parvis.kernel.organisations.models import Membership

MANAGE = "organisations.manage"


@require_permission(MANAGE)
def members(request: HttpRequest) -> HttpResponse:
    """Who works here, and who has been invited."""
    actor = actor_of(request)
    context = {"members": queries.members_for(actor), "invitations": queries.open_invitations_for(actor)}
    return render(request, "organisations/members.html", context)


@require_permission(MANAGE)
def invite_member(request: HttpRequest) -> HttpResponse:
    """Invites somebody by e-mail."""
    actor = actor_of(request)
    form = InviteForm(request.POST or None, actor=actor, initial={"role": "agent"})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            operations.invite(
                actor, organisation=actor.organisation, email=data["email"], role=data["role"], teams=data["teams"]
            )
        except ValidationError as error:
            form.add_error("email", error)
        else:
            messages.success(request, _("The invitation is on its way to %(email)s.") % {"email": data["email"]})
            return redirect("organisations:members")
    return render(request, "organisations/invite.html", {"form": form}, status=422 if form.errors else 200)


@require_permission(MANAGE)
def member(request: HttpRequest, pk: int) -> HttpResponse:
    """Changes a member's role and teams."""
    actor, membership = actor_of(request), _member_or_404(request, pk)
    initial = {"role": membership.role, "teams": [team.pk for team in membership.teams.all()]}
    form = RoleForm(request.POST or None, actor=actor, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            if form.cleaned_data["role"] != membership.role:
                operations.set_role(actor, membership=membership, role=form.cleaned_data["role"])
            operations.set_teams(actor, membership=membership, teams=form.cleaned_data["teams"])
        except ValidationError as error:
            form.add_error("role", error)
        else:
            messages.success(request, _("The change is saved."))
            return redirect("organisations:members")
    context = {"form": form, "membership": membership}
    return render(request, "organisations/member.html", context, status=422 if form.errors else 200)


@require_POST
@require_permission(MANAGE)
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Ends a membership."""
    try:
        operations.remove_member(actor_of(request), membership=_member_or_404(request, pk))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("The person is no longer a member."))
    return redirect("organisations:members")


@require_POST
@require_permission(MANAGE)
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraws an invitation."""
    actor = actor_of(request)
    found = queries.open_invitations_for(actor).filter(pk=pk).first()
    if found is None:
        raise Http404
    operations.withdraw_invitation(actor, invitation=found)
    messages.success(request, _("The invitation is withdrawn."))
    return redirect("organisations:members")


def _member_or_404(request: HttpRequest, pk: int) -> Membership:
    # A member of another organisation does not exist here: the answer tells nothing about other towns.
    found = queries.member_for(actor_of(request), pk)
    if found is None:
        raise Http404
    return found

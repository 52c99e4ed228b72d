# SPDX-License-Identifier: AGPL-3.0-or-later
"""Accepting an invitation: a GET explains, the POST accepts."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from parvis.kernel.accounts.queries import email_is_verified
from parvis.kernel.organisations import queries
from parvis.kernel.organisations.actors import actor_of
from parvis.kernel.organisations.invitations import InvitationRefusedError
from parvis.kernel.organisations.operations import accept_invitation


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Shows who invites to what; the signed-in owner of the address accepts."""
    found = queries.invitation(token)
    if found is None:
        return render(request, "organisations/invitation_closed.html", status=410)
    signed_in = request.user.is_authenticated
    matches = signed_in and email_is_verified(request.user, found.email)  # type: ignore[arg-type]
    context = {"invitation": found, "matches": matches}
    if request.method != "POST":
        return render(request, "organisations/invitation.html", context)
    try:
        accept_invitation(actor_of(request), token=token)
    except InvitationRefusedError:
        return render(request, "organisations/invitation.html", context, status=403)
    messages.success(
        request, _("Welcome! You now work with %(organisation)s.") % {"organisation": found.organisation.name}
    )
    return redirect("organisations:desk")

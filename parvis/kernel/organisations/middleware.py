# SPDX-License-Identifier: AGPL-3.0-or-later
"""The door to the agents' side: a second factor, and a fresh sign-in each working day."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import urlencode

from allauth.account.authentication import get_authentication_records
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from parvis.kernel.accounts.queries import has_second_factor
from parvis.kernel.accounts.rules import AccountsSettings
from parvis.kernel.organisations.actors import memberships_of
from parvis.kernel.organisations.sign_in_first import sign_in_first
from parvis.kernel.registry import service_settings

GUARDED = ("/agents/", "/it/")


class AgentsDoorMiddleware:
    """Sends a member without second factor to its set-up, and one signed in since yesterday to sign in again."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Lets the request through, or sends it elsewhere."""
        if not request.path.startswith(GUARDED) or not request.user.is_authenticated:
            return self.get_response(request)
        settings: AccountsSettings = service_settings("accounts")
        if _signed_in_for(request) > timedelta(hours=settings.agent_session_hours):
            logout(request)
            return sign_in_first(request)
        if request.path != reverse("organisations:second-factor") and _lacks_factor(request, settings):
            query = urlencode({"next": request.path})
            return HttpResponseRedirect(f"{reverse('organisations:second-factor')}?{query}")
        return self.get_response(request)


def _signed_in_for(request: HttpRequest) -> timedelta:
    # allauth writes each proof of identity into the session with its time; none means a session of tests or tools.
    proofs = get_authentication_records(request, request.user)
    latest = max((proof.get("at", 0) for proof in proofs), default=None)
    return timedelta(seconds=time.time() - latest) if latest is not None else timedelta()


def _lacks_factor(request: HttpRequest, settings: AccountsSettings) -> bool:
    if not settings.agents_need_second_factor or has_second_factor(request.user):  # type: ignore[arg-type]
        return False
    since = [membership.since for membership in memberships_of(request)]
    grace = timedelta(days=settings.second_factor_grace_days)
    return not since or min(since) + grace <= timezone.now()

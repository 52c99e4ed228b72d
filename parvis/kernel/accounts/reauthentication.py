# SPDX-License-Identifier: AGPL-3.0-or-later
"""Acts that matter want a proof of identity from the last minutes, not from a session left open."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account import app_settings
from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.reauthentication import get_reauthentication_flows
from allauth.core.exceptions import ReauthenticationRequired
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse


def proved_recently(request: HttpRequest) -> bool:
    """True when the person has signed in, or proved who they are again, within allauth's time-out."""
    records = get_authentication_records(request, request.user)
    return any(time.time() - record.get("at", 0) < app_settings.REAUTHENTICATION_TIMEOUT for record in records)


def fresh_proof_required[R: HttpResponseBase](view: Callable[..., R]) -> Callable[..., R | HttpResponseBase]:
    """View decorator: asks for password, key or code first; to be set below `login_required`.

    Whoever has neither password nor key signs in by e-mailed code: they are signed out and do it again.
    (allauth's own decorator lets such people through without any proof.)
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> R | HttpResponseBase:
        if proved_recently(request):
            return view(request, *args, **kwargs)
        if get_reauthentication_flows(request.user):
            raise ReauthenticationRequired
        logout(request)
        return redirect_to_login(request.path if request.method == "GET" else reverse("accounts:my-data"))

    return guarded


def asks_again[R: HttpResponseBase](view: Callable[..., R]) -> Callable[..., HttpResponseBase]:
    """Guards a page of allauth by which an account could be made somebody else's: address, password, factors.

    allauth asks again for factors only, and nobody who signs in by a code or a link.
    """
    guarded: Callable[..., HttpResponseBase] = login_required(fresh_proof_required(view))
    return guarded

# SPDX-License-Identifier: AGPL-3.0-or-later
"""The personal space: what I have asked for, what I prefer, how I sign in."""

from __future__ import annotations

from itertools import islice

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from parvis.kernel.accounts.forms.preferences import PreferencesForm
from parvis.kernel.accounts.operations import update_preferences, update_profile
from parvis.kernel.accounts.requests import person_actor
from parvis.kernel.registry import contributions
from parvis.kernel.registry.extension_points.my_requests import MyRequest
from parvis.ui.preferences import keep_text_size

HOME_REQUESTS = 5
ALL_REQUESTS = 200


def _requests_of(person: object, limit: int) -> list[MyRequest]:
    found = (one for app in contributions("my_requests") for one in app.requests_of(person, limit=limit))
    return list(islice(sorted(found, key=lambda one: one.created_at, reverse=True), limit))


@login_required
def home(request: HttpRequest) -> HttpResponse:
    """The latest requests and the ways on."""
    latest = _requests_of(request.user, HOME_REQUESTS + 1)
    context = {"requests": latest[:HOME_REQUESTS], "more": len(latest) > HOME_REQUESTS}
    return render(request, "accounts/home.html", context)


@login_required
def requests(request: HttpRequest) -> HttpResponse:
    """All that the person has asked for, the newest first."""
    return render(request, "accounts/requests.html", {"requests": _requests_of(request.user, ALL_REQUESTS)})


@login_required
def preferences(request: HttpRequest) -> HttpResponse:
    """Name, telephone, language, and how the town may write."""
    form = PreferencesForm(request.POST or None, person=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            _save(request, form)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Your choices are saved."))
            response = redirect("accounts:preferences")
            response.set_cookie(
                settings.LANGUAGE_COOKIE_NAME, form.cleaned_data["language"], samesite="Lax", secure=request.is_secure()
            )
            keep_text_size(request, response, large=form.cleaned_data["large_text"])
            return response
    return render(request, "accounts/preferences.html", {"form": form}, status=422 if form.errors else 200)


def _save(request: HttpRequest, form: PreferencesForm) -> None:
    actor, data = person_actor(request), form.cleaned_data
    update_profile(
        actor, person=actor.person, full_name=data["full_name"], phone=data["phone"], language=data["language"]
    )
    channels, large_text = data["channels"], data["large_text"]
    update_preferences(actor, person=actor.person, changes={"channels": channels, "large_text": large_text})


@login_required
def security(request: HttpRequest) -> HttpResponse:
    """How the person signs in, and on which devices they are signed in."""
    authenticators = list(Authenticator.objects.filter(user_id=request.user.pk).order_by("created_at"))
    kinds = {authenticator.type for authenticator in authenticators}
    context = {
        "address": EmailAddress.objects.filter(user_id=request.user.pk, primary=True).first(),
        "passkeys": [one for one in authenticators if one.type == Authenticator.Type.WEBAUTHN],
        "has_totp": Authenticator.Type.TOTP in kinds,
        "has_recovery_codes": Authenticator.Type.RECOVERY_CODES in kinds,
        "session_count": UserSession.objects.filter(user_id=request.user.pk).count(),
    }
    return render(request, "accounts/security.html", context)

# SPDX-License-Identifier: AGPL-3.0-or-later
"""Residents' pages."""

from __future__ import annotations

import secrets

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from parvis.kernel.organisations.actors import actor_of
from parvis.services.specimen import operations
from parvis.services.specimen.forms import RequestForm
from parvis.services.specimen.queries import followed
from parvis.services.specimen.rules import LABELS, TONES, Refused, State


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The service's first page."""
    return render(request, "specimen/home.html")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """The form; sent, it leads to the request's own page."""
    form = RequestForm(request.POST or None, initial={"client_key": secrets.token_urlsafe(24)})
    if request.method == "POST" and form.is_valid():
        try:
            told = operations.submit(actor_of(request), **form.cleaned_data)
        except Refused as refused:
            form.add_error(refused.field or None, str(refused.message))
        else:
            return redirect("specimen:follow", told.token)
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "specimen/ask.html", {"form": form}, status=status)


@never_cache
@require_safe
def follow(request: HttpRequest, token: str) -> HttpResponse:
    """The page of one request, for whoever has its link."""
    case = followed(token)
    if case is None:
        raise Http404
    state = State(case.state)
    return render(request, "specimen/follow.html", {"case": case, "label": LABELS[state], "tone": TONES[state]})

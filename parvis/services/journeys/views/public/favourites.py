# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a resident keeps: in the account of who has signed in, else in the browser only, by the page's script."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from parvis.kernel.audit.refusals import Refused
from parvis.kernel.organisations.actors import actor_of
from parvis.services.journeys import operations
from parvis.services.journeys.forms.favourites import GivenForm, PlaceForm
from parvis.services.journeys.queries.favourites import favourites_of
from parvis.services.journeys.queries.places import search_places
from parvis.services.journeys.views.public.braked import braked


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@braked
def favourites(request: HttpRequest) -> HttpResponse:
    """The list; sent to, it keeps a place, a stop or a line for who has signed in."""
    form = PlaceForm()
    if request.method == "POST":
        if actor_of(request).person is None:
            return HttpResponseRedirect(f"{reverse('account_login')}?next={reverse('journeys:favourites')}")
        form, kept = _keep(request)
        if kept:
            messages.success(request, _("Kept among your favourites."))
            return HttpResponseRedirect(_back(request))
    return _page(request, form, status=422 if request.method == "POST" else 200)


@require_POST
@braked
def drop(request: HttpRequest) -> HttpResponse:
    """Takes one out."""
    if actor_of(request).person is not None:
        asked = request.POST
        operations.drop_favourite(
            actor_of(request), kind=asked.get("kind", ""), feed=asked.get("feed", ""), key=asked.get("key", "")
        )
        messages.success(request, _("No longer among your favourites."))
    return HttpResponseRedirect(_back(request))


def _page(request: HttpRequest, form: PlaceForm, status: int) -> HttpResponse:
    now = timezone.localtime().replace(second=0, microsecond=0)
    actor = actor_of(request)
    context = {"form": form, "mine": favourites_of(actor, now), "signed_in": actor.person is not None, "now": now}
    return render(request, "journeys/public/favourites.html", context, status=status)


def _keep(request: HttpRequest) -> tuple[PlaceForm, bool]:
    given = GivenForm(request.POST)
    form = PlaceForm(request.POST)
    if not given.is_valid():
        form.is_valid()
        return form, False
    values: dict[str, Any] = given.cleaned_data
    if values["kind"] == "place" and values["lon"] is None:  # without script nothing tells the point
        hits = search_places(values["address"], 1)
        values |= {"lon": hits[0].lon, "lat": hits[0].lat, "address": hits[0].value} if hits else {}
    try:
        operations.keep_favourite(actor_of(request), operations.FavouriteGiven(**values))
    except Refused as refused:
        form.is_valid()
        for problem in refused.problems:
            form.add_error(problem.field if problem.field in form.fields else None, str(problem.message))
        return form, False
    return form, True


def _back(request: HttpRequest) -> str:
    """Where the button was pressed."""
    asked = request.POST.get("next", "")
    here = reverse("journeys:favourites")
    return asked if url_has_allowed_host_and_scheme(asked, {request.get_host()}, request.is_secure()) else here

# SPDX-License-Identifier: AGPL-3.0-or-later
"""Timetables of the authority: the list with its coverage, one timetable, its settings, a new file."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from parvis.kernel.audit.refusals import Refused
from parvis.kernel.organisations.actors import actor_of
from parvis.kernel.organisations.desk import desk
from parvis.services.journeys import operations
from parvis.services.journeys.forms.feeds import DeliveryForm, FeedForm, NewFeedForm
from parvis.services.journeys.manifest import ACTIVATE, DELIVER, READ
from parvis.services.journeys.queries.feeds import deliveries_of_feed, feed_states, has_earlier, states_of
from parvis.services.journeys.queries.scope import feed_for
from parvis.services.journeys.queries.streams import streams_of_feed


@desk(READ)
@require_safe
def feeds(request: HttpRequest) -> HttpResponse:
    """Every timetable: in force until when, what waits, what the last fetch said."""
    actor = actor_of(request)
    context = {"states": feed_states(actor), "may_deliver": actor.can(DELIVER)}
    return render(request, "journeys/agents/feeds.html", context)


@desk(DELIVER)
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """A new timetable."""
    actor = actor_of(request)
    form = NewFeedForm(request.POST or None, may_activate=actor.can(ACTIVATE))
    if request.method == "POST" and form.is_valid():
        try:
            feed = operations.add_feed(actor, organisation_slug=actor.organisation.slug, **form.cleaned_data)
        except Refused as refused:
            add_problems(form, refused)
        else:
            messages.success(request, _("Now give its first file."))
            return redirect("journeys_agents:feed", feed.slug)
    status = 422 if request.method == "POST" else 200
    return render(request, "journeys/agents/feed_edit.html", {"form": form, "feed": None}, status=status)


@desk(READ)
@require_safe
def feed(request: HttpRequest, slug: str) -> HttpResponse:
    """One timetable with all that was delivered."""
    return render(request, "journeys/agents/feed.html", _feed_context(request, slug, DeliveryForm()))


@desk(DELIVER)
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, slug: str) -> HttpResponse:
    """Changes a timetable's settings."""
    actor = actor_of(request)
    row = feed_for(actor, slug)
    kept = {name: getattr(row, name) for name in operations.CHANGEABLE}
    form = FeedForm(request.POST or None, initial=kept, may_activate=actor.can(ACTIVATE))
    if request.method == "POST" and form.is_valid():
        operations.change_feed(actor, feed_id=row.pk, **form.cleaned_data)
        messages.success(request, _("It is kept."))
        return redirect("journeys_agents:feed", row.slug)
    status = 422 if request.method == "POST" else 200
    return render(request, "journeys/agents/feed_edit.html", {"form": form, "feed": row}, status=status)


@desk(DELIVER)
@require_POST
def deliver(request: HttpRequest, slug: str) -> HttpResponse:
    """Takes a file; the page of the delivery shows its check as it ends."""
    actor = actor_of(request)
    row = feed_for(actor, slug)
    form = DeliveryForm(request.POST, request.FILES)
    if form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            made, new = operations.deliver(actor, feed_id=row.pk, data=upload.read(), file_name=upload.name)
        except Refused as refused:
            add_problems(form, refused)
        else:
            if not new:
                messages.info(request, _("We have this very file already: here is what we found in it."))
            return redirect("journeys_agents:delivery", made.uuid)
    return render(request, "journeys/agents/feed.html", _feed_context(request, slug, form), status=422)


@desk(DELIVER)
@require_POST
def fetch_now(request: HttpRequest, slug: str) -> HttpResponse:
    """Asks the address of the timetable now."""
    row = feed_for(actor_of(request), slug)
    messages.info(request, operations.fetch_feed(feed_id=row.pk))
    return redirect("journeys_agents:feed", row.slug)


@desk(ACTIVATE)
@require_POST
def roll_back(request: HttpRequest, slug: str) -> HttpResponse:
    """Puts back what was in force before."""
    actor = actor_of(request)
    row = feed_for(actor, slug)
    try:
        operations.roll_back(actor, feed_id=row.pk, expected_active=_uuid(request.POST.get("active")))
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("The timetable before is in force again."))
    return redirect("journeys_agents:feed", row.slug)


def add_problems(form: forms.Form, refused: Refused) -> None:
    """The refusals of an operation, beside their fields."""
    for name, said in refused.by_field().items():
        form.add_error(name if name in form.fields else None, said)


def _feed_context(request: HttpRequest, slug: str, form: DeliveryForm) -> dict[str, object]:
    actor = actor_of(request)
    row = feed_for(actor, slug)
    return {
        "feed": row,
        "state": states_of([row])[0],
        "deliveries": deliveries_of_feed(row),
        "streams": streams_of_feed(row),
        "form": form,
        "may_deliver": actor.can(DELIVER),
        "may_activate": actor.can(ACTIVATE),
        "may_go_back": actor.can(ACTIVATE) and has_earlier(row),
    }


def _uuid(text: str | None) -> UUID | None:
    """The version that the page showed in force, None where it says none."""
    try:
        return UUID(text or "")
    except ValueError:
        return None

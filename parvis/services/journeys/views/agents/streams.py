# SPDX-License-Identifier: AGPL-3.0-or-later
"""A timetable's addresses of real time: add, change, remove."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from parvis.kernel.audit.refusals import Refused
from parvis.kernel.organisations.actors import actor_of
from parvis.kernel.organisations.desk import desk
from parvis.services.journeys import operations
from parvis.services.journeys.forms.streams import StreamForm
from parvis.services.journeys.manifest import DELIVER
from parvis.services.journeys.models import Source
from parvis.services.journeys.queries.scope import feed_for
from parvis.services.journeys.queries.streams import streams_of_feed
from parvis.services.journeys.views.agents.feeds import add_problems


@desk(DELIVER)
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, slug: str, stream_id: int | None = None) -> HttpResponse:
    """A new address, or another one for a stream."""
    actor = actor_of(request)
    feed = feed_for(actor, slug)
    row = streams_of_feed(feed).filter(pk=stream_id, source=Source.ADDRESS).first() if stream_id else None
    if stream_id and row is None:
        raise Http404
    form = StreamForm(request.POST or None, initial={"url": row.url} if row else None)
    if request.method == "POST" and form.is_valid():
        url = form.cleaned_data["url"]
        try:
            if row is None:
                operations.add_stream(actor, feed_id=feed.pk, url=url)
            else:
                operations.change_stream(actor, feed_id=feed.pk, stream_id=row.pk, url=url)
        except Refused as refused:
            add_problems(form, refused)
        else:
            messages.success(request, _("It is kept. The first message comes within a minute."))
            return redirect("journeys_agents:feed", feed.slug)
    status = 422 if request.method == "POST" else 200
    return render(request, "journeys/agents/stream_edit.html", {"form": form, "feed": feed}, status=status)


@desk(DELIVER)
@require_POST
def remove(request: HttpRequest, slug: str, stream_id: int) -> HttpResponse:
    """Takes an address away."""
    actor = actor_of(request)
    feed = feed_for(actor, slug)
    operations.remove_stream(actor, feed_id=feed.pk, stream_id=stream_id)
    messages.success(request, _("It is removed. Travellers see the planned times."))
    return redirect("journeys_agents:feed", feed.slug)

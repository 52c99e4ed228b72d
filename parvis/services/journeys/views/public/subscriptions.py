# SPDX-License-Identifier: AGPL-3.0-or-later
"""Following lines, stops and networks: what can be followed, asking for it, seeing and ending what one follows."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from parvis.kernel.audit.refusals import NotFound, Refused
from parvis.kernel.organisations.actors import actor_of
from parvis.services.journeys import operations
from parvis.services.journeys.forms.subscriptions import PARAMETERS, SubscriptionForm
from parvis.services.journeys.queries.followable import Followable, followable, search_followable
from parvis.services.journeys.queries.subscriptions import email_of_token, of_email, of_person
from parvis.services.journeys.views.agents.feeds import add_problems
from parvis.services.journeys.views.public.braked import braked


@never_cache
@braked
@require_http_methods(["GET", "POST"])
def follow(request: HttpRequest) -> HttpResponse:
    """Asks to be told; without a line, stop or network in the address, the way to choose one."""
    what = _asked(request)
    if what is None:
        words = request.GET.get("q", "").strip()[:80]
        context = {"words": words, "found": search_followable(words)}
        return render(request, "journeys/public/follow_what.html", context)
    actor = actor_of(request)
    form = SubscriptionForm(request.POST or None, signed_in=actor.person is not None)
    if request.method == "POST" and form.is_valid():
        wanted = form.wanted()
        try:
            operations.subscribe(
                actor,
                subject=what.subject,
                feed=what.feed,
                identifier=what.identifier,
                language=get_language() or "fr",
                **wanted,
            )
        except Refused as refused:
            add_problems(form, refused)
        else:
            if not wanted["email"]:
                messages.success(request, _("You follow it from now on."))
                return redirect("journeys:followed")
            return render(request, "journeys/public/follow_done.html", {"what": what, "email": wanted["email"]})
    status = 422 if request.method == "POST" else 200
    return render(request, "journeys/public/follow.html", {"what": what, "form": form}, status=status)


@never_cache
@require_http_methods(["GET", "POST"])
def followed(request: HttpRequest, token: str = "") -> HttpResponse:
    """What somebody follows, signed in or by the link of a message; each can be ended."""
    actor = actor_of(request)
    email = email_of_token(token) if token else ""
    if email is None:
        raise Http404
    if not token and actor.person is None:
        return redirect(f"{reverse('account_login')}?next={request.path}")
    if request.method == "POST":
        _end(request, email)
        return redirect(request.path)
    rows = of_email(email) if email else of_person(actor.person)
    context = {"rows": rows.filter(confirmed_at__isnull=False), "email": email}
    return render(request, "journeys/public/followed.html", context)


def _end(request: HttpRequest, email: str) -> None:
    try:
        key = UUID(request.POST.get("subscription", ""))
        operations.unsubscribe(actor_of(request), subscription_id=key, email=email)
    except ValueError as error:
        raise Http404 from error
    except NotFound:
        messages.info(request, _("You did not follow it any more."))
    else:
        messages.success(request, _("It is ended: you will not be told of it any more."))


def _asked(request: HttpRequest) -> Followable | None:
    given: Any = request.GET
    for name, subject in PARAMETERS.items():
        if given.get(name):
            feed, _bar, identifier = given[name].partition("|")
            return followable(subject, feed[:40], identifier[:200])
    return None

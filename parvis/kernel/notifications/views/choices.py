# SPDX-License-Identifier: AGPL-3.0-or-later
"""No more of these messages; notifications on this device."""

from __future__ import annotations

import json

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from parvis.kernel.notifications import operations, queries
from parvis.kernel.organisations.actors import actor_of

LARGEST_BODY = 4_000


@csrf_exempt  # RFC 8058: mail programs post here without any cookie; the signed token is the proof
@require_http_methods(["GET", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """One click in a mail program (POST), or a page that asks first (GET: scanners open links)."""
    found = queries.read_unsubscribe_token(token)
    if found is None:
        raise Http404
    address, kind = found
    done = ""
    if request.method == "POST":
        if request.POST.get("act") == "again":
            operations.subscribe_again(actor_of(request), address=address, kind=kind)
            done = "again"
        else:
            operations.unsubscribe(actor_of(request), address=address, kind=kind)
            done = "unsubscribed"
    return render(request, "notifications/unsubscribe.html", {"address": address, "done": done})


@require_POST
@login_required
def browser(request: HttpRequest) -> HttpResponse:
    """Keeps or forgets this browser's subscription (JSON of the Push API, with `act` beside it)."""
    try:
        given = json.loads(request.body[:LARGEST_BODY])
        endpoint = str(given["endpoint"])
        if given.get("act") == "forget":
            operations.unsubscribe_browser(actor_of(request), endpoint=endpoint)
        else:
            keys = given["keys"]
            operations.subscribe_browser(
                actor_of(request), endpoint=endpoint, p256dh=str(keys["p256dh"]), auth=str(keys["auth"])
            )
    except (ValueError, KeyError, TypeError, operations.SubscriptionRefused):
        return JsonResponse({"kept": False}, status=400)
    return JsonResponse({"kept": given.get("act") != "forget"})

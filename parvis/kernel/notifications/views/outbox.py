# SPDX-License-Identifier: AGPL-3.0-or-later
"""`/agents/it/messages/`: every message's state, and what to do with those that failed."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from parvis.kernel.notifications import operations, queries
from parvis.kernel.notifications.rules import TONES, State
from parvis.kernel.organisations.actors import actor_of, require_permission


@require_GET
@require_permission("it.operate")
def outbox(request: HttpRequest) -> HttpResponse:
    """The outbox; texts are not shown, only where each message stands."""
    chosen = request.GET.get("state", "")
    counts = queries.counts()
    page = queries.outbox(state=chosen, page=request.GET.get("page", 1))
    return render(
        request,
        "notifications/outbox.html",
        {
            "states": [(state.value, state.label, counts[state.value]) for state in State],
            "chosen": chosen,
            "page": page,
            "rows": [(row, TONES[State(row.state)], queries.title_of(row.kind)) for row in page],
        },
    )


@require_POST
@require_permission("it.operate")
def act(request: HttpRequest, message_id: uuid.UUID) -> HttpResponse:
    """Retries or drops one message; the button's value says which."""
    if request.POST.get("act") == "drop":
        done, text = operations.drop_message(actor_of(request), message_id=message_id), _("The message is given up.")
    else:
        done, text = operations.retry_message(actor_of(request), message_id=message_id), _("The message leaves again.")
    if done:
        messages.success(request, text)
    else:
        messages.warning(request, _("This message is no longer in that state."))
    return redirect("notifications:outbox")

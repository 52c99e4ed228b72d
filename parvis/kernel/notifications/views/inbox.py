# SPDX-License-Identifier: AGPL-3.0-or-later
"""`/me/messages/`: what the town has written to me."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from parvis.kernel.notifications import operations, queries
from parvis.kernel.notifications.channels.vapid import public_key


@require_GET
@login_required
def inbox(request: HttpRequest) -> HttpResponse:
    """My messages, the newest first, and notifications on this device."""
    return render(
        request,
        "notifications/inbox.html",
        {
            "messages_page": queries.inbox(request.user, page=request.GET.get("page", 1)),
            "unread": queries.unread_count(request.user),
            "push_key": public_key(),
        },
    )


@require_POST
@login_required
def message(request: HttpRequest, message_id: int) -> HttpResponse:
    """Marks a message as read and leads to the page that it is about."""
    found = queries.inbox_message(request.user, message_id)
    if found is None:
        raise Http404
    operations.mark_read(person=request.user, message_id=message_id)
    if found.url and url_has_allowed_host_and_scheme(found.url, allowed_hosts=None):
        return redirect(found.url)
    return redirect("notifications:inbox")


@require_POST
@login_required
def mark_read(request: HttpRequest) -> HttpResponse:
    """Marks all my messages as read."""
    operations.mark_read(person=request.user)
    return redirect("notifications:inbox")

# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which pages a device may keep to show them without network."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse

type View = Callable[..., HttpResponse]


def kept_offline(view: View) -> View:
    """Let the service worker keep this page: an empty form, a public list.

    Only for visitors who have not signed in: a page with someone's name on it never stays on a device
    that others may use.
    """

    @wraps(view)
    def wrapped(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        response = view(request, *args, **kwargs)
        user = getattr(request, "user", None)
        if request.method == "GET" and response.status_code == 200 and not getattr(user, "is_authenticated", False):
            response["X-Offline"] = "keep"
        return response

    return wrapped

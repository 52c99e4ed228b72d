# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is answered to an agent whose sign-in has ended: the way to sign in, and from there back to a page."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.utils.http import url_has_allowed_host_and_scheme

_SCRIPTED = ("HX-Request", "X-Client-Key")
"""Headers of a sending by a script, which would take the sign-in page for its answer."""
_SAFE = ("GET", "HEAD")


def sign_in_first(request: HttpRequest) -> HttpResponse:
    """Sends to the sign-in page; a script gets 401 with its address in `X-Sign-In`, and keeps what was written.

    After the sign-in comes the page that was open, never an address that takes only a sending.
    """
    scripted = any(name in request.headers for name in _SCRIPTED)
    opened = request.method in _SAFE and not scripted
    way = redirect_to_login(request.get_full_path() if opened else _open_page(request))
    if not scripted:
        return way
    return HttpResponse(status=401, headers={"X-Sign-In": way.url, "WWW-Authenticate": 'Cookie realm="agents"'})


def _open_page(request: HttpRequest) -> str:
    """The page of this portal from which a request was sent; the agents' home when the browser does not tell."""
    told = request.headers.get("HX-Current-URL") or request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(told, {request.get_host()}, require_https=request.is_secure()):
        return "/agents/"
    parts = urlsplit(told)
    return f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"

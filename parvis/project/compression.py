# SPDX-License-Identifier: AGPL-3.0-or-later
"""How pages travel: compressed, and in nobody's cache but their reader's.

Compression of pages that hold secrets can leak them (BREACH, 2013). Three things stand against it: CSRF
tokens are masked anew in each answer, Django adds up to 100 random bytes to each compressed answer
("Heal the BREACH", 2022), and the session's cookie is `SameSite=Lax`, so that another site cannot have
a reader's browser fetch pages of ours over and over in their name.
"""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

COMPRESSED = frozenset(
    {
        "text/html",
        "text/plain",
        "text/css",
        "text/csv",
        "text/turtle",
        "text/javascript",
        "text/xml",
        "application/json",
        "application/geo+json",
        "application/ld+json",
        "application/manifest+json",
        "application/atom+xml",
        "application/xml",
        "image/svg+xml",
    }
)
"""Media types that shrink. Not `text/event-stream`: each event must leave at once."""


class TravelMiddleware(GZipMiddleware):
    """Compresses whole texts; never streams, parts of files (206), pictures or PDF, which have been before."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """The answer, compressed where the browser can read that, with a rule for caches where it had none."""
        kind = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        if kind == "text/html" and not response.has_header("Cache-Control"):
            response.headers["Cache-Control"] = _rule(request)
        if response.streaming or response.status_code == 206 or kind not in COMPRESSED:
            return response
        compressed: HttpResponseBase = super().process_response(request, response)
        return compressed


def _rule(request: HttpRequest) -> str:
    # On a shared computer, the key "back" must not show the pages of the one who has signed out. Others'
    # pages may stay in the browser, asked for again when shown again: forms and languages differ by cookie.
    return "private, no-store" if settings.SESSION_COOKIE_NAME in request.COOKIES else "private, no-cache"

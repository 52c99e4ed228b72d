# SPDX-License-Identifier: AGPL-3.0-or-later
"""`/healthz` (the process answers), `/readyz` (it can work) and `/metrics`, before any other middleware.

They come before the check of the host's name, for load balancers ask by address.
"""

from __future__ import annotations

import hmac
import os
import tempfile
from collections.abc import Callable

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse

from parvis.project.bare_headers import bare_headers
from parvis.project.database import pending_migrations
from parvis.project.observation.figures import exposition

LOOPBACK = frozenset({"127.0.0.1", "::1"})

_HEADERS = bare_headers()

_known_up_to_date = False


class ProbeMiddleware:
    """Answers the probes, or passes the request on."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """One comparison for each other request."""
        answer = _ANSWERS.get(request.path)
        return _sealed(answer(request)) if answer else self.get_response(request)


def _sealed(response: HttpResponse) -> HttpResponse:
    """What later middleware tells the browser elsewhere: these answers are data, of this moment, and nobody's page."""
    for header, value in _HEADERS.items():
        response[header] = value
    return response


def _alive(_request: HttpRequest) -> HttpResponse:
    return JsonResponse({"status": "ok"})


def _ready(_request: HttpRequest) -> HttpResponse:
    trouble = _trouble()
    if trouble:
        return JsonResponse({"status": "unready", "reason": trouble}, status=503)
    return JsonResponse({"status": "ready"})


def _trouble() -> str:
    """What keeps this process from working, in a few words without detail for outsiders; empty when nothing does."""
    global _known_up_to_date  # noqa: PLW0603 - once the tables are right they stay right for this process
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        if not _known_up_to_date and pending_migrations():
            return "migrations pending"
    except (DatabaseError, OSError):
        return "database unavailable"
    _known_up_to_date = True
    try:
        with tempfile.TemporaryFile(dir=settings.VAR_DIR):
            pass
    except OSError:
        return "storage not writable"
    return ""


def _metrics(request: HttpRequest) -> HttpResponse:
    if not _may_read(request):
        return HttpResponse("Not found\n", status=404, content_type="text/plain")
    content, media_type = exposition()
    return HttpResponse(content, content_type=media_type)


def _may_read(request: HttpRequest) -> bool:
    """With the token always; without one only from this machine and not through a reverse proxy on it."""
    token = os.environ.get("PARVIS_METRICS_TOKEN", "")
    given = request.headers.get("Authorization", "")
    if token and hmac.compare_digest(given.encode(), f"Bearer {token}".encode()):
        return True
    forwarded = "X-Forwarded-For" in request.headers or "Forwarded" in request.headers
    return not token and not forwarded and request.META.get("REMOTE_ADDR") in LOOPBACK


_ANSWERS = {"/healthz": _alive, "/readyz": _ready, "/metrics": _metrics}

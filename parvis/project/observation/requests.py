# SPDX-License-Identifier: AGPL-3.0-or-later
"""Each request gets an identifier, a log line and a place in the figures.

The line tells method, route name, status and milliseconds. It never holds the path, the query, the
network address or the person: paths carry references and tokens, and the audit journal already tells
who did what, under the same identifier.
"""

from __future__ import annotations

import re
import time
import uuid
from collections.abc import Callable

import structlog
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed

from parvis.project.observation.figures import REQUESTS, SECONDS

HEADER = "X-Request-ID"
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_GIVEN_ID = re.compile(r"[A-Za-z0-9-]{8,64}")

log = structlog.get_logger("parvis.request")


class RequestMiddleware:
    """Outermost of those that know a request's meaning."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answers with the identifier in the header `X-Request-ID`; the reverse proxy may have given one.

        A method that no page and no API has is refused here (ASVS 13.4.4): some views would answer it like GET.
        """
        began = time.perf_counter()
        given = request.headers.get(HEADER, "")
        identifier = given if _GIVEN_ID.fullmatch(given) else uuid.uuid4().hex
        request.request_id = identifier  # type: ignore[attr-defined]
        with structlog.contextvars.bound_contextvars(request_id=identifier):
            known = request.method in METHODS
            response = self.get_response(request) if known else HttpResponseNotAllowed(sorted(METHODS))
            response[HEADER] = identifier
            _note(request, response.status_code, time.perf_counter() - began)
        return response


def _note(request: HttpRequest, status: int, seconds: float) -> None:
    match = request.resolver_match
    route = (match.view_name or "unnamed") if match else "none"
    method = request.method if request.method in METHODS else "OTHER"
    REQUESTS.labels(route, method, str(status)).inc()
    SECONDS.labels(route).observe(seconds)
    write = log.info if status < 500 else log.error
    write("request", method=method, route=route, status=status, ms=round(seconds * 1000, 1))

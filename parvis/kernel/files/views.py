# SPDX-License-Identifier: AGPL-3.0-or-later
"""Serving what a signed address leads to."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseGone, HttpResponseNotFound, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header, parse_etags
from django.views.decorators.http import require_safe

from parvis.kernel.files import queries

POLICY = "default-src 'none'; sandbox"


@require_safe
def serve(request: HttpRequest, token: str) -> HttpResponseBase:
    """The bytes, in the best encoding that the browser accepts, with headers that keep them inert.

    A shared cache may not keep them: a picture redacted or deleted must not live on there.
    """
    try:
        found = queries.served(token, accept=request.headers.get("Accept", ""))
    except queries.LinkRefused as refusal:
        return HttpResponseGone() if refusal.expired else HttpResponseNotFound()
    etag = f'"{found.variant.sha256}"'
    response: HttpResponse
    if etag in parse_etags(request.headers.get("If-None-Match", "")):
        response = HttpResponseNotModified()
    else:
        try:
            response = HttpResponse(queries.read(found.variant), content_type=found.variant.media_type)
        except FileNotFoundError:
            return HttpResponseNotFound()
        inline = found.variant.media_type.startswith("image/")
        if not inline:
            response["Content-Disposition"] = content_disposition_header(True, found.file.original_name) or "attachment"
    response["ETag"] = etag
    response["Vary"] = "Accept"
    response["Cache-Control"] = f"private, max-age={found.seconds_left}, immutable"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = POLICY
    response["X-Robots-Tag"] = "noindex"
    return response

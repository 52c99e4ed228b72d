# SPDX-License-Identifier: AGPL-3.0-or-later
"""The HTTP API: each open service's router under `/api/<slug>/`, described at `/api/openapi.json`."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI

from parvis import __version__
from parvis.kernel.registry import manifests
from parvis.kernel.registry.catalogue import load


def build_api() -> NinjaAPI:
    """An API with the routers that the manifests declare."""
    # No documentation page: the one that the library brings loads its scripts from another host.
    made = NinjaAPI(
        title="Parvis", version=__version__, urls_namespace="api", openapi_url="/openapi.json", docs_url=None
    )
    for manifest in manifests():
        if manifest.api:
            made.add_router(f"/{manifest.slug}/", load(manifest.api))

    def too_much(request: HttpRequest, _problem: Any) -> HttpResponse:
        return made.create_response(request, {"detail": "Request too large"}, status=413)

    made.add_exception_handler(RequestDataTooBig, too_much)
    made.add_exception_handler(TooManyFieldsSent, too_much)
    return made


api = build_api()

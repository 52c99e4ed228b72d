# SPDX-License-Identifier: AGPL-3.0-or-later
"""What every view of the desk begins with: the right to be here, and the service's answers as pages."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.cache import add_never_cache_headers, patch_vary_headers

from parvis.kernel.audit.refusals import NotAllowed, NotFound
from parvis.kernel.organisations.actors import actor_of, require_permission

type View = Callable[..., HttpResponseBase]


def desk(permission: str) -> Callable[[View], View]:
    """View decorator: signs in, wants `permission`; `NotFound` becomes 404, `NotAllowed` 403.

    The view gets the request, whose actor it reads with `actor_of`. Nothing of the desk is kept by a cache.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if actor_of(request).organisation_id is None:
                raise PermissionDenied
            try:
                response = view(request, *args, **kwargs)
            except NotFound as error:
                raise Http404 from error
            except NotAllowed as error:
                raise PermissionDenied from error
            add_never_cache_headers(response)
            patch_vary_headers(response, ["HX-Request"])
            return response

        return require_permission(permission)(answered)

    return decorate


def wants_fragment(request: HttpRequest) -> bool:
    """True when htmx asks for a part of the page."""
    return request.headers.get("HX-Request") == "true" and "HX-History-Restore-Request" not in request.headers

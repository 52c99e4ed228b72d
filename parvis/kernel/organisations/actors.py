# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who makes a request, and the guard of a view."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

from parvis.kernel.accounts.requests import address_hash_of
from parvis.kernel.audit.actors import SYSTEM, Actor, anonymous, client
from parvis.kernel.organisations.models import Membership
from parvis.kernel.organisations.permissions import permissions_of_roles
from parvis.kernel.organisations.sign_in_first import sign_in_first

__all__ = [
    "SESSION_ORGANISATION",
    "SYSTEM",
    "Actor",
    "actor_of",
    "address_hash_of",
    "anonymous",
    "client",
    "membership_of",
    "memberships_of",
    "require_permission",
]

SESSION_ORGANISATION = "organisation"
_CACHE = "_parvis_actor"


def memberships_of(request: HttpRequest) -> list[Membership]:
    """The signed-in person's memberships in active organisations, by name; read once per request."""
    if not request.user.is_authenticated:
        return []
    cached: list[Membership] | None = getattr(request, "_parvis_memberships", None)
    if cached is None:
        cached = list(
            Membership.objects.filter(person_id=request.user.pk, organisation__active=True)
            .select_related("organisation")
            .order_by("organisation__name", "pk")
        )
        request._parvis_memberships = cached  # type: ignore[attr-defined]
    return cached


def membership_of(request: HttpRequest) -> Membership | None:
    """The membership in which the person works now: the one chosen in the session, else the first by name."""
    memberships = memberships_of(request)
    chosen = request.session.get(SESSION_ORGANISATION) if memberships else None
    return next((one for one in memberships if one.organisation_id == chosen), None) or next(iter(memberships), None)


def actor_of(request: HttpRequest) -> Actor:
    """The actor behind a request, computed once.

    An agent of several organisations works for the one chosen in the session, else for the first by name.
    """
    cached: Actor | None = getattr(request, _CACHE, None)
    if cached is None or cached.person_id != (request.user.pk if request.user.is_authenticated else None):
        cached = _actor(request)
        setattr(request, _CACHE, cached)
    return cached


def _actor(request: HttpRequest) -> Actor:
    address = address_hash_of(request)
    if not request.user.is_authenticated:
        return anonymous(address_hash=address)
    membership = membership_of(request)
    return Actor(
        kind="person",
        label=str(request.user),
        person=request.user,
        organisation=membership.organisation if membership else None,
        permissions=permissions_of_roles([membership.role]) if membership else frozenset(),
        address_hash=address,
    )


def require_permission[**P, R: HttpResponseBase](
    permission: str,
) -> Callable[[Callable[P, R]], Callable[P, R | HttpResponseBase]]:
    """View decorator: signs in whoever is not, refuses with 403 whoever lacks the permission."""

    def decorate(view: Callable[P, R]) -> Callable[P, R | HttpResponseBase]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> R | HttpResponseBase:
            request: Any = args[0]
            if not request.user.is_authenticated:
                return sign_in_first(request)
            if not actor_of(request).can(permission):
                raise PermissionDenied
            return view(*args, **kwargs)

        return guarded

    return decorate

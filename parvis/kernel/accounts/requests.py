# SPDX-License-Identifier: AGPL-3.0-or-later
"""Actors of this app's own requests; `organisations.actors.actor_of` knows memberships too, and leans on this."""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from parvis.kernel.audit.actors import Actor, anonymous


def address_hash_of(request: HttpRequest) -> str:
    """A keyed hash of the caller's network address: enough for rate limits, useless to find the person.

    Behind reverse proxies, `settings.TRUSTED_PROXIES` says how many of the last entries of
    `X-Forwarded-For` are ours; without it only the peer's address counts, since the header can be forged.
    """
    address = request.META.get("REMOTE_ADDR", "")
    proxies = settings.TRUSTED_PROXIES
    forwarded = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    if proxies and len(forwarded) >= proxies:
        address = forwarded[-proxies]
    return salted_hmac("parvis.address", _subscriber(address), algorithm="sha256").hexdigest()


def _subscriber(address: str) -> str:
    """The part of an address that one subscriber cannot change: a provider gives each a whole IPv6 /64 (RFC 6177)."""
    try:
        known = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if not isinstance(known, IPv6Address):
        return str(known)
    return str(known.ipv4_mapped or ip_network((known, 64), strict=False))


def anonymous_actor(request: HttpRequest, *, label: str = "") -> Actor:
    """An actor whom nobody has signed in, with their address hash."""
    return anonymous(address_hash=address_hash_of(request), label=label)


def person_actor(request: HttpRequest) -> Actor:
    """The signed-in person acting for themselves, without any permission."""
    return Actor(kind="person", label=str(request.user), person=request.user, address_hash=address_hash_of(request))

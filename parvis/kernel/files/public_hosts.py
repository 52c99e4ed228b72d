# SPDX-License-Identifier: AGPL-3.0-or-later
"""Calling the servers of others, never one inside our own network unless the IT team has named it."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable, Collection

import httpx

type Resolve = Callable[[str, int], list[str]]

_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
"""RFC 6052: the last four bytes are an IPv4 address, to which a gateway leads."""


class NotPublic(httpx.ConnectError):
    """The host has no address, or one that is not of the public internet: it is not called."""


def addresses_of(host: str, port: int) -> list[str]:
    """The network addresses of a host name; none when nobody knows it."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return []
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def is_public(address: str) -> bool:
    """True for an address of one machine on the public internet, in whichever way it is written."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if found.version == 6 and found in _NAT64:
        found = ipaddress.IPv4Address(found.packed[-4:])
    return found.is_global and not found.is_multicast


def is_private_number(host: str) -> bool:
    """True for a host written as a number (decimal, octal and hexadecimal too) that is not public. Asks no server."""
    try:
        found = socket.getaddrinfo(host.strip("[]"), None, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST)
    except (OSError, UnicodeError):
        return False
    return not all(is_public(str(entry[4][0])) for entry in found)


class PublicTransport(httpx.HTTPTransport):
    """Connects to the address that was checked: a name that changes its mind (DNS rebinding) leads nowhere.

    Args:
        known: host names that may lie inside, as the IT team wrote them down.
        resolve: for tests.
    """

    def __init__(self, *, known: Collection[str] = (), resolve: Resolve = addresses_of) -> None:
        super().__init__(trust_env=False)
        self._known, self._resolve = frozenset(name.lower() for name in known), resolve

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Sends the request, or raises `NotPublic` before anything leaves."""
        url = request.url
        if url.host.lower() not in self._known:
            found = self._resolve(url.host, url.port or (443 if url.scheme == "https" else 80))
            if not found or not all(is_public(address) for address in found):
                raise NotPublic("not a public host", request=request)
            request.url = url.copy_with(host=found[0])
            request.extensions = {**request.extensions, "sni_hostname": url.host}
        return super().handle_request(request)

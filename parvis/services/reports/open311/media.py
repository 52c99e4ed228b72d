# SPDX-License-Identifier: AGPL-3.0-or-later
"""Fetching a photo that a client names by its address, without being led into our own network."""

from __future__ import annotations

import ipaddress
import socket
import time
from collections.abc import Callable
from urllib.parse import urlsplit, urlunsplit

import httpx

_TIMEOUT = httpx.Timeout(20.0, connect=5.0)
LONGEST_S = 60.0
"""For the whole photo: a server that sends a byte now and then does not hold a worker."""

type Resolve = Callable[[str, int], list[str]]


class MediaRefused(Exception):  # noqa: N818 - an answer, not a fault
    """The address is not fetched: not the web, our own network, too large, or not there."""


def addresses_of(host: str, port: int) -> list[str]:
    """The network addresses of a host name."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as problem:
        raise MediaRefused("unknown host") from problem
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def fetch(
    url: str,
    *,
    most_bytes: int,
    resolve: Resolve = addresses_of,
    transport: httpx.BaseTransport | None = None,
) -> bytes:
    """The bytes behind a public web address.

    The name is resolved once, every address it has must be public, and the connection goes to the
    address that was checked: a name that changes its mind (DNS rebinding) leads nowhere. Redirects
    are not followed.

    Raises:
        MediaRefused: see the class.
    """
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username:
        raise MediaRefused("not a web address")
    try:
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError as problem:
        raise MediaRefused("not a web address") from problem
    found = resolve(parts.hostname, port)
    if not found or not all(_is_public(address) for address in found):
        raise MediaRefused("not a public host")
    host = f"[{found[0]}]" if ":" in found[0] else found[0]
    pinned = urlunsplit((parts.scheme, f"{host}:{port}", parts.path, parts.query, ""))
    return _read(pinned, parts.hostname, most_bytes, transport)


def _read(pinned: str, name: str, most_bytes: int, transport: httpx.BaseTransport | None) -> bytes:
    headers = {"Host": name, "Accept": "image/*", "User-Agent": "Parvis"}
    body, until = bytearray(), time.monotonic() + LONGEST_S
    try:
        with (
            httpx.Client(timeout=_TIMEOUT, follow_redirects=False, transport=transport, trust_env=False) as http,
            http.stream("GET", pinned, headers=headers, extensions={"sni_hostname": name}) as answer,
        ):
            if answer.status_code != httpx.codes.OK:
                raise MediaRefused(f"HTTP {answer.status_code}")
            for chunk in answer.iter_bytes():
                body += chunk
                if len(body) > most_bytes:
                    raise MediaRefused("too large")
                if time.monotonic() > until:
                    raise MediaRefused("too slow")
    except httpx.HTTPError as problem:
        raise MediaRefused(type(problem).__name__) from problem
    return bytes(body)


def _is_public(address: str) -> bool:
    try:
        return ipaddress.ip_address(address.partition("%")[0]).is_global
    except ValueError:
        return False

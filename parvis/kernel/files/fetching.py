# SPDX-License-Identifier: AGPL-3.0-or-later
"""Fetching what somebody names by its web address, without being led into our own network."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit, urlunsplit

import httpx

from parvis.kernel.files.answers import Endless, asked
from parvis.kernel.files.public_hosts import Resolve, addresses_of, is_public

_TIMEOUT = httpx.Timeout(20.0, connect=5.0)
LONGEST_S = 60.0
"""For the whole answer: a server that sends a byte now and then does not hold a worker."""

_FILE_NAME = re.compile(r'filename="?([\w .()-]{1,120})"?')


class FetchRefused(Exception):  # noqa: N818 - an answer, not a fault
    """The address is not fetched: not the web, our own network, too large, or not there."""


@dataclass(frozen=True)
class Fetched:
    """What a server gave. `unchanged`: nothing newer than the `etag` or `last_modified` that it was asked with."""

    content: bytes = b""
    etag: str = ""
    last_modified: str = ""
    file_name: str = ""
    unchanged: bool = False


def fetch(
    url: str,
    *,
    most_bytes: int,
    accept: str = "*/*",
    etag: str = "",
    last_modified: str = "",
    redirects: int = 0,
    resolve: Resolve = addresses_of,
    transport: httpx.BaseTransport | None = None,
) -> Fetched:
    """What lies behind a public web address; `unchanged` where the server says so.

    The name is resolved once, every address it has must be public, and the connection goes to the
    address that was checked: a name that changes its mind (DNS rebinding) leads nowhere. At most
    `redirects` are followed, each checked like the first address.

    Raises:
        FetchRefused: see the class.
    """
    headers = {"Accept": accept, "User-Agent": "Parvis"}
    headers |= {"If-None-Match": etag} if etag else {}
    headers |= {"If-Modified-Since": last_modified} if last_modified else {}
    for hops_left in range(redirects, -1, -1):
        pinned, host = _pinned(url, resolve)
        answer = _read(pinned, {"Host": host, **headers}, most_bytes, transport)
        if isinstance(answer, Fetched):
            return answer
        if not hops_left:
            raise FetchRefused(f"HTTP {answer.status}")
        url = urljoin(url, answer.to)
    raise AssertionError("the last turn returns or raises")


@dataclass(frozen=True)
class _Moved:
    status: int
    to: str


def _pinned(url: str, resolve: Resolve) -> tuple[str, str]:
    """The address with its host resolved and checked, and the host's name."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username:
        raise FetchRefused("not a web address")
    try:
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError as problem:
        raise FetchRefused("not a web address") from problem
    found = resolve(parts.hostname, port)
    if not found or not all(is_public(address) for address in found):
        raise FetchRefused("not a public host")
    host = f"[{found[0]}]" if ":" in found[0] else found[0]
    return urlunsplit((parts.scheme, f"{host}:{port}", parts.path, parts.query, "")), parts.hostname


def _read(
    pinned: str, headers: dict[str, str], most_bytes: int, transport: httpx.BaseTransport | None
) -> Fetched | _Moved:
    name = {"sni_hostname": headers["Host"]}
    try:
        with (
            httpx.Client(timeout=_TIMEOUT, follow_redirects=False, transport=transport, trust_env=False) as http,
            asked(http, "GET", pinned, within_s=LONGEST_S, headers=headers, extensions=name) as answer,
        ):
            if answer.status_code == httpx.codes.NOT_MODIFIED:
                return Fetched(unchanged=True)
            if answer.has_redirect_location:
                return _Moved(answer.status_code, answer.headers["location"])
            if answer.status_code != httpx.codes.OK:
                raise FetchRefused(f"HTTP {answer.status_code}")
            body = answer.body(most_bytes)
    except Endless as problem:
        raise FetchRefused(str(problem)) from problem
    except httpx.HTTPError as problem:
        raise FetchRefused(type(problem).__name__) from problem
    said = _FILE_NAME.search(answer.headers.get("content-disposition", ""))
    return Fetched(
        content=body,
        etag=answer.headers.get("etag", ""),
        last_modified=answer.headers.get("last-modified", ""),
        file_name=said[1] if said else "",
    )

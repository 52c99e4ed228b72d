# SPDX-License-Identifier: AGPL-3.0-or-later
"""The GeoReport v2 client by which reports are handed over, and their status asked for. JSON only."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import httpx

from parvis.kernel.files.answers import asked
from parvis.kernel.files.public_hosts import NotPublic, PublicTransport
from parvis.services.reports.partners import hosts_within

TIMEOUT = httpx.Timeout(20.0, connect=10.0)
LONGEST_S = 60.0
"""For a whole exchange."""
_LARGEST_ANSWER = 2_000_000


@dataclass(frozen=True)
class Endpoint:
    """Another organisation's GeoReport server. `url` is its base, such as `https://example.org/open311/v2`."""

    url: str
    api_key: str = ""
    jurisdiction_id: str = ""


@dataclass(frozen=True)
class Outgoing:
    """A report as another organisation gets it; nothing in it tells who reported."""

    service_code: str
    longitude: float
    latitude: float
    address: str
    description: str
    media_url: str = ""


@dataclass(frozen=True)
class Receipt:
    """What the other side gave: its reference, or a token until it has one."""

    service_request_id: str = ""
    token: str = ""


@dataclass(frozen=True)
class RemoteRequest:
    """What the other side says of a report; `status` is open or closed."""

    status: str
    notes: str
    updated_at: str


class RemoteRefused(Exception):  # noqa: N818 - the other side's word
    """The other side answered that it does not take the request; it has not been made there."""


class RemoteUncertain(Exception):  # noqa: N818
    """Nobody knows whether the other side has the request: sending again could make it twice."""


class RemoteAway(Exception):  # noqa: N818
    """The other side was not reached at all: sending again is safe."""


def send(endpoint: Endpoint, report: Outgoing, *, transport: httpx.BaseTransport | None = None) -> Receipt:
    """Makes a service request on the other side.

    Raises:
        RemoteRefused, RemoteUncertain, RemoteAway.
    """
    fields = {
        "service_code": report.service_code,
        "lat": f"{report.latitude:.6f}",
        "long": f"{report.longitude:.6f}",
        "address_string": report.address,
        "description": report.description,
        "media_url": report.media_url,
        "api_key": endpoint.api_key,
        "jurisdiction_id": endpoint.jurisdiction_id,
    }
    try:
        answer = _asked(endpoint, "POST", "requests.json", transport, data={n: v for n, v in fields.items() if v})
    except NotPublic as problem:
        raise RemoteRefused(str(problem)) from problem
    except (httpx.ConnectError, httpx.ConnectTimeout, httpx.UnsupportedProtocol) as problem:
        raise RemoteAway(type(problem).__name__) from problem
    except httpx.HTTPError as problem:
        raise RemoteUncertain(type(problem).__name__) from problem
    if answer.status_code >= 500:
        raise RemoteUncertain(f"HTTP {answer.status_code}")
    if answer.status_code >= 300:
        raise RemoteRefused(_complaint(answer))
    row = _first(answer)
    receipt = Receipt(str(row.get("service_request_id") or "")[:120], str(row.get("token") or "")[:120])
    if not (receipt.service_request_id or receipt.token):
        raise RemoteUncertain("the answer names no request")
    return receipt


def request_of_token(endpoint: Endpoint, token: str, *, transport: httpx.BaseTransport | None = None) -> str:
    """The other side's reference behind a token; empty while it has none.

    Raises:
        RemoteAway: no usable answer; ask again later.
    """
    return str(_get(endpoint, f"tokens/{token}.json", transport).get("service_request_id") or "")[:120]


def status_of(
    endpoint: Endpoint, service_request_id: str, *, transport: httpx.BaseTransport | None = None
) -> RemoteRequest:
    """What the other side says now.

    Raises:
        RemoteAway: no usable answer; ask again later.
    """
    row = _get(endpoint, f"requests/{service_request_id}.json", transport)
    status = str(row.get("status") or "").lower()
    if status not in ("open", "closed"):
        raise RemoteAway("the answer has no status")
    return RemoteRequest(status, str(row.get("status_notes") or "")[:2_000], str(row.get("updated_datetime") or ""))


def _get(endpoint: Endpoint, path: str, transport: httpx.BaseTransport | None) -> dict[str, Any]:
    parameters = {"jurisdiction_id": endpoint.jurisdiction_id} if endpoint.jurisdiction_id else None
    try:
        answer = _asked(endpoint, "GET", path, transport, params=parameters)
    except httpx.HTTPError as problem:
        raise RemoteAway(type(problem).__name__) from problem
    if answer.status_code != httpx.codes.OK:
        raise RemoteAway(f"HTTP {answer.status_code}")
    try:
        return _first(answer)
    except RemoteUncertain as problem:
        raise RemoteAway(str(problem)) from problem


@dataclass(frozen=True)
class _Said:
    status_code: int
    content: bytes


def _asked(endpoint: Endpoint, method: str, path: str, transport: httpx.BaseTransport | None, **more: Any) -> _Said:
    """One exchange, read to its end; an answer without end is an `httpx.HTTPError` like a broken one."""
    headers = {"Accept": "application/json", "User-Agent": "Parvis (Open311 GeoReport v2)"}
    base = endpoint.url.rstrip("/") + "/"
    way = transport or PublicTransport(known=hosts_within())
    with (
        httpx.Client(base_url=base, headers=headers, timeout=TIMEOUT, transport=way, trust_env=False) as http,
        asked(http, method, path, within_s=LONGEST_S, follow_redirects=False, **more) as answer,
    ):
        return _Said(answer.status_code, answer.body(_LARGEST_ANSWER))


def _first(answer: _Said) -> dict[str, Any]:
    try:
        rows = json.loads(answer.content)
    except (ValueError, RecursionError) as problem:
        raise RemoteUncertain("the answer is not JSON") from problem
    row = rows[0] if isinstance(rows, list) and rows else rows
    if not isinstance(row, dict):
        raise RemoteUncertain("the answer is empty")
    return row


def _complaint(answer: _Said) -> str:
    try:
        return f"HTTP {answer.status_code}: {_first(answer).get('description', '')}"[:200]
    except RemoteUncertain:
        return f"HTTP {answer.status_code}"

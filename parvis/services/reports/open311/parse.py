# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reading what GeoReport clients send: filters of lists, and new requests."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.http import HttpRequest, QueryDict
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from parvis.services.reports.open311.errors import ErrorEntry, Open311Error, error
from parvis.services.reports.rules.moments import in_reach
from parvis.services.reports.rules.references import parse_reference

LONGEST_SPAN = timedelta(days=90)
MOST_ROWS = 1_000
DEFAULT_RADIUS_M = 100.0
LARGEST_RADIUS_M = 10_000.0
_ATTRIBUTE = re.compile(r"^attribute\[([A-Za-z0-9_\-]{1,60})\](?:\[\])?$")
_STATUSES = {"open", "closed"}


@dataclass(frozen=True)
class RequestFilter:
    """Filters of `GET requests`; see the specification. `since` and `until` bound `requested_datetime`."""

    references: Sequence[str] = ()
    by_reference: bool = False
    codes: Sequence[str] = ()
    statuses: frozenset[str] = frozenset()
    since: datetime | None = None
    until: datetime | None = None
    updated_after: datetime | None = None
    updated_before: datetime | None = None
    near: tuple[float, float, float] | None = None
    """Longitude, latitude, radius in metres."""
    text: str = ""
    page: int = 1
    page_size: int = MOST_ROWS


@dataclass(frozen=True)
class NewRequest:
    """The fields of `POST request`. Exactly one of position and address is needed."""

    service_code: str
    longitude: float | None
    latitude: float | None
    address: str
    description: str
    email: str
    phone: str
    name: str
    attributes: Mapping[str, Sequence[str]]
    media_url: str
    client_key: str


def request_filter(query: QueryDict) -> RequestFilter:
    """The filter that a query string asks for.

    Raises:
        Open311Error: every wrong parameter.
    """
    problems: list[ErrorEntry] = []
    if query.get("service_request_id"):
        # The specification: with identifiers, all other arguments are ignored.
        wanted = query.get("service_request_id", "").split(",")[:MOST_ROWS]
        known = [reference for reference in map(parse_reference, wanted) if reference]
        return RequestFilter(references=known, by_reference=True)
    moments = {name: _moment(query, name, problems) for name in _MOMENTS}
    since, until = moments["start_date"], moments["end_date"]
    if since and until and until - since > LONGEST_SPAN:
        problems.append(ErrorEntry(400, "start_date, end_date: the range may not span more than 90 days"))
    changed = moments["updated_after"] or moments["updated_before"]
    since, until = _window(since, until, bounded=changed is None)
    made = RequestFilter(
        codes=[code for code in query.get("service_code", "").replace("\0", "").split(",") if code],
        statuses=_statuses(query, problems),
        since=since,
        until=until,
        updated_after=moments["updated_after"],
        updated_before=moments["updated_before"],
        near=_near(query, problems),
        text=query.get("q", "")[:200],
        page=_whole(query, "page", 1, 100_000, problems),
        page_size=_whole(query, "page_size", MOST_ROWS, MOST_ROWS, problems),
    )
    if problems:
        raise Open311Error(*problems)
    return made


_MOMENTS = ("start_date", "end_date", "updated_after", "updated_before")


def _window(
    since: datetime | None, until: datetime | None, *, bounded: bool
) -> tuple[datetime | None, datetime | None]:
    """The range of 90 days that the specification fills in when a bound is missing."""
    if since and not until:
        return since, since + LONGEST_SPAN
    if until and not since:
        return until - LONGEST_SPAN, until
    if not since and bounded:
        return timezone.now() - LONGEST_SPAN, None
    return since, until


def _moment(query: QueryDict, name: str, problems: list[ErrorEntry]) -> datetime | None:
    text = query.get(name, "").strip().replace(" ", "+")  # an unescaped + of a time zone arrives as a blank
    if not text:
        return None
    try:
        found = parse_datetime(text) or datetime.fromisoformat(text)
    except ValueError:
        problems.append(ErrorEntry(400, f"{name}: not a W3C datetime such as 2026-11-24T14:30:00+01:00"))
        return None
    try:
        return in_reach(found)
    except ValueError as problem:
        problems.append(ErrorEntry(400, f"{name}: {problem}"))
        return None


def _statuses(query: QueryDict, problems: list[ErrorEntry]) -> frozenset[str]:
    given = {text.strip().lower() for text in query.get("status", "").split(",") if text.strip()}
    if given - _STATUSES:
        problems.append(ErrorEntry(400, "status: only open and closed exist"))
    return frozenset(given & _STATUSES)


def _near(query: QueryDict, problems: list[ErrorEntry]) -> tuple[float, float, float] | None:
    if not (query.get("lat") or query.get("long")):
        return None
    latitude, longitude = number(query.get("lat", ""), 90), number(query.get("long", ""), 180)
    radius = number(query.get("radius", "") or str(DEFAULT_RADIUS_M), LARGEST_RADIUS_M)
    if latitude is None or longitude is None:
        problems.append(ErrorEntry(400, "lat, long: two numbers in degrees (WGS 84) are needed together"))
    elif radius is None or radius <= 0:
        problems.append(ErrorEntry(400, "radius: a number of metres, at most 10000"))
    else:
        return longitude, latitude, radius
    return None


def _whole(query: QueryDict, name: str, default: int, most: int, problems: list[ErrorEntry]) -> int:
    text = query.get(name, "")
    if not text:
        return default
    if not (text.isascii() and text.isdigit() and len(text) <= 12 and 1 <= int(text) <= most):
        problems.append(ErrorEntry(400, f"{name}: a whole number from 1 to {most}"))
        return default
    return int(text)


def number(text: str, largest: float) -> float | None:
    """A finite number between -largest and largest; None for anything else."""
    try:
        value = float(text[:40])
    except ValueError:
        return None
    return value if math.isfinite(value) and abs(value) <= largest else None


def new_request(request: HttpRequest) -> NewRequest:
    """The new request that a form, urlencoded or multipart, holds.

    Raises:
        Open311Error: every missing or wrong field; nothing else is looked at yet.
    """
    form = request.POST
    problems: list[ErrorEntry] = []
    code = form.get("service_code", "").strip()
    if not code:
        problems.append(ErrorEntry(400, "service_code was not provided"))
    longitude, latitude = _position(form, problems)
    address = form.get("address_string", "").strip()
    if longitude is None and not address and not problems:
        problems.append(ErrorEntry(400, "lat and long, or address_string, must be provided"))
    if problems:
        raise Open311Error(*problems)
    key = request.headers.get("Idempotency-Key", "") or form.get("client_key", "")
    name = f"{form.get('first_name', '').strip()} {form.get('last_name', '').strip()}".strip()
    return NewRequest(
        service_code=code,
        longitude=longitude,
        latitude=latitude,
        address=address,
        description=form.get("description", ""),
        email=form.get("email", ""),
        phone=form.get("phone", ""),
        name=name,
        attributes=_attributes(form),
        media_url=form.get("media_url", "").strip()[:500],
        client_key=key.strip()[:60],
    )


def _position(form: QueryDict, problems: list[ErrorEntry]) -> tuple[float | None, float | None]:
    if not (form.get("lat") or form.get("long")):
        return None, None
    latitude, longitude = number(form.get("lat", ""), 90), number(form.get("long", ""), 180)
    if latitude is None or longitude is None:
        problems.append(ErrorEntry(400, "lat, long: two numbers in degrees (WGS 84) are needed together"))
        return None, None
    return longitude, latitude


def _attributes(form: QueryDict) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, values in form.lists():
        match = _ATTRIBUTE.match(name)
        if match:
            found.setdefault(match[1], []).extend(str(value) for value in values)
    return found


def required_jurisdiction(given: str, ours: Callable[[], str]) -> None:
    """Refuses another town's jurisdiction; leaving it out is fine, since there is one here.

    Raises:
        Open311Error: it is not ours.
    """
    if given and given != ours():
        raise error(404, "jurisdiction_id provided was not found")

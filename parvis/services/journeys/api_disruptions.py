# SPDX-License-Identifier: AGPL-3.0-or-later
"""Disruptions by the HTTP API; the standard form is the GTFS-Realtime feed at `/trajets/perturbations.pb`."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from django.conf import settings
from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field as Rule

from parvis.kernel.organisations.actors import address_hash_of
from parvis.services.journeys.limits import BRAKE
from parvis.services.journeys.queries.disruptions import alerts
from parvis.services.journeys.rules.disruptions import Alert

router = Router(tags=["journeys"])


class SpanOut(Schema):
    """From a moment until another; null where it is open."""

    begins: datetime | None
    ends: datetime | None


class ConcernedOut(Schema):
    """Whom it concerns: all that is filled in must match; `feed` alone is a whole timetable."""

    feed: str
    route: str | None
    stop_id: str | None
    name: str


class DisruptionOut(Schema):
    """A disruption; cause, effect and severity in the words of GTFS-Realtime, lower case."""

    id: str
    authority: str
    title: str
    text: str
    title_en: str
    text_en: str
    cause: str
    effect: str
    severity: str
    periods: list[SpanOut]
    concerned: list[ConcernedOut]
    url: str
    changed_at: datetime


class DisruptionsOut(Schema):
    """Those in force or to come, the serious first."""

    disruptions: list[DisruptionOut]


class TooManyOut(Schema):
    """Why nothing is answered."""

    error: str


@router.get("/disruptions", response={200: DisruptionsOut, 429: TooManyOut}, summary="Disruptions")
def disruptions(
    request: HttpRequest,
    feed: Annotated[str, Rule(max_length=40)] = "",
    route_id: Annotated[str, Rule(max_length=200)] = "",
    stop_id: Annotated[str, Rule(max_length=200)] = "",
) -> Any:
    """All, or those of a timetable, one of its lines, one of its stops."""
    if not BRAKE.allows(address_hash_of(request)):
        return Status(429, {"error": "too many questions at once"})
    return {"disruptions": [_out(one) for one in alerts() if _asked(one, feed, route_id, stop_id)]}


def _asked(alert: Alert, feed: str, route_id: str, stop_id: str) -> bool:
    if route_id:
        return alert.on_line(feed, route_id)
    if stop_id:
        return alert.at_stops(frozenset({(feed, stop_id)}), frozenset())
    return not feed or any(one.feed == feed for one in alert.concerned)


def _out(alert: Alert) -> dict[str, Any]:
    concerned = [
        {"feed": one.feed, "route": one.route_id or None, "stop_id": one.stop_id or None, "name": one.name}
        for one in alert.concerned
    ]
    return {
        "id": alert.key, "authority": alert.authority, "title": alert.title, "text": alert.text,
        "title_en": alert.title_en, "text_en": alert.text_en, "cause": alert.cause, "effect": alert.effect,
        "severity": alert.severity, "concerned": concerned, "changed_at": alert.changed_at,
        "periods": [{"begins": one.begins, "ends": one.ends} for one in alert.periods],
        "url": f"{settings.BASE_URL}{alert.path}" if alert.path else alert.url,
    }  # fmt: skip

# SPDX-License-Identifier: AGPL-3.0-or-later
"""The check of a delivered file: read as the network will read it, reported, compared with the one in force."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from parvis.engines import timetable as engine
from parvis.engines.timetable import FeedRefused, Problem, Timetable
from parvis.kernel.audit.actors import SYSTEM
from parvis.kernel.audit.operations import record
from parvis.services.journeys import storage
from parvis.services.journeys.adapters.comparison import compare
from parvis.services.journeys.adapters.findings import findings
from parvis.services.journeys.adapters.service import served_days
from parvis.services.journeys.models import Delivery, Feed
from parvis.services.journeys.operations.activation import activate
from parvis.services.journeys.rules.deliveries import DeliveryState

_GRAVE = frozenset({"refused", "dropped"})


@dataclass
class _Result:
    """What the check of a file found."""

    state: DeliveryState
    report: list[dict[str, Any]]
    changes: dict[str, Any] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    days: tuple[date | None, date | None] = (None, None)


def check_delivery(*, delivery_id: int, at: datetime | None = None) -> Delivery | None:
    """Checks a received version and says what it found; None when it was checked before.

    The reading takes seconds and holds no lock. A version without grave finding of a timetable that says so comes
    into force at once.
    """
    version = Delivery.objects.select_related("feed").get(pk=delivery_id)
    if version.state != DeliveryState.RECEIVED:
        return None
    result = _check(version)
    with transaction.atomic():
        Feed.objects.select_for_update().get(pk=version.feed_id)
        version = Delivery.objects.select_for_update().get(pk=delivery_id)
        if version.state != DeliveryState.RECEIVED:
            return None
        version.state, version.report, version.changes = result.state, result.report, result.changes
        version.counts, (version.first_day, version.last_day) = result.counts, result.days
        version.checked_at = at or timezone.now()
        version.version += 1
        version.save()
        record(SYSTEM, verb="journeys.check", target=version, detail={"state": str(result.state)})
        grave = any(row["action"] in _GRAVE for row in result.report)
        if result.state == DeliveryState.CHECKED and version.feed.activate_at_once and not grave:
            return activate(SYSTEM, key=version.uuid, at=at)
    return version


def _check(version: Delivery) -> _Result:
    slug = version.feed.slug
    try:
        with storage.local_feed(version.path) as path:
            after = engine.load({slug: path}, reach_m=0)
            problems = [*after.problems, *engine.read_fares({slug: path}).problems]
    except FeedRefused as refused:
        return _Result(DeliveryState.REFUSED, findings(_problems(refused)))
    days = served_days(after)
    if days is None:
        nothing = Problem(slug, "calendar.txt", 0, "no_service", "no trip runs on any day", "refused")
        return _Result(DeliveryState.REFUSED, findings([nothing, *problems]), counts=_counts(after))
    changes = compare(_in_force(version.feed), after)
    return _Result(DeliveryState.CHECKED, findings(problems), changes, _counts(after), days)


def _problems(refused: FeedRefused) -> list[Problem]:
    return [each for each in refused.args if isinstance(each, Problem)]


def _in_force(feed: Feed) -> Timetable | None:
    current = feed.deliveries.filter(state=DeliveryState.ACTIVE).first()
    if current is None:
        return None
    with storage.local_feed(current.path) as path:
        return engine.load({feed.slug: path}, reach_m=0)


def _counts(timetable: Timetable) -> dict[str, int]:
    return {
        "lines": len(timetable.routes.mode),
        "stops": int((~timetable.stops.is_station).sum()),
        "trips": len(timetable.trips.row),
        "stop_times": len(timetable.arrival_s),
    }

# SPDX-License-Identifier: AGPL-3.0-or-later
"""The disruptions that everybody reads: those written on the desks and those of the authorities’ streams, as one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Max, Sum
from django.utils import timezone

from parvis.services.journeys.adapters.answers import Departures, JourneyFound, LegFound
from parvis.services.journeys.adapters.network import current_network
from parvis.services.journeys.adapters.stream_alerts import told_by_streams
from parvis.services.journeys.adapters.subjects import with_platforms
from parvis.services.journeys.models import Disruption
from parvis.services.journeys.rules.disruptions import (
    AHEAD,
    Alert,
    Cause,
    Effect,
    Severity,
    State,
    Timing,
    weight,
)

BOARD_AHEAD = timedelta(hours=12)
PATH = "/trajets/perturbations/"
_kept: tuple[tuple[object, ...], tuple[Alert, ...]] = ((), ())


def written_here(now: datetime) -> list[Alert]:
    """What authorities have published on their desk and is not over."""
    return [one for one in _published() if one.timing(now) is not Timing.PAST]


def _published() -> tuple[Alert, ...]:
    """All that is published; read again when anything of it has changed, which one short read tells."""
    global _kept  # noqa: PLW0603 - replaced as a whole, by whichever thread
    rows = Disruption.objects.filter(state=State.PUBLISHED)
    stamp = tuple(rows.order_by().aggregate(Count("pk"), Max("pk"), Sum("version"), Max("changed_at")).values())
    kept = _kept
    if kept[0] != stamp:
        found = rows.select_related("organisation").order_by("-changed_at", "-pk")
        kept = _kept = (stamp, tuple(alert_of(row) for row in found))
    return kept[1]


SOURCES: list[Callable[[datetime], Iterable[Alert]]] = [written_here, told_by_streams]
"""Where disruptions come from; each gives those that are not over at a moment."""


def alerts(now: datetime | None = None) -> list[Alert]:
    """All disruptions in force or to come, from everywhere; the serious first, then the newest."""
    now = now or timezone.now()
    return sorted((alert for source in SOURCES for alert in source(now)), key=weight)


def alert_of(row: Disruption) -> Alert:
    """A written disruption as everybody reads it."""
    return Alert(
        key=str(row.uuid),
        authority=row.organisation.name,
        title=row.title,
        text=row.text,
        cause=Cause(row.cause),
        effect=Effect(row.effect),
        severity=Severity(row.severity),
        periods=row.period_list,
        concerned=row.concerned_list,
        changed_at=row.changed_at,
        path=f"{PATH}{row.uuid}/",
        url=row.url,
        title_en=row.title_en,
        text_en=row.text_en,
    )


def published(key: UUID) -> Disruption | None:
    """A disruption that is or was public, by its key; drafts never, nor what was withdrawn before anybody saw it."""
    rows = Disruption.objects.filter(uuid=key, published_at__isnull=False)
    return rows.select_related("organisation").first()


def soon(found: Iterable[Alert], now: datetime) -> list[Alert]:
    """Those in force, and those that begin within a fortnight."""
    return [one for one in found if one.timing(now) is not Timing.PAST and one.meets(now, now + AHEAD)]


def on_line(feed: str, route_id: str, now: datetime | None = None) -> list[Alert]:
    """Of a line, in force or to come within a fortnight."""
    now = now or timezone.now()
    return [one for one in soon(alerts(now), now) if one.on_line(feed, route_id)]


def on_leg(leg: LegFound, among: Iterable[Alert]) -> list[Alert]:
    """Those that a ride meets while it lasts."""
    if leg.line is None:
        return []
    feed, route_id = leg.line.feed, leg.line.route_id
    ends = (leg.origin.stop_id, leg.destination.stop_id)
    through = [stop.stop_id for stop, _moment in leg.through]
    return [
        one for one in among if one.on_ride(feed, route_id, ends, through) and one.meets(leg.departure, leg.arrival)
    ]


def on_journeys(journeys: Iterable[JourneyFound], among: list[Alert]) -> list[Alert]:
    """Those that any ride of some journeys meets, each once."""
    met = {one.key for journey in journeys for leg in journey.legs for one in on_leg(leg, among)}
    return [one for one in among if one.key in met]


def on_board(board: Departures, now: datetime) -> list[Alert]:
    """Those that somebody who waits at a stop meets, now or within the next hours."""
    every = [one for one in alerts(now) if one.meets(now, now + BOARD_AHEAD)]
    if board.stop is None or not every:
        return []
    keys = {(board.stop.feed, board.stop.stop_id)}
    mapped = current_network()
    stops = with_platforms(mapped, keys) if mapped else frozenset(keys)
    lines = frozenset((each.line.feed, each.line.route_id) for each in board.departures)
    return [one for one in every if one.at_stops(stops, lines)]

# SPDX-License-Identifier: AGPL-3.0-or-later
"""The disruptions that authorities tell in their own streams, as everybody reads them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from django.utils.html import strip_tags

from parvis.engines.timetable.realtime import Alert as Told
from parvis.engines.timetable.realtime import Concerned as Named
from parvis.services.journeys.adapters.live import live_of, streams_seen
from parvis.services.journeys.adapters.network import Mapped, current_network
from parvis.services.journeys.adapters.subjects import line_of
from parvis.services.journeys.rules.disruptions import (
    MOST_CONCERNED,
    MOST_PERIODS,
    MOST_TEXT,
    MOST_TITLE,
    Alert,
    Cause,
    Concerned,
    Effect,
    Period,
    Severity,
    Timing,
)

MOST = 500
"""Of one network: a stream that tells more than people can read is cut."""


def told_by_streams(now: datetime) -> list[Alert]:
    """What fresh messages tell and is not over; nothing of a message that is too old to be believed."""
    mapped = current_network()
    real = live_of(mapped) if mapped is not None else None
    if mapped is None or real is None:
        return []
    seen = {one.feed: one for one in streams_seen()}
    found = []
    for feed, told in real.alerts[:MOST]:
        stream = seen.get(feed)
        made_at = stream.made_at if stream and stream.made_at else now
        found.append(_alert(mapped, feed, told, stream.title if stream else feed, made_at))
    return [one for one in found if one.timing(now) is not Timing.PAST]


def _alert(mapped: Mapped, feed: str, told: Told, authority: str, made_at: datetime) -> Alert:
    effect = _word(Effect, told.effect, Effect.UNKNOWN_EFFECT)
    url = told.url.best("fr")
    return Alert(
        key=f"{feed}:{told.alert_id}",
        authority=authority,
        title=_plain(told.header.best("fr"), MOST_TITLE) or str(effect.label),
        text=_plain(told.description.best("fr"), MOST_TEXT),
        cause=_word(Cause, told.cause, Cause.UNKNOWN_CAUSE),
        effect=effect,
        severity=_word(Severity, told.severity, Severity.WARNING),
        periods=tuple(Period(_moment(begins), _moment(ends)) for begins, ends in told.periods[:MOST_PERIODS]),
        concerned=tuple(_concerned(mapped, feed, told.concerned)),
        changed_at=made_at,
        url=url if url.startswith(("https://", "http://")) else "",
    )


def _concerned(mapped: Mapped, feed: str, named: Iterable[Named]) -> Iterable[Concerned]:
    """Whom it concerns; what names neither line nor stop is the whole timetable."""
    chosen = {(_route(mapped, feed, one), one.stop_id): None for one in named}
    for route_id, stop_id in list(chosen or {("", ""): None})[:MOST_CONCERNED]:
        line = line_of(mapped, feed, route_id) if route_id else None
        yield Concerned(feed, route_id, stop_id, line.name if line else _stop_name(mapped, feed, stop_id))


def _route(mapped: Mapped, feed: str, one: Named) -> str:
    """The line, also of an alert that names a trip only."""
    if one.route_id or not one.trip_id:
        return one.route_id
    timetable = mapped.timetable
    try:
        trip = timetable.trip_numbers[timetable.feed_number(feed), one.trip_id]
    except KeyError:
        return ""
    return timetable.routes.ids[int(timetable.trips.route[trip])]


def _stop_name(mapped: Mapped, feed: str, stop_id: str) -> str:
    try:
        return mapped.timetable.stops.names[mapped.timetable.stop(feed, stop_id)]
    except KeyError:
        return ""


def _word[Word: (Cause, Effect, Severity)](kind: type[Word], said: str, otherwise: Word) -> Word:
    return kind(said) if said in kind.values else otherwise


def _plain(text: str, most: int) -> str:
    """Some streams send HTML; people get its words."""
    return strip_tags(text).strip()[:most]


def _moment(seconds: int | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)

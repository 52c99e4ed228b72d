# SPDX-License-Identifier: AGPL-3.0-or-later
"""Disruptions as a GTFS-Realtime feed (version 2.0, "Alert")."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from google.transit import gtfs_realtime_pb2 as pb

from parvis.services.journeys.rules.disruptions import Alert, Concerned

type Networks = tuple[tuple[str, str], ...]
"""Names of a whole timetable: `agency_id` with each agency, or `route_id` with each line where agencies have none."""

MOST_HEADER = 120


def alerts_feed(
    alerts: Iterable[Alert],
    *,
    at: datetime,
    networks: Mapping[str, Networks],
    page: Callable[[str], str],
    feed: str = "",
) -> tuple[bytes, str]:
    """The message, and a name of what it says whatever the moment: its entity tag.

    Args:
        alerts: what it tells, one entity each.
        at: when it is made.
        networks: what a whole timetable is named by.
        page: the full address of a path of the portal.
        feed: only what concerns this timetable; empty: all.
    """
    message = pb.FeedMessage()
    message.header.gtfs_realtime_version = "2.0"
    message.header.incrementality = pb.FeedHeader.FULL_DATASET
    for alert in alerts:
        chosen = [one for one in alert.concerned if one.feed == feed or not feed]
        selectors = [each for one in chosen for each in _selectors(one, networks)]
        if selectors:
            _fill(message.entity.add(id=alert.key), alert, selectors, page)
    digest = hashlib.sha256(message.SerializeToString(deterministic=True)).hexdigest()[:32]
    message.header.timestamp = int(at.timestamp())
    return message.SerializeToString(deterministic=True), digest


def _fill(entity: pb.FeedEntity, alert: Alert, selectors: list[pb.EntitySelector], page: Callable[[str], str]) -> None:
    made = entity.alert
    made.cause = pb.Alert.Cause.Value(alert.cause.upper())
    made.effect = pb.Alert.Effect.Value(alert.effect.upper())
    made.severity_level = pb.Alert.SeverityLevel.Value(alert.severity.upper())
    for period in alert.periods:
        span = made.active_period.add()
        if period.begins is not None:
            span.start = int(period.begins.timestamp())
        if period.ends is not None:
            span.end = int(period.ends.timestamp())
    made.informed_entity.extend(selectors)
    for language, title, text in (("fr", alert.title, alert.text), ("en", alert.title_en, alert.text_en)):
        if title:
            made.header_text.translation.add(text=title[:MOST_HEADER], language=language)
        if text or (title and alert.text):
            made.description_text.translation.add(text=text or title, language=language)
    if address := alert.url or (page(alert.path) if alert.path else ""):
        made.url.translation.add(text=address, language="fr")


def _selectors(one: Concerned, networks: Mapping[str, Networks]) -> list[pb.EntitySelector]:
    if one.route_id or one.stop_id:
        chosen = pb.EntitySelector()
        if one.route_id:
            chosen.route_id = one.route_id
        if one.stop_id:
            chosen.stop_id = one.stop_id
        return [chosen]
    return [
        pb.EntitySelector(agency_id=value) if name == "agency_id" else pb.EntitySelector(route_id=value)
        for name, value in networks.get(one.feed, ())
    ]

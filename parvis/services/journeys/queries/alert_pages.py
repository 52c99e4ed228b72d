# SPDX-License-Identifier: AGPL-3.0-or-later
"""Disruptions with what people read of them: the lines with their badges, the stops with their pages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from parvis.services.journeys.adapters.agencies import agency_ids
from parvis.services.journeys.adapters.alerts_feed import Networks
from parvis.services.journeys.adapters.answers import LineSeen, StopKey
from parvis.services.journeys.adapters.network import current_network
from parvis.services.journeys.adapters.subjects import line_of, lines_of
from parvis.services.journeys.models import Feed
from parvis.services.journeys.queries.feeds import in_force
from parvis.services.journeys.rules.disruptions import Alert

MOST_STOPS = 40


@dataclass(frozen=True)
class AlertShown:
    """A disruption with its subjects as people know them. `more_stops`: how many names are left out."""

    alert: Alert
    networks: tuple[str, ...]
    lines: tuple[LineSeen, ...]
    stops: tuple[tuple[str, StopKey], ...]
    more_stops: int = 0


def shown(alerts: Iterable[Alert]) -> list[AlertShown]:
    """The same disruptions, ready for a page; three reads at most, however many they are."""
    every = list(alerts)
    titles = dict(Feed.objects.order_by("slug").values_list("slug", "title")) if every else {}
    return [_shown(alert, titles) for alert in every]


def lines_concerned(alerts: Iterable[Alert]) -> list[LineSeen]:
    """The lines that disruptions name, each once: what a list may be narrowed to."""
    found = {(one.feed, one.route_id) for alert in alerts for one in alert.concerned if one.route_id}
    return sorted(
        filter(None, (_line(feed, route_id) for feed, route_id in found)), key=lambda one: (one.feed, one.name)
    )


def networks_in_force() -> dict[str, Networks]:
    """What each timetable in force is named by in a GTFS-Realtime feed."""
    found: dict[str, Networks] = {}
    mapped = current_network()
    for row in in_force():
        slug, agencies = row.feed.slug, agency_ids(row.path)
        lines = lines_of(mapped, [slug]) if mapped and not agencies else []
        found[slug] = tuple(("agency_id", one) for one in agencies) or tuple(
            ("route_id", one.route_id) for one in lines
        )
    return found


def _shown(alert: Alert, titles: dict[str, str]) -> AlertShown:
    networks = [titles.get(one.feed, one.feed) for one in alert.concerned if not (one.route_id or one.stop_id)]
    keys = dict.fromkeys((one.feed, one.route_id) for one in alert.concerned if one.route_id)
    lines = [line for key in keys if (line := _line(*key))]
    stops: dict[str, StopKey] = {}
    for one in alert.concerned:
        if one.stop_id:
            name = one.name.rpartition(" · ")[2] if one.route_id else one.name
            stops.setdefault(name, (one.feed, one.stop_id))
    shown_stops = tuple(stops.items())[:MOST_STOPS]
    return AlertShown(alert, tuple(dict.fromkeys(networks)), tuple(lines), shown_stops, max(len(stops) - MOST_STOPS, 0))


def _line(feed: str, route_id: str) -> LineSeen | None:
    mapped = current_network()
    return line_of(mapped, feed, route_id) if mapped else None

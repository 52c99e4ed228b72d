# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whom a disruption matters to: who waits where its lines stop, who rides the lines that serve its stops."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from parvis.services.journeys.adapters.answers import StopKey
from parvis.services.journeys.adapters.network import current_network
from parvis.services.journeys.adapters.subjects import served_by, serving, with_platforms
from parvis.services.journeys.rules.disruptions import Concerned


@dataclass(frozen=True)
class AlertReach:
    """Whole timetables, lines and stops; `touched`: timetables of which anything is concerned."""

    networks: frozenset[str]
    touched: frozenset[str]
    lines: frozenset[tuple[str, str]]
    stops: frozenset[StopKey]


def reach_of(concerned: Iterable[Concerned]) -> AlertReach:
    """What subscriptions are compared with. Without a network in force only what the disruption names."""
    every = list(concerned)
    networks = frozenset(one.feed for one in every if not (one.route_id or one.stop_id))
    lines = frozenset((one.feed, one.route_id) for one in every if one.route_id)
    alone = frozenset((one.feed, one.route_id) for one in every if one.route_id and not one.stop_id)
    stops = frozenset((one.feed, one.stop_id) for one in every if one.stop_id)
    anywhere = frozenset((one.feed, one.stop_id) for one in every if one.stop_id and not one.route_id)
    mapped = current_network()
    if mapped is not None:
        lines |= serving(mapped, anywhere)
        stops = with_platforms(mapped, stops | served_by(mapped, alone))
    return AlertReach(networks, frozenset(one.feed for one in every), lines, stops)

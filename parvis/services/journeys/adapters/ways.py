# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where a ride goes on the ground."""

from __future__ import annotations

from parvis.engines.timetable import Timetable
from parvis.services.journeys.adapters.answers import LegFound
from parvis.services.journeys.adapters.network import Mapped, current_network


def ridden_m(leg: LegFound) -> float:
    """How far a ride goes along its way; 0 where no way is drawn."""
    found = _found(leg)
    return found[0].shapes.length_m(*found[1]) if found and found[0].shapes else 0.0


def way_of(leg: LegFound) -> list[tuple[float, float]]:
    """(longitude, latitude) along the way of a ride; empty for a walk and where the timetable draws no way."""
    found = _found(leg)
    return found[0].shapes.path(*found[1]) if found and found[0].shapes else []


def _found(leg: LegFound) -> tuple[Mapped, tuple[int, int, int, int]] | None:
    """The network, and the pattern with its first row and the two positions; None where that is not known."""
    mapped = current_network()
    if leg.line is None or mapped is None or mapped.shapes is None:
        return None
    timetable = mapped.timetable
    try:
        feed = timetable.feed_number(leg.line.feed)
        trip = timetable.trip_numbers[feed, leg.trip_id]
        ends = (
            timetable.stop_numbers[feed, leg.origin.stop_id],
            timetable.stop_numbers[feed, leg.destination.stop_id],
        )
    except KeyError:
        return None
    pattern = int(timetable.trips.pattern[trip])
    found = _positions(timetable, pattern, ends, leg.stops)
    return (mapped, (pattern, int(timetable.patterns.first[pattern]), *found)) if found else None


def _positions(timetable: Timetable, pattern: int, ends: tuple[int, int], stops: int) -> tuple[int, int] | None:
    """Where one boards and alights. Where a line passes a stop twice, the number of stops decides."""
    first, last = int(timetable.patterns.first[pattern]), int(timetable.patterns.first[pattern + 1])
    served = timetable.patterns.stop[first:last].tolist()
    pairs = [
        (a, b)
        for a, start in enumerate(served) if start == ends[0]
        for b, end in enumerate(served) if end == ends[1] and b > a
    ]  # fmt: skip
    return min(pairs, key=lambda pair: abs(pair[1] - pair[0] - stops), default=None)

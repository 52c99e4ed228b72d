# SPDX-License-Identifier: AGPL-3.0-or-later
"""Plain fares: the cheapest tickets that hold for some rides of one feed."""

from collections.abc import Iterable, Sequence

from .tables import FareClass, FareRule, Part, PlainFares, Ride


def plain_part(feed: str, fares: PlainFares, rides: Sequence[Ride]) -> Part | None:
    """The least that the rides cost with tickets of one currency; None when a ride has no ticket."""
    found = [
        part
        for currency in sorted({one.currency for one in fares.classes})
        if (part := _cheapest(feed, fares, rides, currency)) is not None
    ]
    return found[0] if len(found) == 1 else None


def _cheapest(feed: str, fares: PlainFares, rides: Sequence[Ride], currency: str) -> Part | None:
    """``best[k]``: cents and tickets of the first ``k`` rides; each ticket holds for some that follow one another."""
    best: list[tuple[int, int] | None] = [(0, 0)]
    for end in range(1, len(rides) + 1):
        options = [
            (before[0] + one.cents, before[1] + 1)
            for start in range(end)
            if (before := best[start]) is not None
            for one in fares.classes
            if one.currency == currency and holds(fares, one, rides[start:end])
        ]
        best.append(min(options, default=None))
    last = best[-1]
    return None if last is None else Part(feed, last[0], currency, last[1])


def holds(fares: PlainFares, one: FareClass, rides: Sequence[Ride]) -> bool:
    """True when one ticket is enough for these rides. It must be valid when the last vehicle is boarded."""
    if one.transfers is not None and len(rides) - 1 > one.transfers:
        return False
    if one.valid_s is not None and rides[-1].departure_s - rides[0].departure_s > one.valid_s:
        return False
    if one.agency and any(fares.agencies.get(ride.route, one.agency) != one.agency for ride in rides):
        return False
    if one.key not in fares.ruled:
        return True
    origin, destination = (fares.zones.get(stop, "") for stop in (rides[0].stops[0], rides[-1].stops[-1]))
    ends = {(a, b) for a in ("", origin) for b in ("", destination)}
    rules = [rule for pair in ends for rule in fares.by_ends.get(pair, {}).get(one.key, ())]
    passed = {fares.zones.get(stop, "") for ride in rides for stop in ride.stops}
    return all(_allows(rules, ride.route, passed) for ride in rides)


def _allows(rules: Iterable[FareRule], route: str, passed: set[str]) -> bool:
    return any(rule.route in ("", route) and (not rule.contains or rule.contains == passed) for rule in rules)

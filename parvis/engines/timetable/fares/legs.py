# SPDX-License-Identifier: AGPL-3.0-or-later
"""Fares v2: each ride needs a product, and changing may cost less than a second one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .tables import LEG_FIELDS, LegFares, LegRule, Part, Product, Ride, TransferRule

BESIDES, INSTEAD_OF_BOTH = 1, 2


@dataclass(frozen=True, slots=True)
class _Leg:
    """A ride with the group of its rule and its product."""

    ride: Ride
    group: str
    product: Product


def legs_part(feed: str, fares: LegFares, rides: Sequence[Ride]) -> Part | None:
    """What the rides cost; None when a ride has no product, or when the feed says it in a way not understood here."""
    if fares.joins and len(rides) > 1:
        return None
    legs: list[_Leg] = []
    for ride in rides:
        leg = _leg(fares, ride)
        if leg is None:
            return None
        legs.append(leg)
    costs = _costs(fares, legs)
    if costs is None or len({leg.product.currency for leg in legs}) > 1:
        return None
    media = {leg.product.media for leg in legs}
    bought = sum(1 for cost in costs if cost)
    return Part(feed, sum(costs), legs[0].product.currency, bought, ", ".join(sorted(media - {""})))


def _leg(fares: LegFares, ride: Ride) -> _Leg | None:
    rules = matching(fares, ride)
    products = [fares.products.get(rule.product) for rule in rules]
    if not rules or any(rule.timed for rule in rules) or None in products:
        return None
    known = [(product.cents, number) for number, product in enumerate(products) if product]
    number = min(known)[1]
    product = products[number]
    return _Leg(ride, rules[number].group, product) if product else None


def matching(fares: LegFares, ride: Ride) -> list[LegRule]:
    """The rules of a ride; with priorities only the highest ones."""
    network = {fares.networks.get(ride.route, "")} - {""}
    origin, destination = (fares.areas.get(stop, frozenset[str]()) for stop in (ride.stops[0], ride.stops[-1]))
    fields = tuple(zip(LEG_FIELDS, (network, origin, destination), strict=True))

    def fits(rule: LegRule) -> bool:
        return all(
            getattr(rule, name) in own if getattr(rule, name) else fares.by_priority or not own & fares.listed[name]
            for name, own in fields
        )

    found = [rule for rule in fares.rules if fits(rule)]
    highest = max((rule.priority for rule in found), default=0)
    return [rule for rule in found if rule.priority == highest] if fares.by_priority else found


def _costs(fares: LegFares, legs: Sequence[_Leg]) -> list[int] | None:
    """What each leg adds; None when a transfer's product is unknown. ``since``: where the use of a rule began."""
    costs = [legs[0].product.cents]
    used: TransferRule | None = None
    since = 0
    for number in range(1, len(legs)):
        options = [
            (_added(fares, rule, legs[number], costs[-1]), rule, start)
            for rule in _between(fares.transfers, legs[number - 1].group, legs[number].group)
            if _allowed(rule, legs, start := since if rule is used else number - 1, number)
        ]
        if any(added is None for added, _rule, _start in options):
            return None
        if not options:
            costs.append(legs[number].product.cents)
            used = None
            continue
        _more, used, since = min(options, key=lambda option: option[0] or 0)
        if used.kind == INSTEAD_OF_BOTH:
            costs[-1] = 0
        costs.append(_paid(fares, used, legs[number]))
    return costs


def _between(rules: Iterable[TransferRule], origin: str, destination: str) -> list[TransferRule]:
    """Rules from a group to a group; empty ones hold for the groups that no rule names."""
    rules = list(rules)
    from_listed, to_listed = {rule.origin for rule in rules} - {""}, {rule.destination for rule in rules} - {""}
    return [
        rule
        for rule in rules
        if (rule.origin == origin if rule.origin else origin not in from_listed)
        and (rule.destination == destination if rule.destination else destination not in to_listed)
    ]


def _allowed(rule: TransferRule, legs: Sequence[_Leg], start: int, number: int) -> bool:
    if rule.times >= 0 and number - start > rule.times:
        return False
    if rule.limit_s is None:
        return True
    first, last = legs[start].ride, legs[number].ride
    begin = first.departure_s if rule.limit_kind in (0, 1) else first.arrival_s
    end = last.departure_s if rule.limit_kind in (1, 2) else last.arrival_s
    return end - begin <= rule.limit_s


def _paid(fares: LegFares, rule: TransferRule, leg: _Leg) -> int:
    product = fares.products.get(rule.product)
    cents = product.cents if product else 0
    return cents + leg.product.cents if rule.kind == BESIDES else cents


def _added(fares: LegFares, rule: TransferRule, leg: _Leg, before: int) -> int | None:
    """How much dearer the whole becomes; None when the rule's product is not known or in another currency."""
    product = fares.products.get(rule.product)
    if rule.product and (product is None or product.currency != leg.product.currency):
        return None
    return _paid(fares, rule, leg) - (before if rule.kind == INSTEAD_OF_BOTH else 0)

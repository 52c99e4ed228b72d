# SPDX-License-Identifier: AGPL-3.0-or-later
"""What feeds say about prices, and what is asked of it. Amounts are whole hundredths of the currency.

Two ways of saying it: plain fares (``fare_attributes.txt``, ``fare_rules.txt``) and fares by leg (Fares v2). Names are
the feeds' own, so that prices can be asked without the timetable.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from parvis.engines.timetable.problems import Problem

LEG_FIELDS = ("network", "origin", "destination")


@dataclass(frozen=True, slots=True)
class Ride:
    """One ride: the stops that the vehicle serves from boarding to alighting, both included; seconds of one day."""

    feed: str
    route: str
    stops: tuple[str, ...]
    departure_s: int
    arrival_s: int


@dataclass(frozen=True, slots=True)
class FareClass:
    """A ticket. ``transfers`` None: as many as wanted; ``valid_s`` None: as long as wanted; ``agency`` may be empty."""

    key: str
    cents: int
    currency: str
    transfers: int | None = 0
    valid_s: int | None = None
    agency: str = ""


@dataclass(frozen=True, slots=True)
class FareRule:
    """Where a ticket holds; empty: anywhere. ``contains``: exactly the zones that one passes."""

    fare: str
    route: str = ""
    origin: str = ""
    destination: str = ""
    contains: frozenset[str] = frozenset()


@dataclass(frozen=True)
class PlainFares:
    """``zones`` by stop, ``agencies`` by line where several agencies have tickets of their own."""

    classes: tuple[FareClass, ...]
    rules: tuple[FareRule, ...] = ()
    zones: Mapping[str, str] = field(default_factory=dict)
    agencies: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def by_ends(self) -> Mapping[tuple[str, str], Mapping[str, list[FareRule]]]:
        """Rules by origin and destination (either may be empty), then by ticket."""
        found: dict[tuple[str, str], dict[str, list[FareRule]]] = {}
        for rule in self.rules:
            found.setdefault((rule.origin, rule.destination), {}).setdefault(rule.fare, []).append(rule)
        return found

    @cached_property
    def ruled(self) -> frozenset[str]:
        """Tickets that do not hold everywhere."""
        return frozenset(rule.fare for rule in self.rules)


@dataclass(frozen=True, slots=True)
class Product:
    """What an adult without any card pays for it; ``media`` names what one needs (a card, an application), or empty."""

    cents: int
    currency: str
    name: str = ""
    media: str = ""


@dataclass(frozen=True, slots=True)
class LegRule:
    """Which product a ride needs. Empty fields: see ``LegFares.by_priority``. ``timed``: at some hours only."""

    product: str
    group: str = ""
    network: str = ""
    origin: str = ""
    destination: str = ""
    priority: int = 0
    timed: bool = False


@dataclass(frozen=True, slots=True)
class TransferRule:
    """What changing costs. ``kind`` 0: instead of the second ride, 1: besides it, 2: instead of both.

    ``times`` -1: as often as wanted. ``limit_kind``: 0 departure to arrival, 1 departure to departure, 2 arrival to
    departure, 3 arrival to arrival. Without ``product`` it costs nothing.
    """

    origin: str = ""
    destination: str = ""
    times: int = -1
    limit_s: int | None = None
    limit_kind: int = 1
    kind: int = 0
    product: str = ""


@dataclass(frozen=True)
class LegFares:
    """Fares v2. ``by_priority``: empty fields of leg rules match all; else all that no rule names.

    ``areas`` by stop (a station's included), ``networks`` by line. ``joins``: the feed joins rides to one leg, which is
    not understood here.
    """

    products: Mapping[str, Product]
    rules: tuple[LegRule, ...]
    transfers: tuple[TransferRule, ...] = ()
    areas: Mapping[str, frozenset[str]] = field(default_factory=dict)
    networks: Mapping[str, str] = field(default_factory=dict)
    by_priority: bool = False
    joins: bool = False

    @cached_property
    def listed(self) -> Mapping[str, frozenset[str]]:
        """What rules name, by field."""
        return {name: frozenset(getattr(rule, name) for rule in self.rules) - {""} for name in LEG_FIELDS}


type FeedFares = PlainFares | LegFares


@dataclass(frozen=True, slots=True)
class Fares:
    """The fares of each feed that has any."""

    feeds: Mapping[str, FeedFares] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """What one feed asks for its rides; ``tickets``: how many are bought."""

    feed: str
    cents: int
    currency: str
    tickets: int = 1
    media: str = ""


@dataclass(frozen=True, slots=True)
class Price:
    """What rides cost, feed by feed; ``unknown`` names the feeds that do not say."""

    parts: tuple[Part, ...] = ()
    unknown: tuple[str, ...] = ()

    @property
    def currency(self) -> str:
        """The currency of all parts; empty when they differ or there is none."""
        found = {part.currency for part in self.parts}
        return found.pop() if len(found) == 1 else ""

    @property
    def cents(self) -> int | None:
        """The whole; None when a part is unknown, or in another currency: there is no wrong total."""
        if self.unknown or not self.currency:
            return None
        return sum(part.cents for part in self.parts)

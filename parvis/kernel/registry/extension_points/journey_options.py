# SPDX-License-Identifier: AGPL-3.0-or-later
"""`journey_options`: what other services offer to who looks for a way, beside public transport."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from parvis.kernel.registry.manifest import Text


@dataclass(frozen=True, kw_only=True)
class JourneyQuestion:
    """From a point to a point (degrees WGS 84), leaving at a moment or, with `arrive`, being there then."""

    from_lon: float
    from_lat: float
    to_lon: float
    to_lat: float
    at: datetime
    arrive: bool = False
    wheelchair: bool = False


@dataclass(frozen=True, kw_only=True)
class JourneyOption:
    """One offer and where it leads. Without times it is shown without them; `cents` of euro, None where not known."""

    title: Text
    url: str
    text: Text = ""
    icon: str = "car"
    departure: datetime | None = None
    arrival: datetime | None = None
    cents: int | None = None
    co2_g: float | None = None

    @property
    def seconds(self) -> int:
        """How long it takes; 0 without times."""
        return int((self.arrival - self.departure).total_seconds()) if self.departure and self.arrival else 0


class JourneyOptions(Protocol):
    """Answers for one service, in a thread of its own."""

    def options(self, question: JourneyQuestion) -> Iterable[JourneyOption]:
        """At most three offers within 300 ms; what comes later, or fails, is not shown. The best one first."""
        ...

# SPDX-License-Identifier: AGPL-3.0-or-later
"""Disruptions: their states, the words of the GTFS-Realtime standard, when they hold and whom they concern; no ORM.

Causes, effects and severities are those of GTFS-Realtime 2.0, "Alert", under the standard's own names.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

MOST_TITLE, MOST_TEXT, MOST_PERIODS, MOST_CONCERNED = 120, 4_000, 12, 3_000
RADIUS_M = range(50, 5_001)
AHEAD = timedelta(days=14)
"""How long before it begins residents are told of a planned one."""


class State(TextChoices):
    """The life of a disruption: draft, published, then withdrawn by somebody or over by its own end."""

    DRAFT = "draft", pgettext_lazy("disruption", "Draft")
    PUBLISHED = "published", pgettext_lazy("disruption", "Published")
    WITHDRAWN = "withdrawn", pgettext_lazy("disruption", "Withdrawn")
    OVER = "over", pgettext_lazy("disruption", "Over")


ARROWS: dict[State, frozenset[State]] = {
    State.DRAFT: frozenset({State.PUBLISHED, State.WITHDRAWN}),
    State.PUBLISHED: frozenset({State.WITHDRAWN, State.OVER}),
    State.WITHDRAWN: frozenset(),
    State.OVER: frozenset(),
}


class Cause(TextChoices):
    """Why."""

    CONSTRUCTION = "construction", _("Works")
    MAINTENANCE = "maintenance", _("Maintenance")
    ACCIDENT = "accident", _("Accident")
    WEATHER = "weather", _("Weather")
    TECHNICAL_PROBLEM = "technical_problem", _("Technical problem")
    STRIKE = "strike", _("Strike")
    DEMONSTRATION = "demonstration", _("Demonstration")
    HOLIDAY = "holiday", _("Feast or event")
    POLICE_ACTIVITY = "police_activity", _("Police at work")
    MEDICAL_EMERGENCY = "medical_emergency", _("Medical emergency")
    OTHER_CAUSE = "other_cause", _("Another cause")
    UNKNOWN_CAUSE = "unknown_cause", _("Not known")


class Effect(TextChoices):
    """What travellers meet."""

    NO_SERVICE = "no_service", _("No service")
    REDUCED_SERVICE = "reduced_service", _("Fewer departures")
    SIGNIFICANT_DELAYS = "significant_delays", _("Long delays")
    DETOUR = "detour", _("Diverted")
    STOP_MOVED = "stop_moved", _("Stop moved")
    ADDITIONAL_SERVICE = "additional_service", _("More departures")
    MODIFIED_SERVICE = "modified_service", _("Changed timetable")
    ACCESSIBILITY_ISSUE = "accessibility_issue", _("Access difficult")
    OTHER_EFFECT = "other_effect", _("Other")
    NO_EFFECT = "no_effect", _("Information")
    UNKNOWN_EFFECT = "unknown_effect", _("Not known")


class Severity(TextChoices):
    """How much it changes for those whom it concerns."""

    INFO = "info", _("For your information")
    WARNING = "warning", _("Take it into account")
    SEVERE = "severe", _("Serious: told at once, even at night")


TONES = {Severity.INFO: "info", Severity.WARNING: "warn", Severity.SEVERE: "danger"}
_ORDER = {Severity.SEVERE: 0, Severity.WARNING: 1, Severity.INFO: 2}
_ON_THE_WAY = frozenset({Effect.SIGNIFICANT_DELAYS, Effect.DETOUR, Effect.REDUCED_SERVICE, Effect.NO_SERVICE})
"""Effects at a stop that matter to those who ride through it too."""


class Timing(StrEnum):
    """Where a moment stands to a disruption."""

    NOW = "now"
    LATER = "later"
    BETWEEN = "between"
    """Between two of its periods."""
    PAST = "past"


@dataclass(frozen=True, slots=True)
class Period:
    """From a moment until another; `ends` None: until further notice; `begins` None: always has been."""

    begins: datetime | None
    ends: datetime | None = None

    def meets(self, begins: datetime, ends: datetime) -> bool:
        """True when it holds at some moment of the span."""
        return (self.begins is None or self.begins <= ends) and (self.ends is None or self.ends > begins)


@dataclass(frozen=True, slots=True)
class Concerned:
    """Whom it concerns, as in the standard: all that is filled in must match; the timetable alone: all of it.

    `name` is what people read. `derived`: the stop was found around the place, nobody chose it.
    """

    feed: str
    route_id: str = ""
    stop_id: str = ""
    name: str = ""
    derived: bool = False


@dataclass(frozen=True)
class Alert:
    """A disruption as everybody reads it, wherever it was written.

    `key` is unique and stays; `path` its page here, or empty. Texts in French; `title_en`, `text_en` where there are
    any.
    """

    key: str
    authority: str
    title: str
    text: str
    cause: Cause
    effect: Effect
    severity: Severity
    periods: tuple[Period, ...]
    concerned: tuple[Concerned, ...]
    changed_at: datetime
    path: str = ""
    url: str = ""
    title_en: str = ""
    text_en: str = ""

    def timing(self, at: datetime) -> Timing:
        """Whether it holds at a moment."""
        return timing(self.periods, at)

    @property
    def tone(self) -> str:
        """The tone of its notice."""
        return TONES[self.severity]

    def in_language(self, language: str) -> tuple[str, str]:
        """Title and text, in English where it has them and that is asked for."""
        if language.startswith("en") and self.title_en:
            return self.title_en, self.text_en or self.text
        return self.title, self.text

    def meets(self, begins: datetime, ends: datetime) -> bool:
        """True when one of its periods holds at some moment of the span."""
        return not self.periods or any(period.meets(begins, ends) for period in self.periods)

    def on_ride(self, feed: str, route_id: str, ends: Iterable[str], through: Iterable[str] = ()) -> bool:
        """Whether a ride meets it: on its line, or where one boards or gets off; on the way where that matters."""
        stops = set(ends) | (set(through) if self.effect in _ON_THE_WAY else set())
        return any(
            one.feed == feed and one.route_id in ("", route_id) and (not one.stop_id or one.stop_id in stops)
            for one in self.concerned
        )

    def on_line(self, feed: str, route_id: str) -> bool:
        """Whether it concerns a line as such: the line, or all lines; not a stop that many lines share."""
        return any(
            one.feed == feed and (one.route_id == route_id or not (one.route_id or one.stop_id))
            for one in self.concerned
        )

    def at_stops(self, stops: frozenset[tuple[str, str]], lines: frozenset[tuple[str, str]]) -> bool:
        """Whether those who wait at these stops for these lines meet it; both as (timetable, identifier)."""
        return any(_waits(one, stops, lines) for one in self.concerned)


def _waits(one: Concerned, stops: frozenset[tuple[str, str]], lines: frozenset[tuple[str, str]]) -> bool:
    if one.stop_id:
        return (one.feed, one.stop_id) in stops
    if one.route_id:
        return (one.feed, one.route_id) in lines
    return any(feed == one.feed for feed, _stop in stops)


def timing(periods: Iterable[Period], at: datetime) -> Timing:
    """Whether periods hold at a moment; no period at all is always."""
    every = list(periods)
    if not every or any(each.meets(at, at) for each in every):
        return Timing.NOW
    begun = any(each.begins is None or each.begins <= at for each in every)
    to_come = any(each.begins is not None and each.begins > at for each in every)
    if to_come:
        return Timing.BETWEEN if begun else Timing.LATER
    return Timing.PAST


def weight(alert: Alert) -> tuple[int, float]:
    """The order in which they are read: the serious first, then the newest."""
    return _ORDER[alert.severity], -alert.changed_at.timestamp()


def bounds(periods: Iterable[Period]) -> tuple[datetime | None, datetime | None]:
    """The first beginning and the last end; None where it is open."""
    every = list(periods)
    begins = [each.begins for each in every]
    ends = [each.ends for each in every]
    first = min((one for one in begins if one), default=None) if None not in begins else None
    last = max((one for one in ends if one), default=None) if None not in ends else None
    return first, last

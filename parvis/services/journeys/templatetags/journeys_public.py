# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the residents' pages draw: times, durations, the bar of a journey, the stripe of a line."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django import template
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from parvis.engines.timetable import Mode
from parvis.services.journeys.adapters.answers import JourneyFound, LegFound, LineSeen
from parvis.services.journeys.badges import paint
from parvis.services.journeys.clock import clock
from parvis.services.journeys.modes import wording
from parvis.services.journeys.templatetags.journeys import days, line_badge
from parvis.ui import icons

register = template.Library()
register.simple_tag(line_badge)
register.simple_tag(days)

MINUTE_S = 60
_NBSP = "\u00a0"
_ICONS = {
    Mode.TRAM: "tram-front", Mode.METRO: "train-front-tunnel", Mode.RAIL: "train-front", Mode.FERRY: "ship",
    Mode.CABLE_CAR: "cable-car", Mode.ON_DEMAND: "car-taxi-front", Mode.PLANE: "plane",
}  # fmt: skip
_LEAST_SHARE, _LETTER_SHARE = 7.0, 3.2
"""Per cent of the bar that a ride takes at least to bear its line's name, and that each letter needs."""


@register.filter
def hour(moment: datetime) -> str:
    """ "8 h 04"; in English "08:04"."""
    local = timezone.localtime(moment) if timezone.is_aware(moment) else moment
    return clock(local.hour * 3600 + local.minute * MINUTE_S, get_language() or "fr").replace(" ", _NBSP)


@register.filter
def lasting(one: JourneyFound | LegFound) -> str:
    """How long a journey or one of its legs takes: "27 min", "1 h 05"."""
    return in_words(minutes_of(one))


def minutes_of(one: JourneyFound | LegFound) -> int:
    """Whole minutes between the departure and the arrival as the clock shows them."""
    return _minute(one.arrival) - _minute(one.departure)


@register.filter
def seconds(lasting_s: int) -> str:
    """Seconds as people say them, in minutes."""
    return in_words(round(lasting_s / MINUTE_S))


def in_words(minutes: int) -> str:
    """Minutes as people say them."""
    if minutes < MINUTE_S:
        return f"{max(minutes, 1)}{_NBSP}min"
    return f"{minutes // MINUTE_S}{_NBSP}h{_NBSP}{minutes % MINUTE_S:02}"


@register.filter
def mode_icon(line: LineSeen) -> SafeString:
    """The drawing of a line's means of transport."""
    return icons.svg(_ICONS.get(line.mode, "bus"))


@register.filter
def mode_name(line: LineSeen) -> str:
    """Its name."""
    return str(wording(line.mode))


@register.filter
def is_on_request(line: LineSeen) -> bool:
    """True for what runs only when somebody has booked it."""
    return line.mode is Mode.ON_DEMAND


@register.filter
def rides(journey: JourneyFound) -> list[LegFound]:
    """The legs of a journey that are no walks."""
    return [leg for leg in journey.legs if leg.line]


@register.simple_tag
def waiting_until(moment: datetime, now: datetime) -> str:
    """How soon something leaves: "now", "in 4 min"; nothing from an hour on."""
    minutes = _minute(moment) - _minute(now)
    if minutes < 1:
        return _("now")
    return _("in {minutes} min").format(minutes=minutes).replace(" min", f"{_NBSP}min") if minutes < MINUTE_S else ""


@register.simple_tag
def line_stripe(line: LineSeen | None) -> SafeString:
    """The stripe beside a leg in the timeline, in the colour of its line; dots for a walk."""
    if line is None:
        return format_html(
            '<svg class="way-stripe{}" aria-hidden="true"><line x1="5" x2="5" y1="4" y2="100%"/></svg>', " is-walk"
        )
    return format_html(
        '<svg class="way-stripe" aria-hidden="true"><rect width="10" height="100%" rx="5" fill="{}"/></svg>',
        paint(line.colour).ground,
    )


@register.simple_tag
def journey_bar(journey: JourneyFound, longest_s: float) -> SafeString:
    """The journey as a bar, in proportion to the longest of the list. The text beside says the same."""
    total = max((journey.arrival - journey.departure).total_seconds(), 1.0)
    share = 100 * total / max(longest_s, total)
    return format_html(
        '<svg class="journey-bar" aria-hidden="true" width="{}%" height="30">'
        '<line class="bar-wait" x1="0" x2="100%" y1="15" y2="15"/>{}</svg>',
        f"{share:.1f}",
        format_html_join("", "{}", ((part,) for part in _parts(journey, total, share))),
    )


def _parts(journey: JourneyFound, total: float, share: float) -> Iterator[SafeString]:
    for leg in journey.legs:
        left = 100 * (leg.departure - journey.departure).total_seconds() / total
        width = 100 * (leg.arrival - leg.departure).total_seconds() / total
        if leg.line is None:
            yield format_html(
                '<line class="bar-walk" x1="{}%" x2="{}%" y1="15" y2="15"/>', f"{left:.2f}", f"{left + width:.2f}"
            )
            continue
        colours = paint(leg.line.colour, leg.line.text_colour)
        seen = width * share / 100
        name = leg.line.name if seen >= max(_LEAST_SHARE, _LETTER_SHARE * len(leg.line.name)) else ""
        yield format_html(
            '<svg x="{}%" width="{}%" height="30"><rect width="100%" height="30" rx="7" fill="{}"/>'
            '<text x="50%" y="20" text-anchor="middle" fill="{}">{}</text></svg>',
            f"{left:.2f}", f"{max(width, 1.5):.2f}", colours.ground, colours.text, name,
        )  # fmt: skip


def _minute(moment: datetime) -> int:
    return int(moment.timestamp()) // MINUTE_S

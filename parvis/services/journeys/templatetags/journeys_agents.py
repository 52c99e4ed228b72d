# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the authorities' desk draws."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from parvis.services.journeys.clock import clock
from parvis.services.journeys.models import Delivery, Disruption
from parvis.services.journeys.queries.feeds import FeedState
from parvis.services.journeys.rules.coverage import Coverage
from parvis.services.journeys.rules.deliveries import WORDINGS, DeliveryState
from parvis.services.journeys.rules.disruptions import State, Timing, timing
from parvis.services.journeys.templatetags.journeys import days, line_badge
from parvis.ui.components.blocks import status_tag

register = template.Library()
register.simple_tag(line_badge)
register.simple_tag(days)

_MONTHS, _WIDTH, _HEIGHT = 6, 240, 26
_DAYS = 30.4 * _MONTHS


@register.simple_tag
def delivery_tag(delivery: Delivery) -> SafeString:
    """The state of a delivered file."""
    wording = WORDINGS[DeliveryState(delivery.state)]
    return status_tag(str(wording.label), wording.tone, wording.icon)


@register.simple_tag
def disruption_tag(row: Disruption, now: datetime) -> SafeString:
    """Where a disruption stands."""
    state = State(row.state)
    running: dict[Timing, tuple[str, str]] = {
        Timing.NOW: (_("In force"), "danger"),
        Timing.PAST: (pgettext("disruption", "Over"), "muted"),
    }
    words = {
        State.DRAFT: (_("Draft: nobody else sees it"), "info", "pencil"),
        State.WITHDRAWN: (str(state.label), "muted", "circle-x"),
        State.OVER: (str(state.label), "muted", "check"),
    }
    if state in words:
        return status_tag(*words[state])
    return status_tag(*running.get(timing(row.period_list, now), (_("To come"), "progress")), "triangle-alert")


@register.simple_tag
def coverage_tag(state: FeedState) -> SafeString:
    """What travellers have of a timetable, and until when."""
    until = date_format(state.until, "j F Y") if state.until else ""
    words = {
        Coverage.NONE: (_("Nothing in force"), "danger", "circle-x"),
        Coverage.ENDED: (_("Over: travellers find nothing"), "danger", "circle-x"),
        Coverage.ENDING: (_("Ends on %s") % until, "warn", "alarm-clock"),
        Coverage.COVERED: (_("Until %s") % until, "ok", "check"),
    }
    return status_tag(*words[state.coverage])


@register.simple_tag
def coverage_bar(state: FeedState, today: date | None = None) -> SafeString:
    """The next six months as a bar: in force, planned, nothing. The tag beside says the same in words."""
    today = today or timezone.localdate()
    parts = []
    for delivery, name in ((state.active, "is-active"), (state.planned, "is-planned")):
        if delivery is not None and delivery.first_day and delivery.last_day:
            begin = max(delivery.first_day, delivery.planned_for or delivery.first_day)
            left, right = _place(begin, today), _place(delivery.last_day + timedelta(days=1), today)
            if right > left:
                parts.append((name, left, right - left))
    bars = format_html_join("", '<rect class="{}" x="{}" y="4" width="{}" height="14" rx="3"/>', parts)
    months = format_html_join(
        "", '<line x1="{0}" x2="{0}" y1="0" y2="26"/>', ((_place(month, today),) for month in _month_starts(today))
    )
    return format_html(
        '<svg class="coverage-bar" aria-hidden="true" width="{0}" height="{1}" viewBox="0 0 {0} {1}">'
        '<rect class="is-empty" x="0" y="4" width="{0}" height="14" rx="3"/>{2}<g>{3}</g></svg>',
        _WIDTH,
        _HEIGHT,
        bars,
        months,
    )


def _place(day: date, today: date) -> int:
    share = (day - today).days / _DAYS
    return round(_WIDTH * min(1.0, max(0.0, share)))


def _month_starts(today: date) -> list[date]:
    months = [(today.month + ahead) for ahead in range(1, _MONTHS + 1)]
    return [date(today.year + (month - 1) // 12, (month - 1) % 12 + 1, 1) for month in months]


@register.simple_tag
def change_tag(change: str) -> SafeString:
    """What happens to a line."""
    words = {"added": (pgettext("line", "New"), "ok", "plus"), "removed": (_("Gone"), "danger", "minus")}
    return status_tag(*words.get(change, (_("Changed"), "warn", "pencil")))


@register.simple_tag
def span_change(line: dict[str, Any]) -> str:
    """First and last departure, before and after where they differ."""
    before, after = _hours(line["before"]), _hours(line["after"])
    return f"{before} → {after}" if before and after and before != after else after or before


def _hours(week: dict[str, Any] | None) -> str:
    if not week or not week["week"]:
        return ""
    language = get_language() or "fr"
    return f"{clock(week['first_s'], language)} – {clock(week['last_s'], language)}"

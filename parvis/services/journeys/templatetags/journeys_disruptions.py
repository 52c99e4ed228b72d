# SPDX-License-Identifier: AGPL-3.0-or-later
"""What pages say of disruptions: `{% disruptions_of feed route_id %}`, `{% alert_list alerts %}`, periods in words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import Any

from django import template
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from parvis.services.journeys.adapters.answers import JourneyFound, LegFound
from parvis.services.journeys.clock import clock
from parvis.services.journeys.models import DisruptionSubscription
from parvis.services.journeys.queries.disruptions import on_journeys, on_leg, on_line
from parvis.services.journeys.rules.disruptions import Alert, Period, Timing
from parvis.services.journeys.rules.subscriptions import EVERY_DAY, WEEK_DAYS
from parvis.ui.formats import NBSP, long_date

register = template.Library()


@register.inclusion_tag("journeys/public/_alerts.html")
def disruptions_of(feed: str, route_id: str) -> dict[str, Any]:
    """The disruptions of a line, in force or to come within a fortnight; nothing where there is none."""
    now = timezone.now()
    return {"alerts": on_line(feed, route_id, now), "now": now, "level": 2}


@register.inclusion_tag("journeys/public/_alerts.html")
def alert_list(alerts: Iterable[Alert], level: int = 2) -> dict[str, Any]:
    """Disruptions as a short list: what, when, where to read more; nothing where there is none."""
    return {"alerts": list(alerts), "now": timezone.now(), "level": level}


@register.simple_tag
def leg_alerts(leg: LegFound, among: Iterable[Alert]) -> list[Alert]:
    """Those that a ride meets."""
    return on_leg(leg, among)


@register.simple_tag
def journey_alerts(journey: JourneyFound, among: list[Alert]) -> list[Alert]:
    """Those that a journey meets."""
    return on_journeys([journey], among)


@register.filter
def said_title(alert: Alert) -> str:
    """Its title in the language of the page."""
    return alert.in_language(get_language() or "fr")[0]


@register.filter
def said_text(alert: Alert) -> str:
    """Its text in the language of the page."""
    return alert.in_language(get_language() or "fr")[1]


@register.simple_tag
def when_in_short(alert: Alert, now: datetime) -> str:
    """When it holds, as one looks at it now: until when, or from when."""
    state = alert.timing(now)
    if state is Timing.NOW:
        ends = [period.ends for period in alert.periods if period.meets(now, now)]
        last = max((end for end in ends if end), default=None)
        return until_words(None if None in ends or not ends else last)
    coming = [period.begins for period in alert.periods if period.begins and period.begins > now]
    return _("from %s on") % _begin(min(coming)) if coming else _("over")


def until_words(end: datetime | None) -> str:
    """Until when something lasts."""
    return _("until %s") % _end(end) if end else _("until further notice")


def _hour(local: datetime) -> str:
    if not local.minute and not (get_language() or "fr").startswith("en"):
        return f"{local.hour}{NBSP}h"
    return clock(local.hour * 3600 + local.minute * 60, get_language() or "fr").replace(" ", NBSP)


def _begin(moment: datetime) -> str:
    """A day that begins at midnight is a whole one."""
    local = timezone.localtime(moment)
    return long_date(local.date() if local.time() == time(0) else local)


def _end(moment: datetime) -> str:
    """What ends at midnight lasts the whole day before."""
    local = timezone.localtime(moment)
    return long_date((local - timedelta(minutes=1)).date() if local.time() == time(0) else local)


@register.filter
def days_and_hours(row: DisruptionSubscription) -> str:
    """When somebody wants to be told: "every day", "lundi, mardi, 7 h – 9 h"."""
    days = [str(WEEKDAYS[number]) for number in range(WEEK_DAYS) if row.days >> number & 1]
    said = _("every day") if row.days == EVERY_DAY else ", ".join(days)
    if (row.from_hour, row.until_hour) == (0, 24):
        return said
    return _("%(days)s, %(first)s h to %(last)s h") % {"days": said, "first": row.from_hour, "last": row.until_hour}


@register.filter
def period_words(period: Period) -> str:
    """From when until when."""
    if period.begins is None:
        return until_words(period.ends)
    if period.ends is None:
        return _("from %s, until further notice") % _begin(period.begins)
    first, last = timezone.localtime(period.begins), timezone.localtime(period.ends)
    if first.date() == last.date():
        said = {"day": long_date(first.date()), "first": _hour(first), "last": _hour(last)}
        return _("%(day)s from %(first)s to %(last)s") % said
    if first.time() == last.time() == time(0) and last - first <= timedelta(hours=25):
        return long_date(first.date())
    return _("from %(begins)s until %(ends)s") % {"begins": _begin(period.begins), "ends": _end(period.ends)}

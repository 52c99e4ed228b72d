# SPDX-License-Identifier: AGPL-3.0-or-later
"""Real time in words: how late, how early, called off; and what is said of streams that have stopped."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django import template
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from parvis.services.journeys.adapters.answers import Actual, Becomes, JourneyFound
from parvis.services.journeys.adapters.live import StreamSeen, streams_seen
from parvis.services.journeys.templatetags.journeys_public import in_words

register = template.Library()

_MINUTE = timedelta(minutes=1)


@register.simple_tag
def real_words(said: Actual, leaves: datetime) -> str:
    """ "5 min late", "cancelled"."""
    match said.becomes:
        case Becomes.ON_TIME:
            return pgettext("vehicle", "On time")
        case Becomes.CANCELLED:
            return _("Cancelled")
        case Becomes.SKIPPED:
            return _("Does not stop here")
        case Becomes.ADDED:
            return _("Added, not in the timetable")
        case Becomes.REPLACED:
            return _("Goes another way")
    apart = in_words(abs(_minutes(leaves) - _minutes(said.planned_departure or leaves)))
    return (_("{apart} late") if said.becomes is Becomes.LATE else _("{apart} early")).format(apart=apart)


@register.filter
def differs(planned: datetime | None, real: datetime) -> bool:
    """Whether the clock shows another time than planned."""
    return planned is not None and _minutes(planned) != _minutes(real)


@register.filter
def knows_of_now(journey: JourneyFound) -> bool:
    """Whether real time says anything of a journey."""
    return any(leg.actual for leg in journey.legs)


@register.inclusion_tag("journeys/public/_stopped.html")
def stopped_streams(feeds: Iterable[str]) -> dict[str, Any]:
    """A sentence for each of these timetables whose real time does not come any more."""
    wanted = set(feeds)
    return {"sentences": [stopped(one) for one in streams_seen() if one.feed in wanted and not one.fresh]}


def stopped(one: StreamSeen) -> str:
    """ "Planned times: the real time of … has not come for 12 min"."""
    if one.made_at is None:
        return _("Planned times: there is no real time of {network} at the moment.").format(network=one.title)
    minutes = max((timezone.now() - one.made_at) // _MINUTE, 1)
    said = _("Planned times: the real time of {network} has not come for {minutes}.")
    return said.format(network=one.title, minutes=in_words(minutes))


def _minutes(moment: datetime) -> int:
    return int(moment.timestamp()) // 60

# SPDX-License-Identifier: AGPL-3.0-or-later
"""The poster of a stop: hours down, minutes across, for each line, direction and kind of day."""

from __future__ import annotations

from datetime import date
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _

from parvis.services.journeys.day_words import date_words, kind_days, kind_title, remark
from parvis.services.journeys.line_sheet import mark_of
from parvis.services.journeys.modes import wording
from parvis.services.journeys.queries.stop_sheet import PoleKind, PoleLine, StopSheet
from parvis.services.journeys.rules.line_days import DaysTold

_HOUR = 3600


def poster_data(found: StopSheet, today: date, address: str) -> dict[str, Any]:
    """What the template reads; `address` is that of the stop's page, which the QR code leads to."""
    return {
        "stop": found.stop.name,
        "valid": _("From {first} to {last}").format(first=date_words(today), last=date_words(found.last_day)),
        "address": address,
        "lines": [_line(each) for each in found.lines],
        "words": {
            "towards": _("towards"),
            "hour": _("Hour"),
            "minutes": _("Minutes"),
            "now": _("The next departures on your phone"),
            "code": _("QR code of the departures of this stop"),
            "planned": _("Planned times. The town’s site tells changes and the next departures."),
        },
    }


def _line(each: PoleLine) -> dict[str, Any]:
    return {
        "mode": str(wording(each.line.mode)),
        "name": each.line.name,
        "colour": each.line.colour,
        "text_colour": each.line.text_colour,
        "sign": each.sign,
        "kinds": [_kind(kind) for kind in each.kinds],
    }


def _kind(kind: PoleKind) -> dict[str, Any]:
    told = kind.kind.told
    known: dict[DaysTold, str] = {}
    for _seconds, days in kind.departures:
        if days is not None and days not in known:
            known[days] = mark_of(len(known))
    title = kind_title(told)
    return {
        "title": _("{days}, school holidays").format(days=title) if kind.school_break else title,
        "days": kind_days(told),
        "hours": [
            [str(hour % 24), [f"{seconds % _HOUR // 60:02}{known[days] if days else ''}" for seconds, days in group]]
            for hour, group in groupby(kind.departures, key=lambda one: one[0] // _HOUR)
        ],
        "notes": [[mark, remark(days, told)] for days, mark in known.items()],
    }

# SPDX-License-Identifier: AGPL-3.0-or-later
"""Dates, money and distances as people say them, in the active language.

French follows the Imprimerie nationale: "mardi 24 novembre à 14 h 30", "2,00 €", "1,2 km", with
no-break spaces so that a figure never parts from its unit.
"""

from __future__ import annotations

import datetime as dt

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language

NBSP = "\u00a0"
NARROW_NBSP = "\u202f"


def _is_french() -> bool:
    return (get_language() or "fr").startswith("fr")


def _local(value: dt.date) -> dt.date:
    if isinstance(value, dt.datetime) and timezone.is_aware(value):
        return timezone.localtime(value)
    return value


def _day(value: dt.date, today: dt.date) -> str:
    year = "" if value.year == today.year else f" {value.year}"
    name = date_format(value, "l")
    month = date_format(value, "F")
    number = "1er" if value.day == 1 and _is_french() else str(value.day)
    return f"{name} {number}{NBSP}{month}{year}"


def at_hour(value: dt.time | dt.datetime) -> str:
    """ "à 14 h 30", "à 8 h"; in English "at 14:30"."""
    if _is_french():
        minutes = f"{NBSP}{value.minute:02d}" if value.minute else ""
        return f"à {value.hour}{NBSP}h{minutes}"
    return f"at {value.hour}:{value.minute:02d}"


def long_date(value: dt.date | None, *, today: dt.date | None = None) -> str:
    """ "mardi 24 novembre à 14 h 30"; a plain date has no hour; the year only when it is not this one."""
    if value is None:
        return ""
    local = _local(value)
    day = _day(local, today or timezone.localdate())
    return f"{day} {at_hour(local)}" if isinstance(local, dt.datetime) else day


def money(cents: int | None) -> str:
    """Integer cents of euro to "2,00 €" (French) or "€2.00" (English)."""
    if cents is None:
        return ""
    sign, units, rest = "−" if cents < 0 else "", abs(cents) // 100, abs(cents) % 100
    if _is_french():
        return f"{sign}{units:,}".replace(",", NARROW_NBSP) + f",{rest:02d}{NBSP}€"
    return f"{sign}€{units:,}.{rest:02d}"


def distance(metres: float | None) -> str:
    """Metres to "350 m" (to the ten above 100 m) or "1,2 km"."""
    if metres is None:
        return ""
    if metres < 995:
        rounded = round(metres) if metres < 100 else round(metres / 10) * 10
        return f"{rounded}{NBSP}m"
    kilometres = f"{metres / 1000:.1f}" if metres < 9_950 else str(round(metres / 1000))
    return f"{kilometres.replace('.', ',') if _is_french() else kilometres}{NBSP}km"

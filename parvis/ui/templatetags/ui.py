# SPDX-License-Identifier: AGPL-3.0-or-later
"""`{% load ui %}`: every component, and the filters for dates, money and distances."""

from __future__ import annotations

from django.contrib.messages.storage.base import Message

from parvis.ui import charts, formats
from parvis.ui.components import register

register.filter("french_date", formats.long_date)
register.filter("money", formats.money)
register.filter("distance", formats.distance)
register.filter("figure", charts.figure)

MESSAGE_TONES = {"success": "ok", "warning": "warn", "error": "danger"}


@register.filter
def tone_of(message: Message) -> str:
    """The tone of one of Django's messages."""
    return MESSAGE_TONES.get(message.level_tag, "info")


@register.filter
def add_units(value: float, units: float) -> str:
    """A coordinate of a drawing moved by `units`, with a point whatever the language."""
    return f"{value + float(units):.1f}"


@register.filter
def coordinate(value: float) -> str:
    """A coordinate of a drawing, with a point whatever the language."""
    return f"{value:.1f}"


__all__ = ["register"]

# SPDX-License-Identifier: AGPL-3.0-or-later
"""What every page of the service draws: badges and days."""

from __future__ import annotations

from datetime import date

from django import template
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from parvis.services.journeys.badges import badge
from parvis.services.journeys.modes import wording

register = template.Library()


@register.simple_tag
def line_badge(name: str, colour: str = "", mode: int = 3, text_colour: str = "") -> SafeString:
    """A line's number on its colour; read aloud with its means of transport."""
    return badge(name, colour, text_colour, label=_("%(mode)s %(line)s") % {"mode": wording(mode), "line": name})


@register.simple_tag
def days(first: date, last: date) -> str:
    """Two days, with the years only where they differ from this one."""
    return _("%(first)s to %(last)s") % {
        "first": date_format(first, "j F Y" if first.year != last.year else "j F"),
        "last": date_format(last, "j F Y"),
    }

# SPDX-License-Identifier: AGPL-3.0-or-later
"""What every page of the service draws: badges, times, means of transport."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from parvis.services.journeys import clock as times
from parvis.services.journeys.badges import badge
from parvis.services.journeys.modes import wording
from parvis.ui.components.blocks import icon

register = template.Library()


@register.simple_tag
def line_badge(name: str, colour: str = "", mode: int = 3, text_colour: str = "") -> SafeString:
    """A line's number on its colour; read aloud with its means of transport."""
    return badge(name, colour, text_colour, label=_("%(mode)s %(line)s") % {"mode": wording(mode).name, "line": name})


@register.simple_tag
def mode_icon(mode: int) -> SafeString:
    """The icon of a means of transport, with its name for screen readers."""
    shown = wording(mode)
    return icon(shown.icon, str(shown.name))


@register.filter
def mode_name(mode: int) -> str:
    """The name of a means of transport."""
    return str(wording(mode).name)


@register.filter
def clock(seconds: Any) -> str:
    """Seconds of the service day as a time of day; nothing for nothing."""
    return "" if seconds is None else times.clock(int(seconds), get_language() or "fr")


@register.filter
def span(seconds: Any) -> str:
    """Seconds as a length of time."""
    return times.span(int(seconds))

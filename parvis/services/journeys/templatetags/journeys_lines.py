# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the pages of lines draw."""

from __future__ import annotations

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from parvis.services.journeys.badges import paint
from parvis.services.journeys.rules.diagram import Joint, Rail
from parvis.services.journeys.templatetags.journeys import days, line_badge
from parvis.services.journeys.templatetags.journeys_public import hour, mode_icon, mode_name, waiting_until

register = template.Library()
register.simple_tag(line_badge)
register.simple_tag(days)
register.simple_tag(waiting_until)
register.filter(hour)
register.filter(mode_icon)
register.filter(mode_name)

_TRUNK, _BRANCH, _DOT = 11, 29, 24
"""Where the lanes and the dots are, in pixels."""


@register.simple_tag
def rail(drawn: Rail, colour: str) -> SafeString:
    """The part of the drawing beside a stop: lanes in the colour of the line, and its dot."""
    lane = _BRANCH if drawn.branch else _TRUNK
    lines: list[tuple[int, str, int, str]] = []
    if drawn.branch and drawn.passed:
        lines.append((_TRUNK, "0", _TRUNK, "100%"))
    if drawn.above:
        lines.append((_TRUNK if drawn.above is Joint.TRUNK else lane, "0", lane, str(_DOT)))
    if drawn.below:
        lines.append((lane, str(_DOT), _TRUNK if drawn.below is Joint.TRUNK else lane, "100%"))
    ground = paint(colour).ground
    edges = format_html_join("", '<line class="rail-edge" x1="{}" y1="{}" x2="{}" y2="{}"/>', lines)
    strokes = format_html_join(
        "", '<line x1="{}" y1="{}" x2="{}" y2="{}" stroke="{}"/>', ((*each, ground) for each in lines)
    )
    return format_html(
        '<svg class="rail" aria-hidden="true">{}{}<circle cx="{}" cy="{}" r="7" stroke="{}"/></svg>',
        edges, strokes, lane, _DOT, ground,
    )  # fmt: skip

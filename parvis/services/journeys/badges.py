# SPDX-License-Identifier: AGPL-3.0-or-later
"""The badge of a line: its number on its colour, drawn as SVG because the content policy forbids inline styles."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString

from parvis.ui.colours import contrast

_COLOUR = re.compile(r"[0-9A-Fa-f]{6}")
_PLAIN = "#5a6472"
_LIGHT, _DARK = "#ffffff", "#101418"
HEIGHT, PADDING, LETTER, LEAST = 24, 7, 8.4, 30


@dataclass(frozen=True)
class Paint:
    """Ground and text of a badge; the text is readable on the ground whatever the feed says."""

    ground: str
    text: str


def paint(colour: str, text_colour: str = "") -> Paint:
    """Colours of a line as its feed gives them (six digits or nothing).

    The feed's own text colour is kept when its contrast is at least 4.5 (WCAG 2.2, 1.4.3); else the better of a
    dark and a light one.
    """
    ground = f"#{colour.lower()}" if _COLOUR.fullmatch(colour) else _PLAIN
    given = f"#{text_colour.lower()}" if _COLOUR.fullmatch(text_colour) else ""
    if given and contrast(given, ground) >= 4.5:
        return Paint(ground, given)
    return Paint(ground, max((_LIGHT, _DARK), key=lambda one: contrast(one, ground)))


def badge(name: str, colour: str = "", text_colour: str = "", label: str = "") -> SafeString:
    """The badge as inline SVG; `label` is what a screen reader says instead of the bare name."""
    shown = name[:12]
    width = max(LEAST, round(2 * PADDING + LETTER * len(shown)))
    chosen = paint(colour, text_colour)
    return format_html(
        '<svg class="line-badge" role="img" aria-label="{}" width="{}" height="{}" viewBox="0 0 {} {}">'
        '<rect width="100%" height="100%" rx="5" fill="{}"/>'
        '<text x="50%" y="17" text-anchor="middle" fill="{}">{}</text></svg>',
        label or name,
        width,
        HEIGHT,
        width,
        HEIGHT,
        chosen.ground,
        chosen.text,
        shown,
    )

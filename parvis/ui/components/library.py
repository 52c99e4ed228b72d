# SPDX-License-Identifier: AGPL-3.0-or-later
"""The tag library that every component registers itself in, and the list of their names."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

register = template.Library()

# Names of the components, in the order of the gallery; the gallery must show each of them.
COMPONENTS: list[str] = []

TONES = ("info", "progress", "ok", "warn", "danger", "muted")


def checked_tone(tone: str) -> str:
    """The tone itself; raises `ValueError` if it is not one of `TONES`."""
    if tone not in TONES:
        raise ValueError(f"unknown tone {tone!r}: one of {', '.join(TONES)}")
    return tone


def component[Tag: Callable[..., Any]](tag: Tag) -> Tag:
    """Register a function as a simple tag and as a component."""
    COMPONENTS.append(tag.__name__)
    return register.simple_tag(tag)


def block_component[Tag: Callable[..., Any]](tag: Tag) -> Tag:
    """Register a function of `content` as a block tag (`{% name %}…{% endname %}`) and as a component."""
    COMPONENTS.append(tag.__name__)
    return register.simple_block_tag(tag)


def render(name: str, context: Mapping[str, Any]) -> SafeString:
    """The component's template with this context."""
    return render_to_string(f"ui/components/{name}.html", dict(context))

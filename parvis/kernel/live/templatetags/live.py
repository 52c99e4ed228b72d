# SPDX-License-Identifier: AGPL-3.0-or-later
"""`{% live_url channel %}`: for `data-live`."""

from __future__ import annotations

from django import template
from django.template.context import Context

from parvis.kernel.live import queries

register = template.Library()


@register.simple_tag(takes_context=True)
def live_url(context: Context, channel: str, public: bool = False) -> str:
    """The address of the channel's stream for the signed-in reader of this page alone; `public=True` for anybody."""
    request = context.get("request")
    person = getattr(request, "user", None)
    if public:
        return queries.live_url(channel)
    if person is None or not person.is_authenticated:
        raise ValueError(f"the channel {channel!r} is for people who are signed in: say public=True if it is not")
    return queries.live_url(channel, person=person)

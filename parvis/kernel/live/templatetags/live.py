# SPDX-License-Identifier: AGPL-3.0-or-later
"""`{% live_url channel %}`: for `data-live`."""

from __future__ import annotations

from django import template
from django.template.context import Context

from parvis.kernel.live import queries
from parvis.kernel.organisations.actors import membership_of

register = template.Library()


@register.simple_tag(takes_context=True)
def live_url(context: Context, channel: str, public: bool = False) -> str:
    """The address of the channel's stream for the signed-in reader of this page alone; `public=True` for anybody.

    An agent's address ends with their membership of the organisation for which they work now, or with their role.
    """
    if public:
        return queries.live_url(channel)
    request = context.get("request")
    if request is None or not request.user.is_authenticated:
        raise ValueError(f"the channel {channel!r} is for people who are signed in: say public=True if it is not")
    work = membership_of(request)
    if work is None:
        return queries.live_url(channel, person=request.user)
    return queries.live_url(channel, person=request.user, organisation_id=work.organisation_id, role=work.role)

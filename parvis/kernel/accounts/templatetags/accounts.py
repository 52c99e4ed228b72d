# SPDX-License-Identifier: AGPL-3.0-or-later
"""`|device_name`: a session's browser and system in words."""

from __future__ import annotations

from django import template

from parvis.kernel.accounts import devices

register = template.Library()


@register.filter
def device_name(user_agent: str) -> str:
    """The device's everyday name; empty when nothing is recognised."""
    return devices.device_name(user_agent or "")

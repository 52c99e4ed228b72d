# SPDX-License-Identifier: AGPL-3.0-or-later
"""What every page knows beyond the shell itself: the ways to services, to the pages of the law, to the agents' desk."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise, SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from parvis.kernel.notifications.queries import unread_count
from parvis.kernel.organisations.actors import memberships_of
from parvis.kernel.organisations.navigation import desk_context
from parvis.kernel.registry import open_services
from parvis.ui.context import Way

ACCESSIBILITY: dict[str, Promise] = {
    "none": _("Accessibility: not compliant"),
    "partial": _("Accessibility: partly compliant"),
    "total": _("Accessibility: fully compliant"),
}
"""The decree n° 2019-768 wants the result of the audit in the footer of every page."""

DESK = "organisations:desk"
_FOOTER = (
    ("project:contact", _("Contact")),
    ("project:site-map", _("Site map")),
    ("open_data:catalogue", _("Open data")),
    ("project:accessibility", None),
    ("project:privacy", _("Personal data")),
    ("project:legal-notice", _("Legal notice")),
    (DESK, _("For agents")),
)


def _url(route: str) -> str:
    """The address, or nothing where this town has no such page."""
    try:
        return reverse(route)
    except NoReverseMatch:
        return ""


def _footer(request: HttpRequest) -> list[Way]:
    accessibility = ACCESSIBILITY[settings.TOWN.accessibility.status]
    return [
        Way(title or accessibility, url, current=url == request.path)
        for route, title in _FOOTER
        if (url := _url(route)) and (route != DESK or _may_work(request))
    ]


def _signed_in(request: HttpRequest) -> Any | None:
    """Who has signed in; None for a visitor, and where an error page is wanted before anybody was looked up."""
    user = getattr(request, "user", None)
    return user if user is not None and user.is_authenticated else None


def _may_work(request: HttpRequest) -> bool:
    """True for agents, and for whoever has not signed in and may be one."""
    user = _signed_in(request)
    return user is None or bool(memberships_of(request))


def _services(path: str) -> list[Way]:
    links = [link for manifest in open_services() for link in manifest.public_navigation]
    return [
        Way(link.title, url, link.icon, current=path.startswith(url)) for link in links if (url := _url(link.route))
    ]


def may_see_gallery(request: HttpRequest) -> bool:
    """For `settings.UI_GALLERY_GUARD`: agents see the gallery of the design system, and the IT team."""
    user = _signed_in(request)
    return user is not None and (bool(memberships_of(request)) or bool(user.is_staff))


def _unread(request: HttpRequest) -> int:
    user = _signed_in(request)
    return unread_count(user) if user is not None else 0


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Template context for the shells; each part is worked out only if a template asks for it."""
    return {
        "footer_navigation": SimpleLazyObject(lambda: _footer(request)),
        "services_navigation": SimpleLazyObject(lambda: _services(request.path)),
        # A function, which templates call: a lazy object would not do as a number in a plural.
        "unread_messages": cache(lambda: _unread(request)),
        **desk_context(request),
    }

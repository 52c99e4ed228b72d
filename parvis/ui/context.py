# SPDX-License-Identifier: AGPL-3.0-or-later
"""What every page template may use: `town`, `theme`, the languages, the ways through the site."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import Resolver404, resolve
from django.utils.functional import Promise, SimpleLazyObject
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext_lazy as _

from parvis.ui.identity import identity
from parvis.ui.preferences import text_size_of, theme_of


@dataclass(frozen=True)
class Way:
    """A link of the shell. `count` is a number of things that wait there; `urgent` sets it off."""

    title: str | Promise
    url: str
    icon: str = ""
    count: int | None = None
    current: bool = False
    urgent: bool = False


BOTTOM_WAYS = (
    Way(_("Home"), "/", "house"),
    Way(_("Search"), "/search/", "search"),
    Way(_("My space"), "/me/", "circle-user-round"),
)
FOOTER_WAYS = (
    Way(_("Accessibility"), "/accessibility/"),
    Way(_("Personal data"), "/privacy/"),
    Way(_("Open data"), "/data/"),
    Way(_("Contact"), "/contact/"),
    Way(_("For agents"), "/agents/"),
)


@lru_cache(maxsize=64)
def _exists(path: str) -> bool:
    """Whether this town's site answers at `path`: a closed service must not leave a dead link."""
    try:
        resolve(path)
    except Resolver404:
        return False
    return True


def _current(way: Way, path: str) -> bool:
    return path == way.url if way.url == "/" else path.startswith(way.url)


def _ways(ways: tuple[Way, ...], path: str) -> list[Way]:
    return [Way(way.title, way.url, way.icon, current=_current(way, path)) for way in ways if _exists(way.url)]


def _other_languages() -> list[dict[str, str]]:
    active = get_language() or settings.LANGUAGE_CODE
    return [
        {"code": code, "name": get_language_info(code)["name_local"]}
        for code, _name in settings.LANGUAGES
        if code != active
    ]


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context processor: add it to the template settings once."""
    return {
        "town": SimpleLazyObject(identity),
        "theme": theme_of(request),
        "text_size": text_size_of(request),
        "other_languages": SimpleLazyObject(_other_languages),
        "bottom_navigation": SimpleLazyObject(lambda: _ways(BOTTOM_WAYS, request.path)),
        "footer_navigation": SimpleLazyObject(lambda: _ways(FOOTER_WAYS, request.path)),
        "has_search": SimpleLazyObject(lambda: _exists("/search/")),
        "has_account": SimpleLazyObject(lambda: _exists("/me/")),
    }

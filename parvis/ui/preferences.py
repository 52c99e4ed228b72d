# SPDX-License-Identifier: AGPL-3.0-or-later
"""How a visitor likes the pages: theme, size of text, language, each kept in one cookie that identifies nobody."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import check_for_language
from django.views.decorators.http import require_POST

THEME_COOKIE = "theme"
THEMES = ("light", "dark")
TEXT_COOKIE = "text"
COOKIE_AGE_S = 365 * 86_400


def theme_of(request: HttpRequest) -> str:
    """`light`, `dark`, or nothing where the visitor leaves it to the device."""
    theme = request.COOKIES.get(THEME_COOKIE, "")
    return theme if theme in THEMES else ""


def text_size_of(request: HttpRequest) -> str:
    """`large`, or nothing for the usual size."""
    return "large" if request.COOKIES.get(TEXT_COOKIE) == "large" else ""


def keep_text_size(request: HttpRequest, response: HttpResponse, *, large: bool) -> None:
    """Keeps the size of text on this device."""
    if large:
        response.set_cookie(TEXT_COOKIE, "large", max_age=COOKIE_AGE_S, samesite="Lax", secure=request.is_secure())
    else:
        response.delete_cookie(TEXT_COOKIE)


def _back(request: HttpRequest) -> HttpResponseRedirect:
    """To the page that asked, if it is one of ours."""
    wanted = request.POST.get("next", "")
    allowed = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return HttpResponseRedirect(wanted if allowed and wanted.startswith("/") else "/")


@require_POST
def set_theme(request: HttpRequest) -> HttpResponse:
    """Keep the theme `theme` (light or dark; anything else: the device's own)."""
    response = _back(request)
    theme = request.POST.get("theme", "")
    if theme in THEMES:
        response.set_cookie(THEME_COOKIE, theme, max_age=COOKIE_AGE_S, samesite="Lax", secure=request.is_secure())
    else:
        response.delete_cookie(THEME_COOKIE)
    return response


@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Keep the language `language`, if the site speaks it."""
    response = _back(request)
    code = request.POST.get("language", "")
    if code in dict(settings.LANGUAGES) and check_for_language(code):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, code, max_age=COOKIE_AGE_S, samesite="Lax", secure=request.is_secure()
        )
    return response

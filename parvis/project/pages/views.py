# SPDX-License-Identifier: AGPL-3.0-or-later
"""Shows a page of the table."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from parvis.kernel.registry import contributions
from parvis.project.home import needs
from parvis.project.pages.sources import ALL

BY_NAME = {page.name: page for page in ALL}


def _accessibility() -> dict[str, Any]:
    return {"audit": settings.TOWN.accessibility, "site": settings.BASE_URL}


def _privacy() -> dict[str, Any]:
    return {"notices": [notice for source in contributions("privacy_notices") for notice in source.notices()]}


MORE: dict[str, Callable[[], dict[str, Any]]] = {
    "accessibility": _accessibility,
    "privacy": _privacy,
    "site-map": lambda: {"needs": needs(), "pages": [page for page in ALL if page.name != "site-map"]},
}


@require_safe
def page(request: HttpRequest, name: str) -> HttpResponse:
    """The page called `name`; its template has the same name."""
    legal = settings.TOWN.legal
    context = {"page": BY_NAME[name], "legal": legal, "publisher": legal.publisher or settings.TOWN.title}
    more = MORE.get(name)
    return render(request, f"project/pages/{name}.html", context | (more() if more else {}))

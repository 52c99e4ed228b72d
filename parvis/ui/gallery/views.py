# SPDX-License-Identifier: AGPL-3.0-or-later
"""The gallery's page, open to agents."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.module_loading import import_string

from parvis.ui.gallery import samples


def may_see(request: HttpRequest) -> bool:
    """Whether this visitor may see the gallery.

    `settings.UI_GALLERY_GUARD`, the dotted path of a function of the request, decides; without it,
    staff only (everyone while `DEBUG`).
    """
    guard = getattr(settings, "UI_GALLERY_GUARD", "")
    if guard:
        return cast("Callable[[HttpRequest], bool]", import_string(guard))(request)
    return bool(settings.DEBUG or getattr(request.user, "is_staff", False))


def gallery(request: HttpRequest) -> HttpResponse:
    """Every component with its states; `?theme=dark` or `light` forces the theme of this page alone."""
    if not may_see(request):
        raise Http404
    context = samples.context()
    if request.GET.get("theme") in ("light", "dark"):
        context["theme"] = request.GET["theme"]
    return render(request, "ui/gallery/gallery.html", context)

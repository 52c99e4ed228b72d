# SPDX-License-Identifier: AGPL-3.0-or-later
"""Finding one's way: page header, breadcrumb, pagination, steps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.paginator import Page
from django.template import Context
from django.utils.safestring import SafeString

from parvis.ui.components.library import COMPONENTS, component, register, render


@component
def page_header(title: str, lead: str = "", eyebrow: str = "", back_url: str = "", back_label: str = "") -> SafeString:
    """The page's one `<h1>`, a line of introduction and the way back."""
    context = {"title": title, "lead": lead, "eyebrow": eyebrow, "back_url": back_url, "back_label": back_label}
    return render("page_header", context)


@component
def breadcrumb(items: Sequence[tuple[str, str]]) -> SafeString:
    """The way from the home page: pairs (title, url); the last one is the page itself."""
    return render("breadcrumb", {"items": items})


@register.simple_tag(takes_context=True)
def pagination(context: Context, page: Page[Any], parameter: str = "page") -> SafeString:
    """Links to the other pages of a `django.core.paginator.Page`, keeping the rest of the query."""
    query = context["request"].GET.copy() if "request" in context else None
    if query is not None:
        query.pop(parameter, None)
    prefix = "?" + (query.urlencode() + "&" if query else "") + parameter + "="
    numbers = list(page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1))
    return render("pagination", {"page": page, "prefix": prefix, "numbers": numbers})


COMPONENTS.append("pagination")


@component
def steps(current: int, total: int) -> SafeString:
    """How far a form of several pages has come; both count from 1."""
    return render("steps", {"current": current, "total": total, "stones": range(1, total + 1)})

# SPDX-License-Identifier: AGPL-3.0-or-later
"""The search page and the suggestions under the search field."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from parvis.kernel.organisations.actors import actor_of
from parvis.kernel.search import queries

LEAST_TYPED = 2


def _page_number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 6 else 1


@require_safe
@never_cache
def results(request: HttpRequest) -> HttpResponse:
    """The page `/search/?q=…&kind=…&page=…`."""
    text, kind = request.GET.get("q", "").replace("\0", ""), request.GET.get("kind", "")
    found = queries.search(actor_of(request), text, kind=kind, page=_page_number(request.GET.get("page", "")))
    page = Paginator(range(found.total), queries.PAGE_SIZE).get_page(found.page)
    context = {"results": found, "kind": kind, "page": page, "first": page.start_index()}
    return render(request, "search/results.html", context)


@require_safe
@never_cache
def suggest(request: HttpRequest) -> JsonResponse:
    """Suggestions while typing: a JSON list of `label`, `hint` and `url`."""
    text = request.GET.get("q", "").strip()
    if len(text) < LEAST_TYPED:
        return JsonResponse([], safe=False)
    hits = queries.suggestions(actor_of(request), text)
    entries = [{"label": "".join(part.text for part in hit.title), "hint": hit.label, "url": hit.url} for hit in hits]
    return JsonResponse(entries, safe=False)

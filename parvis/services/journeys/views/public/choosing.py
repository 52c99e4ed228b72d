# SPDX-License-Identifier: AGPL-3.0-or-later
"""Words that may mean several places: the only one is taken, of several one is chosen."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from parvis.services.journeys.adapters.answers import Spot
from parvis.services.journeys.forms.search import EndAsked
from parvis.services.journeys.queries.places import PlaceHit, search_places

_MOST_PLACES = 12


def resolved(end: EndAsked) -> Spot | list[PlaceHit]:
    """The point of an end, or the places that may be meant; the only one is taken."""
    if end.spot is not None:
        return end.spot
    hits = search_places(end.words, _MOST_PLACES)
    return hits[0].spot if len(hits) == 1 else hits


def choice(request: HttpRequest, name: str, hits: list[PlaceHit], *, title: str, on: str, back: str) -> HttpResponse:
    """Which of these places? Each leads on to the page `on` with its point in the address; `back` is the form's."""
    options = []
    for hit in hits:
        values = request.GET.copy()
        values.pop(f"{name}_lu", None)
        values[name], values[f"{name}_lon"], values[f"{name}_lat"] = hit.value, f"{hit.lon:.6f}", f"{hit.lat:.6f}"
        options.append((hit, f"{on}?{values.urlencode()}"))
    context = {"words": request.GET.get(name, ""), "title": title, "options": options, "back": back}
    return render(request, "journeys/public/choose.html", context, status=200 if hits else 404)

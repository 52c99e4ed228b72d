# SPDX-License-Identifier: AGPL-3.0-or-later
"""How far can I go? A place and a moment; what lies within a quarter, half, three quarters of an hour, an hour."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from parvis.services.journeys.adapters.answers import Spot
from parvis.services.journeys.forms.how_far import HowFarForm
from parvis.services.journeys.forms.search import LEAVE, MAX_NAME, ORIGIN, end_asked
from parvis.services.journeys.queries.how_far import Band, Extent, HowFarAsked, bands, frame_of, how_far_now
from parvis.services.journeys.queries.how_far import how_far as search
from parvis.services.journeys.queries.how_far_json import map_json
from parvis.services.journeys.reasons import reason
from parvis.services.journeys.views.public.braked import braked
from parvis.services.journeys.views.public.choosing import choice, resolved
from parvis.ui.maps import MapView

MOST_NAMES = 12
_MAP_SHARED_S = 300


@require_safe
@braked
@cache_control(private=True, max_age=30)
def how_far(request: HttpRequest) -> HttpResponse:
    """The form; with a place, the answer under it too."""
    if ORIGIN not in request.GET:
        form = HowFarForm(initial={"quand": "maintenant"})
        return render(request, "journeys/public/how_far.html", _page(request, form))
    form = HowFarForm(request.GET)
    if not form.is_valid():
        return render(request, "journeys/public/how_far.html", _page(request, form), status=422)
    here, place = reverse("journeys:how_far"), resolved(end_asked(request.GET, ORIGIN))
    if not isinstance(place, Spot):
        return choice(request, ORIGIN, place, title=_("Where are you?"), on=here, back=here)
    now = timezone.now()
    asked = form.asked(place, now)
    context = _page(request, form) | _answer(how_far_now(asked, now=now))
    return render(request, "journeys/public/how_far.html", context)


@require_safe
@braked
@cache_control(private=True, max_age=_MAP_SHARED_S)
def outlines(request: HttpRequest) -> HttpResponse:
    """The bands as GeoJSON, for the map of the page; its address says the moment."""
    form, place = HowFarForm(request.GET), end_asked(request.GET, ORIGIN).spot
    if not form.is_valid() or place is None:
        return JsonResponse({"type": "FeatureCollection", "features": []}, status=400)
    return JsonResponse(map_json(search(form.asked(place, timezone.now()))))


def _page(request: HttpRequest, form: HowFarForm) -> dict[str, Any]:
    end = end_asked(request.GET, ORIGIN)
    point = (f"{end.spot.lon:.6f}", f"{end.spot.lat:.6f}") if end.spot else ("", "")
    return {"form": form, "kept": {"lon": point[0], "lat": point[1], "words": end.words}}


def _answer(extent: Extent) -> dict[str, Any]:
    asked, found = extent.asked, bands(extent)
    context: dict[str, Any] = {"asked": asked, "found": extent, "rows": [_row(one) for one in found]}
    if extent.why:
        context["why_title"], context["why_text"] = reason(extent.why, extent.last_day)
    elif extent.spread is not None:
        context["map"] = MapView(
            label=_("Map of how far you can go"),
            features_url=f"{reverse('journeys:how_far_map')}?{address_of(asked)}",
            bounds=frame_of(extent.spread),
            list_template="journeys/public/_bands.html",
            cluster=False,
            layer="bands",
        )
    return context


def _row(band: Band) -> dict[str, Any]:
    return {
        "band": band,
        "areas": band.areas[:MOST_NAMES],
        "more_areas": max(len(band.areas) - MOST_NAMES, 0),
        "places": band.places[:MOST_NAMES],
        "more_places": max(len(band.places) - MOST_NAMES, 0),
    }


def address_of(asked: HowFarAsked) -> str:
    """The question as the query of an address that says the same whenever it is opened."""
    at: datetime = timezone.localtime(asked.at)
    values = {
        ORIGIN: asked.origin.name[:MAX_NAME],
        f"{ORIGIN}_lon": f"{asked.origin.lon:.6f}",
        f"{ORIGIN}_lat": f"{asked.origin.lat:.6f}",
        "quand": LEAVE,
        "jour": f"{at:%Y-%m-%d}",
        "heure": f"{at:%H:%M}",
    }
    return urlencode(values | ({"fauteuil": "on"} if asked.wheelchair else {}))

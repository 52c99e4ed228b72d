# SPDX-License-Identifier: AGPL-3.0-or-later
"""The map of all lines, and what it draws."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from parvis.services.journeys.adapters.network import current_network
from parvis.services.journeys.adapters.network_map import network_geojson
from parvis.services.journeys.queries.lines import all_lines, bounds_of_lines
from parvis.services.journeys.views.public.braked import braked
from parvis.ui.maps import MapView

_MOST_AT_ONCE = 60
_SHARED_S = 300
_NOTHING = b'{"type":"FeatureCollection","features":[]}'


@require_safe
@braked
def network_map(request: HttpRequest) -> HttpResponse:
    """The lines of all authorities, or (`reseau`) of one, on the town's map, with their list."""
    everybody = all_lines()
    slugs = [one.slug for one in everybody]
    asked = request.GET.get("reseau", "")
    slug = asked if asked in slugs else ""
    total = sum(len(one.lines) for one in everybody)
    shown = [one for one in everybody if one.slug == slug] if slug else everybody
    lines = reverse("journeys:plan-lines")
    context = {
        "authorities": shown,
        "everybody": everybody,
        "slug": slug,
        "short": total > _MOST_AT_ONCE and not slug,
        "map": MapView(
            label=_("Map of the lines"), layer="ways", cluster=False, bounds=bounds_of_lines(slug),
            features_url=f"{lines}?{urlencode({'reseau': slug})}" if slug else lines,
            list_template="journeys/public/_plan.html",
        ),
    }  # fmt: skip
    response = render(request, "journeys/public/plan.html", context)
    patch_cache_control(response, private=True, max_age=_SHARED_S)
    return response


@require_safe
@braked
def network_lines(request: HttpRequest) -> HttpResponse:
    """The ways of the lines as GeoJSON."""
    mapped = current_network()
    asked = request.GET.get("reseau", "")
    known = {feed.name for feed in mapped.timetable.feeds} if mapped else set()
    slug = asked if asked in known else ""
    content = network_geojson(mapped, slug, timezone.localdate()) if mapped else _NOTHING
    response = HttpResponse(content, content_type="application/geo+json")
    patch_cache_control(response, public=True, max_age=_SHARED_S)
    return response

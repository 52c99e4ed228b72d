# SPDX-License-Identifier: AGPL-3.0-or-later
"""The base map, its style and its drawings."""

from __future__ import annotations

import hashlib

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from parvis.kernel.organisations.actors import address_hash_of
from parvis.kernel.places.limits import Brake
from parvis.kernel.places.requests import point_from
from parvis.kernel.streets import storage
from parvis.kernel.streets.basemap.palette import Theme, palette
from parvis.kernel.streets.basemap.ranges import serve
from parvis.kernel.streets.basemap.static import static_map_svg
from parvis.kernel.streets.basemap.style import map_style
from parvis.kernel.streets.basemap.svg import attribution
from parvis.kernel.streets.network import in_force
from parvis.ui.identity import identity

_YEAR_S, _DAY_S = 31_536_000, 86_400
BRAKE = Brake(burst=60, per_second=4)


@require_safe
def base_map(request: HttpRequest) -> HttpResponseBase:
    """The vector tiles as one PMTiles file, by byte ranges; `?v=` names the version and makes it lasting."""
    network = in_force()
    path = storage.tiles_file(network.stamp) if network else None
    if network is None or path is None or not path.is_file():
        raise Http404
    lasting = request.GET.get("v") == network.stamp
    cache = f"public, max-age={_YEAR_S}, immutable" if lasting else "public, no-cache"
    return serve(request, path, etag=network.stamp, content_type="application/vnd.pmtiles", cache_control=cache)


def _theme(request: HttpRequest) -> Theme:
    return "dark" if request.GET.get("theme") == "dark" else "light"


@require_safe
def style(request: HttpRequest) -> HttpResponse:
    """`?theme=light|dark`: the MapLibre style in the town's colours; 404 where no map was imported."""
    network = in_force()
    if network is None or not storage.tiles_file(network.stamp).is_file():
        raise Http404
    content = map_style(
        palette(identity(), _theme(request)),
        tiles_url=f"{request.build_absolute_uri(reverse('streets:base_map'))}?v={network.stamp}",
        attribution=attribution(network),
        bounds=network.bounds,
    )
    answer = JsonResponse(content, json_dumps_params={"separators": (",", ":"), "ensure_ascii": False})
    answer["Cache-Control"] = "public, max-age=300"
    patch_vary_headers(answer, ("Accept-Language", "Cookie"))
    return answer


def _number(text: str | None, default: float) -> float:
    try:
        value = float(text or default)
    except ValueError:
        return default
    return value if abs(value) < 1e6 else default


@require_safe
def static_map(request: HttpRequest) -> HttpResponse:
    """`?lon=&lat=&zoom=&w=&h=&theme=&pin=`: the surroundings of a point as a picture; sizes are held in bounds."""
    asked = request.GET
    point = point_from(asked.get("lon"), asked.get("lat"))
    if point is None:
        return HttpResponse(status=400)
    if not BRAKE.allows(address_hash_of(request)):
        return HttpResponse(status=429, headers={"Retry-After": "5", "Cache-Control": "no-store"})
    drawing = static_map_svg(
        point.lon,
        point.lat,
        zoom=_number(asked.get("zoom"), 16),
        width=int(_number(asked.get("w"), 640)),
        height=int(_number(asked.get("h"), 320)),
        theme=_theme(request),
        marker=asked.get("pin") != "0",
    ).encode()
    answer = HttpResponse(drawing, content_type="image/svg+xml")
    answer["Cache-Control"] = f"public, max-age={_DAY_S}"
    answer["ETag"] = f'"{hashlib.sha256(drawing).hexdigest()[:20]}"'
    return answer

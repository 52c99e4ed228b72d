# SPDX-License-Identifier: AGPL-3.0-or-later
"""Maps of the residents' pages."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from parvis.kernel.places import queries as places
from parvis.kernel.places.geo import Box
from parvis.services.reports.addresses import public_path
from parvis.services.reports.queries.categories import reportable
from parvis.services.reports.queries.filters import PublicFilter
from parvis.services.reports.queries.public import viewport
from parvis.services.reports.rules.states import WORDINGS, State
from parvis.ui.maps import MapView

_AROUND = 0.004
"""Half the width of a map around a point, in degrees: about 300 m."""


def pick_map(centre: tuple[float, float] | None) -> MapView:
    """A map on which the place is chosen, around `centre` or over the whole territory."""
    bounds = None
    if centre is not None:
        lon, lat = centre
        bounds = (lon - _AROUND, lat - _AROUND, lon + _AROUND, lat + _AROUND)
    elif (box := places.territory_bounds()) is not None:
        bounds = (box.west, box.south, box.east, box.north)
    return MapView(label=str(_("Map to choose the place")), pick=True, bounds=bounds)


def reports_map(query: str) -> MapView:
    """The map of public reports; `query` holds the filters of the page."""
    box = places.territory_bounds()
    return MapView(
        label=str(_("Map of the reports")),
        features_url=f"{reverse('reports:points')}?{query}" if query else reverse("reports:points"),
        by_viewport=True,
        bounds=(box.west, box.south, box.east, box.north) if box else None,
        list_template="reports/public/_list.html",
    )


def points_collection(box: Box, filters: PublicFilter) -> dict[str, Any]:
    """GeoJSON (RFC 7946) of a viewport."""
    seen = viewport(box, filters=filters)
    names = {category.pk: category.name(get_language() or "fr") for category in reportable(include_private=False)}
    features = [
        _feature(point.reference, point.longitude, point.latitude, {
            "title": names.get(point.category_id, point.reference),
            "url": public_path(point.reference),
            "tone": WORDINGS[State(point.state)].tone,
        })
        for point in seen.points
    ]  # fmt: skip
    features += [
        _feature(f"cell-{each.cell}", each.longitude, each.latitude, {"count": each.count, "title": str(each.count)})
        for each in seen.clusters
    ]
    return {"type": "FeatureCollection", "features": features, "total": seen.total}


def _feature(identifier: str, lon: float, lat: float, properties: dict[str, Any]) -> dict[str, Any]:
    point = {"type": "Point", "coordinates": [round(lon, 6), round(lat, 6)]}
    return {"type": "Feature", "id": identifier, "geometry": point, "properties": {"id": identifier, **properties}}

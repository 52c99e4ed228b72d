# SPDX-License-Identifier: AGPL-3.0-or-later
"""What places give to the other apps: figures and findable places."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlencode

from django.db import connection
from django.urls import reverse

from parvis.kernel.places.models import Place
from parvis.kernel.places.rules import place_kind
from parvis.kernel.registry.extension_points.search import SearchDocument
from parvis.kernel.registry.extension_points.statistics import Gauge

_ROWS = "SELECT c.reltuples FROM pg_class c WHERE c.oid = %s::regclass"
_FINDABLE = 3.0
"""Least weight of a kind of place that the portal's own search shows: a town hall, not a car park."""


class PlaceStatistics:
    """Sizes of the tables as PostgreSQL estimates them: exact enough, and free."""

    def gauges(self) -> Iterable[Gauge]:
        """How many addresses, streets and places there are."""
        for name, table in (("addresses", "places_address"), ("streets", "places_street"), ("places", "places_place")):
            with connection.cursor() as cursor:
                cursor.execute(_ROWS, [table])
                rows = max(0.0, float(cursor.fetchone()[0]))
            yield Gauge(name=f"parvis_places_{name}", help=f"Number of {name} imported (estimate).", value=rows)


class PlaceSearch:
    """Public places that people look for by name."""

    kind = "place"

    def documents(self) -> Iterable[SearchDocument]:
        """One document per place of a kind worth finding."""
        for place in Place.objects.select_related("commune").order_by("pk").iterator(chunk_size=2_000):
            kind = place_kind(place.kind)
            if kind.weight < _FINDABLE:
                continue
            town = place.commune.name if place.commune else ""
            position = urlencode({"lon": f"{place.lon:.6f}", "lat": f"{place.lat:.6f}", "label": place.name})
            yield SearchDocument(
                kind=self.kind,
                key=str(place.pk),
                title=place.name,
                text=", ".join(part for part in (str(kind.label), town) if part),
                keywords=kind.words,
                url=f"{reverse('places:map')}?{position}",
                weight=0.5,
            )


STATISTICS = PlaceStatistics()
SEARCH = PlaceSearch()

# SPDX-License-Identifier: AGPL-3.0-or-later
"""Open reports that may speak of the same thing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone

from parvis.kernel.audit.actors import Actor
from parvis.kernel.places.geo import cell, disk, haversine_m
from parvis.services.reports.models import Report
from parvis.services.reports.queries.categories import kin_of
from parvis.services.reports.queries.public import Photo, photo_of, public_rows
from parvis.services.reports.queries.scope import reports_of
from parvis.services.reports.rules.duplicates import LIKELY, OLDEST, RADIUS_M, likeness
from parvis.services.reports.rules.states import OPEN

_RESOLUTION = 11
_RINGS = 2
"""Two rings reach beyond 50 m in France (`places.geo.sure_radius_m`)."""


@dataclass(frozen=True)
class Duplicate:
    """An open report nearby; `likeness` from 0 to 1."""

    report: Report
    distance_m: float
    likeness: float
    photo: Photo | None


def duplicates_near(
    longitude: float, latitude: float, category_id: int, *, at: datetime | None = None, limit: int = 5
) -> list[Duplicate]:
    """Public open reports of the category or its sisters that are likely the same thing, the likeliest first."""
    return _likely(public_rows(), longitude, latitude, category_id, at or timezone.now(), limit)


def duplicates_for(actor: Actor, report: Report, *, at: datetime | None = None, limit: int = 8) -> list[Duplicate]:
    """Open reports of the agent's organisation, private ones included, that may be the same as `report`."""
    rows = reports_of(actor).select_related("category").defer("search").exclude(pk=report.pk)
    return _likely(rows, report.longitude, report.latitude, report.category_id, at or timezone.now(), limit)


def _likely(
    rows: QuerySet[Report], longitude: float, latitude: float, category_id: int, at: datetime, limit: int
) -> list[Duplicate]:
    cells = disk(cell(longitude, latitude, _RESOLUTION), _RINGS)
    near = rows.filter(
        h3_11__in=cells,
        state__in=sorted(OPEN),
        category_id__in=kin_of(category_id),
        created_at__gte=at - OLDEST,
        merged_into__isnull=True,
    ).prefetch_related("photos__file")
    found: list[tuple[float, float, Report]] = []
    for report in near.order_by("pk")[:200]:
        distance = haversine_m((longitude, latitude), (report.longitude, report.latitude))
        score = likeness(
            distance_m=distance, age=at - report.created_at, same_category=report.category_id == category_id
        )
        if score >= LIKELY or distance <= RADIUS_M / 2:
            found.append((score, distance, report))
    found.sort(key=lambda entry: (-entry[0], entry[2].pk))
    return [Duplicate(report, distance, score, _first_photo(report)) for score, distance, report in found[:limit]]


def _first_photo(report: Report) -> Photo | None:
    row = next((photo for photo in report.photos.all() if photo.public), None)
    return photo_of(row) if row else None

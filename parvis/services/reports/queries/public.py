# SPDX-License-Identifier: AGPL-3.0-or-later
"""What everybody may read. Nothing here can return a private, held or hidden report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from parvis.kernel.files.queries import signed_url
from parvis.kernel.places.geo import Box
from parvis.services.reports.models import Answer, Report, ReportPhoto
from parvis.services.reports.queries.categories import questions_of
from parvis.services.reports.queries.cells import RESOLUTIONS, centre
from parvis.services.reports.queries.filters import PublicFilter, in_cells, inside, narrowed
from parvis.services.reports.queries.paging import NEWEST, Page
from parvis.services.reports.queries.scope import published
from parvis.services.reports.queries.timeline import Line, public_timeline
from parvis.services.reports.rules.questions import Datatype
from parvis.services.reports.rules.references import parse_reference

_PUBLIC_FIELDS = (
    "reference",
    "category",
    "description",
    "longitude",
    "latitude",
    "address",
    "commune",
    "neighbourhood",
    "state",
    "visibility",
    "supporters",
    "created_at",
    "updated_at",
    "due_at",
    "promised_on",
    "closed_at",
    "merged_into",
    "language",
    "uuid",
    "organisation",
)
"""What is read of a report for the public: nothing of who reported it ever leaves the database."""


@dataclass(frozen=True)
class Point:
    """A report on the map."""

    reference: str
    longitude: float
    latitude: float
    state: str
    category_id: int


@dataclass(frozen=True)
class Cluster:
    """Reports of one H3 cell: where their middle is, how many, and how many of them are open."""

    longitude: float
    latitude: float
    count: int
    cell: int


@dataclass(frozen=True)
class Viewport:
    """What a map shows: points when they are few, else clusters; `total` counts all."""

    total: int
    points: Sequence[Point] = ()
    clusters: Sequence[Cluster] = ()


@dataclass(frozen=True)
class Photo:
    """Addresses of a photo's sizes; they work for some hours."""

    id: int
    thumb: str
    medium: str
    full: str
    from_agent: bool


@dataclass(frozen=True)
class PublicReport:
    """A report as everybody reads it; `kept` is the public report into which it was merged."""

    report: Report
    kept: Report | None
    photos: Sequence[Photo]
    answers: Sequence[Answer]
    timeline: Sequence[Line]


def public_rows() -> QuerySet[Report]:
    """Public reports with their category, without any personal column."""
    return published().select_related("category").only(*_PUBLIC_FIELDS, *_CATEGORY_FIELDS)


_CATEGORY_FIELDS = ("category__name_fr", "category__name_en", "category__icon", "category__code", "category__parent")


def viewport(box: Box, *, filters: PublicFilter | None = None, most_points: int = 400) -> Viewport:
    """Reports of a rectangle for the map.

    Args:
        box: the rectangle that the map shows, in degrees.
        filters: what to show.
        most_points: above so many, reports are counted by the finest H3 cells that are few enough.
    """
    rows = narrowed(inside(published(), box), filters or PublicFilter()).order_by()
    points = list(rows.values_list("reference", "longitude", "latitude", "state", "category_id")[: most_points + 1])
    if len(points) <= most_points:
        return Viewport(len(points), points=[Point(*point) for point in points])
    return _clusters(narrowed(in_cells(published(), box), filters or PublicFilter()), box, most_points)


def _clusters(rows: QuerySet[Report], box: Box, most: int) -> Viewport:
    """Counts by cells fine enough for the rectangle: one query, whatever the number of reports.

    Cells on the edge count whole, so that a cluster's figure does not change while the map moves.
    """
    resolution = _resolution_for(box, most)
    counted = rows.values_list(f"h3_{resolution}").annotate(count=Count("*")).order_by()
    clusters = [Cluster(*centre(cell), count, cell) for cell, count in counted]
    clusters.sort(key=lambda cluster: (-cluster.count, cluster.cell))
    return Viewport(sum(cluster.count for cluster in clusters), clusters=clusters)


_CELL_DEGREES2 = {11: 2.4e-7, 9: 1.2e-5, 7: 5.9e-4}
"""Area of a cell in square degrees near 47° north (2,150 m², 0.105 km², 5.16 km²)."""


def _resolution_for(box: Box, most: int) -> int:
    area = (box.east - box.west) * (box.north - box.south)
    return next((each for each in RESOLUTIONS if area / _CELL_DEGREES2[each] <= 2 * most), RESOLUTIONS[-1])


def public_list(
    filters: PublicFilter | None = None, *, box: Box | None = None, after: str | None = None, limit: int = 20
) -> Page:
    """Public reports, the newest first, merged ones left out: the list that says the same as the map."""
    rows = published().filter(merged_into__isnull=True)
    if box is not None:
        rows = inside(rows, box)
    rows = narrowed(rows, filters or PublicFilter())
    return NEWEST.page(rows, whole=public_rows(), after=after, limit=limit)


def public_report(reference: str) -> PublicReport | None:
    """The public report with that reference; the same None for a private one and for none at all."""
    known = parse_reference(reference)
    rows = public_rows().only(*_PUBLIC_FIELDS, *_CATEGORY_FIELDS, "category__questions")
    report = rows.filter(reference=known).first() if known else None
    if report is None:
        return None
    kept = public_rows().filter(pk=report.merged_into_id).first() if report.merged_into_id else None
    return PublicReport(report, kept, public_photos(report), public_answers(report), public_timeline(report))


def public_photos(report: Report) -> list[Photo]:
    """The photos that everybody may see."""
    rows = ReportPhoto.objects.select_related("file").filter(report_id=report.pk, public=True)
    return [photo_of(row) for row in rows.order_by("position", "pk")]


def public_answers(report: Report) -> list[Answer]:
    """Answers to list, number and date questions; free text may name people and is left to agents."""
    numbers = {each.code for each in questions_of(report.category) if each.datatype in _FIGURES}
    return [
        answer
        for answer in Answer.objects.filter(report_id=report.pk).order_by("pk")
        if answer.values != answer.texts or answer.question in numbers
    ]


_FIGURES = (Datatype.NUMBER, Datatype.DATETIME)


def photo_of(row: ReportPhoto) -> Photo:
    """The signed addresses of a photo."""
    return Photo(
        row.pk,
        signed_url(row.file, "thumb"),
        signed_url(row.file, "medium"),
        signed_url(row.file, "full"),
        row.from_agent,
    )


def latest(*, limit: int = 10, filters: PublicFilter | None = None) -> list[Report]:
    """The newest public reports."""
    return public_list(filters, limit=limit).reports

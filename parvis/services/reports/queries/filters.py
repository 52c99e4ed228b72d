# SPDX-License-Identifier: AGPL-3.0-or-later
"""From what people choose to conditions of the database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.postgres.search import SearchQuery
from django.db.models import Func, Q, QuerySet, TextField, Value
from django.db.models.functions import Lower

from parvis.kernel.places.geo import Box
from parvis.services.reports.models import Category, Report
from parvis.services.reports.models.report import ACCENTS, PLAIN
from parvis.services.reports.queries.cells import covering
from parvis.services.reports.rules.references import parse_reference


@dataclass(frozen=True, kw_only=True)
class PublicFilter:
    """What residents may filter by; empty means all. A category that is a group stands for its categories."""

    category_ids: Sequence[int] = ()
    states: Sequence[str] = ()
    commune: str = ""
    neighbourhood: str = ""
    since: datetime | None = None
    until: datetime | None = None
    text: str = ""


def narrowed(rows: QuerySet[Report], filters: PublicFilter) -> QuerySet[Report]:
    """`rows` that fit the filter."""
    simple: dict[str, Any] = {
        "state__in": list(filters.states),
        "commune": filters.commune,
        "neighbourhood": filters.neighbourhood,
        "created_at__gte": filters.since,
        "created_at__lt": filters.until,
    }
    rows = rows.filter(**{name: value for name, value in simple.items() if value})
    if filters.category_ids:
        rows = rows.filter(category_id__in=with_children(filters.category_ids))
    return matching(rows, filters.text) if filters.text.strip() else rows


def matching(rows: QuerySet[Report], text: str) -> QuerySet[Report]:
    """`rows` whose reference, address or description fit the words, French stems, deaf to case and accents."""
    reference = parse_reference(text)
    if reference:
        return rows.filter(reference=reference)
    return rows.filter(search=french_query(text[:200]))


def french_query(text: str) -> SearchQuery:
    """A web search query with the same folding as the stored vector: it accepts any text and never fails."""
    plain = text.replace("\x00", "")
    folded = Func(Lower(Value(plain)), Value(ACCENTS), Value(PLAIN), function="translate", output_field=TextField())
    return SearchQuery(folded, config="french", search_type="websearch")


def inside(rows: QuerySet[Report], box: Box) -> QuerySet[Report]:
    """`rows` inside the rectangle: cells from the index first, then the exact coordinates."""
    exact = Q(longitude__gte=box.west, longitude__lte=box.east, latitude__gte=box.south, latitude__lte=box.north)
    cover = covering(box)
    if cover is None:
        return rows.filter(exact)
    resolution, cells = cover
    return rows.filter(exact, **{f"h3_{resolution}__in": cells})


def in_cells(rows: QuerySet[Report], box: Box) -> QuerySet[Report]:
    """`rows` in the cells that cover the rectangle, so a little beyond its edges: an index alone can count them."""
    cover = covering(box)
    if cover is None:
        return inside(rows, box)
    resolution, cells = cover
    return rows.filter(**{f"h3_{resolution}__in": cells})


def with_children(category_ids: Sequence[int]) -> list[int]:
    """The keys, and those of the categories of the groups among them."""
    wanted = list(category_ids)
    children = Category.objects.filter(parent_id__in=wanted).order_by("pk").values_list("pk", flat=True)
    return [*wanted, *children]

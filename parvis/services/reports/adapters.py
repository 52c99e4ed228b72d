# SPDX-License-Identifier: AGPL-3.0-or-later
"""From the kernel's places, and from this service's rows, to what the rules and the search index take; and back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext, override
from shapely.geometry import shape

from parvis.kernel.places import queries as places
from parvis.kernel.places.geo import cell
from parvis.kernel.registry.extension_points.search import SearchDocument
from parvis.services.reports.addresses import begin_path, public_path
from parvis.services.reports.models import Category, Report, RoutingRule
from parvis.services.reports.rules.routing import AreaKind, Rule

RESOLUTIONS = (7, 9, 11)
"""H3 resolutions kept with each report: about 5 km², 0.1 km² and 2,000 m²."""
_LONGEST_ADDRESS = 200
SUBJECT_KIND = "report-subject"
"""Kind of the search documents that lead into the form with their subject chosen."""
SUBJECT_WEIGHT = 6.0
"""Above the service itself and any report: the nearest way to what a person came for."""


@dataclass(frozen=True)
class Spot:
    """A place as a report keeps it; degrees WGS 84. `commune` is an INSEE code, `neighbourhood` our code."""

    longitude: float
    latitude: float
    address: str
    commune: str
    neighbourhood: str
    h3_7: int
    h3_9: int
    h3_11: int


SPOT_FIELDS = ("longitude", "latitude", "address", "commune", "neighbourhood", "h3_7", "h3_9", "h3_11")


def spot_at(longitude: float, latitude: float, address: str = "") -> Spot:
    """The place at a position, with the address that was typed, else with the words for where it is."""
    commune = places.commune_at(longitude, latitude)
    neighbourhood = places.neighbourhood_at(longitude, latitude)
    nearest = places.reverse(longitude, latitude) if not (commune and address) else None
    insee = commune.code if commune else (nearest.insee if nearest else "")
    words = address or places.place_to_keep(longitude, latitude)
    cells = (cell(longitude, latitude, resolution) for resolution in RESOLUTIONS)
    return Spot(
        longitude, latitude, words[:_LONGEST_ADDRESS], insee, neighbourhood.code if neighbourhood else "", *cells
    )


def put(report: Report, spot: Spot) -> None:
    """Writes the place into the report's fields, without saving."""
    for name in SPOT_FIELDS:
        setattr(report, name, getattr(spot, name))


def neighbourhood_name(code: str) -> str:
    """The name of a neighbourhood; empty for none."""
    area = places.neighbourhood(code) if code else None
    return area.name if area else ""


def routing_rule(row: RoutingRule) -> Rule:
    """A row as the rule that `rules.routing` takes."""
    return Rule(
        id=row.pk or -row.position - 1,
        team_id=row.team_id,
        category_id=row.category_id,
        area_kind=AreaKind(row.area_kind),
        area_code=row.area_code,
        polygon=shape(row.polygon) if row.polygon else None,
    )


def subject_documents(category: Category) -> Iterator[SearchDocument]:
    """A category as what people really look for: the way to report it, in each language."""
    for language in ("fr", "en"):
        with override(language):
            title = gettext("Report: %(subject)s") % {"subject": category.name(language)}
        yield SearchDocument(
            kind=SUBJECT_KIND,
            key=category.code,
            title=title,
            text=category.description(language),
            keywords=category.keywords,
            url=begin_path(category.code),
            audience="service:reports",
            language=language,
            weight=SUBJECT_WEIGHT,
        )


def search_document(report: Report) -> SearchDocument:
    """A public report for the platform's search; nothing in it tells who reported."""
    category = report.category
    return SearchDocument(
        kind="report",
        key=report.reference,
        title=f"{category.name_fr}, {report.address}" if report.address else category.name_fr,
        text=report.description,
        keywords=f"{report.reference} {category.keywords}",
        url=public_path(report.reference),
        audience="public",
        language=report.language if report.language in ("fr", "en") else "fr",
        weight=0.6,
    )

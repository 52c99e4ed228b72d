# SPDX-License-Identifier: AGPL-3.0-or-later
"""GeoReport's service requests: from filters to rows, from rows to fields."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db.models import F, QuerySet
from django.utils import timezone, translation

from parvis.kernel.files.queries import signed_url
from parvis.kernel.places.geo import Box, box_around, haversine_m
from parvis.services.reports.addresses import absolute, public_path
from parvis.services.reports.models import ApiKey, Report
from parvis.services.reports.open311.parse import RequestFilter
from parvis.services.reports.queries import exchange
from parvis.services.reports.queries.filters import inside, matching
from parvis.services.reports.rules.deadlines import CLOSE
from parvis.services.reports.rules.states import CLOSED, OPEN, WORDINGS, State, open311_status

_COLUMNS = (
    "reference",
    "state",
    "description",
    "address",
    "longitude",
    "latitude",
    "created_at",
    "updated_at",
    "closed_at",
    "due_at",
    "promised_on",
    "supporters",
    "commune",
    "neighbourhood",
    "category__code",
    "category__name_fr",
    "category__name_en",
    "organisation__name",
)


def find(filters: RequestFilter, key: ApiKey | None) -> list[Report]:
    """One page of requests that the caller may see, the newest first."""
    rows = exchange.requests_visible_to(key)
    rows = rows.filter(reference__in=filters.references) if filters.by_reference else _filtered(rows, filters)
    rows = rows.select_related("category", "organisation").only(*_COLUMNS)
    start = (filters.page - 1) * filters.page_size
    ordered = rows.order_by(F("created_at").desc(), F("id").desc())
    if filters.near is None:
        return list(ordered[start : start + filters.page_size])
    longitude, latitude, radius_m = filters.near
    # Of a whole town only the places are read; the rows are those of the page.
    places = ordered.values_list("pk", "longitude", "latitude")
    near = [pk for pk, lon, lat in places if haversine_m((longitude, latitude), (lon, lat)) <= radius_m]
    return list(ordered.filter(pk__in=near[start : start + filters.page_size]))


def _filtered(rows: QuerySet[Report], filters: RequestFilter) -> QuerySet[Report]:
    simple = {
        "created_at__gte": filters.since,
        "created_at__lte": filters.until,
        "updated_at__gte": filters.updated_after,
        "updated_at__lte": filters.updated_before,
        "category__code__in": list(filters.codes),
    }
    rows = rows.filter(**{name: value for name, value in simple.items() if value})
    if len(filters.statuses) == 1:
        rows = rows.filter(state__in=sorted(OPEN if "open" in filters.statuses else CLOSED))
    if filters.near is not None:
        rows = inside(rows, Box(*box_around(*filters.near)))
    return matching(rows, filters.text) if filters.text.strip() else rows


def fields_of(reports: Sequence[Report], *, extended: bool) -> list[dict[str, Any]]:
    """The requests as the specification names their fields; `extended` adds `extended_attributes`."""
    keys = [report.pk for report in reports]
    notes, photos = exchange.notes_of(keys), exchange.photos_of(keys)
    answers = exchange.answers_of(keys) if extended else {}
    language = translation.get_language() or settings.LANGUAGE_CODE
    made: list[dict[str, Any]] = []
    for report in reports:
        media = [absolute(signed_url(photo.file, "full")) for photo in photos.get(report.pk, ())]
        fields = _fields(report, notes.get(report.pk, ""), media, language)
        if extended:
            fields["extended_attributes"] = _extended(report, media, answers.get(report.pk, ()))
        made.append(fields)
    return made


def _fields(report: Report, note: str, media: Sequence[str], language: str) -> dict[str, Any]:
    expected = None
    if report.closed_at is None:
        expected = report.promised_on or timezone.localtime(report.due_at)
    return {
        "service_request_id": report.reference,
        "status": open311_status(report.state),
        "status_notes": note or str(WORDINGS[State(report.state)].public),
        "service_name": report.category.name(language),
        "service_code": report.category.code,
        "description": report.description,
        "agency_responsible": report.organisation.name,
        "service_notice": None,
        "requested_datetime": _stamp(report.created_at),
        "updated_datetime": _stamp(report.updated_at),
        "expected_datetime": _stamp(expected),
        "address": report.address or None,
        "address_id": None,
        "zipcode": None,
        "lat": report.latitude,
        "long": report.longitude,
        "media_url": media[0] if media else None,
    }


def _extended(report: Report, media: Sequence[str], answers: Sequence[Any]) -> dict[str, Any]:
    listed = [answer for answer in answers if answer.values != answer.texts]  # free text is not published
    return {
        "detailed_status": report.state,
        "detailed_status_name": str(WORDINGS[State(report.state)].label),
        "media_urls": list(media),
        "supporters": report.supporters,
        "insee_code": report.commune or None,
        "neighbourhood": report.neighbourhood or None,
        "url": absolute(public_path(report.reference)),
        "attributes": [{"code": answer.question, "values": _values(answer.values, answer.texts)} for answer in listed],
    }


def _values(keys: Sequence[str], names: Sequence[str]) -> list[dict[str, str]]:
    return [{"key": key, "name": name} for key, name in zip(keys, names, strict=True)]


def _stamp(moment: datetime | date | None) -> str | None:
    """A W3C datetime in local time with its offset, to the second; a bare day ends with the working day."""
    if moment is None:
        return None
    if not isinstance(moment, datetime):
        moment = timezone.make_aware(datetime.combine(moment, CLOSE))
    return timezone.localtime(moment).replace(microsecond=0).isoformat()

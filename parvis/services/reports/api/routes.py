# SPDX-License-Identifier: AGPL-3.0-or-later
"""The HTTP API of the service, over the same queries and operations as the pages.

It says more than GeoReport can (states, clusters, paging by cursor); for exchange with other software
GeoReport v2 at `/open311/v2/` is the standard.
"""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router, Status
from ninja.security import APIKeyHeader
from pydantic import Field as Rule

from parvis.kernel.audit.actors import client
from parvis.kernel.audit.refusals import Refused
from parvis.kernel.places.geo import Box
from parvis.services.reports import operations
from parvis.services.reports.addresses import absolute, follow_path_of, public_path
from parvis.services.reports.api.schemas import (
    CategoryOut,
    DetailOut,
    Filters,
    PageOut,
    RefusedOut,
    SubmitIn,
    SubmitOut,
    ViewportOut,
)
from parvis.services.reports.models import ApiKey, Category, Report
from parvis.services.reports.models.exchange import Scope
from parvis.services.reports.operations.settings import key_hash, touch_key
from parvis.services.reports.queries.categories import category_by_code, questions_of, reportable
from parvis.services.reports.queries.exchange import api_key_by_hash
from parvis.services.reports.queries.filters import PublicFilter
from parvis.services.reports.queries.public import PublicReport, public_list, public_report, viewport
from parvis.services.reports.rules.publication import Publication, Visibility

router = Router(tags=["reports"])


class Key(APIKeyHeader):
    """A client's key in the header `X-Api-Key`."""

    param_name = "X-Api-Key"

    def authenticate(self, request: HttpRequest, key: str | None) -> ApiKey | None:
        """The key, if it is active and may submit."""
        found = api_key_by_hash(key_hash(key)) if key else None
        return found if found is not None and Scope.SUBMIT in found.scopes else None


@router.get("/categories", response=list[CategoryOut], summary="Categories in which one may report")
def categories(request: HttpRequest) -> list[dict[str, Any]]:
    """All of them, in the order in which the pages show them."""
    return [_category(category) for category in reportable()]


@router.get("/reports", response=PageOut, summary="Public reports, the newest first")
def reports(
    request: HttpRequest,
    filters: Query[Filters],
    after: Annotated[str, Rule(max_length=500)] = "",
    limit: Annotated[int, Rule(ge=1, le=200)] = 50,
) -> dict[str, Any]:
    """One page; private, held and hidden reports do not exist here."""
    page = public_list(_filter(filters), after=after or None, limit=limit)
    return {"reports": [_report(report) for report in page.reports], "next": page.next}


@router.get("/map", response={200: ViewportOut, 400: RefusedOut}, summary="Public reports of a rectangle")
def map_of(
    request: HttpRequest, filters: Query[Filters], bbox: Annotated[str, Rule(max_length=120)]
) -> dict[str, Any] | Status[Any]:
    """`bbox` is west,south,east,north in degrees."""
    box = _box(bbox)
    if box is None:
        problem = {"field": "bbox", "message": "west,south,east,north", "reason": "invalid"}
        return Status(400, {"problems": [problem]})
    seen = viewport(box, filters=_filter(filters))
    return {"total": seen.total, "points": list(seen.points), "clusters": list(seen.clusters)}


@router.get("/reports/{reference}", response={200: DetailOut, 404: None}, summary="One public report")
def report(request: HttpRequest, reference: Annotated[str, Rule(max_length=40)]) -> Any:
    """A private report and none at all give the same answer."""
    found = public_report(reference)
    return _detail(found) if found else Status(404, None)


@router.post(
    "/reports",
    response={201: SubmitOut, 200: SubmitOut, 422: RefusedOut, 429: RefusedOut},
    auth=Key(),
    summary="Submit a report",
)
def submit(request: HttpRequest, sent: SubmitIn) -> Status[Any]:
    """201 for a new report, 200 for one that had been sent before."""
    key: ApiKey = request.auth  # type: ignore[attr-defined]
    category = category_by_code(sent.category)
    submission = operations.Submission(
        category_id=category.pk if category else 0,
        longitude=sent.longitude,
        latitude=sent.latitude,
        description=sent.description,
        address=sent.address,
        answers=sent.answers,
        email=sent.email,
        phone=sent.phone,
        name=sent.name,
        language=sent.language,
        channel="open311",
        client_key=f"api-{key.pk}-{sent.client_key}" if sent.client_key else None,
        api_key_id=key.pk,
    )
    try:
        told = operations.submit(client(label=key.name), submission=submission)
    except Refused as refused:
        return _refusal(refused)
    touch_key(key)
    public = told.visibility == Visibility.PUBLIC
    receipt = {
        "reference": told.reference if public else None,
        "follow_url": absolute(follow_path_of(told.follow_token)),
        "created": told.created,
        "due_at": told.due_at,
    }
    return Status(201 if told.created else 200, receipt)


def _refusal(refused: Refused) -> Status[Any]:
    problems = [
        {"field": problem.field, "message": str(problem.message), "reason": problem.reason}
        for problem in refused.problems
    ]
    too_many = any(problem.reason == "too_many" and not problem.field for problem in refused.problems)
    return Status(429 if too_many else 422, {"problems": problems})


def _filter(filters: Filters) -> PublicFilter:
    category = Category.objects.filter(code=filters.category).values_list("pk", flat=True).first()
    return PublicFilter(
        category_ids=([category or 0] if filters.category else ()),
        states=([filters.state] if filters.state else ()),
        commune=filters.commune,
        neighbourhood=filters.neighbourhood,
        since=filters.since,
        until=filters.until,
        text=filters.q,
    )


def _box(text: str) -> Box | None:
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        return None
    ordered = -180 <= west < east <= 180 and -90 <= south < north <= 90
    return Box(west, south, east, north) if ordered else None


def _category(category: Category) -> dict[str, Any]:
    return {
        "code": category.code,
        "name": category.name_fr,
        "group": category.parent.name_fr if category.parent else None,
        "public": category.publication != Publication.PRIVATE,
        "questions": [
            {
                "code": question.code,
                "datatype": question.datatype,
                "label": question.label("fr"),
                "required": question.required,
                "values": [{"key": choice.key, "name": choice.name("fr")} for choice in question.choices],
            }
            for question in questions_of(category)
        ],
    }


def _report(report: Report) -> dict[str, Any]:
    return {
        "reference": report.reference,
        "category": report.category.code,
        "state": report.state,
        "description": report.description,
        "address": report.address,
        "longitude": report.longitude,
        "latitude": report.latitude,
        "people_concerned": report.supporters,
        "reported_at": report.created_at,
        "changed_at": report.updated_at,
        "due_at": report.due_at,
        "promised_on": report.promised_on.isoformat() if report.promised_on else None,
        "closed_at": report.closed_at,
        "url": absolute(public_path(report.reference)),
    }


def _detail(found: PublicReport) -> dict[str, Any]:
    return {
        **_report(found.report),
        "photos": [
            {"thumb": absolute(photo.thumb), "medium": absolute(photo.medium), "full": absolute(photo.full)}
            for photo in found.photos
        ],
        "timeline": [{"at": line.at, "title": line.title, "text": line.text} for line in found.timeline],
    }

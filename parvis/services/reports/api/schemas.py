# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the API takes and gives, as OpenAPI describes it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from ninja import Schema
from pydantic import AfterValidator, AwareDatetime
from pydantic import Field as Rule

from parvis.services.reports.rules.moments import in_reach
from parvis.services.reports.rules.states import State

Moment = Annotated[AwareDatetime, AfterValidator(in_reach)]

_PRINTED = r"^[^\x00]*$"
"""Without the null character, which PostgreSQL takes in no text."""


class ChoiceOut(Schema):
    """A value of a list question."""

    key: str
    name: str


class QuestionOut(Schema):
    """A question of a category; datatypes are those of GeoReport v2."""

    code: str
    datatype: str
    label: str
    required: bool
    values: list[ChoiceOut]


class CategoryOut(Schema):
    """A category in which one may report."""

    code: str
    name: str
    group: str | None
    public: bool
    questions: list[QuestionOut]


class ReportOut(Schema):
    """A public report; degrees WGS 84, times with their offset."""

    reference: str
    category: str
    state: str
    description: str
    address: str
    longitude: float
    latitude: float
    people_concerned: int
    reported_at: datetime
    changed_at: datetime
    due_at: datetime
    promised_on: str | None
    closed_at: datetime | None
    url: str


class PhotoOut(Schema):
    """Addresses of a photo; they work for some hours."""

    thumb: str
    medium: str
    full: str


class LineOut(Schema):
    """A line of the public timeline."""

    at: datetime
    title: str
    text: str


class DetailOut(ReportOut):
    """A public report with its photos and timeline."""

    photos: list[PhotoOut]
    timeline: list[LineOut]


class PageOut(Schema):
    """A page of reports; pass `next` as `after` for the following one."""

    reports: list[ReportOut]
    next: str


class PointOut(Schema):
    """A report on the map."""

    reference: str
    longitude: float
    latitude: float
    state: str


class ClusterOut(Schema):
    """Reports of one H3 cell, counted."""

    longitude: float
    latitude: float
    count: int


class ViewportOut(Schema):
    """What a map shows of a rectangle: points when they are few, else clusters."""

    total: int
    points: list[PointOut]
    clusters: list[ClusterOut]


class ProblemOut(Schema):
    """What is wrong with one field."""

    field: str
    message: str
    reason: str


class RefusedOut(Schema):
    """Why a report was not taken; nothing was written."""

    problems: list[ProblemOut]


class SubmitIn(Schema):
    """A new report. `client_key` makes sending again harmless: the first report is given back."""

    category: Annotated[str, Rule(max_length=60)]
    longitude: Annotated[float, Rule(ge=-180, le=180, allow_inf_nan=False)]
    latitude: Annotated[float, Rule(ge=-90, le=90, allow_inf_nan=False)]
    description: Annotated[str, Rule(max_length=4_000)] = ""
    address: Annotated[str, Rule(max_length=200)] = ""
    answers: dict[str, str | list[str]] = {}
    email: Annotated[str, Rule(max_length=254)] = ""
    phone: Annotated[str, Rule(max_length=40)] = ""
    name: Annotated[str, Rule(max_length=120)] = ""
    language: Annotated[str, Rule(max_length=8)] = "fr"
    client_key: Annotated[str, Rule(min_length=16, max_length=60, pattern=r"^[!-~]+$")] | None = None


class SubmitOut(Schema):
    """What the author is told; `reference` is null until a report that must be checked is public."""

    reference: str | None
    follow_url: str
    created: bool
    due_at: datetime


class Filters(Schema):
    """Filters of the list and the map; empty means all."""

    category: Annotated[str, Rule(max_length=60, pattern=_PRINTED)] = ""
    state: State | None = None
    commune: Annotated[str, Rule(max_length=5, pattern=_PRINTED)] = ""
    neighbourhood: Annotated[str, Rule(max_length=120, pattern=_PRINTED)] = ""
    since: Moment | None = None
    until: Moment | None = None
    q: Annotated[str, Rule(max_length=200)] = ""

# SPDX-License-Identifier: AGPL-3.0-or-later
"""Everything that an agent reads of one report, in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format

from parvis.kernel.audit.actors import Actor
from parvis.kernel.audit.queries import Entry, history_of
from parvis.kernel.registry import service_settings
from parvis.services.reports.models import (
    Answer,
    BulkAct,
    Follower,
    Forwarding,
    ForwardTarget,
    Note,
    Report,
    ReportPhoto,
    ResponseTemplate,
)
from parvis.services.reports.queries.nearby import Duplicate, duplicates_for
from parvis.services.reports.queries.public import Photo, photo_of
from parvis.services.reports.queries.scope import report_for, reports_of
from parvis.services.reports.queries.timeline import Line, desk_timeline
from parvis.services.reports.rules.deadlines import public_holidays, working_days_between
from parvis.services.reports.rules.placeholders import substitute
from parvis.services.reports.rules.states import State, Transition, next_states


@dataclass(frozen=True)
class DeskPhoto:
    """A photo with what agents know of it."""

    row: ReportPhoto
    photo: Photo


@dataclass(frozen=True)
class Detail:
    """One report with everything around it. `working_days_left` is negative when the report is late."""

    report: Report
    photos: Sequence[DeskPhoto]
    answers: Sequence[Answer]
    timeline: Sequence[Line]
    notes: Sequence[Note]
    followers: int
    reporter_follows: bool
    next_states: Sequence[Transition]
    nearby: Sequence[Duplicate]
    merged: Sequence[Report]
    forwardings: Sequence[Forwarding]
    earlier: Sequence[Report]
    working_days_left: int | None


def detail_for(actor: Actor, reference: str) -> Detail:
    """The agent's report with that reference.

    Raises:
        NotFound: there is none, or it is another organisation's.
    """
    report = report_for(actor, reference)
    photos = ReportPhoto.objects.select_related("file").filter(report_id=report.pk).order_by("position", "pk")
    followers = list(Follower.objects.filter(report_id=report.pk, stopped_at__isnull=True, confirmed_at__isnull=False))
    return Detail(
        report=report,
        photos=[DeskPhoto(row, photo_of(row)) for row in photos],
        answers=list(Answer.objects.filter(report_id=report.pk).order_by("pk")),
        timeline=desk_timeline(report),
        notes=list(Note.objects.filter(report_id=report.pk).order_by("at", "pk")),
        followers=len(followers),
        reporter_follows=any(row.is_reporter and (row.email or row.phone or row.person_id) for row in followers),
        next_states=next_states(State(report.state), _permissions(actor)),
        nearby=duplicates_for(actor, report),
        merged=list(Report.objects.defer("search").filter(merged_into_id=report.pk).order_by("pk")),
        forwardings=list(
            Forwarding.objects.select_related("target").filter(report_id=report.pk).order_by("-created_at", "pk")
        ),
        earlier=_earlier(actor, report),
        working_days_left=working_days_left(report),
    )


def working_days_left(report: Report) -> int | None:
    """Working days until the report is due, negative when it is late; None for a closed one."""
    if report.closed_at is not None:
        return None
    zone = ZoneInfo(settings.TIME_ZONE)
    today, due = timezone.now().astimezone(zone).date(), report.due_at.astimezone(zone).date()
    return _working_days(today, due, settings.TOWN.country, service_settings("reports").holidays_subdivision)


@lru_cache(maxsize=4_096)
def _working_days(first: date, last: date, country: str, subdivision: str) -> int:
    """`working_days_between`, once for all reports of a queue that are due on the same day."""
    return working_days_between(first, last, public_holidays(country, subdivision))


def templates_for(actor: Actor, *, state: str, category_id: int | None = None) -> list[ResponseTemplate]:
    """Response templates for a state, those of the category first."""
    rows = ResponseTemplate.objects.filter(organisation_id=actor.organisation_id or 0, state=state, active=True)
    fitting = [row for row in rows if row.category_id in (None, category_id)]
    return sorted(fitting, key=lambda row: (row.category_id is None, row.position, row.pk))


def rendered_template(report: Report, template: ResponseTemplate, *, promised_on: date | None = None) -> str:
    """The template's text in the language of the report, its placeholders replaced."""
    text = (template.text_en if report.language == "en" else "") or template.text_fr
    promised = promised_on or report.promised_on
    values = {
        "reference": report.reference,
        "category": report.category.name(report.language),
        "address": report.address,
        "reported_date": date_format(timezone.localtime(report.created_at), "j F Y"),
        "team": report.team.name if report.team else "",
        "town": settings.TOWN.title,
    }
    if promised:  # else the placeholder stays, to be filled with the date that the agent gives
        values["promised_date"] = date_format(promised, "j F Y")
    return substitute(text, values)


def targets_for(actor: Actor) -> list[ForwardTarget]:
    """Organisations to which the agent may forward."""
    rows = ForwardTarget.objects.filter(organisation_id=actor.organisation_id or 0, active=True)
    return list(rows.order_by("name", "pk"))


def history_for(actor: Actor, reference: str) -> list[Entry]:
    """Who did what to the report, from the platform's journal, the newest first.

    Raises:
        NotFound: it is not the agent's.
    """
    return history_of(report_for(actor, reference))


def undoable(actor: Actor) -> list[BulkAct]:
    """The agent's own bulk acts that can still be taken back, the newest first."""
    since = timezone.now() - timedelta(minutes=service_settings("reports").undo_minutes)
    rows = BulkAct.objects.filter(
        organisation_id=actor.organisation_id or 0, person_id=actor.person_id, at__gte=since, undone_at__isnull=True
    )
    return list(rows.order_by("-at"))


def _permissions(actor: Actor) -> frozenset[str]:
    every = frozenset({"reports.treat", "reports.supervise"})
    return every if actor.kind == "system" else actor.permissions


def _earlier(actor: Actor, report: Report) -> list[Report]:
    """Other reports of the same number, else of the same e-mail."""
    rows = reports_of(actor).select_related("category").defer("search").exclude(pk=report.pk)
    if report.reporter_phone:
        rows = rows.filter(reporter_phone=report.reporter_phone)
    elif report.reporter_email:
        rows = rows.filter(reporter_email=report.reporter_email)
    else:
        return []
    return list(rows.order_by("-created_at", "-pk")[:5])

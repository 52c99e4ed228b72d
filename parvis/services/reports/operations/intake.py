# SPDX-License-Identifier: AGPL-3.0-or-later
"""A new report: read, placed, given its reference, its team and its due date, once per sending."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from parvis.kernel.audit.actors import Actor
from parvis.kernel.audit.refusals import Reason, refuse
from parvis.kernel.registry import service_settings
from parvis.services.reports.adapters import put, routing_rule, spot_at
from parvis.services.reports.models import Answer, Category, Follower, Report, RoutingRule
from parvis.services.reports.models.parts import EventKind
from parvis.services.reports.operations import journal, limits
from parvis.services.reports.operations.contacts import ask_for_proof, new_follower, staff_or_self
from parvis.services.reports.operations.effects import send_to, show
from parvis.services.reports.operations.input import Checked, Submission, check, key_problems
from parvis.services.reports.operations.locks import serialise
from parvis.services.reports.operations.photos import attach
from parvis.services.reports.queries.categories import questions_of
from parvis.services.reports.rules.deadlines import due_at, public_holidays
from parvis.services.reports.rules.publication import Channel, Proof, first_visibility, needs_proof
from parvis.services.reports.rules.references import format_reference
from parvis.services.reports.rules.routing import route
from parvis.services.reports.rules.states import State
from parvis.services.reports.texts import ASK_FOR_EMAIL
from parvis.services.reports.tokens import follow_token


@dataclass(frozen=True)
class Submitted:
    """What the author of a report is told. `created` is False when this sending had arrived before."""

    report_id: int
    reference: str
    uuid: UUID
    follow_token: str
    visibility: str
    created: bool
    needs_confirmation: bool
    due_at: datetime


def submit(actor: Actor, *, submission: Submission, at: datetime | None = None) -> Submitted:
    """Takes a report in.

    Sending the same `client_key` again, at the same moment or later, gives the first report back and
    writes nothing. A report that looks like spam, or that waits for a confirmed e-mail in a flood, is
    taken and held: its author is not told the difference.

    Raises:
        Refused: all that is wrong, place outside the territory and limits included.
    """
    at = at or timezone.now()
    with transaction.atomic():
        before = _already_sent(submission.client_key)
        if before is not None:
            return before
        checked = check(submission)
        limits.respect_limits(actor, email=checked.email, api_key_id=submission.api_key_id, at=at)
        awaits_proof = _awaits_proof(actor, checked, submission, at)
        report = _insert(actor, submission, checked, awaits_proof=awaits_proof, at=at)
        _write_answers(report, checked)
        attach(actor, report, submission.photos, at=at)
        follower = new_follower(actor, report, as_agent=limits.is_staff(actor), at=at, wants_news=submission.wants_news)
        event = journal.tell(
            actor, report, EventKind.SUBMITTED, at=at, target=State.REPORTED, detail={"channel": report.channel}
        )
        show(report)
        if follower.confirmed_at and not follower.stopped_at:
            send_to(follower, report, event)
        elif follower.email and not follower.stopped_at:
            ask_for_proof(actor, report, follower)
        return _submitted(report, follower, created=True)


def take_reference(at: datetime) -> str:
    """The next reference of the year, in local time. Its row stays locked until the transaction ends.

    A rolled back report gives its number back: nobody else had one meanwhile.
    """
    year = timezone.localtime(at).year
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO reports_referencecounter (year, last) VALUES (%s, 1)"
            " ON CONFLICT (year) DO UPDATE SET last = reports_referencecounter.last + 1 RETURNING last",
            [year],
        )
        row = cursor.fetchone()
    return format_reference(year, row[0])


def due_for(category: Category, start: datetime) -> datetime:
    """When a report of that category, begun at `start`, is due in this town."""
    closed = public_holidays(settings.TOWN.country, service_settings("reports").holidays_subdivision)
    return due_at(start, category.working_days, zone=ZoneInfo(settings.TIME_ZONE), closed=closed)


def team_for(report: Report) -> int | None:
    """Key of the team that the routing rules of the report's organisation name; None when none fits."""
    rows = RoutingRule.objects.filter(organisation_id=report.organisation_id).order_by("position", "id")
    rule = route([routing_rule(row) for row in rows], report)
    return rule.team_id if rule else None


def _already_sent(client_key: str | None) -> Submitted | None:
    if client_key is None or key_problems(client_key):
        return None  # what is wrong with it is told with all the rest
    serialise(f"sending {client_key}")
    report = Report.objects.filter(client_key=client_key).defer("search").first()
    if report is None:
        return None
    follower = Follower.objects.get(report_id=report.pk, is_reporter=True)
    return _submitted(report, follower, created=False)


def _submitted(report: Report, follower: Follower, *, created: bool) -> Submitted:
    return Submitted(
        report_id=report.pk,
        reference=report.reference,
        uuid=report.uuid,
        follow_token=follow_token(follower.pk),
        visibility=report.visibility,
        created=created,
        needs_confirmation=bool(follower.email) and follower.confirmed_at is None,
        due_at=report.due_at,
    )


def _awaits_proof(actor: Actor, checked: Checked, submission: Submission, at: datetime) -> bool:
    chosen = service_settings("reports")
    trusted = actor.kind != "anonymous"
    flood = limits.anonymous_last_hour(at) if chosen.proof == "flood" and not trusted else 0
    awaits = needs_proof(chosen.proof, trusted=trusted, anonymous_last_hour=flood, flood_per_hour=chosen.flood_per_hour)
    if awaits and not checked.email:
        raise refuse("email", ASK_FOR_EMAIL, Reason.REQUIRED)
    return awaits


def _proof(actor: Actor, checked: Checked) -> Proof:
    if limits.is_staff(actor):
        return Proof.AGENT
    if actor.person is not None:
        return Proof.PERSON
    return Proof.PENDING if checked.email else Proof.NONE


def _insert(actor: Actor, submission: Submission, checked: Checked, *, awaits_proof: bool, at: datetime) -> Report:
    category, by_agent = checked.category, limits.is_staff(actor)
    visibility, held_for = first_visibility(
        category.publication, suspicious=submission.suspicious, awaits_proof=awaits_proof, by_agent=by_agent
    )
    report = Report(
        client_key=submission.client_key,
        category=category,
        organisation_id=category.organisation_id,
        description=checked.description,
        language=submission.language if submission.language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE,
        channel=Channel(submission.channel),
        priority=category.priority,
        visibility=visibility,
        held_for=held_for,
        reporter=staff_or_self(actor, by_agent=by_agent),
        reporter_name=checked.name,
        reporter_email=checked.email,
        reporter_phone=checked.phone,
        proof=_proof(actor, checked),
        address_hash="" if by_agent else actor.address_hash,
        api_key_id=submission.api_key_id,
        created_at=at,
        updated_at=at,
        due_at=due_for(category, at),
    )
    put(report, spot_at(submission.longitude, submission.latitude, checked.address))
    report.team_id = report.routed_team_id = team_for(report)
    report.reference = take_reference(at)  # last: the counter is locked from here on
    report.save(force_insert=True)
    return report


def _write_answers(report: Report, checked: Checked) -> None:
    Answer.objects.bulk_create(answer_rows(report, checked.category, checked.answers))


def answer_rows(report: Report, category: Category, answers: Mapping[str, Sequence[str]]) -> list[Answer]:
    """Rows for the answers, with the questions and values in the words of the report's language."""
    rows = []
    for question in questions_of(category):
        values = list(answers.get(question.code, ()))
        if not values:
            continue
        names = {choice.key: choice.name(report.language) for choice in question.choices}
        texts = [names.get(value, value) for value in values]
        label = question.label(report.language)[:200]
        rows.append(Answer(report=report, question=question.code, label=label, values=values, texts=texts))
    return rows

# SPDX-License-Identifier: AGPL-3.0-or-later
"""The agent's main verbs: change the state, assign, edit, note, write to people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from parvis.kernel.audit.actors import Actor
from parvis.kernel.audit.operations import record
from parvis.services.reports.manifest import TREAT
from parvis.services.reports.models import Event, Note, Report
from parvis.services.reports.models.parts import Audience, EventKind
from parvis.services.reports.operations import journal, writing
from parvis.services.reports.operations.effects import announce, show
from parvis.services.reports.operations.input import clean_or_refuse
from parvis.services.reports.operations.locks import locked, require_version
from parvis.services.reports.operations.repeated import same_line, same_note
from parvis.services.reports.operations.writing import Decision
from parvis.services.reports.rules.states import State

LONGEST_REASON = 2_000


@dataclass(frozen=True, kw_only=True)
class Changes:
    """What an edit changes; None stays as it is."""

    category_id: int | None = None
    longitude: float | None = None
    latitude: float | None = None
    address: str | None = None
    description: str | None = None
    priority: int | None = None
    answers: Mapping[str, Any] | None = None


def change_state(
    actor: Actor,
    *,
    report_id: int,
    target: State | str,
    expected_version: int | None = None,
    reason: str = "",
    promised_on: date | None = None,
    duplicate_of: str = "",
    forward_to: int | None = None,
    at: datetime | None = None,
) -> Report:
    """Takes a report to another state, as the table allows, and tells those who follow it.

    Args:
        reason: read by the public.
        promised_on: for `scheduled`.
        duplicate_of: for `duplicate`, the reference of the report that stays; same as `merge`.
        forward_to: for `forwarded`, the key of a forwarding target.

    Raises:
        NotFound, Conflict: see `locked`.
        NotAllowed: the actor may not take this arrow.
        Refused: no such arrow, or what it needs is missing.
    """
    at = at or timezone.now()
    text = clean_or_refuse("reason", reason, LONGEST_REASON, required=False)
    decision = Decision(
        target=State(target), reason=text, promised_on=promised_on, duplicate_of=duplicate_of, forward_to=forward_to
    )
    with transaction.atomic():
        rows = writing.locked_with_target(actor, [report_id], decision)
        report = rows[report_id]
        require_version(report, expected_version)
        event = writing.apply_decision(actor, report, decision, at=at)
        show(report)
        announce(report, event)
    return report


def assign(
    actor: Actor,
    *,
    report_id: int,
    team_id: int | None = None,
    assignee_id: int | None = None,
    expected_version: int | None = None,
    at: datetime | None = None,
) -> Report:
    """Gives a report to a team, a person, both, or nobody.

    Raises:
        NotFound, NotAllowed, Conflict: see `locked`.
        Refused: the team or person is not of the actor's organisation.
    """
    at = at or timezone.now()
    with transaction.atomic():
        report = locked(actor, report_id, permission=TREAT, expected_version=expected_version)
        writing.apply_assignment(actor, report, team_id=team_id, assignee_id=assignee_id, at=at)
        show(report)
    return report


def edit(
    actor: Actor,
    *,
    report_id: int,
    changes: Changes,
    expected_version: int | None = None,
    at: datetime | None = None,
) -> Report:
    """Corrects what was reported. A new category or place routes the report anew and moves its due date.

    Raises:
        NotFound, NotAllowed, Conflict: see `locked`.
        Refused: a wrong category, place, text or answer.
    """
    at = at or timezone.now()
    with transaction.atomic():
        report = locked(actor, report_id, permission=TREAT, expected_version=expected_version)
        fields = _write_changes(report, changes)
        if not fields:
            return report
        journal.save(report, fields, at)
        detail = {"fields": sorted(set(fields) & _TOLD)}
        journal.tell(actor, report, EventKind.EDITED, at=at, audience=Audience.INTERNAL, detail=detail)
        show(report)
    return report


_TOLD = frozenset({"category", "address", "description", "priority", "longitude", "team"})


def _write_changes(report: Report, wanted: Changes) -> list[str]:
    fields = [
        *writing.write_category(report, wanted.category_id, wanted.answers),
        *writing.write_place(report, wanted.longitude, wanted.latitude, wanted.address),
        *writing.write_texts(report, wanted.description, wanted.priority),
    ]
    return [*fields, *writing.write_route(report)] if {"category", "longitude"} & set(fields) else fields


def add_note(actor: Actor, *, report_id: int, text: str, at: datetime | None = None) -> Note:
    """Writes a note for agents, once. Notes do not make a new version: nobody's decision is overtaken by one.

    Raises:
        NotFound, NotAllowed: see `locked`.
        Refused: empty or too long.
    """
    at = at or timezone.now()
    kept = clean_or_refuse("text", text, 4_000)
    with transaction.atomic():
        report = locked(actor, report_id, permission=TREAT)
        if known := same_note(actor, report, kept, at=at):
            return known
        note = Note.objects.create(report=report, author=actor.person, author_label=actor.label[:200], text=kept, at=at)
        record(actor, verb="reports.note", target=report)
        show(report)
    return note


def send_message(actor: Actor, *, report_id: int, text: str, at: datetime | None = None) -> Event:
    """Writes, once, to the one who reported and to those who follow; everybody reads it on a public report.

    Raises:
        NotFound, NotAllowed: see `locked`.
        Refused: empty or too long.
    """
    at = at or timezone.now()
    kept = clean_or_refuse("text", text, LONGEST_REASON)
    with transaction.atomic():
        report = locked(actor, report_id, permission=TREAT)
        if known := same_line(actor, report, EventKind.MESSAGE, kept, at=at):
            return known
        journal.save(report, [], at)
        event = journal.tell(actor, report, EventKind.MESSAGE, at=at, audience=Audience.REPORTER, text=kept)
        show(report)
        announce(report, event)
    return event


def promise(
    actor: Actor, *, report_id: int, promised_on: date, expected_version: int | None = None, at: datetime | None = None
) -> Report:
    """Moves the promised date of a report that is being worked on, and tells those who follow it.

    Raises:
        NotFound, NotAllowed, Conflict: see `locked`.
        Refused: the date is past.
    """
    at = at or timezone.now()
    with transaction.atomic():
        report = locked(actor, report_id, permission=TREAT, expected_version=expected_version)
        report.promised_on = writing.future_date(promised_on, at)
        journal.save(report, ["promised_on"], at)
        text = _("The date has changed.")
        event = journal.tell(actor, report, EventKind.PROMISE, at=at, text=text)
        show(report)
        announce(report, event)
    return report

# SPDX-License-Identifier: AGPL-3.0-or-later
"""One act on many reports, and taking it back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from parvis.kernel.audit.actors import Actor
from parvis.kernel.audit.operations import record
from parvis.kernel.audit.refusals import Conflict, NotAllowed, NotFound, Reason, Refused, refuse
from parvis.kernel.jobs import defer_at
from parvis.kernel.registry import service_settings
from parvis.services.reports.manifest import SUPERVISE, TREAT
from parvis.services.reports.models import BulkAct, Event, Report
from parvis.services.reports.models.parts import Audience, EventKind
from parvis.services.reports.operations import journal, merging, writing
from parvis.services.reports.operations.effects import announce, show
from parvis.services.reports.operations.input import clean_or_refuse
from parvis.services.reports.operations.locks import locked_many, require_version
from parvis.services.reports.operations.states import STATE_FIELDS
from parvis.services.reports.rules.states import State

MOST_AT_ONCE = 500
_KEPT = (*STATE_FIELDS, "team", "assignee", "category", "priority", "due_at", "visibility")


@dataclass(frozen=True, kw_only=True)
class BulkChange:
    """What is done to each report; None stays."""

    state: State | None = None
    reason: str = ""
    promised_on: date | None = None
    duplicate_of: str = ""
    team_id: int | None = None
    assignee_id: int | None = None
    category_id: int | None = None
    priority: int | None = None


@dataclass(frozen=True)
class Left:
    """A report on which nothing was done, and why."""

    reference: str
    why: str


@dataclass(frozen=True)
class BulkResult:
    """`act_id` takes it back while `undo_until` is not past; None when nothing was done."""

    act_id: UUID | None
    done: list[str] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)
    undo_until: datetime | None = None


@dataclass(frozen=True)
class Undone:
    """What was taken back, and the reports that somebody has changed since, which stay as they are."""

    restored: list[str]
    left: list[Left]


def bulk(
    actor: Actor, *, items: Sequence[tuple[int, int]], change: BulkChange, at: datetime | None = None
) -> BulkResult:
    """Does the same to many reports, each for itself: what cannot be done to one does not stop the others.

    Messages to residents leave when the act can no longer be undone.

    Args:
        items: key and version of each report, as the page showed them.

    Raises:
        NotFound: one is not of the actor's organisation.
        NotAllowed: the actor may not treat reports.
        Refused: none or too many reports, nothing to do, or a forwarding, which cannot be undone.
    """
    at = at or timezone.now()
    _require_sensible(items, change)
    decision = _decision(change)
    with transaction.atomic():
        rows = (
            writing.locked_with_target(actor, [key for key, _version in items], decision)
            if decision
            else locked_many(actor, [key for key, _version in items], permission=TREAT)
        )
        if not actor.can(TREAT):
            raise NotAllowed(TREAT)
        done: list[dict[str, Any]] = []
        references: list[str] = []
        left: list[Left] = []
        for key, version in sorted(dict(items).items()):
            report = rows[key]
            try:
                done.append(_one(actor, report, version, change, decision, at))
                references.append(report.reference)
            except (Refused, NotAllowed, Conflict) as problem:
                left.append(Left(report.reference, _why(problem)))
        if not done:
            return BulkResult(None, left=left)
        return _keep(actor, done, references, left, at)


def undo(actor: Actor, *, act_id: UUID, at: datetime | None = None) -> Undone:
    """Takes a bulk act back: every report that nobody has changed since gets its former values.

    Raises:
        NotFound: no such act of the actor's organisation, or somebody else's (a supervisor may undo any).
        Refused: too late, or already undone.
    """
    at = at or timezone.now()
    with transaction.atomic():
        act = BulkAct.objects.select_for_update().filter(pk=act_id, organisation_id=actor.organisation_id or 0).first()
        if act is None or not (act.person_id == actor.person_id or actor.can(SUPERVISE)):
            raise NotFound("act")
        if act.undone_at is not None or act.announced_at is not None or at > _undo_until(act.at):
            raise refuse("", _("This can no longer be undone."), Reason.TOO_LATE)
        merged = [entry["values"]["merged_into"] for entry in act.before]
        keys = [entry["report"] for entry in act.before]
        now_merged = Report.objects.filter(pk__in=keys, merged_into__isnull=False).values_list(
            "merged_into_id", flat=True
        )
        rows = locked_many(actor, {*keys, *filter(None, merged), *now_merged}, permission=TREAT)
        result = _take_back(actor, act, rows, at)
        act.undone_at = at
        act.save(update_fields=["undone_at"])
        record(actor, verb="reports.undo", target=act, detail={"restored": len(result.restored)})
    return result


def announce_bulk(act_id: UUID) -> int:
    """Writes the messages of a bulk act that nobody has undone; returns for how many events. Harmless to repeat."""
    with transaction.atomic():
        act = BulkAct.objects.select_for_update().filter(pk=act_id, undone_at=None, announced_at=None).first()
        if act is None:
            return 0
        keys = [entry["event"] for entry in act.before if entry["event"]]
        events = Event.objects.select_related("report__category").filter(pk__in=keys, retracted=False).order_by("pk")
        for event in events:
            announce(event.report, event)
        act.announced_at = timezone.now()
        act.save(update_fields=["announced_at"])
        return len(events)


def _one(
    actor: Actor, report: Report, version: int, change: BulkChange, decision: writing.Decision | None, at: datetime
) -> dict[str, Any]:
    report.refresh_from_db(fields=[*_KEPT, "version", "updated_at"])  # a merge before this one may have changed it
    require_version(report, version)
    if decision is not None and report.state == State.FORWARDED:
        raise refuse("state", _("Take this one back by itself: its handing over ends with it."), Reason.NOT_ALLOWED)
    before = {name: _plain(report, name) for name in _KEPT}
    first = Event.objects.filter(report_id=report.pk).order_by("-pk").values_list("pk", flat=True).first() or 0
    told: Event | None = None
    try:
        with transaction.atomic():
            fields = [
                *writing.write_category(report, change.category_id, None),
                *writing.write_texts(report, None, change.priority),
            ]
            if fields:
                journal.save(report, fields, at)
                detail = {"fields": fields}
                journal.tell(actor, report, EventKind.EDITED, at=at, audience=Audience.INTERNAL, detail=detail)
            if change.team_id is not None or change.assignee_id is not None:
                _assign(actor, report, change, at)
            if decision is not None:
                told = writing.apply_decision(actor, report, decision, at=at)
    except (Refused, NotAllowed):
        report.refresh_from_db(fields=[*_KEPT, "version", "updated_at"])
        raise
    show(report)
    written = Event.objects.filter(report_id=report.pk, pk__gt=first).values_list("pk", flat=True)
    return {
        "report": report.pk,
        "version": report.version,
        "values": before,
        "event": told.pk if told else None,
        "events": list(written),
    }


def _assign(actor: Actor, report: Report, change: BulkChange, at: datetime) -> None:
    team = report.team_id if change.team_id is None else change.team_id
    person = report.assignee_id if change.assignee_id is None else change.assignee_id
    writing.apply_assignment(actor, report, team_id=team, assignee_id=person, at=at)


def _keep(
    actor: Actor, done: list[dict[str, Any]], references: list[str], left: list[Left], at: datetime
) -> BulkResult:
    act = BulkAct.objects.create(
        organisation=actor.organisation, person_id=actor.person_id, verb="bulk", before=done, at=at
    )
    record(actor, verb="reports.bulk", target=act, detail={"reports": [entry["report"] for entry in done]})
    until = _undo_until(at)
    defer_at(until + timedelta(seconds=5), "reports.announce_bulk", act_id=str(act.pk))
    return BulkResult(act.pk, references, left, until)


def _take_back(actor: Actor, act: BulkAct, rows: dict[int, Report], at: datetime) -> Undone:
    restored: list[str] = []
    left: list[Left] = []
    for entry in act.before:
        report = rows[entry["report"]]
        if report.version != entry["version"]:
            left.append(Left(report.reference, _("Changed since by somebody.")))
            continue
        if report.merged_into_id and not entry["values"]["merged_into"]:
            merging.separate_locked(report)
        for name, value in entry["values"].items():
            _put_back(report, name, value)
        journal.save(report, _KEPT, at)
        Event.objects.filter(pk__in=entry["events"]).update(retracted=True)
        journal.tell(actor, report, EventKind.UNDONE, at=at, audience=Audience.INTERNAL)
        show(report)
        restored.append(report.reference)
    return Undone(restored, left)


def _plain(report: Report, name: str) -> Any:
    """A field's value as JSON keeps it."""
    entry = Report._meta.get_field(name)
    assert isinstance(entry, models.Field)
    value = entry.value_from_object(report)
    return value.isoformat() if isinstance(value, date) else value


def _put_back(report: Report, name: str, value: Any) -> None:
    entry = Report._meta.get_field(name)
    assert isinstance(entry, models.Field)
    setattr(report, entry.attname, entry.to_python(value) if value is not None else None)


def _decision(change: BulkChange) -> writing.Decision | None:
    if change.state is None:
        return None
    reason = clean_or_refuse("reason", change.reason, 2_000, required=False)
    return writing.Decision(
        target=State(change.state), reason=reason, promised_on=change.promised_on, duplicate_of=change.duplicate_of
    )


def _require_sensible(items: Sequence[tuple[int, int]], change: BulkChange) -> None:
    if not 1 <= len(items) <= MOST_AT_ONCE:
        raise refuse("", _("Choose from one to %d reports.") % MOST_AT_ONCE, Reason.TOO_MANY)
    if change == BulkChange():
        raise refuse("", _("Choose what to do."), Reason.REQUIRED)
    if change.state is State.FORWARDED:
        raise refuse("state", _("Hand reports over one at a time: that cannot be undone."), Reason.NOT_ALLOWED)


def _why(problem: Refused | NotAllowed | Conflict) -> str:
    if isinstance(problem, Refused):
        return str(problem.problems[0].message)
    if isinstance(problem, Conflict) and problem.last is not None:
        return _("%(author)s changed it meanwhile: %(text)s.") % {
            "author": problem.last.author,
            "text": problem.last.text,
        }
    return _("You may not do this.") if isinstance(problem, NotAllowed) else _("Somebody changed it meanwhile.")


def _undo_until(at: datetime) -> datetime:
    return at + timedelta(minutes=service_settings("reports").undo_minutes)

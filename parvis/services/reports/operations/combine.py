# SPDX-License-Identifier: AGPL-3.0-or-later
"""Merging two reports into one, and splitting one into several."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from parvis.kernel.audit.actors import Actor
from parvis.kernel.audit.refusals import Reason, refuse
from parvis.services.reports.adapters import SPOT_FIELDS
from parvis.services.reports.manifest import MODERATE, TREAT
from parvis.services.reports.models import Category, Follower, Report, ReportPhoto
from parvis.services.reports.models.parts import Audience, EventKind
from parvis.services.reports.operations import journal
from parvis.services.reports.operations.effects import send_to, show
from parvis.services.reports.operations.input import LONGEST_DESCRIPTION, clean_or_refuse
from parvis.services.reports.operations.intake import due_for, take_reference, team_for
from parvis.services.reports.operations.locks import locked
from parvis.services.reports.operations.treat import change_state
from parvis.services.reports.queries.categories import category_by_id
from parvis.services.reports.rules.publication import Publication, Visibility
from parvis.services.reports.rules.states import State, is_open

_MOST_PARTS = 5


@dataclass(frozen=True, kw_only=True)
class Part:
    """One of the things that a report speaks of; `photos` are files of the report that go with it."""

    category_id: int
    description: str
    photos: Sequence[UUID] = ()


def merge(
    actor: Actor, *, report_id: int, into: str, expected_version: int | None = None, at: datetime | None = None
) -> Report:
    """Marks a report as a duplicate of the one with reference `into`; see `change_state`."""
    return change_state(
        actor, report_id=report_id, target=State.DUPLICATE, duplicate_of=into, expected_version=expected_version, at=at
    )


def split(
    actor: Actor,
    *,
    report_id: int,
    parts: Sequence[Part],
    expected_version: int | None = None,
    at: datetime | None = None,
) -> list[Report]:
    """Takes things out of a report that speaks of several: each part becomes a report of its own.

    The report stays with what is left; the new ones are at the same place, by the same person, who is told.

    Raises:
        NotFound, NotAllowed, Conflict: see `locked`.
        Refused: no part or too many, a closed report, a wrong category or photo.
    """
    at = at or timezone.now()
    if not 1 <= len(parts) <= _MOST_PARTS:
        raise refuse("parts", _("Make one to %d new reports.") % _MOST_PARTS)
    with transaction.atomic():
        report = locked(actor, report_id, permission=TREAT, expected_version=expected_version)
        if not is_open(report.state):
            raise refuse("", _("This report is closed."), Reason.TOO_LATE)
        made = [_make(actor, report, part, at) for part in parts]
        journal.save(report, [], at)
        names = ", ".join(part.reference for part in made)
        text = _("Split: %(references)s.") % {"references": names}
        journal.tell(actor, report, EventKind.SPLIT, at=at, audience=Audience.REPORTER, text=text)
        show(report)
    return made


def _make(actor: Actor, report: Report, part: Part, at: datetime) -> Report:
    category = category_by_id(part.category_id)
    if category is None or category.organisation_id != report.organisation_id:
        raise refuse("parts", _("Choose what the report is about."), Reason.UNKNOWN)
    new = _copy(actor, report, category, clean_or_refuse("parts", part.description, LONGEST_DESCRIPTION), at)
    moved = ReportPhoto.objects.filter(report_id=report.pk, file_id__in=list(part.photos)).update(report=new)
    if moved != len(set(part.photos)):
        raise refuse("parts", _("This photo is gone. Add it again."), Reason.UNKNOWN)
    event = journal.tell(
        actor, new, EventKind.SUBMITTED, at=at, target=State.REPORTED, detail={"split_from": report.reference}
    )
    follower = _same_reporter(report, new, at)
    show(new)
    if follower is not None and follower.confirmed_at:
        send_to(follower, new, event)
    return new


def _copy(actor: Actor, report: Report, category: Category, description: str, at: datetime) -> Report:
    kept = {name: getattr(report, name) for name in (*SPOT_FIELDS, "language", "channel", "proof", "held_for")}
    people = {name: getattr(report, name) for name in ("reporter", "reporter_name", "reporter_email", "reporter_phone")}
    private = category.publication == Publication.PRIVATE
    # As for a change of category: what leaves a private one stays private until a moderator publishes it.
    published = report.visibility == Visibility.PRIVATE and actor.can(MODERATE)
    visibility = Visibility.PRIVATE if private else Visibility.PUBLIC if published else Visibility(report.visibility)
    new = Report(
        **kept,
        **people,
        organisation_id=report.organisation_id,
        category=category,
        description=description,
        visibility=visibility,
        priority=category.priority,
        split_from=report,
        created_at=at,
        updated_at=at,
        due_at=due_for(category, at),
    )
    new.team_id = new.routed_team_id = team_for(new)
    new.reference = take_reference(at)
    new.save(force_insert=True)
    return new


def _same_reporter(report: Report, new: Report, at: datetime) -> Follower | None:
    author = Follower.objects.filter(report_id=report.pk, is_reporter=True).first()
    if author is None:
        return None
    return Follower.objects.create(
        report=new,
        person_id=author.person_id,
        email=author.email,
        phone=author.phone,
        language=author.language,
        is_reporter=True,
        voter_key=author.voter_key,
        confirmed_at=author.confirmed_at,
        stopped_at=author.stopped_at,
        created_at=at,
    )

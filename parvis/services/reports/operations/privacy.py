# SPDX-License-Identifier: AGPL-3.0-or-later
"""The law: reports forget who made them, after a time or on demand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from parvis.kernel.audit.actors import Actor
from parvis.kernel.audit.operations import record
from parvis.kernel.files import operations as files
from parvis.kernel.registry.extension_points.personal_data import Erasure
from parvis.services.reports.models import (
    AreaSubscription,
    Draft,
    Event,
    Follower,
    Note,
    Report,
    ReportPhoto,
    SavedFilter,
)
from parvis.services.reports.models.parts import EventKind
from parvis.services.reports.operations.drafts import forget_draft
from parvis.services.reports.queries.people import known_as, made_by

ADDRESS_HASH_KEPT = timedelta(days=7)
_NOBODY: dict[str, Any] = {
    "reporter": None,
    "reporter_name": "",
    "reporter_email": "",
    "reporter_phone": "",
    "address_hash": "",
    "client_key": None,
}


def anonymise_closed(actor: Actor, *, before: datetime, at: datetime | None = None, limit: int = 500) -> int:
    """Makes reports that were closed before a time forget everything that tells who made them.

    What was seen stays: category, place, text, public photos, dates. Call it until it returns 0.

    Returns:
        How many reports were made anonymous.
    """
    at = at or timezone.now()
    old = Report.objects.filter(closed_at__lt=before, anonymised_at__isnull=True)
    with transaction.atomic():
        keys = list(old.select_for_update(skip_locked=True).order_by("pk").values_list("pk", flat=True)[:limit])
        if keys:
            _forget_people(actor, keys, at)
            record(actor, verb="reports.anonymise", detail={"count": len(keys), "before": before.isoformat()})
    return len(keys)


def forget_addresses(*, at: datetime | None = None) -> int:
    """Erases the hashes of network addresses older than a week; returns how many."""
    old = (at or timezone.now()) - ADDRESS_HASH_KEPT
    return Report.objects.filter(created_at__lt=old).exclude(address_hash="").update(address_hash="")


def erase_person(actor: Actor, *, person: Any) -> Erasure:
    """Makes the reports of a person anonymous and deletes the rest of what is held of them; harmless to repeat.

    Runs in the caller's transaction. Reports stay, without anything that tells who made them: the
    street is still broken. The one being treated goes on, and nobody is told any more.
    """
    now = timezone.now()
    known = known_as(person)
    keys = list(Report.objects.select_for_update().filter(made_by(person)).order_by("pk").values_list("pk", flat=True))
    followed = Follower.objects.filter(known, is_reporter=False).delete()[0]
    alerts = AreaSubscription.objects.filter(known).delete()[0]
    drafts = list(Draft.objects.filter(person=person).order_by("pk").values_list("pk", flat=True))
    for draft_id in drafts:
        forget_draft(actor, draft_id=draft_id)  # with its photos
    filters = SavedFilter.objects.filter(person=person).delete()[0]
    _forget_people(actor, keys, now)
    Note.objects.filter(author=person).update(author=None, author_label="")
    Event.objects.filter(person_id=person.pk).update(person_id=None, author="")
    Report.objects.filter(assignee=person).update(assignee=None)
    record(actor, verb="reports.erase_person", detail={"reports": len(keys)})
    return Erasure(deleted=followed + alerts + len(drafts) + filters, anonymised=len(keys))


def _forget_people(actor: Actor, keys: Sequence[int], at: datetime) -> None:
    Report.objects.filter(pk__in=keys).update(**_NOBODY, anonymised_at=at)
    authors = Follower.objects.filter(report_id__in=keys)
    authors.update(person=None, email="", phone="", stopped_at=at)
    Event.objects.filter(report_id__in=keys, kind=EventKind.REPLY).update(text="", author="", person_id=None)
    Event.objects.filter(report_id__in=keys, kind=EventKind.SUBMITTED).update(author="", person_id=None)
    hidden = ReportPhoto.objects.filter(report_id__in=keys, public=False).select_related("file").order_by("pk")
    for photo in hidden:
        files.delete(actor, photo.file, reason="retention")
    for photo in ReportPhoto.objects.filter(report_id__in=keys, public=True).select_related("file").order_by("pk"):
        files.forget_camera(actor, photo.file)

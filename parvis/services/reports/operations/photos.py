# SPDX-License-Identifier: AGPL-3.0-or-later
"""Photos of a report: attached, added later, painted over, hidden."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from parvis.kernel.audit.actors import Actor
from parvis.kernel.audit.refusals import NotFound, Reason, refuse
from parvis.kernel.files import operations as files
from parvis.kernel.files.images import Box
from parvis.kernel.files.queries import stored_file
from parvis.kernel.files.rules import FileRefused, Kind, State, UploadPolicy
from parvis.kernel.registry import service_settings
from parvis.services.reports.manifest import MODERATE, TREAT
from parvis.services.reports.models import Report, ReportPhoto
from parvis.services.reports.models.parts import Audience, EventKind
from parvis.services.reports.operations import journal
from parvis.services.reports.operations.contacts import follower_of
from parvis.services.reports.operations.effects import show
from parvis.services.reports.operations.locks import locked, locked_public

PURPOSE = "reports.photo"
_MOST_OF_AGENTS = 20


def photo_policy() -> UploadPolicy:
    """What a photo of a report may be, for `files.operations.store`."""
    chosen = service_settings("reports")
    return UploadPolicy(
        purpose=PURPOSE,
        kinds=frozenset({Kind.IMAGE}),
        max_bytes=chosen.photo_megabytes * 1_000_000,
        max_count=chosen.photos,
    )


def attach(
    actor: Actor,
    report: Report,
    file_ids: Sequence[UUID],
    *,
    at: datetime,
    from_agent: bool = False,
    public: bool = True,
) -> list[ReportPhoto]:
    """Gives stored photos to a report, in their order.

    Raises:
        Refused: a file is unknown, is no photo, or belongs to another report.
    """
    wanted = list(dict.fromkeys(file_ids))
    start = ReportPhoto.objects.filter(report_id=report.pk).count()
    if start + len(wanted) > (_MOST_OF_AGENTS if from_agent else service_settings("reports").photos):
        raise refuse("photos", _("This report has all the photos that it can have."), Reason.TOO_MANY)
    for file_id in wanted:
        _require_free_photo(file_id)
    rows = [
        ReportPhoto(report=report, file_id=file_id, position=index, from_agent=from_agent, public=public, added_at=at)
        for index, file_id in enumerate(wanted, start=start)
    ]
    return ReportPhoto.objects.bulk_create(rows)


def add_photo(actor: Actor, *, token: str, file_id: UUID, at: datetime | None = None) -> None:
    """Adds a photo of somebody who follows the report by its token; only the one who reported may.

    Raises:
        NotFound: the token opens nothing, or is not the reporter's.
        Refused: the file cannot be attached.
    """
    at = at or timezone.now()
    with transaction.atomic():
        follower = follower_of(token)
        if not follower.is_reporter:
            raise NotFound("photo")
        report = locked_public(follower.report_id)
        attach(actor, report, [file_id], at=at)
        journal.save(report, [], at)
        text = _("A photo was added.")
        journal.tell(actor, report, EventKind.REPLY, at=at, audience=Audience.REPORTER, text=text, verb="add_photo")
        show(report)


def add_agent_photo(
    actor: Actor, *, report_id: int, file_id: UUID, public: bool = True, at: datetime | None = None
) -> ReportPhoto:
    """Adds an agent's photo, for example of the work done.

    Raises:
        NotFound, NotAllowed: see `locked`.
        Refused: the file cannot be attached.
    """
    at = at or timezone.now()
    with transaction.atomic():
        report = locked(actor, report_id, permission=TREAT)
        photo = attach(actor, report, [file_id], at=at, from_agent=True, public=public)[0]
        journal.save(report, [], at)
        audience = Audience.PUBLIC if public else Audience.INTERNAL
        text = _("A photo was added.")
        journal.tell(actor, report, EventKind.EDITED, at=at, audience=audience, text=text, verb="add_photo")
        show(report)
    return photo


def redact_photo(
    actor: Actor, *, photo_id: int, boxes: Sequence[tuple[float, float, float, float]], at: datetime | None = None
) -> ReportPhoto:
    """Paints over faces and plates for ever, in all sizes of the photo.

    Args:
        boxes: left, top, width and height as fractions (0 to 1) of the picture.

    Raises:
        NotFound, NotAllowed: see `locked`.
        Refused: no box, or one outside the picture.
    """
    at = at or timezone.now()
    with transaction.atomic():
        photo, report = _photo_of(actor, photo_id, TREAT)
        try:
            files.redact(actor, photo.file, [_box(box) for box in boxes])
        except FileRefused as refused:
            raise refuse("boxes", refused.message) from refused
        photo.redacted_at, photo.redacted_by = at, actor.label[:200]
        photo.save(update_fields=["redacted_at", "redacted_by"])
        _note_photo(actor, report, "redact_photo", photo, at)
    return photo


def show_photo(actor: Actor, *, photo_id: int, public: bool, at: datetime | None = None) -> ReportPhoto:
    """Shows a photo to everybody, or to agents only.

    Raises:
        NotFound, NotAllowed: see `locked`.
    """
    at = at or timezone.now()
    with transaction.atomic():
        photo, report = _photo_of(actor, photo_id, TREAT)
        photo.public = public
        photo.save(update_fields=["public"])
        _note_photo(actor, report, "show_photo" if public else "hide_photo", photo, at)
    return photo


def delete_photo(actor: Actor, *, photo_id: int, reason: str, at: datetime | None = None) -> None:
    """Destroys a photo that must not be kept.

    Raises:
        NotFound, NotAllowed: see `locked`; needs the permission to moderate.
    """
    at = at or timezone.now()
    with transaction.atomic():
        photo, report = _photo_of(actor, photo_id, MODERATE)
        file = photo.file
        _note_photo(actor, report, "delete_photo", photo, at)
        photo.delete()
        files.delete(actor, file, reason=reason)


def _photo_of(actor: Actor, photo_id: int, permission: str) -> tuple[ReportPhoto, Report]:
    photo = ReportPhoto.objects.select_related("file").filter(pk=photo_id).first()
    if photo is None:
        raise NotFound("photo")
    return photo, locked(actor, photo.report_id, permission=permission)


def _note_photo(actor: Actor, report: Report, verb: str, photo: ReportPhoto, at: datetime) -> None:
    journal.save(report, [], at)
    detail = {"photo": str(photo.file_id)}
    journal.tell(actor, report, EventKind.EDITED, at=at, audience=Audience.INTERNAL, verb=verb, detail=detail)
    show(report)


def _require_free_photo(file_id: UUID) -> None:
    file = stored_file(file_id)
    usable = file is not None and file.purpose == PURPOSE and file.state in (State.CLEAN, State.PENDING)
    if not usable or ReportPhoto.objects.filter(file_id=file_id).exists():
        raise refuse("photos", _("This photo is gone. Add it again."), Reason.UNKNOWN)


def _box(box: tuple[float, float, float, float]) -> Box:
    left, top, width, height = box
    edge = 1 + 1e-6  # fractions computed in a browser may overshoot
    if not (left >= 0 and top >= 0 and width > 0 and height > 0 and left + width <= edge and top + height <= edge):
        raise refuse("boxes", _("Draw the rectangle on the picture."))
    return Box(left, top, width, height)

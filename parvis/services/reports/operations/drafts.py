# SPDX-License-Identifier: AGPL-3.0-or-later
"""A report being written, kept page after page."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from parvis.kernel.audit.actors import Actor
from parvis.kernel.audit.refusals import Reason, refuse
from parvis.kernel.files import operations as files
from parvis.kernel.files.queries import stored_file
from parvis.services.reports.models import Draft, ReportPhoto
from parvis.services.reports.operations.limits import respect_draft_limit
from parvis.services.reports.operations.photos import PURPOSE

KEPT = timedelta(days=7)
_LARGEST = 40_000


def save_draft(
    actor: Actor, *, data: Mapping[str, Any], draft_id: UUID | None = None, at: datetime | None = None
) -> Draft:
    """Keeps what was typed so far, all of it; without `draft_id`, or with one that is gone, begins a draft.

    Args:
        data: JSON values; `photos` lists the identifiers of stored files that the draft owns.

    Raises:
        Refused: more than anybody types, or one draft too many from this address.
    """
    at = at or timezone.now()
    kept = json.loads(json.dumps(dict(data)))
    if len(json.dumps(kept)) > _LARGEST:
        raise refuse("", _("This is too long."), Reason.TOO_MANY)
    if draft_id is not None:
        changed = Draft.objects.filter(pk=draft_id).update(data=kept, updated_at=at)
        if changed:
            return Draft.objects.get(pk=draft_id)
    else:
        respect_draft_limit(actor, at=at)
    return Draft.objects.create(person=actor.person, data=kept, created_at=at, updated_at=at)


def forget_draft(actor: Actor, *, draft_id: UUID) -> None:
    """Deletes a draft with the photos that went into no report; harmless to repeat."""
    with transaction.atomic():
        draft = Draft.objects.select_for_update().filter(pk=draft_id).first()
        if draft is not None:
            _forget(actor, draft)


def forget_old_drafts(actor: Actor, *, at: datetime | None = None, limit: int = 500) -> int:
    """Deletes drafts untouched for a week; returns how many."""
    old = Draft.objects.filter(updated_at__lt=(at or timezone.now()) - KEPT).order_by("updated_at")
    with transaction.atomic():
        drafts = list(old.select_for_update(skip_locked=True)[:limit])
        for draft in drafts:
            _forget(actor, draft)
    return len(drafts)


def _forget(actor: Actor, draft: Draft) -> None:
    for file_id in draft.data.get("photos", ()):
        file = stored_file(file_id)
        free = file is not None and file.purpose == PURPOSE and not ReportPhoto.objects.filter(file_id=file_id).exists()
        if file is not None and free:
            files.delete(actor, file, reason="draft")
    draft.delete()

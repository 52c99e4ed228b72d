# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the public may see, decided by a person."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from parvis.kernel.audit.actors import Actor
from parvis.kernel.audit.refusals import Reason, refuse
from parvis.services.reports.manifest import MODERATE, TREAT
from parvis.services.reports.models import Report
from parvis.services.reports.models.parts import Audience, EventKind
from parvis.services.reports.operations import journal
from parvis.services.reports.operations.effects import show
from parvis.services.reports.operations.input import clean_or_refuse
from parvis.services.reports.operations.locks import locked
from parvis.services.reports.rules.publication import HeldFor, Publication, Visibility


class Moderation(StrEnum):
    """What a moderator decides."""

    PUBLISH = "publish"
    HIDE = "hide"


def moderate(
    actor: Actor,
    *,
    report_id: int,
    decision: Moderation | str,
    reason: str = "",
    expected_version: int | None = None,
    at: datetime | None = None,
) -> Report:
    """Publishes a report that was held or hidden, or hides one from everybody but agents and its author.

    Reading a report of a checked category is the treating agents' own work; all else needs a moderator.

    Raises:
        NotFound, NotAllowed, Conflict: see `locked`.
        Refused: a private category is never published; hiding needs a reason (agents read it).
    """
    at = at or timezone.now()
    wanted = Moderation(decision)
    kept = clean_or_refuse("reason", reason, 2_000, required=wanted is Moderation.HIDE)
    with transaction.atomic():
        report = locked(actor, report_id, permission=_permission(report_id, wanted), expected_version=expected_version)
        if wanted is Moderation.PUBLISH and report.category.publication == Publication.PRIVATE:
            raise refuse("decision", _("Reports of this category are never public."), Reason.NOT_ALLOWED)
        report.visibility = Visibility.PUBLIC if wanted is Moderation.PUBLISH else Visibility.HIDDEN
        report.held_for = HeldFor.NOTHING
        journal.save(report, ["visibility", "held_for"], at)
        kind = EventKind.PUBLISHED if wanted is Moderation.PUBLISH else EventKind.MODERATED
        journal.tell(actor, report, kind, at=at, audience=Audience.INTERNAL, text=kept, verb=f"moderate_{wanted}")
        show(report)
    return report


def _permission(report_id: int, wanted: Moderation) -> str:
    to_check = Report.objects.filter(pk=report_id, held_for=HeldFor.CHECK).exists()
    return TREAT if to_check and wanted is Moderation.PUBLISH else MODERATE

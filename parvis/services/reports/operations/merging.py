# SPDX-License-Identifier: AGPL-3.0-or-later
"""Two reports of the same thing become one."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from parvis.kernel.audit.actors import Actor
from parvis.kernel.audit.refusals import Reason, refuse
from parvis.services.reports.models import Event, Follower, Report
from parvis.services.reports.models.parts import Audience, EventKind
from parvis.services.reports.operations import journal
from parvis.services.reports.operations.effects import show
from parvis.services.reports.operations.states import enter_state
from parvis.services.reports.queries.scope import reports_of
from parvis.services.reports.rules.references import parse_reference
from parvis.services.reports.rules.states import State


def key_of(actor: Actor, reference: str) -> int:
    """Key of the report that should stay, among those that the actor sees.

    Raises:
        Refused: there is none.
    """
    known = parse_reference(reference) or ""
    key = reports_of(actor).filter(reference=known).values_list("pk", flat=True).first()
    if key is None:
        raise refuse("duplicate_of", _("No report has this reference."), Reason.UNKNOWN)
    return key


def merge_locked(actor: Actor, report: Report, into: str, *, at: datetime) -> Event:
    """Marks `report` as a duplicate of `into` and lets its followers follow that one; both are locked.

    Raises:
        Refused: it is the same report, or `into` is itself a duplicate.
    """
    kept = Report.objects.select_related("category").select_for_update(of=("self",)).get(pk=key_of(actor, into))
    if kept.pk == report.pk:
        raise refuse("duplicate_of", _("A report cannot be its own duplicate."))
    if kept.merged_into_id is not None:
        message = _("%(reference)s is itself a duplicate: choose %(kept)s.")
        other = Report.objects.values_list("reference", flat=True).get(pk=kept.merged_into_id)
        raise refuse("duplicate_of", message % {"reference": kept.reference, "kept": other})
    if Report.objects.filter(merged_into_id=report.pk).exists():
        raise refuse("duplicate_of", _("Other reports were merged into this one: merge the other way round."))
    report.merged_into = kept
    text = _("Joined with %(reference)s.") % {"reference": kept.reference}
    event = enter_state(actor, report, State.DUPLICATE, reason=text, at=at)
    _bring_followers(report, kept, at)
    _recount(kept)
    journal.save(kept, [], at)
    detail = {"merged": report.reference}
    text = _("%(reference)s was joined with this report.") % {"reference": report.reference}
    journal.tell(actor, kept, EventKind.MERGED, at=at, audience=Audience.INTERNAL, text=text, detail=detail)
    show(kept)
    return event


def separate_locked(report: Report) -> None:
    """Takes back what a merge did to the report that stayed; the caller changes the state of `report`."""
    kept_id = report.merged_into_id
    if kept_id is None:
        return
    kept = Report.objects.select_related("category").select_for_update(of=("self",)).get(pk=kept_id)
    Follower.objects.filter(report_id=kept.pk, from_report_id=report.pk).delete()
    _recount(kept)
    show(kept)


def _bring_followers(report: Report, kept: Report, at: datetime) -> None:
    there = set(Follower.objects.filter(report_id=kept.pk).values_list("voter_key", flat=True))
    Follower.objects.bulk_create(
        Follower(
            report=kept,
            person_id=follower.person_id,
            email=follower.email,
            phone=follower.phone,
            language=follower.language,
            voter_key=follower.voter_key,
            confirmed_at=follower.confirmed_at,
            stopped_at=follower.stopped_at,
            created_at=at,
            from_report=report,
        )
        for follower in Follower.objects.filter(report_id=report.pk).order_by("pk")
        if follower.voter_key not in there
    )


def _recount(report: Report) -> None:
    counted = Follower.objects.filter(report_id=report.pk, is_reporter=False, confirmed_at__isnull=False).count()
    report.supporters = counted
    report.save(update_fields=["supporters"])

# SPDX-License-Identifier: AGPL-3.0-or-later
"""Handing a report over to another organisation, and taking its answers back."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from parvis.kernel.audit.actors import Actor
from parvis.kernel.audit.refusals import NotFound, Reason, refuse
from parvis.kernel.jobs import defer
from parvis.kernel.notifications.operations import notify
from parvis.kernel.notifications.recipients import Recipient
from parvis.services.reports.addresses import absolute, public_path, remote_path
from parvis.services.reports.models import Answer, Event, Forwarding, ForwardTarget, Report
from parvis.services.reports.models.exchange import ForwardingState, RemoteStatus, TargetKind
from parvis.services.reports.models.parts import Audience, EventKind
from parvis.services.reports.operations import journal
from parvis.services.reports.operations.effects import announce, show
from parvis.services.reports.operations.input import clean_or_refuse
from parvis.services.reports.operations.locks import locked_public
from parvis.services.reports.operations.states import enter_state
from parvis.services.reports.rules.publication import Visibility
from parvis.services.reports.rules.states import By, State, transition

OPEN_FORWARDINGS = (ForwardingState.PENDING, ForwardingState.SENT)
_ANSWERS = {RemoteStatus.CLOSED: State.RESOLVED, RemoteStatus.RETURNED: State.ACKNOWLEDGED}


def forward_locked(actor: Actor, report: Report, target_id: int, text: str, *, at: datetime) -> Event:
    """Hands a locked report over; the sending itself is a job, in the same transaction.

    Raises:
        Refused: the target is not one of the report's organisation.
    """
    target = ForwardTarget.objects.filter(pk=target_id, organisation_id=report.organisation_id, active=True).first()
    if target is None:
        raise refuse("forward_to", _("Choose an organisation of the list."), Reason.UNKNOWN)
    public_text = text or _("Handed over to: %s.") % target.name
    event = enter_state(actor, report, State.FORWARDED, reason=public_text, at=at)
    forwarding = Forwarding.objects.create(report=report, target=target, created_at=at)
    detail = {"target": target.pk, "kind": target.kind}
    journal.tell(actor, report, EventKind.FORWARDED, at=at, audience=Audience.INTERNAL, text=target.name, detail=detail)
    if target.kind == TargetKind.EMAIL:
        _write_letter(report, forwarding)
        forwarding.state, forwarding.attempted_at = ForwardingState.SENT, at
        forwarding.save(update_fields=["state", "attempted_at"])
    else:
        defer("reports.send_forwarding", forwarding_id=str(forwarding.pk))
    return event


def withdraw_locked(report: Report) -> None:
    """Takes a forwarded report back: later answers of the other side change nothing any more."""
    Forwarding.objects.filter(report_id=report.pk, state__in=OPEN_FORWARDINGS).update(state=ForwardingState.WITHDRAWN)


def receive_remote_status(
    actor: Actor,
    *,
    forwarding_id: UUID,
    status: RemoteStatus | str,
    notes: str = "",
    remote_id: str = "",
    at: datetime | None = None,
) -> None:
    """Takes the other organisation's word: being dealt with, done, or not theirs. Harmless to repeat.

    Raises:
        NotFound: no such forwarding.
        Refused: unknown status, or the report was taken back meanwhile.
    """
    at = at or timezone.now()
    if status not in RemoteStatus.values:
        raise refuse("status", _("This status is unknown."), Reason.UNKNOWN)
    word = RemoteStatus(status)
    kept = clean_or_refuse("notes", notes[:2_000], 2_000, required=False)
    with transaction.atomic():
        found = Forwarding.objects.filter(pk=forwarding_id).values_list("report_id", flat=True).first()
        if found is None:
            raise NotFound("forwarding")
        report = locked_public(found)
        forwarding = Forwarding.objects.select_for_update(of=("self",)).select_related("target").get(pk=forwarding_id)
        if forwarding.remote_status == word and forwarding.remote_notes == kept:
            return
        if forwarding.state not in OPEN_FORWARDINGS:
            raise refuse("", _("This report has been taken back meanwhile."), Reason.TOO_LATE)
        _write_answer(actor, report, forwarding, word, kept, remote_id, at)


def _write_answer(
    actor: Actor, report: Report, forwarding: Forwarding, word: RemoteStatus, notes: str, remote_id: str, at: datetime
) -> None:
    forwarding.remote_status, forwarding.remote_notes = word, notes
    forwarding.remote_id = remote_id or forwarding.remote_id
    target = _ANSWERS.get(word)
    if target is not None:
        forwarding.state = ForwardingState.CLOSED
    forwarding.save()
    if target is None:
        if notes:
            journal.save(report, [], at)
            said = f"{forwarding.target.name} : {notes}"
            event = journal.tell(actor, report, EventKind.MESSAGE, at=at, text=said, verb="remote_status")
            announce(report, event)
            show(report)
        return
    if transition(State(report.state), target, By.REMOTE) is None:
        return
    reason = notes or (_("It will be dealt with by our teams.") if word is RemoteStatus.RETURNED else "")
    event = enter_state(actor, report, target, reason=reason, at=at)
    announce(report, event)
    show(report)


def note_sent(*, forwarding_id: UUID, remote_id: str, remote_token: str) -> None:
    """Notes that the other side has the report, under its own reference or token."""
    Forwarding.objects.filter(pk=forwarding_id, state=ForwardingState.PENDING).update(
        state=ForwardingState.SENT, remote_id=remote_id, remote_token=remote_token, polled_at=timezone.now()
    )


def note_failed(actor: Actor, *, forwarding_id: UUID, problem: str, at: datetime | None = None) -> None:
    """Notes that the report did not get through, and gives it back to the team with the reason."""
    at = at or timezone.now()
    with transaction.atomic():
        found = Forwarding.objects.filter(pk=forwarding_id).values_list("report_id", flat=True).first()
        if found is None:
            return
        report = locked_public(found)
        changed = Forwarding.objects.filter(pk=forwarding_id, state=ForwardingState.PENDING).update(
            state=ForwardingState.FAILED, problem=problem[:300]
        )
        if not changed or report.state != State.FORWARDED:
            return
        text = _("The report did not reach the other organisation: %s") % problem[:200]
        journal.tell(
            actor, report, EventKind.FORWARDED, at=at, audience=Audience.INTERNAL, text=text, verb="forward_failed"
        )
        enter_state(actor, report, State.ACKNOWLEDGED, reason="", at=at)
        show(report)


def claim_sending(forwarding_id: UUID) -> Forwarding | None:
    """The forwarding to send now, marked as attempted; None when it is not to be sent, or was attempted before."""
    with transaction.atomic():
        forwarding = (
            Forwarding.objects.select_for_update(of=("self",))
            .select_related("target", "report__category")
            .filter(pk=forwarding_id, state=ForwardingState.PENDING, attempted_at__isnull=True)
            .first()
        )
        if forwarding is not None:
            forwarding.attempted_at = timezone.now()
            forwarding.save(update_fields=["attempted_at"])
    return forwarding


def release_sending(forwarding_id: UUID) -> None:
    """Lets a sending be tried again that certainly did not reach the other side."""
    Forwarding.objects.filter(pk=forwarding_id, state=ForwardingState.PENDING).update(attempted_at=None)


def description_for_others(report: Report) -> str:
    """What another organisation reads: the text, the answers and our reference; nothing on who reported."""
    answers = Answer.objects.filter(report_id=report.pk).order_by("pk")
    lines = [report.description, *(f"{answer.label} {', '.join(answer.texts)}" for answer in answers)]
    lines.append(
        _("Reference of %(town)s: %(reference)s") % {"town": settings.TOWN.title, "reference": report.reference}
    )
    return "\n".join(line for line in lines if line)[:4_000]


def _write_letter(report: Report, forwarding: Forwarding) -> None:
    place = f"{report.address} ({report.latitude:.5f}, {report.longitude:.5f})"
    public = report.visibility == Visibility.PUBLIC
    parts = [
        _("%(town)s hands this report over to you.") % {"town": settings.TOWN.title},
        f"{report.category.name_fr}\n{place}\n{description_for_others(report)}",
        _("Photos: %s") % absolute(public_path(report.reference)) if public else "",
        _("Please tell us on this page what becomes of it: the person who reported it will know at once."),
    ]
    notify(
        recipient=Recipient(email=forwarding.target.email),
        kind="reports.forward",
        key=f"reports-forward-{forwarding.pk.hex}",
        subject=_("Report %(reference)s: %(category)s")
        % {"reference": report.reference, "category": report.category.name_fr},
        body_text="\n\n".join(part for part in parts if part),
        url=absolute(remote_path(forwarding.pk)),
    )

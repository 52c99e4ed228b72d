# SPDX-License-Identifier: AGPL-3.0-or-later
"""What people without rights do to a report: confirm, say “me too”, answer, stop, be forgotten."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from parvis.kernel.audit.actors import Actor
from parvis.kernel.audit.operations import record
from parvis.kernel.audit.refusals import NotFound, Reason, refuse
from parvis.kernel.registry import service_settings
from parvis.services.reports.models import Event, Follower, Report
from parvis.services.reports.models.parts import Audience, EventKind
from parvis.services.reports.operations import journal
from parvis.services.reports.operations.contacts import ask_for_proof, follower_by_id, follower_of, voter_key
from parvis.services.reports.operations.effects import send_to, show
from parvis.services.reports.operations.input import clean_email, clean_or_refuse, clean_phone
from parvis.services.reports.operations.limits import respect_me_too_limits
from parvis.services.reports.operations.locks import locked_public
from parvis.services.reports.operations.repeated import same_line, same_reopening
from parvis.services.reports.queries.scope import published
from parvis.services.reports.rules.publication import HeldFor, Proof, Publication, Visibility
from parvis.services.reports.rules.states import By, State, transition
from parvis.services.reports.tokens import follow_token

LONGEST_REPLY = 2_000


@dataclass(frozen=True)
class MeToo:
    """`supporters` counts everybody concerned besides the one who reported; `counted` is False the second time."""

    supporters: int
    counted: bool
    follow_token: str
    needs_confirmation: bool


def confirm_follower(actor: Actor, *, follower_id: UUID, at: datetime | None = None) -> str:
    """Notes that a follower's e-mail is theirs, and publishes a report that waited for it. Harmless to repeat.

    Returns:
        The report's reference.

    Raises:
        NotFound: the follower is gone.
    """
    at = at or timezone.now()
    with transaction.atomic():
        report = locked_public(follower_by_id(follower_id).report_id)
        follower = Follower.objects.select_for_update(of=("self",)).select_related("person").get(pk=follower_id)
        if follower.confirmed_at is None:
            follower.confirmed_at = at
            follower.save(update_fields=["confirmed_at"])
            record(actor, verb="reports.confirm_follower", target=report)
            _proved(actor, report, follower, at)
    return report.reference


def _proved(actor: Actor, report: Report, follower: Follower, at: datetime) -> None:
    if not follower.is_reporter:
        _count_supporters(report)
        return
    report.proof = Proof.CONFIRMED
    fields = ["proof"]
    if report.held_for == HeldFor.PROOF:
        to_check = report.category.publication == Publication.CHECKED
        report.visibility = Visibility.HELD if to_check else Visibility.PUBLIC
        report.held_for = HeldFor.CHECK if to_check else HeldFor.NOTHING
        fields += ["visibility", "held_for"]
    journal.save(report, fields, at)
    event = Event.objects.filter(report_id=report.pk, kind=EventKind.SUBMITTED).order_by("pk").first()
    if event:
        send_to(follower, report, event)
    show(report)


def me_too(
    actor: Actor,
    *,
    reference: str,
    email: str = "",
    phone: str = "",
    language: str = "fr",
    at: datetime | None = None,
) -> MeToo:
    """Counts one more person concerned by a public report; with an e-mail, they follow it once it is confirmed.

    Each account, e-mail, telephone, else network address, counts once.

    Raises:
        NotFound: no public report has that reference.
        Refused: a wrong address, or too many in an hour.
    """
    at = at or timezone.now()
    email, phone = clean_email(email), clean_phone(phone)
    with transaction.atomic():
        found = published().filter(reference=reference).values_list("pk", flat=True).first()
        if found is None:
            raise NotFound(reference)
        report = _surviving(locked_public(found))
        follower, created = _voter(actor, report, email=email, phone=phone, language=language, at=at)
        if created:
            record(actor, verb="reports.me_too", target=report)
        waits = follower.confirmed_at is None
        if waits:
            ask_for_proof(actor, report, follower)
        supporters = _count_supporters(report)
    # A follower who existed before is told nothing about: the address may not be the caller's own.
    token = follow_token(follower.pk) if created and not email else ""
    return MeToo(supporters, created, token, waits)


def _voter(
    actor: Actor, report: Report, *, email: str, phone: str, language: str, at: datetime
) -> tuple[Follower, bool]:
    """The follower whom these contacts make, and whether they are new."""
    key = voter_key(actor, email=email, phone=phone)
    respect_me_too_limits([key], at)
    return Follower.objects.get_or_create(
        report=report,
        voter_key=key,
        defaults={
            "person": actor.person if not email else None,
            "email": email or (actor.person.email if actor.person else ""),
            "phone": phone,
            "language": language,
            "confirmed_at": None if email else at,
            "created_at": at,
        },
    )


def _surviving(report: Report) -> Report:
    while report.merged_into_id is not None:
        report = locked_public(report.merged_into_id)
    if report.visibility != Visibility.PUBLIC:
        raise NotFound(report.reference)
    return report


def _count_supporters(report: Report) -> int:
    """Counts anew under the report's lock, so that the figure never drifts; no new version: nobody's work changes."""
    counted = Follower.objects.filter(report_id=report.pk, is_reporter=False, confirmed_at__isnull=False).count()
    if counted != report.supporters:
        report.supporters = counted
        report.save(update_fields=["supporters"])
        show(report)
    return counted


def unfollow(actor: Actor, *, token: str, at: datetime | None = None) -> None:
    """Stops the messages to one follower; harmless to repeat.

    Raises:
        NotFound: the token opens nothing.
    """
    follower = follower_of(token)
    with transaction.atomic():
        Follower.objects.filter(pk=follower.pk, stopped_at__isnull=True).update(stopped_at=at or timezone.now())
        record(actor, verb="reports.unfollow", target=follower.report)


def forget_contact(actor: Actor, *, token: str, at: datetime | None = None) -> None:
    """Deletes what tells who the follower is; the report stays, and the follow page too.

    Raises:
        NotFound: the token opens nothing.
    """
    at = at or timezone.now()
    with transaction.atomic():
        report = locked_public(follower_of(token).report_id)
        follower = follower_of(token)
        follower.email = follower.phone = ""
        follower.person = None
        follower.stopped_at = follower.stopped_at or at
        follower.save(update_fields=["email", "phone", "person", "stopped_at"])
        if follower.is_reporter:
            report.reporter = None
            report.reporter_name = report.reporter_email = report.reporter_phone = report.address_hash = ""
            report.proof = Proof.NONE
            fields = ["reporter", "reporter_name", "reporter_email", "reporter_phone", "address_hash", "proof"]
            journal.save(report, fields, at)
        record(actor, verb="reports.forget_contact", target=report)


def reply(actor: Actor, *, token: str, text: str, at: datetime | None = None) -> None:
    """Writes, once, an answer of the one who reported; agents and that person read it, nobody else.

    Raises:
        NotFound: the token is not the reporter's.
        Refused: empty or too long.
    """
    at = at or timezone.now()
    kept = clean_or_refuse("text", text, LONGEST_REPLY)
    with transaction.atomic():
        report = _reporters_report(token)
        if same_line(actor, report, EventKind.REPLY, kept, at=at):
            return
        journal.save(report, [], at)
        journal.tell(actor, report, EventKind.REPLY, at=at, audience=Audience.REPORTER, text=kept)
        show(report)


def answer_resolved(actor: Actor, *, token: str, resolved: bool, text: str = "", at: datetime | None = None) -> Report:
    """The reporter's answer to “is it solved?”: no, with the reason, opens the report again.

    Raises:
        NotFound: the token is not the reporter's.
        Refused: the report is not resolved, was closed too long ago, or the reason is missing.
    """
    at = at or timezone.now()
    kept = clean_or_refuse("text", text, LONGEST_REPLY, required=not resolved)
    with transaction.atomic():
        report = _reporters_report(token)
        text = kept or _("Yes, it is solved.")
        again = (
            same_line(actor, report, EventKind.REPLY, text, at=at) if resolved else same_reopening(report, kept, at=at)
        )
        if again:
            return report
        _require_answerable(report, at)
        if resolved:
            journal.save(report, [], at)
            journal.tell(
                actor, report, EventKind.REPLY, at=at, audience=Audience.REPORTER, text=text, verb="confirm_resolved"
            )
        else:
            _reopen(actor, report, kept, at)
        show(report)
    return report


def _require_answerable(report: Report, at: datetime) -> None:
    days = service_settings("reports").reopen_days
    if transition(State(report.state), State.REPORTED, By.REPORTER) is None or report.closed_at is None:
        raise refuse("", _("This report is not marked as solved."), Reason.TOO_LATE)
    if at - report.closed_at > timedelta(days=days):
        message = _("It was closed more than %d days ago. Make a new report: it will be treated as a new one.") % days
        raise refuse("", message, Reason.TOO_LATE)


def _reopen(actor: Actor, report: Report, text: str, at: datetime) -> None:
    source = report.state
    report.state, report.closed_at, report.promised_on, report.reminded_at = State.REPORTED, None, None, None
    journal.save(report, ["state", "closed_at", "promised_on", "reminded_at"], at)
    journal.tell(actor, report, EventKind.REPLY, at=at, audience=Audience.REPORTER, text=text)
    reopened = _("The person who reported it says that it is not solved.")
    journal.tell(
        actor, report, EventKind.STATE, at=at, source=source, target=State.REPORTED, text=reopened, verb="reopen"
    )


def _reporters_report(token: str) -> Report:
    follower = follower_of(token)
    if not follower.is_reporter:
        raise NotFound("report")
    return locked_public(follower.report_id)

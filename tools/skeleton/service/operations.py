# SPDX-License-Identifier: AGPL-3.0-or-later
"""Writes: keyword-only, the actor first, one transaction each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import connection, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from parvis.kernel.audit.actors import Actor
from parvis.kernel.audit.operations import record
from parvis.kernel.notifications.operations import notify
from parvis.kernel.notifications.recipients import Recipient
from parvis.kernel.organisations.queries import main_organisation
from parvis.kernel.registry import service_settings
from parvis.kernel.registry.extension_points.personal_data import Erasure
from parvis.kernel.search import operations as search
from parvis.services.specimen.adapters import search_document
from parvis.services.specimen.manifest import TREAT
from parvis.services.specimen.models import Case, ReferenceCounter
from parvis.services.specimen.queries import case_for
from parvis.services.specimen.rules import (
    LONGEST_TEXT,
    Conflict,
    NotAllowed,
    Refused,
    State,
    format_reference,
    may_become,
)
from parvis.services.specimen.tokens import follow_token

HOUR = timedelta(hours=1)
_NOBODY: dict[str, Any] = {
    "person": None,
    "email": "",
    "address_hash": "",
    "client_key": None,
    "text": "…",
    "answer": "…",
}


@dataclass(frozen=True)
class Submitted:
    """What the sender is told. `created` is False when this sending had arrived before."""

    reference: str
    token: str
    created: bool


def submit(
    actor: Actor, *, text: str, email: str = "", client_key: str | None = None, at: datetime | None = None
) -> Submitted:
    """Takes a request in; the same `client_key` again gives the first one back and writes nothing.

    Raises:
        Refused: no text, too much of it, an address that is none, or too many requests in an hour.
    """
    at = at or timezone.now()
    text, email = text.strip(), email.strip()
    _check(text, email)
    with transaction.atomic():
        _serialise(f"address {actor.address_hash}", f"sending {client_key}")
        before = Case.objects.filter(client_key=client_key).first() if client_key else None
        if before is not None:
            return Submitted(before.reference, follow_token(before.pk), created=False)
        _respect_limits(actor, at)
        organisation = main_organisation()
        if organisation is None:
            raise Refused("", _("The town does not take requests yet."))
        case = Case.objects.create(
            reference=_take_reference(at),
            client_key=client_key,
            organisation=organisation,
            person=actor.person,
            email=email,
            address_hash=actor.address_hash,
            text=text,
            created_at=at,
        )
        record(actor, verb="specimen.submit", target=case)
        search.index([search_document(case)])
        _tell(case, _("We have received your request %(reference)s") % {"reference": case.reference})
        return Submitted(case.reference, follow_token(case.pk), created=True)


def answer(
    actor: Actor, *, reference: str, text: str, expected_version: int | None = None, at: datetime | None = None
) -> Case:
    """Answers a request of the actor's organisation and tells whoever asked.

    Raises:
        NotFound: there is no such request for this actor.
        NotAllowed: the actor may not answer.
        Conflict: it has changed since the actor read it.
        Refused: no text, or it is answered already.
    """
    with transaction.atomic():
        case = _locked(actor, reference, expected_version)
        text = text.strip()
        if not text:
            raise Refused("text", _("Write the answer."))
        if not may_become(case.state, State.ANSWERED):
            raise Refused("", _("This request is answered already."))
        case.answer, case.state, case.answered_at = text[:LONGEST_TEXT], State.ANSWERED, at or timezone.now()
        case.version += 1
        case.save(update_fields=["answer", "state", "answered_at", "version"])
        record(actor, verb="specimen.answer", target=case)
        search.index([search_document(case)])
        _tell(case, _("The town has answered your request %(reference)s") % {"reference": case.reference})
    return case


def anonymise_answered(actor: Actor, *, before: datetime, limit: int = 500) -> int:
    """Makes requests answered before a time forget who asked and what; returns how many. Call it until it returns 0."""
    old = Case.objects.filter(answered_at__lt=before, anonymised_at__isnull=True)
    with transaction.atomic():
        keys = list(old.select_for_update(skip_locked=True).order_by("pk").values_list("pk", flat=True)[:limit])
        if keys:
            _forget(keys)
            record(actor, verb="specimen.anonymise", detail={"count": len(keys)})
    return len(keys)


def erase_person(actor: Actor, *, person: Any) -> Erasure:
    """Deletes a person's waiting requests and makes the answered ones anonymous; harmless to repeat.

    Runs in the caller's transaction.
    """
    mine = Q(person=person) | Q(email=person.email) if person.email else Q(person=person)
    rows = list(Case.objects.select_for_update().filter(mine).order_by("pk"))
    waiting = [case for case in rows if case.state == State.WAITING]
    search.remove("specimen", [case.reference for case in waiting])
    Case.objects.filter(pk__in=[case.pk for case in waiting]).delete()
    answered = [case.pk for case in rows if case.state == State.ANSWERED]
    _forget(answered)
    record(actor, verb="specimen.erase_person", detail={"deleted": len(waiting), "anonymised": len(answered)})
    return Erasure(deleted=len(waiting), anonymised=len(answered))


def _check(text: str, email: str) -> None:
    if not text:
        raise Refused("text", _("Write your request."))
    if len(text) > LONGEST_TEXT:
        raise Refused("text", _("This is too long: %(most)d characters at most.") % {"most": LONGEST_TEXT})
    try:
        validate_email(email or "nobody@example.org")
    except ValidationError as error:
        raise Refused("email", _("Write your e-mail address, for example marie@example.org.")) from error


def _serialise(*names: str) -> None:
    # Sorted, so that two transactions never wait for one another.
    with connection.cursor() as cursor:
        for name in sorted(set(names)):
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"specimen:{name}"])


def _respect_limits(actor: Actor, at: datetime) -> None:
    recent = Case.objects.filter(address_hash=actor.address_hash, created_at__gt=at - HOUR)
    if actor.address_hash and recent.count() >= service_settings("specimen").per_address_per_hour:
        raise Refused("", _("You have sent many requests in the last hour. Come back in an hour."), too_many=True)


def _take_reference(at: datetime) -> str:
    year = timezone.localtime(at).year
    ReferenceCounter.objects.get_or_create(year=year)
    counter = ReferenceCounter.objects.select_for_update().get(year=year)
    counter.last += 1
    counter.save(update_fields=["last"])
    return format_reference(year, counter.last)


def _locked(actor: Actor, reference: str, expected_version: int | None) -> Case:
    known = case_for(actor, reference)
    if not actor.can(TREAT):
        raise NotAllowed(TREAT)
    case = Case.objects.select_for_update(of=("self",)).get(pk=known.pk)
    if expected_version is not None and case.version != expected_version:
        raise Conflict(reference)
    return case


def _tell(case: Case, subject: str) -> None:
    if not (case.person_id or case.email):
        return
    notify(
        recipient=Recipient(person=case.person, email="" if case.person_id else case.email),
        kind="specimen.status",
        key=f"specimen-{case.pk}-{case.version}",
        subject=subject,
        body_text=_("You can read it on its page."),
        url=settings.BASE_URL + reverse("specimen:follow", args=[follow_token(case.pk)]),
    )


def _forget(keys: list[int]) -> None:
    Case.objects.filter(pk__in=keys).update(**_NOBODY, anonymised_at=timezone.now())
    references = Case.objects.filter(pk__in=keys).values_list("reference", flat=True)
    search.remove("specimen", references)

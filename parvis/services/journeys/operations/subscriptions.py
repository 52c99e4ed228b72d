# SPDX-License-Identifier: AGPL-3.0-or-later
"""Subscriptions to disruptions: asked for, confirmed, ended, forgotten."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import connection, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from parvis.kernel.accounts.proofs import TooManyLinksError, send_proof_link
from parvis.kernel.audit.actors import Actor
from parvis.kernel.audit.operations import record
from parvis.kernel.audit.refusals import NotFound, Reason, refuse
from parvis.kernel.notifications.operations import subscribe_again
from parvis.kernel.registry.extension_points.personal_data import Erasure
from parvis.services.journeys.adapters.network import current_network
from parvis.services.journeys.adapters.subjects import line_of
from parvis.services.journeys.models import DisruptionSubscription, Feed
from parvis.services.journeys.queries.subscriptions import of_person
from parvis.services.journeys.rules.subscriptions import EVERY_DAY, MOST_EACH, UNCONFIRMED_DAYS, Subject

CONFIRM = "journeys.alert"
KIND = "journeys.disruption"


def subscribe(
    actor: Actor,
    *,
    subject: str,
    feed: str,
    identifier: str = "",
    email: str = "",
    days: int = EVERY_DAY,
    hours: tuple[int, int] = (0, 24),
    language: str = "fr",
    at: datetime | None = None,
) -> DisruptionSubscription:
    """Asks to be told of disruptions. Asked again for the same, the new days and hours hold.

    Signed in and without `email` it holds at once; an address gets a link first, and whoever asked learns nothing
    of what that address has subscribed to.

    Raises:
        Refused: no such line or stop, no address, no day or hour, or too many subscriptions.
    """
    at, address = at or timezone.now(), _address(email)
    person = None if address else actor.person
    if person is None and not address:
        raise refuse("email", _("Give the e-mail address to write to."), Reason.REQUIRED)
    if not 1 <= days <= EVERY_DAY:
        raise refuse("days", _("Choose at least one day."), Reason.REQUIRED)
    if not 0 <= hours[0] < hours[1] <= 24:
        raise refuse("until_hour", _("The last hour comes after the first."))
    what = _what(Subject(subject), feed, identifier)
    with transaction.atomic():
        _serialise(f"{person.pk if person else address}")
        row = _kept(person, address, what, at, language)
        if address and row.confirmed_at is not None:
            # Somebody who has not proved the address changes nothing of what runs: the link does.
            _ask(actor, row, days, hours)
            return row
        row.days, row.from_hour, row.until_hour = days, hours[0], hours[1]
        row.confirmed_at = None if address else row.confirmed_at or at
        row.save()
        record(actor, verb="journeys.subscribe", detail={"subject": subject, "feed": feed})
        if address:
            _ask(actor, row, days, hours)
        elif person is not None:
            subscribe_again(actor, address=person.email, kind=KIND)
    return row


def confirm_subscription(
    actor: Actor, *, subscription_id: UUID, days: int, hours: tuple[int, int], at: datetime | None = None
) -> None:
    """Starts what the owner of an address has confirmed; harmless to repeat, and when it has ended meanwhile."""
    with transaction.atomic():
        row = DisruptionSubscription.objects.select_for_update().filter(pk=subscription_id).first()
        if row is None:
            return
        row.confirmed_at = row.confirmed_at or at or timezone.now()
        row.days, row.from_hour, row.until_hour = days, hours[0], hours[1]
        row.save()
        subscribe_again(actor, address=row.email, kind=KIND)
        record(actor, verb="journeys.confirm_subscription", detail={"subscription": str(subscription_id)})


def unsubscribe(actor: Actor, *, subscription_id: UUID, email: str = "") -> None:
    """Ends one subscription of the signed-in person, or of the address that a link proves.

    Raises:
        NotFound: it is neither's.
    """
    mine = DisruptionSubscription.objects.filter(email=email) if email else None
    if mine is None:
        if actor.person is None:
            raise NotFound(str(subscription_id))
        mine = of_person(actor.person)
    if not mine.filter(pk=subscription_id).delete()[0]:
        raise NotFound(str(subscription_id))
    record(actor, verb="journeys.unsubscribe", detail={"subscription": str(subscription_id)})


def forget_unconfirmed(*, at: datetime | None = None) -> int:
    """Deletes the addresses that nobody has confirmed; how many."""
    before = (at or timezone.now()) - timedelta(days=UNCONFIRMED_DAYS)
    return DisruptionSubscription.objects.filter(confirmed_at__isnull=True, created_at__lt=before).delete()[0]


def erase_subscriptions(person: Any) -> Erasure:
    """Deletes what somebody has subscribed to."""
    return Erasure(deleted=of_person(person).delete()[0])


def _what(subject: Subject, feed: str, identifier: str) -> dict[str, str]:
    """The subject's columns, with the name under which it is in the network in force."""
    row, mapped = Feed.objects.filter(slug=feed, active=True).first(), current_network()
    unknown = refuse("subject", _("We do not know this line or stop any more. Choose it again."), Reason.UNKNOWN)
    if row is None:
        raise unknown
    if subject is Subject.NETWORK:
        return {"subject": subject, "feed": feed, "route_id": "", "stop_id": "", "name": row.title}
    if mapped is None:
        raise unknown
    if subject is Subject.LINE:
        line = line_of(mapped, feed, identifier)
        if line is None:
            raise unknown
        return {"subject": subject, "feed": feed, "route_id": identifier, "stop_id": "", "name": line.name[:200]}
    try:
        name = mapped.timetable.stops.names[mapped.timetable.stop(feed, identifier)]
    except KeyError:
        raise unknown from None
    return {"subject": subject, "feed": feed, "route_id": "", "stop_id": identifier, "name": name[:200]}


def _kept(person: Any, address: str, what: dict[str, str], at: datetime, language: str) -> DisruptionSubscription:
    mine = DisruptionSubscription.objects.filter(person=person, email=address)
    same = {name: what[name] for name in ("feed", "route_id", "stop_id")}
    found = mine.filter(**same).first()
    if found is not None:
        return found
    if mine.count() >= MOST_EACH:
        raise refuse("", _("You follow %d lines and stops already: end one first.") % MOST_EACH, Reason.TOO_MANY)
    return DisruptionSubscription(person=person, email=address, created_at=at, language=language[:8], **what)


def _address(email: str) -> str:
    address = email.strip().lower()
    if address:
        try:
            validate_email(address)
        except ValidationError as error:
            raise refuse("email", _("Write the address like this: name@example.fr.")) from error
    return address


def _serialise(name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"journeys:alerts {name}"])


def _ask(actor: Actor, row: DisruptionSubscription, days: int, hours: tuple[int, int]) -> None:
    with translation.override(row.language):
        try:
            send_proof_link(
                actor,
                email=row.email,
                purpose=CONFIRM,
                payload={"subscription": str(row.pk), "days": days, "hours": list(hours)},
                next_url="/trajets/perturbations/",
                subject=_("Disruptions of %s: confirm your address") % row.name,
                body=_(
                    "Somebody asked us to tell this address of the disruptions of %s. If it was you, confirm. "
                    "If not, do nothing: you will not hear of us again."
                )
                % row.name,
            )
        except TooManyLinksError as error:
            message = _("Too many messages were sent to this address. Come back in an hour.")
            raise refuse("email", message, Reason.TOO_MANY) from error

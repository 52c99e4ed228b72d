# SPDX-License-Identifier: AGPL-3.0-or-later
"""Alerts for an area: asked for, confirmed, ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from parvis.kernel.accounts.proofs import TooManyLinksError, send_proof_link
from parvis.kernel.audit.actors import Actor
from parvis.kernel.audit.operations import record
from parvis.kernel.audit.refusals import NotFound, Reason, Refused, refuse
from parvis.kernel.places import queries as places
from parvis.services.reports.models import AreaSubscription, Category
from parvis.services.reports.models.alerts import AlertArea
from parvis.services.reports.operations.input import clean_email, place_problems
from parvis.services.reports.operations.locks import serialise
from parvis.services.reports.queries.categories import category_by_id
from parvis.services.reports.rules.publication import Publication
from parvis.services.reports.texts import CONFIRM_ALERT_BODY, CONFIRM_ALERT_SUBJECT
from parvis.services.reports.tokens import Purpose, feed_token, identifier_of

CONFIRM_ALERT = "reports.alert"
_RADIUS_M = range(50, 5_001)
_MOST_PER_EMAIL = 20


@dataclass(frozen=True)
class Subscribed:
    """What is said to the one who asked.

    Asked by an e-mail address that nobody has proved to own, it says the same whether the alert is new, waits
    or runs already: open the message. `feed_token`, which reads the Atom feed at once, is then empty; the
    alert's own messages give the feed.
    """

    id: UUID
    feed_token: str
    needs_confirmation: bool


def subscribe_area(
    actor: Actor,
    *,
    area: AlertArea | str,
    area_code: str = "",
    longitude: float | None = None,
    latitude: float | None = None,
    radius_m: int | None = None,
    category_id: int | None = None,
    email: str = "",
    language: str = "fr",
    at: datetime | None = None,
) -> Subscribed:
    """Asks to be told of new public reports in an area. Asking twice for the same changes nothing.

    Raises:
        Refused: unknown area or category, no address to write to, or too many alerts.
    """
    at = at or timezone.now()
    address = clean_email(email)
    person = actor.person if not address else None
    if person is None and not address:
        raise refuse("email", _("Give the e-mail address to write to."), Reason.REQUIRED)
    where = _where(AlertArea(area), area_code, longitude, latitude, radius_m)
    who = {"person": person, "email": address}
    with transaction.atomic():
        serialise(f"alerts {person.pk if person else address}")
        found = _subscription(actor, {**who, **where, "category": _category(category_id)}, who, language, at)
        if address:
            _ask(actor, found)  # also when it runs already: its owner alone reads that, in the message
    return Subscribed(found.pk, "" if address else feed_token(found.pk), bool(address))


def _subscription(
    actor: Actor, wanted: dict[str, Any], who: dict[str, Any], language: str, at: datetime
) -> AreaSubscription:
    """The alert that is wanted, made unless it is there."""
    mine = AreaSubscription.objects.filter(**who, stopped_at__isnull=True)
    found = mine.filter(**wanted).first()
    if found is not None:
        return found
    if mine.count() >= _MOST_PER_EMAIL:
        raise refuse("", _("You have %d alerts already: end one first.") % _MOST_PER_EMAIL, Reason.TOO_MANY)
    confirmed_at = at if wanted["person"] else None
    made = AreaSubscription.objects.create(
        **wanted, language=language, confirmed_at=confirmed_at, told_until=at, created_at=at
    )
    record(actor, verb="reports.subscribe_area", target=made, detail={"area": str(made.area)})
    return made


def confirm_subscription(actor: Actor, *, subscription_id: UUID, at: datetime | None = None) -> None:
    """Starts an alert once its address is confirmed; harmless to repeat."""
    at = at or timezone.now()
    waiting = AreaSubscription.objects.filter(pk=subscription_id, confirmed_at__isnull=True)
    if waiting.update(confirmed_at=at, told_until=at):
        record(actor, verb="reports.confirm_alert", detail={"alert": str(subscription_id)})


def unsubscribe_area(actor: Actor, *, token: str, at: datetime | None = None) -> None:
    """Ends an alert; harmless to repeat.

    Raises:
        NotFound: the token opens nothing.
    """
    identifier = identifier_of(Purpose.ALERT, token)
    if identifier is None or not AreaSubscription.objects.filter(pk=identifier).exists():
        raise NotFound("alert")
    AreaSubscription.objects.filter(pk=identifier, stopped_at__isnull=True).update(stopped_at=at or timezone.now())
    record(actor, verb="reports.unsubscribe_area", detail={"alert": str(identifier)})


def _where(
    area: AlertArea, code: str, longitude: float | None, latitude: float | None, radius_m: int | None
) -> dict[str, object]:
    if area is AlertArea.AROUND:
        if longitude is None or latitude is None:
            raise refuse("place", _("Choose the place."), Reason.REQUIRED)
        problems = place_problems(longitude, latitude)
        if problems:
            raise Refused(*problems)
        if radius_m not in _RADIUS_M:
            raise refuse("radius_m", _("Choose from 50 m to 5 km."))
        # Five decimals are a metre: enough, and the same place asked for twice is the same.
        spot = {"longitude": round(longitude, 5), "latitude": round(latitude, 5), "radius_m": radius_m}
        return {"area": area, "area_code": "", **spot}
    if area is AlertArea.NEIGHBOURHOOD and places.neighbourhood(code) is None:
        raise refuse("area_code", _("Choose a neighbourhood of the list."), Reason.UNKNOWN)
    return {"area": area, "area_code": "" if area is AlertArea.EVERYWHERE else code[:120]}


def _category(category_id: int | None) -> Category | None:
    if category_id is None:
        return None
    category = category_by_id(category_id)
    if category is None or category.publication == Publication.PRIVATE:
        raise refuse("category", _("Choose a category of the list."), Reason.UNKNOWN)
    return category


def _ask(actor: Actor, subscription: AreaSubscription) -> None:
    with translation.override(subscription.language):
        try:
            send_proof_link(
                actor,
                email=subscription.email,
                purpose=CONFIRM_ALERT,
                payload={"alert": str(subscription.pk)},
                next_url="/signalements/alertes/",
                subject=str(CONFIRM_ALERT_SUBJECT),
                body=str(CONFIRM_ALERT_BODY),
            )
        except TooManyLinksError as error:
            message = _("Too many messages were sent to this address. Come back in an hour.")
            raise refuse("email", message, Reason.TOO_MANY) from error


def note_told(*, subscription_id: UUID, until: datetime) -> None:
    """Notes until when somebody knows the reports of their area; never goes back."""
    AreaSubscription.objects.filter(pk=subscription_id, told_until__lt=until).update(told_until=until)

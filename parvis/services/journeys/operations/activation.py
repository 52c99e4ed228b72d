# SPDX-License-Identifier: AGPL-3.0-or-later
"""Putting a version in force, planning it for a day, taking it back."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from parvis.kernel.audit.actors import SYSTEM, Actor
from parvis.kernel.audit.operations import record
from parvis.kernel.audit.refusals import Reason, Refused, refuse
from parvis.kernel.jobs import defer
from parvis.services.journeys.manifest import ACTIVATE
from parvis.services.journeys.models import Delivery
from parvis.services.journeys.operations.locks import locked_delivery, locked_feed
from parvis.services.journeys.rules.deliveries import DeliveryState, may_become


def activate(actor: Actor, *, key: UUID, expected_version: int | None = None, at: datetime | None = None) -> Delivery:
    """Puts a file in force in place of the one that was: from now on it is the one that everybody gets.

    Raises:
        NotFound, NotAllowed, Conflict: see `locked_delivery`.
        Refused: its state has no such arrow, or its days are over.
    """
    at = at or timezone.now()
    with transaction.atomic():
        feed, version = locked_delivery(actor, key, permission=ACTIVATE, expected_version=expected_version)
        _require(version, DeliveryState.ACTIVE)
        if version.last_day is not None and version.last_day < timezone.localdate(at):
            raise refuse("", _("The last day of this timetable is over: deliver a newer one."), Reason.TOO_LATE)
        for before in feed.deliveries.select_for_update().filter(state=DeliveryState.ACTIVE):
            _enter(before, DeliveryState.RETIRED)
        version.planned_for, version.active_since = None, at
        _enter(version, DeliveryState.ACTIVE, "planned_for", "active_since")
        record(actor, verb="journeys.activate", target=version)
        defer("journeys.build_network")
    return version


def plan(actor: Actor, *, key: UUID, day: date, expected_version: int | None = None) -> Delivery:
    """Has a version come into force on a day; takes the place of another plan of the same timetable.

    Raises:
        NotFound, NotAllowed, Conflict: see `locked_delivery`.
        Refused: the day is not to come, or after the version's last; or the state has no such arrow.
    """
    with transaction.atomic():
        feed, version = locked_delivery(actor, key, permission=ACTIVATE, expected_version=expected_version)
        _require(version, DeliveryState.PLANNED)
        if day <= timezone.localdate():
            raise refuse("day", _("Choose a day to come, or put it in force now."))
        if version.last_day is not None and day > version.last_day:
            raise refuse("day", _("This timetable ends before that day."))
        for other in feed.deliveries.select_for_update().filter(state=DeliveryState.PLANNED):
            other.planned_for = None
            _enter(other, DeliveryState.CHECKED, "planned_for")
        version.planned_for = day
        _enter(version, DeliveryState.PLANNED, "planned_for")
        record(actor, verb="journeys.plan", target=version, detail={"day": day.isoformat()})
    return version


def unplan(actor: Actor, *, key: UUID, expected_version: int | None = None) -> Delivery:
    """Takes a plan back; the version stays ready.

    Raises:
        NotFound, NotAllowed, Conflict: see `locked_delivery`.
        Refused: it is not planned.
    """
    with transaction.atomic():
        _feed, version = locked_delivery(actor, key, permission=ACTIVATE, expected_version=expected_version)
        if version.state != DeliveryState.PLANNED:
            raise refuse("", _("This timetable is not planned."), Reason.TOO_LATE)
        version.planned_for = None
        _enter(version, DeliveryState.CHECKED, "planned_for")
        record(actor, verb="journeys.unplan", target=version)
    return version


def roll_back(actor: Actor, *, feed_id: int, expected_active: UUID | None = None) -> Delivery:
    """Puts the version that was in force before back in force.

    Args:
        expected_active: the version that the actor saw in force; if another one is by now, nothing happens.

    Raises:
        NotFound, NotAllowed: see `locked_feed`.
        Refused: nothing to go back to, or somebody was faster.
    """
    with transaction.atomic():
        feed = locked_feed(actor, feed_id, permission=ACTIVATE)
        current = feed.deliveries.filter(state=DeliveryState.ACTIVE).first()
        if expected_active is not None and (current is None or current.uuid != expected_active):
            raise refuse("", _("Somebody has just changed the timetable in force. Look again, then decide."))
        before = feed.deliveries.filter(state=DeliveryState.RETIRED).order_by("-active_since", "-pk").first()
        if before is None:
            raise refuse("", _("There is no earlier timetable to go back to."), Reason.UNKNOWN)
        return activate(actor, key=before.uuid)


def begin_planned(*, today: date) -> int:
    """Puts in force what is planned for today or before; how many.

    What cannot come into force any more (its days are over) loses its plan, and the next one is not held up.
    """
    due = Delivery.objects.filter(state=DeliveryState.PLANNED, planned_for__lte=today).order_by("pk")
    done = 0
    for key in list(due.values_list("uuid", flat=True)):
        try:
            activate(SYSTEM, key=key)
            done += 1
        except Refused:
            unplan(SYSTEM, key=key)
    return done


def _require(version: Delivery, target: DeliveryState) -> None:
    if not may_become(version.state, target):
        raise refuse("", _("This timetable cannot be put in force from where it stands."), Reason.NOT_ALLOWED)


def _enter(version: Delivery, state: DeliveryState, *fields: str) -> None:
    version.state = state
    version.version += 1
    version.save(update_fields=["state", "version", *fields])

# SPDX-License-Identifier: AGPL-3.0-or-later
"""Disruptions: written, published, changed, withdrawn, over."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from parvis.kernel.audit.actors import SYSTEM, Actor
from parvis.kernel.audit.operations import record
from parvis.kernel.audit.refusals import Conflict, NotAllowed, NotFound, Reason, refuse
from parvis.kernel.jobs import defer
from parvis.kernel.organisations.queries import organisation_by_slug
from parvis.services.journeys.manifest import DISRUPT, PUBLISH_DISRUPTION
from parvis.services.journeys.models import Disruption
from parvis.services.journeys.operations.disruption_input import DisruptionDraft, fields_of
from parvis.services.journeys.queries.desk_disruptions import disruptions_of_actor
from parvis.services.journeys.rules.disruptions import ARROWS, State

PUBLISHED, CHANGED, ENDED = "published", "changed", "ended"
"""What subscribers are told of."""


def write_disruption(
    actor: Actor, *, draft: DisruptionDraft, organisation_slug: str = "", at: datetime | None = None
) -> Disruption:
    """Keeps a new disruption that nobody else sees before it is published. The platform says for which authority.

    Raises:
        NotAllowed: the actor may not write disruptions.
        NotFound: no such organisation.
        Refused: something in it cannot be.
    """
    if not actor.can(DISRUPT):
        raise NotAllowed(DISRUPT)
    organisation = organisation_by_slug(organisation_slug) if actor.kind == "system" else actor.organisation
    if organisation is None:
        raise NotFound(organisation_slug)
    at = at or timezone.now()
    values = fields_of(draft, organisation.pk)
    with transaction.atomic():
        made = Disruption.objects.create(organisation_id=organisation.pk, created_at=at, changed_at=at, **values)
        record(actor, verb="journeys.write_disruption", target=made)
    return made


def change_disruption(
    actor: Actor,
    *,
    key: UUID,
    draft: DisruptionDraft,
    expected_version: int | None = None,
    tell: bool = True,
    at: datetime | None = None,
) -> Disruption:
    """Changes a draft, or what is published; those who subscribed are told of the latter unless `tell` is False.

    Raises:
        NotFound, NotAllowed, Conflict: see `_locked`.
        Refused: something in it cannot be, or it has ended.
    """
    with transaction.atomic():
        row = _locked(actor, key, _needed(actor, key), expected_version)
        if not ARROWS[State(row.state)]:
            raise refuse("", _("This disruption has ended: write a new one."), Reason.TOO_LATE)
        values, before = fields_of(draft, row.organisation_id), row.subjects
        changed = [name for name, value in values.items() if getattr(row, name) != value]
        if not changed:
            return row
        for name in changed:
            setattr(row, name, values[name])
        _require_publishable(row)
        _keep(row, at, *changed)
        record(actor, verb="journeys.change_disruption", target=row, detail={"fields": sorted(changed)})
        if row.state == State.PUBLISHED and tell:
            _tell(row, CHANGED, before)
    return row


def publish_disruption(
    actor: Actor, *, key: UUID, expected_version: int | None = None, at: datetime | None = None
) -> Disruption:
    """From now on everybody reads it, and those who subscribed are told.

    Raises:
        NotFound, NotAllowed, Conflict: see `_locked`.
        Refused: it is no draft any more, concerns nobody, or is over.
    """
    at = at or timezone.now()
    with transaction.atomic():
        row = _locked(actor, key, PUBLISH_DISRUPTION, expected_version)
        _enter(row, State.PUBLISHED)
        if row.last_at is not None and row.last_at <= at:
            raise refuse("periods", _("This disruption is over already: change its end."), Reason.TOO_LATE)
        _require_publishable(row)
        row.published_at = at
        _keep(row, at, "state", "published_at")
        record(actor, verb="journeys.publish_disruption", target=row)
        _tell(row, PUBLISHED, [])
    return row


def withdraw_disruption(
    actor: Actor, *, key: UUID, expected_version: int | None = None, at: datetime | None = None
) -> Disruption:
    """Ends it now: nobody reads it any more, and those who subscribed hear that it has ended.

    Raises:
        NotFound, NotAllowed, Conflict: see `_locked`.
        Refused: it has ended already.
    """
    with transaction.atomic():
        row = _locked(actor, key, _needed(actor, key), expected_version)
        was_public = row.state == State.PUBLISHED
        _enter(row, State.WITHDRAWN)
        row.ended_at = at or timezone.now()
        _keep(row, row.ended_at, "state", "ended_at")
        record(actor, verb="journeys.withdraw_disruption", target=row)
        if was_public:
            _tell(row, ENDED, [])
    return row


def end_due(*, at: datetime | None = None) -> int:
    """Marks the published disruptions whose last period has ended as over; how many."""
    at, done = at or timezone.now(), 0
    due = Disruption.objects.filter(state=State.PUBLISHED, last_at__lte=at).order_by("pk")
    for key in list(due.values_list("uuid", flat=True)):
        with transaction.atomic():
            row = _locked(SYSTEM, key, PUBLISH_DISRUPTION, None)
            if row.state != State.PUBLISHED or row.last_at is None or row.last_at > at:
                continue  # changed meanwhile
            _enter(row, State.OVER)
            row.ended_at = row.last_at
            _keep(row, at, "state", "ended_at")
            record(SYSTEM, verb="journeys.end_disruption", target=row)
            _tell(row, ENDED, [])
            done += 1
    return done


def _locked(actor: Actor, key: UUID, permission: str, expected_version: int | None) -> Disruption:
    """The authority's disruption, locked until the transaction ends.

    Raises:
        NotFound: no such disruption of the actor's authority.
        NotAllowed: the actor lacks the permission.
        Conflict: it is not at `expected_version` any more.
    """
    row = disruptions_of_actor(actor).select_for_update().filter(uuid=key).first()
    if row is None:
        raise NotFound(str(key))
    if not actor.can(permission):
        raise NotAllowed(permission)
    if expected_version is not None and row.version != expected_version:
        raise Conflict(reference=row.title, last=None)
    return row


def _needed(actor: Actor, key: UUID) -> str:
    """What is public is changed by those who may publish."""
    state = disruptions_of_actor(actor).filter(uuid=key).values_list("state", flat=True).first()
    return DISRUPT if state == State.DRAFT else PUBLISH_DISRUPTION


def _enter(row: Disruption, state: State) -> None:
    if state not in ARROWS[State(row.state)]:
        raise refuse("", _("This disruption is not where it was any more. Look again, then decide."), Reason.TOO_LATE)
    row.state = state


def _require_publishable(row: Disruption) -> None:
    if row.state == State.PUBLISHED and not row.subjects:
        raise refuse("", _("Say whom it concerns: the whole network, lines, stops or a place."), Reason.REQUIRED)


def _keep(row: Disruption, at: datetime | None, *fields: str) -> None:
    row.version += 1
    row.changed_at = at or timezone.now()
    row.save(update_fields=[*fields, "version", "changed_at"])


def _tell(row: Disruption, what: str, before: list[dict[str, Any]]) -> None:
    """A job of the same transaction tells the subscribers; also those whom it concerned before."""
    defer("journeys.tell", disruption_id=row.pk, version=row.version, what=what, before=before)

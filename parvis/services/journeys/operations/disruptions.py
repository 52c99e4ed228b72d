# SPDX-License-Identifier: AGPL-3.0-or-later
"""Disruptions: written, published, changed, ended."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from parvis.kernel.audit.actors import Actor
from parvis.kernel.audit.operations import record
from parvis.kernel.audit.refusals import Conflict, NotAllowed, NotFound, Reason, refuse
from parvis.kernel.jobs import defer
from parvis.services.journeys.manifest import INFORM
from parvis.services.journeys.models import Disruption
from parvis.services.journeys.queries.scope import disruptions_of, feeds_of
from parvis.services.journeys.rules.disruptions import Cause, DisruptionState, Effect

MOST_KEYS = 200


@dataclass(frozen=True, kw_only=True)
class DisruptionValues:
    """What an authority says of a disruption; see `Disruption`."""

    title_fr: str
    effect: Effect
    since: datetime
    cause: Cause = Cause.OTHER_CAUSE
    until: datetime | None = None
    title_en: str = ""
    text_fr: str = ""
    text_en: str = ""
    lines: tuple[str, ...] = field(default=())
    stops: tuple[str, ...] = field(default=())
    place: str = ""
    longitude: float | None = None
    latitude: float | None = None


def write_disruption(
    actor: Actor,
    *,
    values: DisruptionValues,
    key: UUID | None = None,
    expected_version: int | None = None,
    publish: bool = False,
    at: datetime | None = None,
) -> Disruption:
    """Writes a new disruption, or changes one; `publish` shows it to travellers and tells those who follow its lines.

    Raises:
        NotAllowed: the actor may not inform travellers.
        NotFound, Conflict: as in `locked_disruption`.
        Refused: ends before it begins, or names a line or a stop of another authority.
    """
    at = at or timezone.now()
    if not actor.can(INFORM) or actor.organisation_id is None:
        raise NotAllowed(INFORM)
    _check(actor, values)
    with transaction.atomic():
        row = locked_disruption(actor, key, expected_version) if key else Disruption(organisation=actor.organisation)
        for name in values.__dataclass_fields__:
            given = getattr(values, name)
            setattr(row, name, list(given) if isinstance(given, tuple) else given)
        row.updated_at = at
        row.version = row.version + 1 if key else 1
        if publish:
            row.state = DisruptionState.PUBLISHED
            row.published_at = row.published_at or at
        row.save()
        record(actor, verb="journeys.write_disruption", target=row, detail={"published": publish})
        if row.state == DisruptionState.PUBLISHED:
            defer("journeys.tell_disruption", disruption_id=row.pk)
    return row


def end_disruption(
    actor: Actor, *, key: UUID, expected_version: int | None = None, at: datetime | None = None
) -> Disruption:
    """Says that it is over.

    Raises:
        NotFound, NotAllowed, Conflict: as in `locked_disruption`.
    """
    at = at or timezone.now()
    with transaction.atomic():
        row = locked_disruption(actor, key, expected_version)
        if row.since < at and (row.until is None or row.until > at):
            row.until = at
        row.state, row.updated_at = DisruptionState.ENDED, at
        row.version += 1
        row.save()
        record(actor, verb="journeys.end_disruption", target=row)
    return row


def locked_disruption(actor: Actor, key: UUID, expected_version: int | None) -> Disruption:
    """The authority's disruption, locked until the transaction ends.

    Raises:
        NotFound: none of the actor's authority.
        NotAllowed: the actor may not inform travellers.
        Conflict: somebody changed it meanwhile.
    """
    row = disruptions_of(actor).select_for_update().filter(uuid=key).first()
    if row is None:
        raise NotFound(str(key))
    if not actor.can(INFORM):
        raise NotAllowed(INFORM)
    if expected_version is not None and row.version != expected_version:
        raise Conflict(reference=row.title_fr, last=None)
    return row


def _check(actor: Actor, values: DisruptionValues) -> None:
    if values.until is not None and values.until <= values.since:
        raise refuse("until", _("The end is before the beginning."))
    keys = (*values.lines, *values.stops)
    if len(keys) > MOST_KEYS:
        raise refuse("lines", _("Choose at most %d lines and stops; none means the whole network.") % MOST_KEYS)
    own = {f"{slug}:" for slug in feeds_of(actor).values_list("slug", flat=True)}
    if any(not any(key.startswith(start) for start in own) for key in keys):
        raise refuse("lines", _("This line or stop is another authority’s."), Reason.NOT_OURS)

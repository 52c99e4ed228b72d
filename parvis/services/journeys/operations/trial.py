# SPDX-License-Identifier: AGPL-3.0-or-later
"""Trying a delivered file out: the network as it would be with it, built aside and thrown away after a day."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import structlog
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from parvis.engines import timetable as engine
from parvis.engines.timetable import FeedRefused
from parvis.kernel.audit.actors import Actor
from parvis.kernel.audit.operations import record
from parvis.kernel.audit.refusals import Reason, refuse
from parvis.kernel.jobs import defer
from parvis.kernel.registry import service_settings
from parvis.services.journeys import storage
from parvis.services.journeys.adapters.street_walk import street_walk
from parvis.services.journeys.manifest import DELIVER
from parvis.services.journeys.models import Delivery, NetworkState, Trial
from parvis.services.journeys.operations.locks import locked_delivery
from parvis.services.journeys.queries.feeds import in_force
from parvis.services.journeys.rules.deliveries import DeliveryState

TRIABLE = (DeliveryState.CHECKED, DeliveryState.PLANNED, DeliveryState.RETIRED, DeliveryState.ACTIVE)
MOST_AT_ONCE = 3
"""Networks on trial of one authority: each is as large as the network in force."""

log = structlog.get_logger(__name__)


def try_out(actor: Actor, *, key: UUID, at: datetime | None = None) -> Trial:
    """Asks for the network with a file in the place of the one in force; a job builds it.

    Raises:
        NotFound, NotAllowed: see `locked_delivery`.
        Refused: nothing in the file can be used, or the authority tries several out already.
    """
    at = at or timezone.now()
    with transaction.atomic():
        feed, delivery = locked_delivery(actor, key, permission=DELIVER)
        if delivery.state not in TRIABLE:
            raise refuse("", _("This file cannot be tried out: its check has not ended, or refused it."))
        others = Trial.objects.filter(delivery__feed__organisation_id=feed.organisation_id).exclude(delivery=delivery)
        if others.count() >= MOST_AT_ONCE:
            raise refuse("", _("You try out several files already: they are thrown away after a day."), Reason.TOO_MANY)
        made, _new = Trial.objects.update_or_create(
            delivery=delivery, defaults={"state": NetworkState.BUILDING, "problem": "", "asked_at": at}
        )
        record(actor, verb="journeys.try_out", target=delivery)
        defer("journeys.build_trial", trial_id=made.pk)
    return made


def build_trial(*, trial_id: int) -> None:
    """Builds it; harmless when it is built, or was thrown away. Nothing of the network in force is touched."""
    trial = Trial.objects.select_related("delivery__feed").filter(pk=trial_id, state=NetworkState.BUILDING).first()
    if trial is None:
        return
    delivery = trial.delivery
    chosen = [row for row in in_force() if row.feed_id != delivery.feed_id] + [delivery]
    path = f"trials/{trial.pk}-{delivery.sha256[:16]}.timetable"
    try:
        storage.trial_folder()
        _build(chosen, path)
    except (FeedRefused, OSError) as failure:
        log.warning("journeys.trial_failed", delivery=str(delivery.uuid), problem=str(failure))
        values: dict[str, object] = {"state": NetworkState.FAILED, "problem": str(failure)[:2000]}
    else:
        values = {"state": NetworkState.READY, "path": path, "built_at": timezone.now()}
    if not Trial.objects.filter(pk=trial_id).update(**values):
        storage.network_file(path).unlink(missing_ok=True)  # thrown away meanwhile


def throw_away_trials(*, at: datetime | None = None) -> int:
    """Deletes what has been tried out long enough, and files that no row names; how many rows."""
    hours = service_settings("journeys").trial_hours
    gone = Trial.objects.filter(asked_at__lt=(at or timezone.now()) - timedelta(hours=hours)).delete()[0]
    kept = {Path(path).name for path in Trial.objects.order_by("pk").values_list("path", flat=True)}
    building = Trial.objects.filter(state=NetworkState.BUILDING).exists()
    for file in storage.trial_folder().iterdir():
        if file.name not in kept and not building:
            file.unlink(missing_ok=True)
    return gone


def _build(deliveries: list[Delivery], path: str) -> None:
    with ExitStack() as open_files:
        files = {each.feed.slug: open_files.enter_context(storage.local_feed(each.path)) for each in deliveries}
        timetable = engine.load(files, walk=street_walk)
    engine.save(timetable, storage.network_file(path))

# SPDX-License-Identifier: AGPL-3.0-or-later
"""Old files go: what was replaced long ago, what was refused, what nobody put in force."""

from __future__ import annotations

from django.db import transaction

from parvis.kernel.audit.actors import SYSTEM
from parvis.kernel.audit.operations import record
from parvis.kernel.registry import service_settings
from parvis.services.journeys import storage
from parvis.services.journeys.models import Delivery, Feed
from parvis.services.journeys.rules.deliveries import DeliveryState

_IN_USE = (DeliveryState.ACTIVE, DeliveryState.PLANNED, DeliveryState.RECEIVED)


def forget_old_files() -> int:
    """Deletes, of each timetable, all but the newest `keep_versions` files that are not in use; how many went."""
    keep, gone = service_settings("journeys").keep_versions, 0
    for feed_id in Feed.objects.order_by("pk").values_list("pk", flat=True):
        with transaction.atomic():
            feed = Feed.objects.select_for_update().get(pk=feed_id)
            rows = feed.deliveries.exclude(state__in=_IN_USE).order_by("-received_at", "-pk")[keep:]
            for row in list(rows):
                _forget(row)
                gone += 1
    return gone


def _forget(row: Delivery) -> None:
    path, digest = row.path, row.sha256
    record(SYSTEM, verb="journeys.forget_file", target=row, detail={"sha256": digest})
    row.delete()
    if not Delivery.objects.filter(sha256=digest).exists():
        transaction.on_commit(lambda: storage.remove_feed(path))

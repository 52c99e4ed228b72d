# SPDX-License-Identifier: AGPL-3.0-or-later
"""GTFS-Realtime of the authorities: where it is fetched, and the newest message of each source."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from parvis.kernel.audit.tracking import tracked
from parvis.services.journeys.models.feeds import Feed


@tracked(exclude=["last_ok_at", "last_problem", "failures"])
class RealtimeSource(models.Model):
    """One address of GTFS-Realtime messages (trip updates, vehicle positions, alerts, or all in one)."""

    feed = models.ForeignKey(Feed, on_delete=models.CASCADE, related_name="realtime")
    url = models.URLField(_("address"), max_length=500)
    period_s = models.PositiveSmallIntegerField(_("seconds between two fetches"), default=30)
    active = models.BooleanField(_("in use"), default=True)
    last_ok_at = models.DateTimeField(null=True, blank=True)
    last_problem = models.CharField(max_length=300, blank=True)
    failures = models.PositiveIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["feed", "id"]
        verbose_name = _("real-time source")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["feed", "url"], name="realtime_source_once"),
            models.CheckConstraint(condition=Q(period_s__gte=10, period_s__lte=600), name="realtime_period"),
        ]

    def __str__(self) -> str:
        return self.url


class RealtimeSnapshot(models.Model):
    """The newest message of a source, as it came. `said_at` is the message's own time."""

    source = models.OneToOneField(RealtimeSource, on_delete=models.CASCADE, primary_key=True, related_name="snapshot")
    content = models.BinaryField()
    said_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField(default=timezone.now, db_index=True)

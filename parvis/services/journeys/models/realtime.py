# SPDX-License-Identifier: AGPL-3.0-or-later
"""Streams of real time that authorities give beside their timetables, and the last good message of each."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from parvis.kernel.audit.tracking import tracked
from parvis.services.journeys.models.feeds import Feed


class Source(models.TextChoices):
    """Where a stream's messages come from."""

    ADDRESS = "address", _("Fetched from its address")
    SIMULATED = "simulated", _("Computed from the timetable, for the demonstration")


@tracked(exclude=["etag", "last_modified", "asked_at", "good_at", "result", "failures"])
class Stream(models.Model):
    """The address of one GTFS-Realtime message: trips, vehicles, alerts, or all of them.

    `asked_at`: when a worker last began to ask, by which the others leave it alone. `good_at`: when the last good
    message came. `failures` in a row, `result`: what the last one said. `seed`: of a simulated stream.
    """

    feed = models.ForeignKey(Feed, on_delete=models.PROTECT, related_name="streams")
    source = models.CharField(max_length=9, choices=Source, default=Source.ADDRESS)
    url = models.URLField(_("address of the message"), blank=True, max_length=500)
    seed = models.PositiveIntegerField(null=True, blank=True)
    etag = models.CharField(max_length=200, blank=True)
    last_modified = models.CharField(max_length=60, blank=True)
    asked_at = models.DateTimeField(null=True, blank=True)
    good_at = models.DateTimeField(null=True, blank=True)
    result = models.CharField(max_length=300, blank=True)
    failures = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["feed_id", "id"]
        verbose_name = _("stream of real time")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["feed", "url"], name="stream_address_once"),
            models.CheckConstraint(
                condition=Q(source="address", seed__isnull=True) & ~Q(url="")
                | Q(source="simulated", seed__isnull=False, url=""),
                name="stream_address_or_seed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.feed}: {self.url or self.source}"


class Message(models.Model):
    """The last good message of a stream, as it came. `made_at`: by its own word; `number` grows with each one.

    `counts`: what is in it; `dropped`: what of it could not be read, counted.
    """

    stream = models.OneToOneField(Stream, on_delete=models.CASCADE, related_name="message")
    content = models.BinaryField()
    made_at = models.DateTimeField()
    number = models.PositiveBigIntegerField(default=1)
    counts = models.JSONField(default=dict, blank=True)
    dropped = models.JSONField(default=dict, blank=True)

    class Meta:
        verbose_name = _("message of real time")

    def __str__(self) -> str:
        return f"{self.stream_id} {self.made_at:%Y-%m-%d %H:%M:%S}"

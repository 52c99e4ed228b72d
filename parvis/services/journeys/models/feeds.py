# SPDX-License-Identifier: AGPL-3.0-or-later
"""Timetables that authorities give, and the files delivered for each."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from parvis.kernel.audit.tracking import tracked
from parvis.services.journeys.rules.deliveries import WORDINGS, DeliveryState

_STATES = [(state.value, WORDINGS[state].label) for state in DeliveryState]


@tracked(exclude=["etag", "last_modified", "fetched_at", "fetch_result", "fetch_failures"])
class Feed(models.Model):
    """One timetable of one authority, delivered again and again.

    `slug` is public: it prefixes the keys of the feed's lines and stops in addresses, and names the file in open
    data. `fetch_url` empty: files are given by hand. `etag` and `last_modified` are what the server last said.
    """

    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    slug = models.SlugField(_("short name in addresses"), max_length=40, unique=True)
    title = models.CharField(_("title"), max_length=120)
    fetch_url = models.URLField(_("address to fetch"), blank=True, max_length=500)
    fetch_hour = models.PositiveSmallIntegerField(_("hour of the fetch"), default=4)
    activate_at_once = models.BooleanField(_("put in force as soon as it is checked without error"), default=False)
    licence = models.CharField(_("licence"), max_length=120, default="Licence Ouverte 2.0", blank=True)
    active = models.BooleanField(_("in use"), default=True)
    etag = models.CharField(max_length=200, blank=True)
    last_modified = models.CharField(max_length=60, blank=True)
    fetched_at = models.DateTimeField(null=True, blank=True)
    fetch_result = models.CharField(max_length=300, blank=True)
    fetch_failures = models.PositiveSmallIntegerField(default=0)
    warned_until = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["title", "id"]
        verbose_name = _("timetable")
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(fetch_hour__lt=24), name="feed_hour_of_the_day"),
        ]

    def __str__(self) -> str:
        return self.title


class HowGiven(models.TextChoices):
    """How a file came."""

    FILE = "file", _("By hand")
    FETCHED = "fetched", _("Fetched")


@tracked(exclude=["report", "changes"])
class Delivery(models.Model):
    """One delivered file. `path` names it in the storage; `report` and `changes` are what its check found.

    `first_day` and `last_day` bound its service. `version` grows with each change of state: two people who decide
    at once do not undo one another.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    feed = models.ForeignKey(Feed, on_delete=models.PROTECT, related_name="deliveries")
    sha256 = models.CharField(max_length=64)
    size_bytes = models.PositiveBigIntegerField()
    file_name = models.CharField(max_length=200, blank=True)
    path = models.CharField(max_length=200)
    how = models.CharField(max_length=8, choices=HowGiven)
    state = models.CharField(_("state"), max_length=8, choices=_STATES, default=DeliveryState.RECEIVED)
    version = models.PositiveIntegerField(default=1)
    first_day = models.DateField(null=True, blank=True)
    last_day = models.DateField(null=True, blank=True)
    counts = models.JSONField(default=dict, blank=True)
    report = models.JSONField(default=list, blank=True)
    changes = models.JSONField(default=dict, blank=True)
    planned_for = models.DateField(null=True, blank=True)
    received_at = models.DateTimeField(default=timezone.now)
    checked_at = models.DateTimeField(null=True, blank=True)
    active_since = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-received_at", "-id"]
        verbose_name = _("version of a timetable")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["feed"], name="version_one_active", condition=Q(state="active")),
            models.UniqueConstraint(fields=["feed"], name="version_one_planned", condition=Q(state="planned")),
            models.UniqueConstraint(fields=["feed", "sha256"], name="version_once"),
            models.CheckConstraint(
                condition=Q(state="planned", planned_for__isnull=False) | ~Q(state="planned"),
                name="version_planned_for_a_day",
            ),
            models.CheckConstraint(
                condition=Q(first_day__isnull=True) | Q(last_day__gte=F("first_day")), name="version_days_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.feed} {self.received_at:%Y-%m-%d}"

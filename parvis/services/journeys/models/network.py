# SPDX-License-Identifier: AGPL-3.0-or-later
"""The networks that were built from the timetables in force. Each is a file of `VAR_DIR/journeys/`."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class NetworkState(models.TextChoices):
    """How far a network is."""

    BUILDING = "building", _("Being built")
    READY = "ready", _("Ready")
    FAILED = "failed", _("Failed")


class Network(models.Model):
    """One built network. The newest ready one answers; its file is whole on disk before the row says ready.

    `fingerprint` names the files that went into it, `day` the first of the days whose bounds it holds, `path` its file
    below `VAR_DIR/journeys/`. `problem`: why it failed, or what was left out, in English for the IT team.
    """

    fingerprint = models.CharField(max_length=64)
    day = models.DateField()
    state = models.CharField(max_length=8, choices=NetworkState, default=NetworkState.BUILDING)
    path = models.CharField(max_length=200, blank=True)
    counts = models.JSONField(default=dict, blank=True)
    problem = models.TextField(blank=True)
    started_at = models.DateTimeField(default=timezone.now)
    built_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-built_at", "-id"]
        verbose_name = _("network")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["fingerprint", "day"], name="network_once_a_day"),
            models.CheckConstraint(
                condition=~Q(state="ready") | (Q(built_at__isnull=False) & ~Q(path="")), name="network_ready_has_a_file"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.fingerprint[:12]} {self.day}"

# SPDX-License-Identifier: AGPL-3.0-or-later
"""Networks as they would be with a delivered file: built aside, for its authority alone, thrown away after a day."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from parvis.services.journeys.models.feeds import Delivery
from parvis.services.journeys.models.network import NetworkState


class Trial(models.Model):
    """The network with one file tried. `path` is its file below `VAR_DIR/journeys/`; `problem` why it failed."""

    delivery = models.OneToOneField(Delivery, on_delete=models.CASCADE, related_name="trial")
    state = models.CharField(max_length=8, choices=NetworkState, default=NetworkState.BUILDING)
    path = models.CharField(max_length=200, blank=True)
    problem = models.TextField(blank=True)
    asked_at = models.DateTimeField(default=timezone.now)
    built_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-asked_at", "-id"]
        verbose_name = _("network on trial")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~models.Q(state="ready") | (models.Q(built_at__isnull=False) & ~models.Q(path="")),
                name="trial_ready_has_a_file",
            ),
        ]

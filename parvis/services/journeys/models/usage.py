# SPDX-License-Identifier: AGPL-3.0-or-later
"""How much the service is asked: sums by day and hour, of nobody."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from parvis.services.journeys.rules.usage import Counted


class UsageCount(models.Model):
    """How often something was asked within an hour; `key` says what, by its kind (see `rules.usage`).

    Pairs of places are summed by month, without a day and an hour: few of a day would tell of somebody.
    """

    day = models.DateField()
    hour = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=6, choices=Counted)
    key = models.CharField(max_length=300)
    number = models.PositiveIntegerField()

    class Meta:
        ordering: ClassVar = ["day", "hour", "kind", "key"]
        verbose_name = _("count of questions")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "day", "hour", "key"], name="usage_once"),
            models.CheckConstraint(condition=models.Q(hour__lt=24), name="usage_hour_of_the_day"),
        ]

# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a signed-in person keeps, and what the service counts without knowing anybody."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class FavouriteKind(models.TextChoices):
    """What is kept."""

    PLACE = "place", _("Place")
    STOP = "stop", _("Stop")
    LINE = "line", _("Line")
    JOURNEY = "journey", _("Journey")


class Favourite(models.Model):
    """A line, stop, place or journey that a person comes back to. `values` are the parameters of its page."""

    person = models.ForeignKey("accounts.Person", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=7, choices=FavouriteKind)
    key = models.CharField(max_length=200)
    label = models.CharField(max_length=200)
    values = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["kind", "created_at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "kind", "key"], name="favourite_once"),
        ]

    def __str__(self) -> str:
        return self.label


class UsageCount(models.Model):
    """How often something was looked at in an hour: no person, no address, no exact place.

    `key` is a line, a stop, or the H3 cells (resolution 7, some 5 km²) of a search's ends.
    """

    day = models.DateField()
    hour = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=12)
    key = models.CharField(max_length=160)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["day", "hour", "kind", "key"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["day", "hour", "kind", "key"], name="usage_count_once"),
        ]

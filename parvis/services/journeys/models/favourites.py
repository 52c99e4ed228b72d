# SPDX-License-Identifier: AGPL-3.0-or-later
"""What residents with an account keep: places, stops and lines."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class FavouriteKind(models.TextChoices):
    """What is kept."""

    PLACE = "place", _("Place")
    STOP = "stop", _("Stop")
    LINE = "line", pgettext_lazy("transport", "Line")


class Favourite(models.Model):
    """One kept thing of one person. `feed` and `key` name a stop or line in the timetables; a place's key is its name.

    No version of it is kept: where somebody lives is nobody's business once they have taken it out.
    """

    person = models.ForeignKey("accounts.Person", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=5, choices=FavouriteKind)
    label = models.CharField(_("name"), max_length=120)
    feed = models.CharField(max_length=40, blank=True)
    key = models.CharField(max_length=200)
    address = models.CharField(max_length=200, blank=True)
    lon = models.FloatField(null=True, blank=True)
    lat = models.FloatField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["created_at", "id"]
        verbose_name = _("favourite")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "kind", "feed", "key"], name="favourite_once"),
            models.CheckConstraint(
                condition=~Q(kind="place") | Q(lon__isnull=False, lat__isnull=False), name="favourite_place_has_a_point"
            ),
            models.CheckConstraint(condition=Q(kind="place") | ~Q(feed=""), name="favourite_of_a_timetable"),
        ]

    def __str__(self) -> str:
        return self.label

# SPDX-License-Identifier: AGPL-3.0-or-later
"""Alerts for an area."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from parvis.services.reports.models.catalogue import Category


class AlertArea(models.TextChoices):
    """What part of the territory an alert covers."""

    EVERYWHERE = "everywhere", _("The whole territory")
    COMMUNE = "commune", _("A commune")
    NEIGHBOURHOOD = "neighbourhood", _("A neighbourhood")
    AROUND = "around", _("Around a place")


class AreaSubscription(models.Model):
    """Tells somebody of new public reports in an area, by e-mail once a day; its Atom feed needs no e-mail.

    `told_until` is the creation time up to which reports were told: nobody is told twice.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey("accounts.Person", on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    email = models.EmailField(blank=True)
    language = models.CharField(max_length=8, default="fr")
    area = models.CharField(max_length=13, choices=AlertArea)
    area_code = models.CharField(max_length=120, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    radius_m = models.PositiveIntegerField(null=True, blank=True)
    category = models.ForeignKey(Category, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)
    told_until = models.DateTimeField(default=timezone.now)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["created_at", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(area=AlertArea.AROUND)
                | Q(longitude__isnull=False, latitude__isnull=False, radius_m__gte=50, radius_m__lte=5000),
                name="alert_around_a_place",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["email"], name="alert_email", condition=~Q(email=""))]

# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who wants to be told of disruptions, of what, and when they travel."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from parvis.services.journeys.rules.subscriptions import EVERY_DAY, Subject


class DisruptionSubscription(models.Model):
    """Somebody's wish to be told of the disruptions of one subject: a person with an account, or an e-mail address.

    `feed` with `route_id` is a line, with `stop_id` a stop, alone a whole network; `name` is what was chosen. `days`
    holds a bit for each weekday on which they travel (Monday 1), `from_hour` to `until_hour` the hours.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey("accounts.Person", on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    email = models.EmailField(blank=True)
    language = models.CharField(max_length=8, default="fr")
    subject = models.CharField(_("what"), max_length=7, choices=Subject)
    feed = models.CharField(max_length=40)
    route_id = models.CharField(max_length=200, blank=True)
    stop_id = models.CharField(max_length=200, blank=True)
    name = models.CharField(max_length=200)
    days = models.PositiveSmallIntegerField(default=EVERY_DAY)
    from_hour = models.PositiveSmallIntegerField(default=0)
    until_hour = models.PositiveSmallIntegerField(default=24)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["created_at", "id"]
        verbose_name = _("subscription to disruptions")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=(Q(person__isnull=True) & ~Q(email="")) | (Q(person__isnull=False) & Q(email="")),
                name="alert_subscription_of_somebody",
            ),
            models.CheckConstraint(
                condition=Q(days__gte=1, days__lte=EVERY_DAY, until_hour__lte=24, from_hour__lt=F("until_hour")),
                name="alert_subscription_days_and_hours",
            ),
            models.CheckConstraint(
                condition=Q(subject=Subject.NETWORK, route_id="", stop_id="")
                | (Q(subject=Subject.LINE, stop_id="") & ~Q(route_id=""))
                | (Q(subject=Subject.STOP, route_id="") & ~Q(stop_id="")),
                name="alert_subscription_of_one_subject",
            ),
            models.UniqueConstraint(
                fields=["person", "feed", "route_id", "stop_id"],
                condition=Q(person__isnull=False),
                name="alert_subscription_once_a_person",
            ),
            models.UniqueConstraint(
                fields=["email", "feed", "route_id", "stop_id"], condition=~Q(email=""), name="alert_subscription_once"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["feed", "route_id"], name="alert_subscription_line"),
            models.Index(fields=["feed", "stop_id"], name="alert_subscription_stop"),
        ]

    def __str__(self) -> str:
        return self.name

# SPDX-License-Identifier: AGPL-3.0-or-later
"""Disruptions that authorities write, and who wants to hear of them."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from parvis.kernel.audit.tracking import tracked
from parvis.services.journeys.rules.disruptions import Cause, DisruptionState, Effect


@tracked()
class Disruption(models.Model):
    """What travellers of some lines or stops must know, for a time.

    `lines` and `stops` hold keys `<feed slug>:<id in the feed>`; both empty: the authority's whole network. `until`
    empty: until further notice. Texts are French and English; an empty English text shows the French one.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(_("state"), max_length=9, choices=DisruptionState, default=DisruptionState.DRAFT)
    cause = models.CharField(_("cause"), max_length=20, choices=Cause, default=Cause.OTHER_CAUSE)
    effect = models.CharField(_("effect"), max_length=20, choices=Effect, default=Effect.MODIFIED_SERVICE)
    title_fr = models.CharField(_("title in French"), max_length=120)
    title_en = models.CharField(_("title in English"), max_length=120, blank=True)
    text_fr = models.TextField(_("text in French"), max_length=4000, blank=True)
    text_en = models.TextField(_("text in English"), max_length=4000, blank=True)
    lines = ArrayField(models.CharField(max_length=160), verbose_name=_("lines"), default=list, blank=True)
    stops = ArrayField(models.CharField(max_length=160), verbose_name=_("stops"), default=list, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    place = models.CharField(_("place"), max_length=200, blank=True)
    since = models.DateTimeField(_("from"))
    until = models.DateTimeField(_("until"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    published_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["-since", "-id"]
        verbose_name = _("disruption")
        indexes: ClassVar = [
            GinIndex(fields=["lines"], name="disruption_lines"),
            GinIndex(fields=["stops"], name="disruption_stops"),
            models.Index(fields=["until"], name="disruption_running", condition=Q(state="published")),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=F("since")), name="disruption_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return self.title_fr


class Subscription(models.Model):
    """Tells somebody of the disruptions of one line or stop, by the channels that the person has chosen.

    `told` lists the disruptions told, as `<uuid>:<version>`: nobody is told twice.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey("accounts.Person", on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    email = models.EmailField(blank=True)
    language = models.CharField(max_length=8, default="fr")
    key = models.CharField(max_length=160, db_index=True)
    label = models.CharField(max_length=200)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)
    told = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["created_at", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(person__isnull=False) | ~Q(email=""), name="journeys_subscription_reaches_somebody"
            ),
        ]

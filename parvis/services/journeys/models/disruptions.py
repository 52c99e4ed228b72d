# SPDX-License-Identifier: AGPL-3.0-or-later
"""Disruptions that authorities write."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from parvis.kernel.audit.tracking import tracked
from parvis.services.journeys.rules.disruptions import Cause, Concerned, Effect, Period, Severity, State


@tracked()
class Disruption(models.Model):
    """One disruption of one authority; each version of the row stays in `DisruptionVersion`.

    `spans` are its periods as pairs of ISO moments, `subjects` whom it concerns (see `period_list`, `concerned_list`);
    `first_at` and `last_at` bound the periods (None: open). `place` says around which point or in which
    neighbourhood its stops were sought. `version` grows with each change.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    title = models.CharField(_("title"), max_length=120)
    text = models.TextField(_("text"), blank=True)
    title_en = models.CharField(_("title in English"), max_length=120, blank=True)
    text_en = models.TextField(_("text in English"), blank=True)
    url = models.URLField(_("address of a page that says more"), max_length=500, blank=True)
    cause = models.CharField(_("cause"), max_length=20, choices=Cause, default=Cause.OTHER_CAUSE)
    effect = models.CharField(_("effect"), max_length=20, choices=Effect, default=Effect.OTHER_EFFECT)
    severity = models.CharField(_("importance"), max_length=8, choices=Severity, default=Severity.WARNING)
    spans = models.JSONField(default=list, blank=True)
    subjects = models.JSONField(default=list, blank=True)
    place = models.JSONField(default=dict, blank=True)
    first_at = models.DateTimeField(null=True, blank=True)
    last_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.DRAFT)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)
    published_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-changed_at", "-id"]
        verbose_name = _("disruption")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(first_at__isnull=True) | Q(last_at__isnull=True) | Q(last_at__gt=F("first_at")),
                name="disruption_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.PUBLISHED) | (Q(published_at__isnull=False) & ~Q(subjects=[])),
                name="disruption_published_concerns_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=(State.WITHDRAWN, State.OVER)) | Q(ended_at__isnull=False),
                name="disruption_ended_at_a_moment",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["last_at"], name="disruption_published", condition=Q(state=State.PUBLISHED)),
            models.Index(fields=["organisation", "-changed_at"], name="disruption_desk"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def period_list(self) -> tuple[Period, ...]:
        """When it holds."""
        return tuple(Period(_moment(begins), _moment(ends)) for begins, ends in self.spans)

    @property
    def concerned_list(self) -> tuple[Concerned, ...]:
        """Whom it concerns."""
        return tuple(Concerned(**subject) for subject in self.subjects)


def _moment(text: Any) -> datetime | None:
    return datetime.fromisoformat(text) if text else None

# SPDX-License-Identifier: AGPL-3.0-or-later
"""The journal of acts."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from parvis.kernel.audit.triggers import append_only_triggers


class Act(models.Model):
    """One act in the users' terms: who, what, on which thing, when.

    Rows are never changed nor deleted. Person and organisation are plain numbers: the journal
    outlives what it speaks of.
    """

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField(_("when"), auto_now_add=True)
    actor_kind = models.CharField(_("kind of actor"), max_length=10)
    person_id = models.BigIntegerField(_("person"), null=True)
    actor_label = models.CharField(_("actor"), max_length=200)
    organisation_id = models.BigIntegerField(_("organisation"), null=True)
    verb = models.CharField(_("act"), max_length=80)
    target_type = models.CharField(_("kind of target"), max_length=80, blank=True)
    target_id = models.CharField(_("target"), max_length=64, blank=True)
    detail = models.JSONField(_("detail"), default=dict)
    request_id = models.CharField(_("request"), max_length=64, blank=True)

    class Meta:
        verbose_name = _("act")
        verbose_name_plural = _("acts")
        indexes = [
            models.Index(fields=["target_type", "target_id", "at"], name="act_target"),
            models.Index(fields=["person_id", "at"], name="act_person", condition=models.Q(person_id__isnull=False)),
            models.Index(fields=["at"], name="act_at"),
        ]
        triggers = append_only_triggers()

    def __str__(self) -> str:
        return f"{self.actor_label}: {self.verb} {self.target_type} {self.target_id}"

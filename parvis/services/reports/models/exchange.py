# SPDX-License-Identifier: AGPL-3.0-or-later
"""Exchange with other systems: keys of clients, organisations to which reports are forwarded."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from parvis.kernel.audit.tracking import tracked
from parvis.services.reports.models.report import Report


class Scope(models.TextChoices):
    """What a key allows."""

    SUBMIT = "submit", _("Submit reports")
    READ_PERSONAL = "read_personal", _("Read the reports that it submitted, even those not yet published")


@tracked(exclude=["key_hash", "last_used_at"])
class ApiKey(models.Model):
    """A client's key. Only a hash is kept; `prefix` lets people tell keys apart."""

    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("client"), max_length=100)
    prefix = models.CharField(max_length=8, unique=True)
    key_hash = models.CharField(max_length=64, unique=True)
    scopes = ArrayField(models.CharField(max_length=20, choices=Scope), default=list)
    per_hour = models.PositiveIntegerField(_("reports per hour"), default=200)
    active = models.BooleanField(_("active"), default=True)
    created_at = models.DateTimeField(default=timezone.now)
    last_used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["name", "id"]
        verbose_name = _("API key")

    def __str__(self) -> str:
        return self.name


class TargetKind(models.TextChoices):
    """How another organisation gets a report."""

    EMAIL = "email", _("E-mail")
    OPEN311 = "open311", _("Open311")


@tracked(exclude=["api_key"])
class ForwardTarget(models.Model):
    """An organisation to which reports may be forwarded. `codes` maps our service codes to theirs."""

    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(_("by"), max_length=8, choices=TargetKind)
    email = models.EmailField(_("e-mail"), blank=True)
    endpoint = models.URLField(_("Open311 address"), blank=True)
    api_key = models.CharField(_("key"), max_length=200, blank=True)
    jurisdiction_id = models.CharField(_("jurisdiction"), max_length=120, blank=True)
    codes = models.JSONField(_("service codes"), default=dict, blank=True)
    default_code = models.CharField(_("default service code"), max_length=60, blank=True)
    active = models.BooleanField(_("active"), default=True)

    class Meta:
        ordering: ClassVar = ["name", "id"]
        verbose_name = _("forwarding target")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=(Q(kind=TargetKind.EMAIL) & ~Q(email="")) | (Q(kind=TargetKind.OPEN311) & ~Q(endpoint="")),
                name="forward_target_reachable",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ForwardingState(models.TextChoices):
    """How far a forwarding is."""

    PENDING = "pending", _("To be sent")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Not accepted")
    CLOSED = "closed", _("Answered")
    WITHDRAWN = "withdrawn", _("Taken back")


class RemoteStatus(models.TextChoices):
    """What the other organisation says."""

    OPEN = "open", _("It is being dealt with")
    CLOSED = "closed", _("It is done")
    RETURNED = "returned", _("It is not for us")


class Forwarding(models.Model):
    """A report handed over. `remote_id` is the other side's reference, `remote_token` what it gave until it has one."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="forwardings")
    target = models.ForeignKey(ForwardTarget, on_delete=models.PROTECT, related_name="forwardings")
    state = models.CharField(max_length=9, choices=ForwardingState, default=ForwardingState.PENDING)
    remote_id = models.CharField(max_length=120, blank=True)
    remote_token = models.CharField(max_length=120, blank=True)
    remote_status = models.CharField(max_length=20, blank=True)
    remote_notes = models.TextField(blank=True)
    problem = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    attempted_at = models.DateTimeField(null=True, blank=True)
    """Set, and committed, before anything is sent: a crash in between leaves a trace instead of a second sending."""
    polled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-created_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["report"],
                condition=Q(state__in=["pending", "sent"]),
                name="forwarding_one_open_per_report",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["polled_at"], name="forwarding_to_poll", condition=Q(state="sent")),
        ]

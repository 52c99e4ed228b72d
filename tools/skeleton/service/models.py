# SPDX-License-Identifier: AGPL-3.0-or-later
"""Tables of the service. Only this service imports them; others use `operations` and `queries`."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from parvis.kernel.audit.tracking import tracked
from parvis.services.specimen.rules import LABELS, LONGEST_TEXT, State


class ReferenceCounter(models.Model):
    """The last number given out in a year; its row is locked while one is taken."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)


@tracked(exclude=("text", "answer", "email", "address_hash", "client_key"))
class Case(models.Model):
    """What somebody asked of the town, and the answer."""

    reference = models.CharField(_("reference"), max_length=20, unique=True)
    client_key = models.CharField(max_length=80, null=True, blank=True, unique=True)
    """Made by the sender: the same form sent twice is one request."""
    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    email = models.EmailField(_("e-mail"), blank=True)
    address_hash = models.CharField(max_length=64, blank=True)
    text = models.TextField(_("what the resident asks"), max_length=LONGEST_TEXT)
    answer = models.TextField(_("answer"), max_length=LONGEST_TEXT, blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=[(state.value, LABELS[state]) for state in State], default=State.WAITING
    )
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(_("received"), default=timezone.now)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    anonymised_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["created_at", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state=State.WAITING, answered_at__isnull=True, answer="")
                | (Q(state=State.ANSWERED, answered_at__isnull=False) & ~Q(answer="")),
                name="specimen_answered_with_words",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "state", "created_at"], name="specimen_queue"),
            models.Index(fields=["address_hash", "created_at"], name="specimen_address", condition=~Q(address_hash="")),
        ]

# SPDX-License-Identifier: AGPL-3.0-or-later
"""The outbox, the inbox, browsers' subscriptions, refusals."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from parvis.kernel.notifications.rules import Channel, State


class OutgoingMessage(models.Model):
    """One message by one channel to one address. `key` makes it unique: written twice, it leaves once.

    `claimed_at` is set, and committed, before anything is sent; `handed_over_at` just before the step
    that cannot be taken back. A message whose sender died is sent again without a doubt when
    `handed_over_at` is empty; otherwise the channel is asked, where it can tell.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.CharField(max_length=300, unique=True)
    kind = models.CharField(_("kind"), max_length=80)
    channel = models.CharField(_("channel"), max_length=8, choices=Channel)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("person"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    address = models.CharField(_("address"), max_length=320)
    subject = models.CharField(_("subject"), max_length=300)
    body = models.TextField(_("text"))
    url = models.CharField(max_length=500, blank=True)
    language = models.CharField(_("language"), max_length=8, default="fr")
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    due_at = models.DateTimeField(_("to be sent at"))
    claimed_at = models.DateTimeField(null=True)
    lease_until = models.DateTimeField(null=True)
    handed_over_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(_("written"), auto_now_add=True)
    ended_at = models.DateTimeField(_("ended"), null=True)
    provider_reference = models.CharField(max_length=200, blank=True)
    error = models.CharField(_("error"), max_length=500, blank=True)
    doubtful = models.BooleanField(_("perhaps sent twice"), default=False)

    class Meta:
        verbose_name = _("outgoing message")
        verbose_name_plural = _("outgoing messages")
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=State.SENDING) | Q(lease_until__isnull=False), name="message_sending_has_lease"
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], name="message_due", condition=Q(state=State.QUEUED)),
            models.Index(fields=["lease_until"], name="message_lease", condition=Q(state=State.SENDING)),
            models.Index(fields=["-ended_at"], name="message_failed", condition=Q(state=State.FAILED)),
            models.Index(fields=["ended_at"], name="message_ended", condition=Q(ended_at__isnull=False)),
            models.Index(fields=["person"], name="message_person", condition=Q(person__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.subject


class InboxMessage(models.Model):
    """A message in somebody's space."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("person"), on_delete=models.CASCADE, related_name="+"
    )
    key = models.CharField(max_length=300)
    kind = models.CharField(_("kind"), max_length=80)
    subject = models.CharField(_("subject"), max_length=300)
    body = models.TextField(_("text"))
    url = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField(_("received"), auto_now_add=True)
    read_at = models.DateTimeField(_("read"), null=True)

    class Meta:
        verbose_name = _("message in a space")
        verbose_name_plural = _("messages in a space")
        constraints = [models.UniqueConstraint(fields=["person", "key"], name="inbox_once")]
        indexes = [
            models.Index(fields=["person", "-created_at"], name="inbox_person"),
            models.Index(fields=["person"], name="inbox_unread", condition=Q(read_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return self.subject


class PushSubscription(models.Model):
    """A browser that agreed to notifications (Push API); its keys are only good for writing to it."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("person"), null=True, on_delete=models.CASCADE, related_name="+"
    )
    endpoint = models.CharField(max_length=1000, unique=True)
    p256dh = models.CharField(max_length=120)
    auth = models.CharField(max_length=60)
    created_at = models.DateTimeField(_("since"), auto_now_add=True)

    class Meta:
        verbose_name = _("browser subscription")
        verbose_name_plural = _("browser subscriptions")


class Refusal(models.Model):
    """An address that wants no message of a kind (`*`: of any), or cannot receive any until a date."""

    channel = models.CharField(_("channel"), max_length=8, choices=Channel)
    address = models.CharField(_("address"), max_length=320)
    kind = models.CharField(_("kind"), max_length=80)
    reason = models.CharField(_("reason"), max_length=200)
    created_at = models.DateTimeField(_("since"), auto_now_add=True)
    until = models.DateTimeField(_("until"), null=True)

    class Meta:
        verbose_name = _("refusal")
        verbose_name_plural = _("refusals")
        constraints = [models.UniqueConstraint(fields=["channel", "address", "kind"], name="refusal_once")]

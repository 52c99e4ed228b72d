# SPDX-License-Identifier: AGPL-3.0-or-later
"""Stored files and their variants."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from parvis.kernel.files.rules import State


class StoredFile(models.Model):
    """One upload, as it is kept. Other apps refer to it by a foreign key `"files.StoredFile"`.

    `media_type`, `sha256` and `size` are those of the variant `full`. `camera_lon`, `camera_lat`
    and `taken_at` come from the picture's metadata; they are private and never in what is served.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    purpose = models.CharField(_("purpose"), max_length=80)
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.PENDING)
    original_name = models.CharField(_("name"), max_length=100)
    media_type = models.CharField(_("media type"), max_length=80)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField(_("size in bytes"))
    width = models.PositiveIntegerField(_("width in pixels"), null=True)
    height = models.PositiveIntegerField(_("height in pixels"), null=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("owner"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    organisation = models.ForeignKey(
        "organisations.Organisation",
        verbose_name=_("organisation"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    camera_lon = models.FloatField(null=True)
    camera_lat = models.FloatField(null=True)
    taken_at = models.DateTimeField(_("taken"), null=True)
    created_at = models.DateTimeField(_("sent"), auto_now_add=True)
    delete_after = models.DateTimeField(_("delete after"), null=True)
    scanned_at = models.DateTimeField(_("checked by the antivirus"), null=True)
    redacted_at = models.DateTimeField(_("redacted"), null=True)
    deleted_at = models.DateTimeField(_("deleted"), null=True)
    virus = models.CharField(_("virus"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("file")
        verbose_name_plural = _("files")
        indexes = [
            models.Index(fields=["state", "created_at"], name="file_pending", condition=models.Q(state="pending")),
            models.Index(
                fields=["delete_after"], name="file_retention", condition=models.Q(delete_after__isnull=False)
            ),
            models.Index(fields=["owner"], name="file_owner", condition=models.Q(owner__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.original_name


class FileVariant(models.Model):
    """One size and encoding of a stored file."""

    file = models.ForeignKey(StoredFile, on_delete=models.CASCADE, related_name="variants")
    variant = models.CharField(max_length=8)
    media_type = models.CharField(max_length=80)
    path = models.CharField(max_length=200, unique=True)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["file", "variant", "media_type"], name="file_variant_once")]

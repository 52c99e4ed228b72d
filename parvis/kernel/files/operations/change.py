# SPDX-License-Identifier: AGPL-3.0-or-later
"""Changing and removing what is stored."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from parvis.kernel.audit.actors import Actor
from parvis.kernel.audit.operations import record
from parvis.kernel.files import images, storage
from parvis.kernel.files.images import Box
from parvis.kernel.files.models import StoredFile
from parvis.kernel.files.operations.variants import write_variants
from parvis.kernel.files.rules import FileRefused, State, Variant
from parvis.kernel.jobs import defer


def redact(actor: Actor, file: StoredFile, boxes: Sequence[Box]) -> StoredFile:
    """Paints over parts of a picture in all its variants, for ever: the former bytes are destroyed.

    Addresses signed before stop working.

    Raises:
        FileRefused: the file is no clean picture, or no box is given.
    """
    with transaction.atomic():
        locked = StoredFile.objects.select_for_update().get(pk=file.pk)
        source = locked.variants.filter(variant=Variant.FULL, media_type="image/jpeg").first()
        if locked.state != State.CLEAN or source is None or not boxes:
            raise FileRefused(_("Draw at least one rectangle on a picture."))
        former = list(locked.variants.values_list("path", flat=True))
        locked.variants.all().delete()
        write_variants(locked, images.redacted(storage.load(source.path), list(boxes)))
        locked.redacted_at = timezone.now()
        locked.save()
        kept = set(locked.variants.values_list("path", flat=True))
        defer("files.destroy", paths=[path for path in former if path not in kept])
        record(actor, verb="files.redact", target=locked, detail={"boxes": len(boxes)})
    return locked


def delete(actor: Actor, file: StoredFile, *, reason: str) -> None:
    """Destroys a file's bytes and private data; its row stays, so that what refers to it says “deleted”."""
    with transaction.atomic():
        locked = StoredFile.objects.select_for_update().get(pk=file.pk)
        if locked.state == State.DELETED:
            return
        defer("files.destroy", paths=list(locked.variants.values_list("path", flat=True)))
        locked.variants.all().delete()
        locked.state, locked.deleted_at, locked.delete_after = State.DELETED, timezone.now(), None
        locked.owner = None
        locked.original_name = ""
        locked.camera_lon = locked.camera_lat = locked.taken_at = None
        locked.save()
        record(actor, verb="files.delete", target=locked, detail={"reason": reason})


def forget_camera(actor: Actor, file: StoredFile) -> None:
    """Forgets where and when the camera took the picture, once its owner app no longer needs it."""
    StoredFile.objects.filter(pk=file.pk).update(camera_lon=None, camera_lat=None, taken_at=None)
    record(actor, verb="files.forget_camera", target=file)


def disown(*, person_id: int) -> int:
    """Cuts the link between a person who is erased and their files, and forgets the private metadata."""
    return StoredFile.objects.filter(owner_id=person_id).update(
        owner=None, original_name="", camera_lon=None, camera_lat=None, taken_at=None
    )

# SPDX-License-Identifier: AGPL-3.0-or-later
"""Storing uploads. What `store` has returned is on disk."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import structlog
from django.core.files.base import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from parvis.kernel.audit.actors import Actor
from parvis.kernel.files import clamav, images, pdf
from parvis.kernel.files.images import Encoded, Picture
from parvis.kernel.files.models import StoredFile
from parvis.kernel.files.operations.variants import describe, main_variant, write_variants
from parvis.kernel.files.rules import EXTENSIONS, FileRefused, Kind, State, UploadPolicy, Variant, media_type, safe_name
from parvis.kernel.files.settings import FilesSettings
from parvis.kernel.jobs import defer
from parvis.kernel.registry import service_settings

_KINDS = {
    "image/jpeg": Kind.IMAGE,
    "image/png": Kind.IMAGE,
    "image/webp": Kind.IMAGE,
    "image/avif": Kind.IMAGE,
    "image/heic": Kind.IMAGE,
    "application/pdf": Kind.PDF,
}

log = structlog.get_logger(__name__)


def store(actor: Actor, upload: File[Any], *, policy: UploadPolicy) -> StoredFile:
    """Checks an upload, makes it harmless and keeps it; the bytes are on disk when this returns.

    Writes rows in the caller's transaction if there is one. A file whose transaction rolls back, or
    that nothing refers to, leaves bytes that the nightly sweep removes.

    Args:
        actor: who sends it; the signed-in person becomes its owner.
        upload: what the form received, or any file object with a name.
        policy: what this form accepts.

    Raises:
        FileRefused: the reason is for the person to read.
    """
    data = _read(upload, policy.max_bytes)
    found = media_type(data[:1024])
    kind = _KINDS.get(found)
    if kind is None or kind not in policy.kinds:
        raise FileRefused(_refusal(found, policy))
    options: FilesSettings = service_settings("files")
    scanned = _scan_upload(actor, data, options, purpose=policy.purpose)
    picture: Picture | None = None
    if kind is Kind.IMAGE:
        zone = timezone.get_default_timezone()
        picture = images.read(data, max_pixels=options.max_pixels, zone=zone)
        encoded: Sequence[Encoded] = picture.variants
    else:
        pdf.check(data)
        encoded = (Encoded(Variant.FULL, found, data, 0, 0),)
    return _keep(actor, upload.name or "", encoded, picture, scanned=scanned, policy=policy)


def store_all(actor: Actor, uploads: Iterable[File[Any]], *, policy: UploadPolicy) -> list[StoredFile]:
    """Stores several uploads of one form; see `store`.

    Raises:
        FileRefused: one is refused, or there are more than the policy allows.
    """
    given = list(uploads)
    if len(given) > policy.max_count:
        raise FileRefused(_("You can send at most %(count)d files. Remove some.") % {"count": policy.max_count})
    with transaction.atomic():
        return [store(actor, upload, policy=policy) for upload in given]


def _read(upload: File[Any], max_bytes: int) -> bytes:
    too_large = FileRefused(
        _("This file is too large (more than %(size)d MB). Choose a smaller one.") % {"size": max_bytes // 1_000_000}
    )
    size = getattr(upload, "size", None)
    if size is not None and size > max_bytes:
        raise too_large
    upload.seek(0)
    data: bytes = upload.read(max_bytes + 1)
    if len(data) > max_bytes:
        raise too_large
    if not data:
        raise FileRefused(_("This file is empty. Choose another one."))
    return data


def _refusal(found: str, policy: UploadPolicy) -> str:
    if found in ("image/gif", "image/svg+xml"):
        return _("Animated pictures and drawings (GIF, SVG) are not accepted. Send a photo (JPEG, PNG, WebP, HEIC).")
    if policy.kinds == {Kind.IMAGE}:
        return _("This file is not a photo. Send a JPEG, PNG, WebP, AVIF or HEIC picture.")
    if policy.kinds == {Kind.PDF}:
        return _("This file is not a PDF document.")
    return _("This file is neither a photo nor a PDF document.")


def _scan_upload(actor: Actor, data: bytes, options: FilesSettings, *, purpose: str) -> bool:
    """True when the upload is known to be clean; False when the antivirus is away."""
    if not options.clamav:
        return True
    try:
        verdict = clamav.scan(data, address=options.clamav, timeout_s=options.clamav_timeout_s)
    except clamav.ScannerDown as error:
        log.warning("antivirus_away", error=str(error))
        return False
    if not verdict.clean:
        log.warning("upload_infected", virus=verdict.virus, purpose=purpose, actor_kind=actor.kind)
        raise FileRefused(_("This file contains a virus: it was not sent. Check your device, then choose another one."))
    return True


def _keep(
    actor: Actor,
    name: str,
    encoded: Sequence[Encoded],
    picture: Picture | None,
    *,
    scanned: bool,
    policy: UploadPolicy,
) -> StoredFile:
    now = timezone.now()
    full = main_variant(encoded)
    file = StoredFile(
        purpose=policy.purpose,
        state=State.CLEAN if scanned else State.PENDING,
        original_name=safe_name(name, extension=EXTENSIONS[full.media_type]),
        owner_id=actor.person_id,
        organisation_id=actor.organisation_id,
        taken_at=picture.taken_at if picture else None,
        delete_after=now + policy.keep_for if policy.keep_for else None,
        scanned_at=now if scanned and service_settings("files").clamav else None,
    )
    if picture is not None and picture.position is not None:
        file.camera_lon, file.camera_lat = picture.position.lon, picture.position.lat
    describe(file, full)
    with transaction.atomic():
        file.save(force_insert=True)
        write_variants(file, encoded)
        if not scanned:
            defer("files.scan", file_id=str(file.pk))
    return file

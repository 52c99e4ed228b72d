# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reads: signed addresses, what to serve for one, a picture's private position."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.core import signing
from django.db.models import Count
from django.urls import reverse
from django.utils import timezone

from parvis.kernel.files import storage
from parvis.kernel.files.images import CameraPosition
from parvis.kernel.files.models import FileVariant, StoredFile
from parvis.kernel.files.rules import State, Variant
from parvis.kernel.registry import service_settings

SALT = "parvis.files"


class LinkRefused(Exception):  # noqa: N818
    """A signed address that does not work; `expired` when it did once."""

    def __init__(self, *, expired: bool) -> None:
        super().__init__("expired" if expired else "forged or gone")
        self.expired = expired


@dataclass(frozen=True)
class Served:
    """What a signed address leads to. `seconds_left` is how long the address works still."""

    file: StoredFile
    variant: FileVariant
    seconds_left: int


def stored_file(file_id: uuid.UUID | str) -> StoredFile | None:
    """The file of that identifier, deleted ones included."""
    return StoredFile.objects.filter(pk=file_id).first()


def signed_url(file: StoredFile, variant: str = Variant.MEDIUM, *, valid_for: timedelta | None = None) -> str:
    """An address, without host, at which `variant` of the file can be had for a while without signing in.

    Whoever asks for it has checked that the reader may see the file. The address stays the same for
    hours, so that a browser's cache works, and dies when the file is redacted or deleted.

    Args:
        file: a stored file; one that is not clean gets an address too, which works once it is.
        variant: `full`, `medium` or `thumb`; a document always answers with `full`.
        valid_for: how long it works, at least; the setting `link_hours` by default. It works at most twice as long.
    """
    span = int((valid_for or timedelta(hours=service_settings("files").link_hours)).total_seconds())
    expires = (int(timezone.now().timestamp()) // span + 2) * span
    token = signing.Signer(salt=SALT).sign_object([file.pk.hex, str(variant), expires, file.sha256[:12]])
    return reverse("files:serve", args=[token])


def served(token: str, *, accept: str = "") -> Served:
    """What to answer at a signed address: the best encoding that the browser says it accepts.

    Raises:
        LinkRefused: forged, expired, or the file changed, waits for the antivirus, or is deleted.
    """
    try:
        file_hex, variant, expires, content = signing.Signer(salt=SALT).unsign_object(token)
        file = StoredFile.objects.filter(pk=file_hex, state=State.CLEAN).first()
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise LinkRefused(expired=False) from error
    left = int(expires) - int(timezone.now().timestamp())
    if left <= 0:
        raise LinkRefused(expired=True)
    if file is None or not file.sha256.startswith(str(content)):
        raise LinkRefused(expired=False)
    found = _best(file.variants.all(), str(variant), accept)
    if found is None:
        raise LinkRefused(expired=False)
    return Served(file, found, left)


def _best(variants: Iterable[FileVariant], wanted: str, accept: str) -> FileVariant | None:
    known = list(variants)
    full = [each for each in known if each.variant == Variant.FULL]
    rows = [each for each in known if each.variant == wanted] or full
    accepted = [each for each in rows if each.media_type in accept]
    plain = [each for each in (*rows, *full) if each.media_type != "image/avif"]
    return min(accepted, key=lambda each: each.size, default=None) or next(iter(plain), None)


def read(variant: FileVariant) -> bytes:
    """The bytes of a variant."""
    return storage.load(variant.path)


def content(file: StoredFile, variant: str = Variant.FULL) -> bytes:
    """The bytes of a clean file, as JPEG for a picture: for documents, exports and forwarding to another organisation.

    A small picture has fewer sizes: the full one stands for those that it lacks.

    Raises:
        LookupError: the file is not clean.
    """
    found = _best(file.variants.all(), variant, "") if file.state == State.CLEAN else None
    if found is None:
        raise LookupError(f"{file.pk} has no {variant} to read")
    return storage.load(found.path)


def camera_position(file: StoredFile) -> CameraPosition | None:
    """Where the camera says that it took the picture. Private: to propose the place in a form, never to publish."""
    if file.camera_lon is None or file.camera_lat is None:
        return None
    return CameraPosition(file.camera_lon, file.camera_lat, file.taken_at)


def pending_ids() -> list[uuid.UUID]:
    """Files that wait for the antivirus, the oldest first."""
    return list(StoredFile.objects.filter(state=State.PENDING).order_by("created_at").values_list("pk", flat=True))


def counts() -> dict[str, int]:
    """How many files there are in each state."""
    rows = StoredFile.objects.order_by("state").values_list("state").annotate(Count("pk"))
    return {**dict.fromkeys(State.values, 0), **dict(rows)}


def files_of(person_id: int) -> list[StoredFile]:
    """The files that a person sent, deleted ones left out, the newest first."""
    rows = StoredFile.objects.filter(owner_id=person_id).exclude(state=State.DELETED)
    return list(rows.order_by("-created_at"))

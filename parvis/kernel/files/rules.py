# SPDX-License-Identifier: AGPL-3.0-or-later
"""What may be uploaded, what a file's bytes say that it is, and names safe to show; no ORM."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Kind(StrEnum):
    """Families of files."""

    IMAGE = "image"
    PDF = "pdf"


class State(TextChoices):
    """Where a file stands; only a clean one is served."""

    PENDING = "pending", _("waiting for the antivirus")
    CLEAN = "clean", _("clean")
    QUARANTINED = "quarantined", _("quarantined")
    DELETED = "deleted", _("deleted")


class Variant(StrEnum):
    """Sizes of a picture. A document has `full` only."""

    FULL = "full"
    MEDIUM = "medium"
    THUMB = "thumb"


LONGEST_SIDE_PX: Final = {Variant.FULL: 1600, Variant.MEDIUM: 800, Variant.THUMB: 320}


@dataclass(frozen=True, kw_only=True)
class UploadPolicy:
    """What one form accepts.

    `purpose` is `<app>.<what>`; `keep_for` deletes the file after that time (None: until its owner app deletes it).
    """

    purpose: str
    kinds: frozenset[Kind] = frozenset({Kind.IMAGE})
    max_bytes: int = 20_000_000
    max_count: int = 5
    keep_for: timedelta | None = None


class FileRefused(Exception):  # noqa: N818 - the word the people read
    """An upload that is not accepted; `message` says why, in the user's words and language."""

    def __init__(self, message: str) -> None:
        super().__init__(str(message))
        self.message = str(message)


# Brands of ISO base media files (ISO/IEC 14496-12) that HEIF (ISO/IEC 23008-12) and AVIF name.
_HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
_AVIF_BRANDS = {b"avif", b"avis"}
_SIGNATURES = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"%PDF-", "application/pdf"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
)

# What may stand before the root, each thing taken whole and never given back: a head of half-made comments takes
# as long as any other (without that, each comment doubled the time).
_SVG = re.compile(rb"(?>\s+|<\?xml[^>]*>|<!--(?>.*?-->)|<!DOCTYPE svg[^>]*>)*+<svg[\s>]", re.DOTALL)

EXTENSIONS: Final = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/webp": "webp",
    "image/avif": "avif",
    "image/heic": "heic",
    "application/pdf": "pdf",
}


def media_type(head: bytes) -> str:
    """The media type that the first bytes tell; empty when none that we know. The file's name is never asked."""
    for signature, found in _SIGNATURES:
        if head.startswith(signature):
            return found
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    if head[4:8] == b"ftyp":
        return _iso_media_type(head)
    return "image/svg+xml" if _SVG.match(head) else ""


def _iso_media_type(head: bytes) -> str:
    length = min(int.from_bytes(head[:4], "big"), len(head), 256)
    brands = {head[8:12], *(head[at : at + 4] for at in range(16, length, 4))}
    if brands & _AVIF_BRANDS:
        return "image/avif"
    return "image/heic" if brands & _HEIC_BRANDS else ""


def safe_name(name: str, *, extension: str) -> str:
    """A name to show and to download under: no path, no control or direction character, our extension, 80 at most."""
    base = re.split(r"[\\/]", name)[-1]
    base = "".join(mark for mark in base if unicodedata.category(mark)[0] != "C")
    base = re.sub(r'[<>:"|?*;%]+', " ", base).strip(" .")
    stem = base.rpartition(".")[0] or base
    return f"{stem[:80].strip() or 'fichier'}.{extension}"

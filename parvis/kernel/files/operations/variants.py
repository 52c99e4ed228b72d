# SPDX-License-Identifier: AGPL-3.0-or-later
"""Variants on disk and their rows."""

from __future__ import annotations

from collections.abc import Sequence

from parvis.kernel.files import storage
from parvis.kernel.files.images import Encoded
from parvis.kernel.files.models import FileVariant, StoredFile


def main_variant(encoded: Sequence[Encoded]) -> Encoded:
    """The variant that a file is described by: the largest, as JPEG for a picture."""
    return next((each for each in encoded if each.media_type == "image/jpeg"), encoded[0])


def describe(file: StoredFile, full: Encoded) -> None:
    file.media_type, file.sha256, file.size = full.media_type, storage.digest(full.data), len(full.data)
    file.width, file.height = full.width or None, full.height or None


def write_variants(file: StoredFile, encoded: Sequence[Encoded]) -> None:
    """Bytes first, then rows: a row never names bytes that are not there.

    A picture smaller than a size gives the same bytes for it as for the larger one, and has them once:
    whoever asks for the smaller size gets the full one.
    """
    rows: dict[str, FileVariant] = {}
    for each in encoded:
        sha256 = storage.digest(each.data)
        path = storage.path_of(str(file.pk), sha256, each.media_type)
        storage.save(path, each.data)
        rows.setdefault(
            path,
            FileVariant(
                file=file,
                variant=each.variant,
                media_type=each.media_type,
                path=path,
                sha256=sha256,
                size=len(each.data),
                width=each.width or None,
                height=each.height or None,
            ),
        )
    describe(file, main_variant(encoded))
    FileVariant.objects.bulk_create(rows.values())

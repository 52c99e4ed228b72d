# SPDX-License-Identifier: AGPL-3.0-or-later
"""Files of datasets as they are downloaded: written once per change, then sent from disk.

So a slow download holds no database connection, and a hundred downloads read the rows once. The
files are a cache under `VAR_DIR/open_data`: each process may write them, any may delete them.
"""

from __future__ import annotations

import gzip
import hashlib
import os
import shutil
import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from parvis.kernel.open_data.datasets import Format, Published
from parvis.kernel.open_data.writers import write

LAYOUT = 1
"""Raise it when the writers change, so that files of before are not served any more."""

KEPT_S = 3_600


@dataclass(frozen=True)
class Snapshot:
    """A file ready to be sent; `compressed` is the same in gzip."""

    path: Path
    compressed: Path
    version: str
    modified_at: datetime | None


def snapshot(dataset: Published, format_: Format) -> Snapshot:
    """The file of a dataset in a format, written first if the rows changed since the last time."""
    modified_at = dataset.modified_at
    version = _version(dataset, format_, modified_at)
    path = _folder() / f"{dataset.slug}.{version}.{format_.extension}"
    compressed = path.with_name(f"{path.name}.gz")
    if not (path.exists() and compressed.exists()):
        _make(dataset, format_, path, compressed)
    return Snapshot(path, compressed, version, modified_at)


def _folder() -> Path:
    folder: Path = Path(settings.VAR_DIR) / "open_data"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _version(dataset: Published, format_: Format, modified_at: datetime | None) -> str:
    """Changes with the rows and with their description; and once a day, in case a source overlooked a change."""
    names = [(field.name, field.kind) for field in dataset.dataset.fields]
    parts = (LAYOUT, dataset.slug, format_.extension, names, modified_at, timezone.localdate())
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:20]


def _make(dataset: Published, format_: Format, path: Path, compressed: Path) -> None:
    partial = path.with_name(f".{path.name}.{os.getpid()}.{id(dataset)}")
    squeezed = partial.with_name(f"{partial.name}.gz")
    try:
        with partial.open("wb") as target:
            write(format_.extension, dataset, target)
        with (
            partial.open("rb") as source,
            squeezed.open("wb") as raw,
            gzip.GzipFile(filename="", fileobj=raw, mode="wb", compresslevel=6, mtime=0) as packed,
        ):
            shutil.copyfileobj(source, packed, 1 << 20)
        partial.replace(path)
        squeezed.replace(compressed)
    finally:
        partial.unlink(missing_ok=True)
        squeezed.unlink(missing_ok=True)
    _forget_others(dataset, format_, path)


def _forget_others(dataset: Published, format_: Format, kept: Path) -> None:
    """Deletes older files; not the latest ones, which another request may be about to open."""
    limit = time.time() - KEPT_S
    for old in kept.parent.glob(f"{dataset.slug}.*.{format_.extension}*"):
        if not old.name.startswith(kept.name) and old.stat().st_mtime < limit:
            old.unlink(missing_ok=True)

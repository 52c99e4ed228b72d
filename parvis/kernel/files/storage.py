# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bytes on disk or in an object store. What returns from `save` has reached the disk."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, Storage, default_storage

from parvis.kernel.files.rules import EXTENSIONS

ROOT = "stored"


def digest(data: bytes) -> str:
    """SHA-256 of the bytes, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def path_of(file_id: str, sha256: str, media_type: str) -> str:
    """Where bytes lie: under their file's own folder, named by their content.

    The folder is the file's, not shared between files with the same content: erasing somebody's
    picture must not depend on who else sent the same one.
    """
    return f"{ROOT}/{file_id[:2]}/{file_id}/{sha256}.{EXTENSIONS[media_type]}"


def save(path: str, data: bytes) -> None:
    """Writes the bytes under `path` durably; writing the same content again changes nothing."""
    storage = _storage()
    if isinstance(storage, FileSystemStorage):
        _save_on_disk(Path(storage.path(path)), data)
    elif not storage.exists(path):
        storage.save(path, ContentFile(data))


def load(path: str) -> bytes:
    """The bytes under `path`. Raises FileNotFoundError when there are none."""
    with _storage().open(path, "rb") as file:
        data: bytes = file.read()
    return data


def delete(path: str) -> None:
    """Removes the bytes; quiet when they are gone already."""
    storage = _storage()
    storage.delete(path)
    if isinstance(storage, FileSystemStorage):
        folder = Path(storage.path(path)).parent
        if folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()


def folders() -> Iterator[tuple[str, list[str]]]:
    """Each file's folder as (file id, paths in it), for the sweep."""
    storage = _storage()
    for prefix in _listed(storage, ROOT)[0]:
        for file_id in _listed(storage, f"{ROOT}/{prefix}")[0]:
            folder = f"{ROOT}/{prefix}/{file_id}"
            yield file_id, [f"{folder}/{name}" for name in _listed(storage, folder)[1]]


def age_s(path: str, now: float) -> float:
    """Seconds since the bytes were written."""
    return now - _storage().get_modified_time(path).timestamp()


def _storage() -> Storage:
    return default_storage


def _listed(storage: Storage, folder: str) -> tuple[list[str], list[str]]:
    try:
        return storage.listdir(folder)
    except FileNotFoundError:
        return [], []


def _save_on_disk(path: Path, data: bytes) -> None:
    made = _make_folders(path.parent)
    descriptor, aside = tempfile.mkstemp(dir=path.parent, prefix=".part-")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(aside).replace(path)
    except BaseException:
        Path(aside).unlink(missing_ok=True)
        raise
    for folder in (path.parent, *made):
        _sync_folder(folder)


def _make_folders(folder: Path) -> list[Path]:
    """Makes the folder and returns the parents whose list of entries changed."""
    missing = [each for each in (folder, *folder.parents) if not each.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    return [each.parent for each in missing]


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where delivered files and built networks lie."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage

from parvis.kernel.files import storage as files

_BUILDING = ".building-"


def feed_path(sha256: str) -> str:
    """The path of a delivered file in the storage, named by its content."""
    return f"journeys/feeds/{sha256[:2]}/{sha256}.zip"


def keep_feed(sha256: str, data: bytes) -> str:
    """Writes a delivered file durably; returns its path in the storage."""
    path = feed_path(sha256)
    files.save(path, data)
    return path


@contextmanager
def local_feed(path: str) -> Iterator[Path]:
    """The delivered file as a file of this machine: itself on disk, a copy from an object store."""
    try:
        yield Path(default_storage.path(path))
    except NotImplementedError:
        with tempfile.TemporaryDirectory() as folder:
            copy = Path(folder) / "feed.zip"
            with default_storage.open(path, "rb") as source, copy.open("wb") as target:
                shutil.copyfileobj(source, target)
            yield copy


def networks() -> Path:
    """The folder of all networks; shared between hosts where there are several."""
    return Path(settings.VAR_DIR) / "journeys" / "networks"


def network_folder(stamp: str) -> Path:
    """The folder of one network."""
    return networks() / stamp


def building_folder(stamp: str) -> Path:
    """A fresh folder to build in; what an interrupted build left is removed (the caller holds the lock)."""
    networks().mkdir(parents=True, exist_ok=True)
    for left in networks().glob(f"{_BUILDING}*"):
        shutil.rmtree(left, ignore_errors=True)
    made = networks() / f"{_BUILDING}{stamp}"
    made.mkdir()
    return made


def remove_networks(stamps_to_keep: set[str]) -> None:
    """Removes the folders of networks that no row names any more; open files stay readable until they are let go."""
    for folder in networks().iterdir():
        if folder.is_dir() and folder.name not in stamps_to_keep and not folder.name.startswith(_BUILDING):
            shutil.rmtree(folder, ignore_errors=True)


def open_feed(path: str) -> File:
    """The delivered file, open for reading."""
    return default_storage.open(path, "rb")

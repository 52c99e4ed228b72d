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


def open_feed(path: str) -> File:
    """The delivered file, open for reading."""
    return default_storage.open(path, "rb")


def remove_feed(path: str) -> None:
    """Removes a delivered file; quiet when it is gone."""
    files.delete(path)


def network_file(path: str) -> Path:
    """The file of a built network, on this machine."""
    return Path(settings.VAR_DIR) / "journeys" / path


def trial_folder() -> Path:
    """The folder of the networks on trial, made if need be."""
    folder = network_file("trials")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def pooled_folder() -> Path:
    """The folder of the file of all timetables, made if need be."""
    folder = network_file("pooled")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def shapes_of(path: str) -> str:
    """Where the ways of a network's vehicles lie, beside its own file."""
    return f"{path}.shapes"


def fares_of(path: str) -> str:
    """Where what its rides cost lies."""
    return f"{path}.fares"


def network_folder() -> Path:
    """The folder of the built networks, made if need be."""
    folder = network_file("networks")
    folder.mkdir(parents=True, exist_ok=True)
    return folder

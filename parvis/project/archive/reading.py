# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reads an archive: every part against its checksum before anything is done with it."""

from __future__ import annotations

import hashlib
import json
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Any

from parvis.project.archive.parts import BLOCK_BYTES, DATABASE, FILES, FORMAT, MANIFEST, ArchiveDamaged


@dataclass(frozen=True)
class Contents:
    """A verified archive."""

    path: Path
    manifest: dict[str, Any]

    @property
    def version(self) -> str:
        """The version of Parvis that wrote it."""
        return str(self.manifest["version"])

    def database(self) -> Iterator[bytes]:
        """The dump, block by block."""
        with tarfile.open(self.path) as tar:
            for entry in tar:
                if entry.name.startswith(DATABASE):
                    yield from blocks(tar.extractfile(entry))

    def configuration(self, name: str) -> bytes:
        """The content of a small part."""
        with tarfile.open(self.path) as tar:
            source = tar.extractfile(name)
            return source.read() if source else b""

    def extract_files(self, folder: Path) -> None:
        """Writes the `var/` parts below `folder`; names that would leave it are refused by `tarfile`'s data filter."""
        with tarfile.open(self.path) as tar:
            for entry in tar:
                if entry.name.startswith(FILES):
                    inside = entry.replace(name=entry.name.removeprefix(FILES))
                    tar.extract(inside, folder, filter="data")


def blocks(source: IO[bytes] | None) -> Iterator[bytes]:
    """The content of a file, block by block."""
    while source and (block := source.read(BLOCK_BYTES)):
        yield block


def read_archive(path: Path) -> Contents:
    """Verifies the whole archive and returns what it holds.

    Raises:
        ArchiveDamaged: no archive of ours, of a newer format, cut short, or changed.
    """
    found: dict[str, dict[str, Any]] = {}
    manifest: dict[str, Any] | None = None
    try:
        with tarfile.open(path, mode="r:") as tar:
            for entry in tar:
                _check_name(entry.name)
                if entry.name == MANIFEST:
                    manifest = json.loads(b"".join(blocks(tar.extractfile(entry))))
                else:
                    found[entry.name] = _fingerprint(tar, entry)
    except (tarfile.TarError, json.JSONDecodeError, UnicodeDecodeError) as error:
        raise ArchiveDamaged(f"{path.name} is no whole archive of Parvis: {error}") from error
    if manifest is None:
        raise ArchiveDamaged(f"{path.name} is cut short: its manifest is missing.")
    if manifest.get("format") != FORMAT:
        raise ArchiveDamaged(f"{path.name} has format {manifest.get('format')}; this version reads {FORMAT}.")
    wrong = sorted(
        name for name in manifest["parts"].keys() | found.keys() if manifest["parts"].get(name) != found.get(name)
    )
    if wrong:
        raise ArchiveDamaged(f"{path.name} is damaged: {wrong[0]} is not what was written.")
    return Contents(path, manifest)


def _check_name(name: str) -> None:
    if name.startswith("/") or ".." in PurePosixPath(name).parts:
        raise ArchiveDamaged(f"The archive holds a forbidden name: {name}.")


def _fingerprint(tar: tarfile.TarFile, entry: tarfile.TarInfo) -> dict[str, Any]:
    if entry.issym():
        return {"link": entry.linkname}
    digest = hashlib.sha256()
    for block in blocks(tar.extractfile(entry)):
        digest.update(block)
    return {"bytes": entry.size, "sha256": digest.hexdigest()}

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

from parvis.project.archive.parts import (
    BLOCK_BYTES,
    CONFIGURATION,
    DATABASE,
    FILES,
    FORMAT,
    MANIFEST,
    ArchiveDamaged,
    belongs,
)
from parvis.project.words import _

_FORBIDDEN = _("The archive holds a part that no backup of Parvis has: {name}.")


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
        """Writes the `var/` parts below `folder`.

        Raises:
            ArchiveDamaged: a name or a link would leave the folder, which `tarfile`'s data filter tells.
        """
        try:
            with tarfile.open(self.path) as tar:
                for entry in tar:
                    if entry.name.startswith(FILES):
                        inside = entry.replace(name=entry.name.removeprefix(FILES))
                        tar.extract(inside, folder, filter="data")
        except tarfile.FilterError as error:
            raise ArchiveDamaged(_FORBIDDEN.format(name=error.tarinfo.name)) from error


def blocks(source: IO[bytes] | None) -> Iterator[bytes]:
    """The content of a file, block by block."""
    while source and (block := source.read(BLOCK_BYTES)):
        yield block


def read_archive(path: Path) -> Contents:
    """Verifies the whole archive and returns what it holds.

    Raises:
        ArchiveDamaged: no archive of ours, of a newer format, cut short, changed, or with parts that none of ours has.
    """
    try:
        manifest, found = _read(path)
    except (tarfile.TarError, json.JSONDecodeError, UnicodeDecodeError) as error:
        raise ArchiveDamaged(_("{file} is no whole archive of Parvis.").format(file=path.name)) from error
    if not isinstance(manifest, dict):
        raise ArchiveDamaged(_("{file} is cut short: its manifest is missing.").format(file=path.name))
    if manifest.get("format") != FORMAT:
        other = _("{file} has format {theirs}; this version reads {ours}.")
        raise ArchiveDamaged(other.format(file=path.name, theirs=manifest.get("format"), ours=FORMAT))
    parts = manifest.get("parts")
    if not isinstance(parts, dict) or "version" not in manifest:
        raise ArchiveDamaged(_("{file} is cut short: its manifest is missing.").format(file=path.name))
    wrong = sorted(name for name in parts.keys() | found.keys() if parts.get(name) != found.get(name))
    missing = [name for name in (f"{DATABASE}000000", CONFIGURATION) if name not in found]
    if wrong or missing:
        damaged = _("{file} is damaged: {part} is not what was written.")
        raise ArchiveDamaged(damaged.format(file=path.name, part=[*wrong, *missing][0]))
    return Contents(path, manifest)


def _read(path: Path) -> tuple[Any, dict[str, dict[str, Any]]]:
    """The manifest, and what each part really holds."""
    found: dict[str, dict[str, Any]] = {}
    manifest: Any = None
    with tarfile.open(path, mode="r:") as tar:
        for entry in tar:
            if entry.name in found or not _ours(entry):
                raise ArchiveDamaged(_FORBIDDEN.format(name=entry.name))
            if entry.name == MANIFEST:
                manifest = json.loads(b"".join(blocks(tar.extractfile(entry))))
            else:
                found[entry.name] = _fingerprint(tar, entry)
    return manifest, found


def _ours(entry: tarfile.TarInfo) -> bool:
    """True for a part that `parvis backup` may have written."""
    path = PurePosixPath(entry.name)
    if ".." in path.parts or path.as_posix() != entry.name:
        return False
    if entry.issym() and entry.name.startswith(FILES):
        return belongs(path.parts[1])
    if not entry.isreg():
        return False
    named = entry.name in (MANIFEST, CONFIGURATION) or entry.name.startswith(DATABASE)
    return named or (len(path.parts) > 1 and entry.name.startswith(FILES) and belongs(path.parts[1]))


def _fingerprint(tar: tarfile.TarFile, entry: tarfile.TarInfo) -> dict[str, Any]:
    if entry.issym():
        return {"link": entry.linkname}
    digest = hashlib.sha256()
    for block in blocks(tar.extractfile(entry)):
        digest.update(block)
    return {"bytes": entry.size, "sha256": digest.hexdigest()}

# SPDX-License-Identifier: AGPL-3.0-or-later
"""Writes an archive, streamed: memory stays below one piece of the dump."""

from __future__ import annotations

import hashlib
import io
import json
import os
import subprocess
import tarfile
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from parvis import __version__
from parvis.project.archive.parts import (
    BLOCK_BYTES,
    CONFIGURATION,
    DATABASE,
    FILES,
    FORMAT,
    MANIFEST,
    PIECE_BYTES,
    kept,
    postgres_tool,
    tool_error,
)

type Progress = Callable[[float], None]


def write_archive(
    target: Path, *, database_url: str, var_dir: Path, configuration: Path, progress: Progress = lambda share: None
) -> dict[str, Any]:
    """Writes the town into `target` and returns the manifest.

    The file appears under its name only when it is whole and on disk; an existing one is refused.

    Raises:
        FileExistsError: `target` exists.
        ToolFailed: the database could not be read.
        OSError: no place, no right.
    """
    if target.exists():
        raise FileExistsError(17, "the file exists already", str(target))
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    aside = Path(name)
    try:
        with os.fdopen(handle, "wb") as raw:
            with tarfile.open(fileobj=raw, mode="w", format=tarfile.PAX_FORMAT) as tar:
                writer = _Writer(tar)
                writer.add_database(database_url)
                progress(0.5)
                writer.add_files(list(kept(var_dir, configuration)), var_dir, progress)
                writer.add_bytes(CONFIGURATION, configuration.read_bytes())
                manifest = writer.finish()
            raw.flush()
            os.fsync(raw.fileno())
        os.link(aside, target)  # refuses to replace a file that appeared meanwhile
    finally:
        aside.unlink()
    return manifest


class _Writer:
    """Adds parts and remembers their checksums."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self.tar = tar
        self.parts: dict[str, dict[str, Any]] = {}

    def add_bytes(self, name: str, content: bytes) -> None:
        entry = tarfile.TarInfo(name)
        entry.size, entry.mtime, entry.mode = len(content), int(time.time()), 0o600
        self.tar.addfile(entry, io.BytesIO(content))
        self.parts[name] = {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}

    def add_database(self, url: str) -> None:
        command = [postgres_tool("pg_dump"), "--format=custom", "--compress=3"]
        command += ["--no-owner", "--no-privileges", f"--dbname={url}"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as dump:  # noqa: S603
            assert dump.stdout is not None
            number = 0
            while piece := dump.stdout.read(PIECE_BYTES):
                self.add_bytes(f"{DATABASE}{number:06}", piece)
                number += 1
            if dump.wait():
                raise tool_error(dump)

    def add_files(self, paths: list[Path], var_dir: Path, progress: Progress) -> None:
        for done, path in enumerate(paths):
            name = FILES + path.relative_to(var_dir).as_posix()
            if path.is_symlink():
                self._add_link(name, path)
            else:
                self._add_file(name, path)
            progress(0.5 + 0.5 * (done + 1) / len(paths))

    def _add_link(self, name: str, path: Path) -> None:
        entry = tarfile.TarInfo(name)
        entry.type, entry.linkname = tarfile.SYMTYPE, os.fspath(path.readlink())
        self.tar.addfile(entry)
        self.parts[name] = {"link": entry.linkname}

    def _add_file(self, name: str, path: Path) -> None:
        try:
            source = path.open("rb")
        except FileNotFoundError:
            return  # deleted since we listed it: the retention job runs while the town works
        with source:
            entry = self.tar.gettarinfo(arcname=name, fileobj=source)
            hashing = _Hashing(source)
            self.tar.addfile(entry, hashing)  # type: ignore[arg-type]
            self.parts[name] = {"bytes": entry.size, "sha256": hashing.digest.hexdigest()}

    def finish(self) -> dict[str, Any]:
        manifest = {
            "format": FORMAT,
            "version": __version__,
            "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "parts": self.parts,
        }
        content = json.dumps(manifest, ensure_ascii=False, indent=1).encode()
        entry = tarfile.TarInfo(MANIFEST)
        entry.size, entry.mode = len(content), 0o600
        self.tar.addfile(entry, io.BytesIO(content))
        return manifest


class _Hashing:
    """Reads a file and computes its checksum on the way."""

    def __init__(self, source: IO[bytes]) -> None:
        self.source = source
        self.digest = hashlib.sha256()

    def read(self, size: int = BLOCK_BYTES) -> bytes:
        block = self.source.read(size)
        self.digest.update(block)
        return block

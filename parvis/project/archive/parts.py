# SPDX-License-Identifier: AGPL-3.0-or-later
"""What writing and reading an archive share."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from parvis.project.embedded import programs

FORMAT = 1
DATABASE = "database/"
FILES = "var/"
CONFIGURATION = "parvis.toml"
MANIFEST = "manifest.json"
PIECE_BYTES = 32 * 2**20
BLOCK_BYTES = 2**20

# Made again by `parvis demo`, by the importers or by the running processes.
LEFT_OUT = frozenset({"postgres", "demo", "metrics", "log"})


class ArchiveDamaged(Exception):  # noqa: N818
    """The file is no archive of ours or not whole; the message says what is wrong."""


class ToolFailed(Exception):  # noqa: N818
    """`pg_dump` or `pg_restore` failed; the message is its last line."""


def postgres_tool(name: str) -> str:
    """The path of a PostgreSQL program: the wheel's own, which is never older than the server it carries."""
    own = programs() / name
    return str(own) if own.exists() else shutil.which(name) or name


def belongs(name: str) -> bool:
    """True when an entry of the data folder with that name belongs into an archive, and is replaced by one."""
    return name not in LEFT_OUT and not name.startswith((".", "postgres."))


def kept(var_dir: Path, configuration: Path) -> Iterator[Path]:
    """The files of the data folder that belong into an archive, in a stable order; `configuration` is its own part."""
    for entry in sorted(var_dir.iterdir()):
        if not belongs(entry.name) or entry == configuration:
            continue
        paths = sorted(entry.rglob("*")) if entry.is_dir() and not entry.is_symlink() else [entry]
        yield from (path for path in paths if path.is_symlink() or path.is_file())


def tool_error(process: subprocess.Popen[bytes]) -> ToolFailed:
    """The failure of a program that has ended, from what it wrote to standard error."""
    text = process.stderr.read().decode(errors="replace") if process.stderr else ""
    lines = [line for line in text.splitlines() if line.strip()]
    return ToolFailed(lines[-1] if lines else f"exit code {process.returncode}")

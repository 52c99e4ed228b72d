# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where the set-up puts things, and the stamps that say what is done."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
BIN = VENV / "bin"
PYTHON = BIN / "python"
STAMPS = VENV / ".parvis"
LOG = STAMPS / "setup.log"
BUILD = ROOT / "build"
REQUIREMENTS = ROOT / "requirements"


def digest(paths: Iterable[Path], *, content: bool = True) -> str:
    """A digest of the files: of their content, or, for many, of their names, sizes and times."""
    total = hashlib.sha256()
    for path in sorted(paths):
        total.update(str(path).encode())
        if content:
            total.update(path.read_bytes())
        else:
            state = path.stat()
            total.update(f"{state.st_size}:{state.st_mtime_ns}".encode())
    return total.hexdigest()


def stamped(name: str, value: str) -> bool:
    """True when step `name` was completed from the same inputs."""
    path = STAMPS / name
    return path.exists() and path.read_text(encoding="ascii") == value


def stamp(name: str, value: str) -> None:
    """Notes that step `name` is complete."""
    STAMPS.mkdir(parents=True, exist_ok=True)
    (STAMPS / name).write_text(value, encoding="ascii")

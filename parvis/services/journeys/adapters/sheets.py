# SPDX-License-Identifier: AGPL-3.0-or-later
"""Printed sheets, kept while the network and the day are the same."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

from parvis.services.journeys import storage
from parvis.services.journeys.adapters.network import Mapped


def kept_sheet(mapped: Mapped, today: date, name: str, make: Callable[[], bytes]) -> bytes:
    """The sheet of that name, made when nobody has asked for it today; those of other networks and days go."""
    folder = storage.network_file("sheets") / f"{mapped.fingerprint[:24]}-{today:%Y%m%d}"
    path = folder / f"{hashlib.sha256(name.encode()).hexdigest()[:32]}.pdf"
    try:
        return path.read_bytes()
    except FileNotFoundError:
        content = make()
    if not folder.is_dir():
        folder.mkdir(parents=True, exist_ok=True)
        _forget_others(folder)
    with tempfile.NamedTemporaryFile(dir=folder, delete=False) as out:
        out.write(content)
    Path(out.name).replace(path)
    return content


def _forget_others(folder: Path) -> None:
    for other in folder.parent.iterdir():
        if other != folder and other.is_dir():
            for each in other.iterdir():
                each.unlink(missing_ok=True)
            other.rmdir()

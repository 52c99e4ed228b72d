# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where networks lie on disk, and how one is put in place as a whole."""

from __future__ import annotations

import shutil
from pathlib import Path

from django.conf import settings

MODES = ("foot", "bicycle", "car")
TILES = "base.pmtiles"
_BUILDING = ".building-"


def root() -> Path:
    """The folder of all networks."""
    return Path(settings.VAR_DIR) / "streets"


def folder(stamp: str) -> Path:
    """The folder of one network."""
    return root() / stamp


def routing_file(stamp: str, mode: str) -> Path:
    """The base path of OSRM's files for a mode."""
    return folder(stamp) / mode / "network.osrm"


def tiles_file(stamp: str) -> Path:
    """The base map."""
    return folder(stamp) / TILES


def is_complete(stamp: str) -> bool:
    """True when every part of the network is there."""
    return tiles_file(stamp).is_file() and all(
        routing_file(stamp, mode).with_suffix(".osrm.mldgr").is_file() for mode in MODES
    )


def building_folder(stamp: str) -> Path:
    """A fresh folder to build in; what an interrupted import left behind is removed (the caller holds the lock)."""
    root().mkdir(parents=True, exist_ok=True)
    for left in root().glob(f"{_BUILDING}*"):
        shutil.rmtree(left, ignore_errors=True)
    made = root() / f"{_BUILDING}{stamp}"
    made.mkdir()
    return made


def put_in_place(built: Path, stamp: str) -> None:
    """Gives the built folder its name, in one step."""
    built.rename(folder(stamp))


def remove_others(stamp: str) -> None:
    """Removes every network but one. Processes that still have the old files open keep them until they turn."""
    for other in root().iterdir():
        if other.is_dir() and other.name != stamp:
            shutil.rmtree(other, ignore_errors=True)

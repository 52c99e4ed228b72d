# SPDX-License-Identifier: AGPL-3.0-or-later
"""A timetable kept in a file, with the bounds of the days made ready; read back in a moment."""

from pathlib import Path

from .loader.saved import SavedRefused, read, write
from .timetable import Timetable
from .view import bounds_of, use_bounds

__all__ = ["SavedRefused", "read_saved", "save"]


def save(timetable: Timetable, path: str | Path) -> None:
    """Saves a timetable and the bounds of the days that ``prepare`` was called for and that are still kept."""
    write(Path(path), timetable, bounds_of(timetable))


def read_saved(path: str | Path) -> Timetable:
    """A saved timetable, mapped from its file. Raises SavedRefused when there is none, or a damaged one."""
    timetable, bounds = read(Path(path))
    for day, one in bounds.items():
        use_bounds(timetable, day, one)
    return timetable

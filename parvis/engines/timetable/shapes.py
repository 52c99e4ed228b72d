# SPDX-License-Identifier: AGPL-3.0-or-later
"""The ways that vehicles take on the ground, one per pattern; kept beside the timetable, for only maps need them."""

import os
import tempfile
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from .earth import METRES_PER_DEGREE
from .problems import Problem
from .tables import Ints, Longs

DEGREE = 1e6
"""Coordinates are whole millionths of a degree: a decimetre."""
NONE = -1
_COLUMNS = ("first", "lon", "lat", "at")


class ShapesRefused(Exception):  # noqa: N818 (a state of the file, named as people say it)
    """A file that holds no shapes, or damaged ones."""


@dataclass(frozen=True, slots=True, eq=False)
class Shapes:
    """Points of pattern ``p``: ``lon, lat[first[p]:first[p + 1]]``, in millionths of a degree; none without shape.

    ``at``: for each row of ``Patterns.stop``, the number of its point among the pattern's, or NONE; they never go back.
    ``problems``: what was wrong with the files.
    """

    first: Longs
    lon: Ints
    lat: Ints
    at: Ints
    problems: tuple[Problem, ...] = ()

    def path(self, pattern: int, row: int, from_position: int = 0, to_position: int = -1) -> list[tuple[float, float]]:
        """(longitude, latitude) in degrees from one stop of a pattern to another; empty where no shape is known.

        ``row``: ``Patterns.first[pattern]``; positions count from 0. Without positions, from the first stop to the last
        that the shape knows (``to_position`` -1).
        """
        part = self._part(pattern, row, from_position, to_position)
        lons, lats = self.lon[part].tolist(), self.lat[part].tolist()
        return [(lon / DEGREE, lat / DEGREE) for lon, lat in zip(lons, lats, strict=True)]

    def length_m(self, pattern: int, row: int, from_position: int = 0, to_position: int = -1) -> float:
        """Metres along the same path; 0 where no shape is known."""
        part = self._part(pattern, row, from_position, to_position)
        lon, lat = self.lon[part] / DEGREE, self.lat[part] / DEGREE
        across = np.diff(lon) * np.cos(np.radians((lat[1:] + lat[:-1]) / 2))
        return float(METRES_PER_DEGREE * np.hypot(across, np.diff(lat)).sum())

    def _part(self, pattern: int, row: int, from_position: int, to_position: int) -> slice:
        if not 0 <= pattern < len(self.first) - 1 or self.first[pattern] == self.first[pattern + 1]:
            return slice(0, 0)
        start = int(self.first[pattern])
        a = start + int(self.at[row + from_position])
        b = int(self.first[pattern + 1]) - 1 if to_position < 0 else start + int(self.at[row + to_position])
        return slice(a, b + 1)


def save_shapes(shapes: Shapes, path: str | Path) -> None:
    """Saves shapes to one file, which appears whole or not at all. Problems are not kept."""
    path = Path(path)
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as out:
        try:
            np.savez_compressed(out, **{name: getattr(shapes, name) for name in _COLUMNS})
            out.flush()
            os.fsync(out.fileno())
            Path(out.name).replace(path)
        except BaseException:
            Path(out.name).unlink(missing_ok=True)
            raise


def read_saved_shapes(path: str | Path) -> Shapes:
    """What was saved. Raises ShapesRefused when there is none, or a damaged file."""
    try:
        with np.load(path, allow_pickle=False) as held:
            return Shapes(*(held[name] for name in _COLUMNS))
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile, zlib.error) as error:
        raise ShapesRefused(f"{Path(path).name} holds no shapes: {error}") from error

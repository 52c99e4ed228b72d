# SPDX-License-Identifier: AGPL-3.0-or-later
"""Lines with fewer points, for maps that show many of them."""

from __future__ import annotations

from math import cos, radians

import numpy as np

_METRES_PER_DEGREE = 111_195.0


def simplified(path: list[tuple[float, float]], within_m: float) -> list[tuple[float, float]]:
    """The path with only the points that it needs to stay within some metres of itself (Douglas and Peucker, 1973)."""
    if len(path) < 3:
        return path
    flat = np.array(path) * (_METRES_PER_DEGREE * cos(radians(path[0][1])), _METRES_PER_DEGREE)
    kept = {0, len(path) - 1}
    waiting = [(0, len(path) - 1)]
    while waiting:
        a, b = waiting.pop()
        if b - a < 2:
            continue
        far = _distances(flat[a + 1 : b], flat[a], flat[b])
        most = int(far.argmax())
        if far[most] > within_m:
            kept.add(a + 1 + most)
            waiting += [(a, a + 1 + most), (a + 1 + most, b)]
    return [path[place] for place in sorted(kept)]


def _distances(points: np.ndarray, start: np.ndarray, end: np.ndarray) -> np.ndarray:
    """From each point to the segment, not to the line beyond its ends."""
    along = end - start
    length = float(along @ along)
    share = np.clip((points - start) @ along / length, 0, 1) if length else np.zeros(len(points))
    aside = points - start - share[:, None] * along
    return np.asarray(np.hypot(aside[:, 0], aside[:, 1]))

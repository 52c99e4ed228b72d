# SPDX-License-Identifier: AGPL-3.0-or-later
"""Curves and outlines with a hand-drawn look. All coordinates are metres, arrays of shape (n, 2)."""

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import LineString, Polygon

Points = NDArray[np.float64]
Shapes = shapely.Geometry | NDArray[np.object_]


def unit(vector: Points) -> Points:
    """The same direction with length 1 (a null vector stays null)."""
    length = float(np.hypot(vector[0], vector[1]))
    return vector / length if length else vector


def left(vector: Points) -> Points:
    """The vector turned a quarter turn to the left."""
    return np.array([-vector[1], vector[0]])


def heading(angle: float) -> Points:
    """Unit vector at ``angle`` radians from the x axis."""
    return np.array([np.cos(angle), np.sin(angle)])


def normals(points: Points) -> Points:
    """Left unit normals at each point of a polyline, averaged between neighbours."""
    tangent = np.gradient(points, axis=0)
    tangent /= np.maximum(np.hypot(tangent[:, 0], tangent[:, 1]), 1e-9)[:, None]
    return np.column_stack([-tangent[:, 1], tangent[:, 0]])


def along(points: Points) -> NDArray[np.float64]:
    """Distance from the start at each point."""
    steps = np.hypot(*np.diff(points, axis=0).T)
    return np.concatenate([[0.0], np.cumsum(steps)])


def resample(points: Points, step: float) -> Points:
    """The polyline with points every ``step`` metres or a little less; ends kept."""
    distance = along(points)
    count = max(2, int(np.ceil(distance[-1] / step)) + 1)
    at = np.linspace(0, distance[-1], count)
    return np.column_stack([np.interp(at, distance, points[:, 0]), np.interp(at, distance, points[:, 1])])


def smooth(points: Points, step: float = 40.0) -> Points:
    """Centripetal-free Catmull-Rom curve through the points, resampled every ``step`` metres."""
    if len(points) < 3:
        return resample(points, step)
    padded = np.vstack([2 * points[0] - points[1], points, 2 * points[-1] - points[-2]])
    t = np.linspace(0, 1, 12, endpoint=False)[:, None]
    pieces = []
    for a, b, c, d in zip(padded, padded[1:], padded[2:], padded[3:], strict=False):
        pieces.append(0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3))
    return resample(np.vstack([*pieces, points[-1:]]), step)


def winding(start: Points, end: Points, rng: np.random.Generator, sway: float = 0.04, step: float = 45.0) -> Points:
    """A road-like curve between two points; ``sway`` is the sideways amplitude over the length."""
    length = float(np.hypot(*(end - start)))
    t = np.linspace(0, 1, max(3, int(length / step) + 2))
    side = np.zeros_like(t)
    for k in (1, 2, 3, 5):
        side += rng.normal(0, sway * length / k**1.3) * np.sin(np.pi * k * t)
    across = left(unit(end - start))
    points = start + (end - start) * t[:, None] + across * side[:, None]
    points[0], points[-1] = start, end  # exactly: lines are joined by comparing coordinates
    return points


def blob(centre: Points, radius: float, rng: np.random.Generator, roughness: float = 0.1, count: int = 90) -> Points:
    """A closed irregular outline around ``centre`` (first point not repeated), counter-clockwise."""
    angle = np.linspace(0, 2 * np.pi, count, endpoint=False)
    reach = np.ones(count)
    for k in range(2, 8):
        reach += rng.normal(0, roughness / k**0.8) * np.cos(k * angle + rng.uniform(0, 2 * np.pi))
    reach = np.clip(reach, 0.6, 1.5) * radius
    return centre + np.column_stack([np.cos(angle), np.sin(angle)]) * reach[:, None]


def closed(points: Points) -> Points:
    """The outline with its first point repeated at the end."""
    return np.vstack([points, points[:1]])


def ribbon(points: Points, half_width: NDArray[np.float64] | float) -> Polygon:
    """The polygon covered by a polyline of varying half width."""
    offset = normals(points) * np.broadcast_to(half_width, len(points))[:, None]
    outline = Polygon(np.vstack([points + offset, (points - offset)[::-1]]))
    return outline if outline.is_valid else largest(outline.buffer(0))


def largest(shape: shapely.Geometry) -> Polygon:
    """The largest polygon of a geometry; an empty polygon where it has none."""
    parts = [part for part in shapely.get_parts(shapely.get_parts(shape)) if isinstance(part, Polygon)]
    return max(parts, key=lambda part: part.area, default=Polygon())


def points_of(xy: Points) -> NDArray[np.object_]:
    """Point geometries of coordinates (n, 2)."""
    return np.atleast_1d(np.asarray(shapely.points(xy), dtype=object))


def outlines_of(rings: Points) -> NDArray[np.object_]:
    """Polygons of coordinates (n, corners, 2)."""
    return np.atleast_1d(np.asarray(shapely.polygons(rings), dtype=object))


def polygons(shape: Shapes, min_area: float = 0.0) -> list[Polygon]:
    """All polygons of a geometry above an area."""
    return [p for p in shapely.get_parts(shape) if isinstance(p, Polygon) and p.area > min_area]


def lines(shape: Shapes) -> list[LineString]:
    """All lines of a geometry."""
    return [p for p in shapely.get_parts(shape) if isinstance(p, LineString) and p.length > 0]


def angle_between(a: float, b: float) -> float:
    """Absolute difference of two headings, 0 to pi."""
    return abs((a - b + np.pi) % (2 * np.pi) - np.pi)


def stack(parts: Sequence[Points]) -> Points:
    """Concatenate polylines that share their end points, without doubling them."""
    out = [parts[0]]
    for part in parts[1:]:
        out.append(part[1:] if np.allclose(part[0], out[-1][-1]) else part)
    return np.vstack(out)

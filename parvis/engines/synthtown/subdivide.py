# SPDX-License-Identifier: AGPL-3.0-or-later
"""Cut faces into blocks, as builders did: across the long side, again and again, each cut a new street.

Recursive splitting across the tightest oriented rectangle follows Vanegas et al., "Procedural
generation of parcels in urban modeling", Computer Graphics Forum 31(2), 2012; the snapping of a new
street to one that already meets the same kerb on the other side is ours.
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from .districts import QUARTER, VILLAGE_QUARTER, Style, StyleMap
from .macro import NO_STREET, Face
from .roads import Course
from .shapes import Points, heading

Owners = NDArray[np.int64]
STEEPEST = 0.6  # least |sin| of the angle between a new street and the one it meets


@dataclass(frozen=True, slots=True)
class Block:
    """Land between streets; ``owners`` as in Face; ``quarter`` numbers the group of blocks it was cut from."""

    points: Points
    owners: Owners
    style: Style
    settlement: int
    quarter: int


@dataclass(slots=True)
class Layout:
    """What grows while cutting: all courses, where others join each of them, and the finished blocks."""

    courses: list[Course]
    joints: dict[int, list[tuple[float, float]]] = field(default_factory=dict)
    blocks: list[Block] = field(default_factory=list)
    quarters: int = 0

    def add(self, course: Course) -> int:
        """Register a new street; returns its number."""
        self.courses.append(course)
        return len(self.courses) - 1

    def join(self, owner: int, point: Points) -> None:
        """Remember that a street ends on course ``owner`` at ``point``."""
        if owner != NO_STREET:
            self.joints.setdefault(owner, []).append((float(point[0]), float(point[1])))


@dataclass(frozen=True, slots=True)
class Cut:
    """A chord across a ring, from edge ``i`` at ``p`` to edge ``j`` at ``q`` (i < j)."""

    i: int
    p: Points
    j: int
    q: Points


def subdivide(
    courses: tuple[Course, ...], faces: tuple[Face, ...], styles: StyleMap, rng: np.random.Generator
) -> Layout:
    """Cut every face into quarters, choose their style, then cut each quarter into blocks."""
    layout = Layout(list(courses))
    for face in faces:
        cell = VILLAGE_QUARTER if face.settlement else QUARTER
        for points, owners in _pieces(layout, face.points, face.owners, cell, face.settlement, rng):
            style = styles.style_at(face.settlement, points.mean(axis=0), area(points))
            for ring, edge_owners in _pieces(layout, points, owners, style, face.settlement, rng):
                layout.blocks.append(Block(ring, edge_owners, style, face.settlement, layout.quarters))
            layout.quarters += 1
    return layout


def area(points: Points) -> float:
    """Signed area of a ring, positive counter-clockwise (shoelace)."""
    x, y = points[:, 0] - points[0, 0], points[:, 1] - points[0, 1]
    return float(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1))) / 2


def _pieces(
    layout: Layout, points: Points, owners: Owners, style: Style, settlement: int, rng: np.random.Generator
) -> list[tuple[Points, Owners]]:
    pending, done = [(points, owners)], []
    while pending:
        ring, edge_owners = pending.pop()
        limit = style.block_area * rng.uniform(1.15, 1.9)
        cut = _find_cut(layout, ring, edge_owners, style, rng) if area(ring) > limit else None
        if cut is None:
            done.append((ring, edge_owners))
        else:
            pending += _divide(layout, ring, edge_owners, cut, style, settlement, rng)
    return done


def _box(points: Points) -> tuple[float, float, float]:
    """Heading of the long side of the tightest rectangle, its length, its breadth."""
    edges = np.roll(points, -1, axis=0) - points
    length = np.hypot(edges[:, 0], edges[:, 1])
    longest = np.argsort(-length, kind="stable")[:12]
    direction = edges[longest] / np.maximum(length[longest], 1e-9)[:, None]
    u = direction @ points.T
    v = np.column_stack([-direction[:, 1], direction[:, 0]]) @ points.T
    across, up = np.ptp(u, axis=1), np.ptp(v, axis=1)
    best = int(np.argmin(across * up))
    angle = float(np.arctan2(direction[best, 1], direction[best, 0]))
    if across[best] >= up[best]:
        return angle, float(across[best]), float(up[best])
    return angle + np.pi / 2, float(up[best]), float(across[best])


def _find_cut(layout: Layout, ring: Points, owners: Owners, style: Style, rng: np.random.Generator) -> Cut | None:
    angle, length, breadth = _box(ring)
    if length < 2 * style.depth * 0.9 or breadth < style.depth * 0.55:
        return None
    best, best_score = None, 0.0
    for attempt in range(14):
        turned = angle + (np.pi / 2 if attempt > 9 and breadth > 2 * style.depth * 0.9 else 0.0)
        axis = heading(turned)
        span = ring @ axis
        slack = 0.11 if attempt < 5 else 0.24
        at = span.min() + np.ptp(span) * (0.5 + rng.uniform(-slack, slack))
        direction = heading(turned + np.pi / 2 + rng.normal(0, style.jitter + 0.06 * attempt * (attempt > 2)))
        cut = _chord(ring, axis * at + direction * float((ring @ direction).mean()), direction)
        if cut is None:
            continue
        cut = _snapped(layout, ring, owners, cut, 0.14 * np.sqrt(style.block_area))
        score = _score(ring, owners, cut)
        if score > best_score:
            best, best_score = cut, score
        if score >= 2 or (attempt > 5 and best is not None):
            break
    return best


def _chord(ring: Points, through: Points, direction: Points) -> Cut | None:
    """The longest stretch inside the ring of a straight line."""
    away = ring - through
    side = direction[0] * away[:, 1] - direction[1] * away[:, 0]
    following = np.roll(side, -1)
    hits = np.flatnonzero((side > 0) != (following > 0))
    if len(hits) < 2:
        return None
    t = side[hits] / (side[hits] - following[hits])
    points = ring[hits] + (np.roll(ring, -1, axis=0)[hits] - ring[hits]) * t[:, None]
    order = np.argsort(points @ direction, kind="stable")
    pairs = [(order[k], order[k + 1]) for k in range(0, len(order) - 1, 2)]
    a, b = max(pairs, key=lambda pair: float(np.hypot(*(points[pair[0]] - points[pair[1]]))))
    a, b = (a, b) if hits[a] < hits[b] else (b, a)
    return Cut(int(hits[a]), points[a], int(hits[b]), points[b])


def _snapped(layout: Layout, ring: Points, owners: Owners, cut: Cut, reach: float) -> Cut:
    return Cut(
        cut.i, _snap(layout, ring, owners, cut.i, cut.p, reach), cut.j, _snap(layout, ring, owners, cut.j, cut.q, reach)
    )


def _snap(layout: Layout, ring: Points, owners: Owners, edge: int, point: Points, reach: float) -> Points:
    """Move an end to a junction already on this edge, so that streets cross instead of missing each other."""
    a, b = ring[edge], ring[(edge + 1) % len(ring)]
    along = b - a
    length = float(np.hypot(*along))
    joints = layout.joints.get(int(owners[edge]), ())
    best, best_gap = point, reach
    for x, y in joints:
        gap = float(np.hypot(x - point[0], y - point[1]))
        if gap < best_gap:
            off = abs(along[0] * (y - a[1]) - along[1] * (x - a[0])) / length
            t = ((x - a[0]) * along[0] + (y - a[1]) * along[1]) / length
            if off < 0.02 and 4 < t < length - 4:
                best, best_gap = np.array([x, y]), gap
    if best_gap == reach:
        for end, other in ((a, b), (b, a)):  # never leave a stub of street shorter than a car
            if np.hypot(*(point - end)) < min(6.0, length / 3):
                best = end + (other - end) * min(6.0, length / 3) / length
    return best


def _score(ring: Points, owners: Owners, cut: Cut) -> float:
    """0 when the cut is unfit; more when both ends meet streets at a right angle."""
    chord = cut.q - cut.p
    length = float(np.hypot(*chord))
    if cut.i == cut.j or length < 12:
        return 0.0
    score = 0.0
    for edge in (cut.i, cut.j):
        along = ring[(edge + 1) % len(ring)] - ring[edge]
        sine = abs(along[0] * chord[1] - along[1] * chord[0]) / (length * max(float(np.hypot(*along)), 1e-9))
        if sine < STEEPEST:
            return 0.0
        score += sine + (0.3 if owners[edge] != NO_STREET else -0.4)
    return score


def _divide(
    layout: Layout, ring: Points, owners: Owners, cut: Cut, style: Style, settlement: int, rng: np.random.Generator
) -> list[tuple[Points, Owners]]:
    middle = _bow(ring, cut, style.bow * rng.normal())
    number = layout.add(Course(np.vstack([cut.p, middle, cut.q]), style.highway, style.name, settlement))
    layout.join(int(owners[cut.i]), cut.p)
    layout.join(int(owners[cut.j]), cut.q)
    n, street = len(ring), np.full(len(middle) + 1, number)
    inner, outer = np.arange(cut.i + 1, cut.j + 1), np.arange(cut.j + 1, cut.i + 1 + n) % n
    first = np.vstack([cut.p, ring[inner], cut.q, middle[::-1]])
    first_owners = np.concatenate([owners[[cut.i]], owners[inner[:-1]], owners[[cut.j]], street])
    second = np.vstack([cut.q, ring[outer], cut.p, middle])
    second_owners = np.concatenate([owners[[cut.j]], owners[outer[:-1]], owners[[cut.i]], street])
    return [_clean(first, first_owners), _clean(second, second_owners)]


def _clean(points: Points, owners: Owners) -> tuple[Points, Owners]:
    """Drop edges of no length."""
    keep = np.hypot(*(np.roll(points, -1, axis=0) - points).T) > 1e-3
    return points[keep], owners[keep]


def _bow(ring: Points, cut: Cut, bow: float) -> Points:
    """Points between the ends of a street that bends gently; none when there is no room to bend."""
    chord = cut.q - cut.p
    length = float(np.hypot(*chord))
    if length < 50 or abs(bow) < 0.004:
        return np.empty((0, 2))
    bow = float(np.clip(bow, -0.08, 0.08))
    t = np.linspace(0, 1, int(np.clip(length / 28, 2, 9)) + 1)[1:-1, None]
    curve = cut.p + chord * t + np.array([-chord[1], chord[0]]) * (4 * bow * t * (1 - t))
    away = np.hypot(*(curve[:, None, :] - ring[None, :, :]).transpose(2, 0, 1)).min()
    inside = _inside(ring, curve)
    return curve if away > 12 and inside.all() else np.empty((0, 2))


def _inside(ring: Points, points: Points) -> NDArray[np.bool_]:
    """Even-odd rule."""
    a, b = ring, np.roll(ring, -1, axis=0)
    x, y = points[:, :1], points[:, 1:]
    straddles = (a[:, 1] > y) != (b[:, 1] > y)
    rise = np.where(b[:, 1] == a[:, 1], 1.0, b[:, 1] - a[:, 1])
    return np.asarray((straddles & (x < (b[:, 0] - a[:, 0]) * (y - a[:, 1]) / rise + a[:, 0])).sum(axis=1) % 2 == 1)

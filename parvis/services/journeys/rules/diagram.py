# SPDX-License-Identifier: AGPL-3.0-or-later
"""The drawing of a direction's stops: one trunk, and what leaves it beside."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise


class Joint(StrEnum):
    """What a stop's dot is joined to on one side."""

    NOTHING = ""
    SAME = "same"
    """The next dot of its own lane."""
    TRUNK = "trunk"
    """The trunk, from a branch."""


@dataclass(frozen=True, slots=True)
class Rail:
    """A row of the drawing. `passed`: the trunk goes by; `since`: whence a branch comes, if not from the row above."""

    branch: bool
    passed: bool
    above: Joint
    below: Joint
    since: int | None = None


def rails(on_trunk: Sequence[bool], ways: Collection[Sequence[int]]) -> list[Rail]:
    """A row for each stop; `ways` are the rows that each way takes, downwards."""
    steps = {step for way in ways for step in pairwise(way)}
    trunk = [row for row, on in enumerate(on_trunk) if on]
    first, last = min(trunk, default=0), max(trunk, default=0)
    return [
        Rail(False, first < row < last, _same(row > first), _same(row < last))
        if on
        else _branch(row, on_trunk, steps, first < row < last)
        for row, on in enumerate(on_trunk)
    ]


def _branch(row: int, on_trunk: Sequence[bool], steps: set[tuple[int, int]], passed: bool) -> Rail:
    above = _joint(row - 1, on_trunk, (row - 1, row) in steps)
    below = _joint(row + 1, on_trunk, (row, row + 1) in steps)
    before = max((a for a, b in steps if b == row), default=None)
    return Rail(True, passed, above, below, before if above is Joint.NOTHING else None)


def _joint(neighbour: int, on_trunk: Sequence[bool], joined: bool) -> Joint:
    if not joined:
        return Joint.NOTHING
    return Joint.TRUNK if on_trunk[neighbour] else Joint.SAME


def _same(joined: bool) -> Joint:
    return Joint.SAME if joined else Joint.NOTHING

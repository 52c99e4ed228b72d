# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which of a line's ways go the same direction."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class Way[Stop: Hashable]:
    """Stops in order, how many trips go that way, and the direction that the feed says."""

    stops: tuple[Stop, ...]
    trips: int
    said: int = 0


def directions[Stop: Hashable](ways: Sequence[Way[Stop]]) -> list[list[int]]:
    """Numbers of ways by direction, the feed's first; each list with the most travelled first.

    Where the feed says one direction of all, which is also what it says by saying nothing, the way back is found by
    its stops: it passes most of those that it shares in the opposite order.
    """
    order = sorted(range(len(ways)), key=lambda one: (-ways[one].trips, -len(ways[one].stops), one))
    if len({way.said for way in ways}) > 1:
        said = sorted({way.said for way in ways})
        return [[number for number in order if ways[number].said == each] for each in said]
    there: list[int] = []
    back: list[int] = []
    for number in order:
        (back if there and _against(ways[number], [ways[each] for each in there], ways, back) else there).append(number)
    return [each for each in (there, back) if each]


def _against[Stop: Hashable](
    way: Way[Stop], there: Sequence[Way[Stop]], ways: Sequence[Way[Stop]], back: Sequence[int]
) -> bool:
    """Whether the way goes the other way round than those there, or with those back where that is clearer."""
    along = sum(_agreement(way, other) for other in there)
    return along < 0 or (along == 0 and any(_agreement(way, ways[each]) > 0 for each in back))


def _agreement[Stop: Hashable](one: Way[Stop], other: Way[Stop]) -> int:
    """Neighbours on one way that the other passes in the same order, less those in the opposite order."""
    place = {stop: number for number, stop in enumerate(other.stops)}
    shared = [place[stop] for stop in one.stops if stop in place]
    return sum((b > a) - (b < a) for a, b in pairwise(shared)) * other.trips

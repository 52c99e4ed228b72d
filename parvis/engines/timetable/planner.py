# SPDX-License-Identifier: AGPL-3.0-or-later
"""Questions answered: ``plan`` for journeys, ``reach`` for how early one can be anywhere."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .build.bounds import BOUND_SPEED_MPS
from .day import NEVER
from .journeys import Ride, assemble
from .query import Access, Answer, Journey, Place, Query
from .routing.bags import G_ARRIVE, G_LABEL, LEFT, LINE, PARENT, STOP, TRIP
from .routing.departure import search
from .routing.frame import Compass, Ends, Ground, compass
from .routing.least import STEPS
from .routing.outlook import Outlook, look_back
from .routing.profile import Rules, departures, profile
from .tables import Bytes, Footpaths, Ints, Longs
from .timetable import EPOCH, Timetable
from .view import MIRROR_S, View, labels_of, outlook_of, scratch_of, view

WALK_STEP_M = 100
EXACT_M = 1
"""With a limit on walking, labels count whole metres: what is longer by a rounding must not hide what is allowed."""
FURTHER_S = (0, 2 * 3_600, 14 * 86_400)
"""How much longer than without the limit a journey with little walking is looked for."""


class _Task(NamedTuple):
    seen: View
    ground: Ground
    ends: Ends
    towards: Compass
    from_s: int


def plan(timetable: Timetable, query: Query) -> Answer:
    """Journeys for a query. Without a window the one that arrives first (or leaves last); with one, all sensible ones.

    Never raises for lack of a way: the answer says why there is none.
    """
    day = (query.day - EPOCH).days - timetable.services.first_day
    if not -1 <= day <= timetable.services.runs.shape[1]:
        return Answer((), "outside_calendars")
    task = _task(timetable, query)
    if query.window_s or query.max_walk_m is not None:
        journeys, compared = _window(timetable, query, task)
        journeys = journeys if query.window_s else _best(query, journeys)
    else:
        journeys, compared = _single(timetable, query, task), True
    journeys = sorted(journeys, key=lambda one: (one.departure_s, one.arrival_s, one.transfers, one.walk_m))
    return Answer(tuple(journeys), "" if journeys else "nothing_found", compared)


def reach(timetable: Timetable, query: Query) -> Ints:
    """The earliest arrival at each stop for one who leaves at ``depart_s`` (NEVER: not at all); no destination.

    With ``arrive_s``, the latest departure from each stop to be at the destination in time (-NEVER: not at all).
    """
    task, ends, arrived = _everywhere(timetable, query, NEVER)
    paths = task.seen.footpaths
    best = arrived.copy()
    np.minimum.at(best, ends.access_stop, task.from_s + ends.access_s)
    after = np.repeat(arrived, np.diff(paths.first))
    np.minimum.at(best, paths.to, np.where(after < NEVER, after + task.ground.walk_s, NEVER))
    return np.where(best < NEVER, MIRROR_S - best, -NEVER).astype(np.int32) if task.seen.mirrored else best


def ridden(timetable: Timetable, query: Query, within_s: int) -> Ints:
    """Seconds to each stop by a trip that ends there, waiting included, if at most ``within_s``; NEVER otherwise.

    With ``arrive_s``, seconds from each stop where a trip begins to the destination. Who walks on from a stop walks
    from one of these: no walk is chained to a footpath.
    """
    task, _, arrived = _everywhere(timetable, query, within_s)
    took = arrived - task.from_s
    return np.where((arrived < NEVER) & (took <= within_s), took, NEVER).astype(np.int32)


def _everywhere(timetable: Timetable, query: Query, within_s: int) -> tuple[_Task, Ends, Ints]:
    """The search without destination, and this thread's arrivals by trip."""
    task = _task(timetable, query)
    ends = task.ends._replace(egress_stop=np.zeros(0, np.int32), egress_s=np.zeros(0, np.int32))
    towards = compass(None, ends, len(timetable.stops.lat))
    work = scratch_of(task.seen)
    limit = min(task.from_s + within_s + 1, NEVER)
    search(task.seen.day, task.ground, ends, towards, work, task.from_s, limit, query.transfer_slack_s, query.max_trips)
    return task, ends, work.best_arrived


def _task(timetable: Timetable, query: Query) -> _Task:
    mirrored = query.arrive_s is not None
    seen = view(timetable, query.day, wheelchair=query.wheelchair, mirrored=mirrored)
    paths = seen.footpaths
    walk_s, walk_m = _walks(seen, query)
    ground = Ground(paths.first, paths.to, walk_s, walk_m, timetable.change_s, _allowed(timetable, query, seen))
    first, last = (query.destination, query.origin) if mirrored else (query.origin, query.destination)
    start = _around(timetable, query, paths, first)
    end = _around(timetable, query, seen.back, last)
    ends = Ends(*start, *end)
    bounds = seen.bounds if query.walk_speed_mps <= BOUND_SPEED_MPS else None
    towards = compass(bounds, ends, len(timetable.stops.lat))
    moment = MIRROR_S - query.arrive_s if query.arrive_s is not None else query.depart_s
    return _Task(seen, ground, ends, towards, int(moment or 0))


def _walks(seen: View, query: Query) -> tuple[Ints, Ints]:
    """Seconds and compared metres of all footpaths; each thread keeps those of the last speed."""
    kept, key = getattr(seen.own, "walks", None), (query.walk_speed_mps, _step_m(query))
    if kept is None or kept[0] != key:
        paths = seen.footpaths
        walk_s = np.maximum(np.ceil(paths.metres / query.walk_speed_mps), paths.min_s).astype(np.int32)
        walk_m = (np.ceil(paths.metres / key[1]) * key[1]).astype(np.int32)
        kept = seen.own.walks = (key, walk_s, walk_m)
    return kept[1], kept[2]


def _step_m(query: Query) -> int:
    return WALK_STEP_M if query.max_walk_m is None else EXACT_M


def _allowed(timetable: Timetable, query: Query, seen: View) -> Bytes:
    if not query.avoid_modes and not query.avoid_routes:
        return np.ones(max(len(seen.day.line_trips), 1), np.uint8)
    route = timetable.patterns.route[seen.day.line_pattern]
    bad = np.isin(route, list(query.avoid_routes))
    bad |= np.isin(timetable.routes.mode[route], [int(mode) for mode in query.avoid_modes])
    return (~bad).astype(np.uint8)


def _around(timetable: Timetable, query: Query, paths: Footpaths, place: Place) -> tuple[Ints, Ints, Ints]:
    """Stops, seconds and metres from a place: what it lists, or its platforms and the stops a footpath away."""
    if isinstance(place, tuple):
        return _listed(query, place)
    found: dict[int, tuple[int, float]] = {}
    for stop in timetable.platforms(place):
        found[stop] = (0, 0.0)
    for stop in list(found):
        for edge in range(int(paths.first[stop]), int(paths.first[stop + 1])):
            other, metres = int(paths.to[edge]), float(paths.metres[edge])
            seconds = max(int(np.ceil(paths.metres[edge] / query.walk_speed_mps)), int(paths.min_s[edge]))
            if other not in found or (seconds, metres) < found[other]:
                found[other] = (seconds, metres)
    return _arrays(query, found)


def _listed(query: Query, place: tuple[Access, ...]) -> tuple[Ints, Ints, Ints]:
    """The fastest way to each stop of a list."""
    found: dict[int, tuple[int, float]] = {}
    for one in place:
        way = one.takes_s(query.walk_speed_mps), one.walk_m
        found[one.stop] = min(way, found.get(one.stop, way))
    return _arrays(query, found)


def _arrays(query: Query, found: dict[int, tuple[int, float]]) -> tuple[Ints, Ints, Ints]:
    step = _step_m(query)
    table = [(stop, seconds, int(np.ceil(metres / step)) * step) for stop, (seconds, metres) in found.items()]
    columns = np.array(table, np.int32).reshape(-1, 3)
    return tuple(np.ascontiguousarray(columns[:, i]) for i in range(3))  # type: ignore[return-value]


def _direct_s(query: Query) -> int:
    return NEVER if query.direct is None else query.direct.takes_s(query.walk_speed_mps)


def _best(query: Query, journeys: list[Journey]) -> list[Journey]:
    """The one that arrives first, or leaves last."""
    if query.arrive_s is None:
        return sorted(journeys, key=lambda one: (one.arrival_s, one.transfers, one.walk_m))[:1]
    return sorted(journeys, key=lambda one: (-one.departure_s, one.transfers, one.walk_m))[:1]


def _on_foot(query: Query) -> list[Journey]:
    seconds = _direct_s(query)
    if query.direct is None or (query.max_walk_m is not None and np.ceil(query.direct.walk_m) > query.max_walk_m):
        return []
    at = query.depart_s if query.depart_s is not None else int(query.arrive_s or 0) - seconds
    return [assemble.on_foot(at, seconds, query.direct.walk_m)]


def _single(timetable: Timetable, query: Query, task: _Task) -> list[Journey]:
    work, (seen, ground, ends, towards, moment) = scratch_of(task.seen), task
    limit = moment + _direct_s(query) if query.direct else NEVER
    search(seen.day, ground, ends, towards, work, moment, limit, query.transfer_slack_s, query.max_trips)
    rounds = np.flatnonzero(work.reached < NEVER)
    if not len(rounds):
        return _on_foot(query)
    k = int(rounds[-1])
    stop, rides = int(work.reached_stop[k]), []
    while k > 0:
        line, trip = int(work.by_line[k, stop]), int(work.by_trip[k, stop])
        board, left = int(work.boarded_at[k, stop]), int(work.left_at[k, stop])
        rides.append(Ride(line, trip, board, left))
        k -= 1
        stop = int(work.walked_from[k, seen.day.line_stop[seen.day.line_first[line] + board]]) if k else stop
    return [assemble.journey(timetable, query, seen, ends, rides[::-1])]


def _window(timetable: Timetable, query: Query, task: _Task) -> tuple[list[Journey], bool]:
    seen, ground, ends, _, moment = task
    moments, accesses = departures(seen.day, ground, ends, moment, moment + query.window_s)
    if not query.window_s:
        accesses = np.arange(len(ends.access_stop), dtype=np.int64)
        moments = np.full(len(accesses), moment, np.int64)
    limit = _latest(timetable, query, task, np.unique(moments))
    if not limit:
        return _on_foot(query), True
    ahead, floors = _look_ahead(timetable, query, task, int(moments.min()), limit)
    walk_m = NEVER if query.max_walk_m is None else int(query.max_walk_m)
    direct_m = int(np.ceil(query.direct.walk_m)) if query.direct else NEVER
    slack_s, rounds = query.transfer_slack_s, query.max_trips
    rules = Rules(limit, slack_s, rounds, walk_m, _direct_s(query), direct_m, MIRROR_S, not query.window_s)
    memory = labels_of(seen)
    for flat in (False, True):
        if flat:
            ground, ends = _without_walking(ground, ends, ahead)
        count = profile(seen.day, ground, ends, ahead, floors, memory, rules, moments, accesses)
        if count >= 0:
            found = [_of_label(timetable, query, task, memory.pool, goal) for goal in memory.goals[:count]]
            return [one for one in found if one.walk_m <= walk_m] + _on_foot(query), not flat
    return _single(timetable, query, task), False


def _without_walking(ground: Ground, ends: Ends, ahead: Outlook) -> tuple[Ground, Ends]:
    """The same ground as if nobody minded walking."""
    ahead.land_m[:] = 0
    ahead.board_m[:] = 0
    flat = ends._replace(access_m=np.zeros_like(ends.access_m), egress_m=np.zeros_like(ends.egress_m))
    return ground._replace(walk_m=np.zeros_like(ground.walk_m)), flat


def _look_ahead(timetable: Timetable, query: Query, task: _Task, first: int, limit: int) -> tuple[Outlook, Longs]:
    """The outlook for journeys that leave from ``first`` on and arrive before ``limit``; the floor of each step."""
    seen, ground, ends, towards, _ = task
    work, rounds = scratch_of(seen), query.max_trips
    back = view(timetable, query.day, wheelchair=query.wheelchair, mirrored=not seen.mirrored)
    search(seen.day, ground, ends, towards, work, first, limit, query.transfer_slack_s, rounds, True)
    soonest = min(int(work.reached.min()), limit - 1)
    count = min(STEPS, limit - soonest)
    steps = soonest + (limit - 1 - soonest) * np.arange(1, count + 1, dtype=np.int64) // count
    floors = np.concatenate([[soonest], steps[:-1] + 1])
    walk_s, walk_m = _walks(back, query)
    behind = Ground(back.footpaths.first, back.footpaths.to, walk_s, walk_m, ground.change_s, ground.line_allowed)
    ahead = outlook_of(seen)
    look_back(back.day, behind, ends, ahead, MIRROR_S - steps, work.best_ready, work.best_arrived,
              query.transfer_slack_s, rounds, MIRROR_S)  # fmt: skip
    return ahead, floors


def _latest(timetable: Timetable, query: Query, task: _Task, moments: NDArray[np.int64]) -> int:
    """No journey of the window need arrive later than the best of its last useful departure, and some patience."""
    low, high, limit = 0, len(moments) - 1, 0
    at = high
    while low <= high:
        best = _soonest(timetable, query, task, int(moments[at]))
        if best < NEVER:
            low, limit = at + 1, best + query.patience_s + 1
        else:
            high = at - 1
        at = (low + high) // 2
    return limit


def _soonest(timetable: Timetable, query: Query, task: _Task, leave: int) -> int:
    """The earliest arrival of one who leaves at a moment and walks no more than is allowed."""
    work, (seen, ground, ends, towards, _) = scratch_of(task.seen), task
    search(seen.day, ground, ends, towards, work, leave, NEVER, query.transfer_slack_s, query.max_trips)
    best = int(work.reached.min())
    if best == NEVER or query.max_walk_m is None:
        return best
    accesses = np.arange(len(ends.access_stop), dtype=np.int64)
    rules = Rules(0, query.transfer_slack_s, query.max_trips, int(query.max_walk_m), NEVER, NEVER, MIRROR_S, waits=True)
    memory = labels_of(seen)
    for further_s in FURTHER_S:
        limit = best + further_s + 1
        ahead, floors = _look_ahead(timetable, query, task, leave, limit)
        leaving, within = np.full(len(accesses), leave, np.int64), rules._replace(limit_s=limit)
        count = profile(seen.day, ground, ends, ahead, floors, memory, within, leaving, accesses)
        if count:
            return int(memory.goals[:count, G_ARRIVE].min()) if count > 0 else best
    return NEVER


def _of_label(timetable: Timetable, query: Query, task: _Task, pool: Ints, goal: Ints) -> Journey:
    rides: list[Ride] = []
    label = int(goal[G_LABEL])
    while label >= 0:
        before = int(pool[label, PARENT])
        first = task.seen.day.line_first[pool[label, LINE]]
        line, stop = int(pool[label, LINE]), int(pool[before, STOP])
        trip, left = int(pool[label, TRIP]), int(pool[label, LEFT])
        board = assemble.boarding(task.seen.day, line, trip, left, stop, int(first), int(pool[before, 0]))
        rides.append(Ride(line, trip, board, left))
        label = int(pool[before, PARENT])
    del goal
    return assemble.journey(timetable, query, task.seen, task.ends, rides[::-1])

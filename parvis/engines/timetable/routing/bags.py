# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bags of labels that no other of the bag beats, and what has reached the end."""

from parvis.engines.timetable.compiled import inlined, kernel

from .least import STEPS

TIME, WALK, ROUND, STOP, NEXT, PARENT, LINE, TRIP, LEFT, DEAD = range(10)
FIELDS = 10
G_ARRIVE, G_ROUND, G_WALK, G_DEPART, G_LABEL = range(5)
GOAL_FIELDS = 5
BAG = 4_096
BUCKETS = 64
BUCKET_M = 100


@kernel
def insert(pool, heads, stop, new, time, walk, k):  # type: ignore[no-untyped-def]
    """Puts a label into a stop's bag unless one there is as good; takes out those that it beats."""
    before, i = -1, heads[stop]
    while i >= 0:
        following = pool[i, NEXT]
        no_later, no_longer, no_more = pool[i, TIME] <= time, pool[i, WALK] <= walk, pool[i, ROUND] <= k
        if no_later and no_longer and no_more:
            return False
        if pool[i, TIME] >= time and pool[i, WALK] >= walk and pool[i, ROUND] >= k:
            pool[i, DEAD] = 1
            if before < 0:
                heads[stop] = following
            else:
                pool[before, NEXT] = following
        else:
            before = i
        i = following
    pool[new, TIME], pool[new, WALK], pool[new, ROUND], pool[new, STOP] = time, walk, k, stop
    pool[new, NEXT], pool[new, DEAD] = heads[stop], 0
    heads[stop] = new
    return True


@inlined
def pointless(pool, heads, stop, time, walk, k):  # type: ignore[no-untyped-def]
    """Whether a label of a stop's bag is as good: asked first, for most are, and hope costs more to look up."""
    i = heads[stop]
    while i >= 0:
        if pool[i, TIME] <= time and pool[i, WALK] <= walk and pool[i, ROUND] <= k:
            return True
        i = pool[i, NEXT]
    return False


@kernel
def get_on(bag_trip, bag_walk, bag_label, size, trip, walk, label):  # type: ignore[no-untyped-def]
    """Adds a rider to the bag of a line unless one sits in as early a trip and has walked no more."""
    kept = 0
    for e in range(size):
        if bag_trip[e] <= trip and bag_walk[e] <= walk:
            return size
    for e in range(size):
        if not (bag_trip[e] >= trip and bag_walk[e] >= walk):
            bag_trip[kept], bag_walk[kept], bag_label[kept] = bag_trip[e], bag_walk[e], bag_label[e]
            kept += 1
    if kept < BAG:
        bag_trip[kept], bag_walk[kept], bag_label[kept] = trip, walk, label
        kept += 1
    return kept


@kernel
def hopeful(kept, least_m, cell, more, most, late, floors, walk, k, best, walk_m, direct_m, direct_s):  # type: ignore[no-untyped-def]
    """Whether a label may still become a journey that nothing found so far beats.

    ``kept`` and ``least_m``: the outlook from where it stands, the row's first at ``cell``. It may ride ``more`` to
    ``most`` further trips. ``late``: its moment backwards. ``floors``: the earliest arrival that each step stands for.
    """
    steps = len(floors)
    j = steps
    for r in range(more, most + 1):
        base = (cell + r) * STEPS
        while j > 0 and kept[base + j - 1] <= late:
            j -= 1
        whole = walk + least_m[cell + r]
        if j == steps or whole > walk_m or (whole >= direct_m and floors[j] >= direct_s):
            continue
        if best[k + r, min(whole // BUCKET_M, BUCKETS - 1)] > floors[j]:
            return True
    return False


@kernel
def beaten(goals_of, goals, at, walk, k):  # type: ignore[no-untyped-def]
    """Whether something already found arrives no later with no more trips and no more walking."""
    for g in range(goals - 1, -1, -1):
        if goals_of[g, G_ARRIVE] <= at and goals_of[g, G_ROUND] <= k and goals_of[g, G_WALK] <= walk:
            return True
    return False


@kernel
def arrive(goals_of, goals, best, moment, done, walk, k, label):  # type: ignore[no-untyped-def]
    """Writes down what reached the end, unless it is beaten; how many there are now."""
    if beaten(goals_of, goals, done, walk, k):
        return goals
    kept = goals
    while kept > 0 and goals_of[kept - 1, G_DEPART] == moment:
        kept -= 1
    for g in range(kept, goals):
        worse = goals_of[g, G_ARRIVE] >= done and goals_of[g, G_ROUND] >= k and goals_of[g, G_WALK] >= walk
        if not worse:
            for column in range(GOAL_FIELDS):
                goals_of[kept, column] = goals_of[g, column]
            kept += 1
    goals_of[kept, G_ARRIVE], goals_of[kept, G_ROUND], goals_of[kept, G_WALK] = done, k, walk
    goals_of[kept, G_DEPART], goals_of[kept, G_LABEL] = moment, label
    _lower(best, done, walk, k)
    return kept + 1


@kernel
def _lower(best, done, walk, k):  # type: ignore[no-untyped-def]
    """Notes an arrival for all who ride no fewer trips and walk no less."""
    for trips in range(k, len(best)):
        for bucket in range((walk + BUCKET_M - 1) // BUCKET_M, BUCKETS):
            best[trips, bucket] = min(best[trips, bucket], done)

# SPDX-License-Identifier: AGPL-3.0-or-later
"""The network in force: built aside from all timetables in force, then ready in one row."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import date, timedelta
from pathlib import Path

import structlog
from django.db import connection, transaction
from django.utils import timezone

from parvis.engines import timetable as engine
from parvis.engines.timetable import Access, Fares, FeedRefused, Query, Shapes, Timetable
from parvis.kernel.audit.actors import Actor
from parvis.kernel.audit.operations import record
from parvis.kernel.audit.refusals import NotAllowed
from parvis.kernel.jobs import defer
from parvis.kernel.streets import queries as streets
from parvis.services.journeys import storage
from parvis.services.journeys.adapters.street_walk import street_walk
from parvis.services.journeys.manifest import ACTIVATE
from parvis.services.journeys.models import Delivery, Network, NetworkState
from parvis.services.journeys.queries.feeds import in_force

BUILD_VERSION = "3"
"""Raise it when the engine reads feeds otherwise than before: the same files are then built anew."""
DAYS_AHEAD = 2
KEPT = 2

_NETWORK_LOCK = 7_205_011

log = structlog.get_logger(__name__)


class _LeftOut(Exception):  # noqa: N818 - it says what would be lost
    """Timetables that the network in force has cannot be read any more."""


def build_network(actor: Actor, *, today: date | None = None) -> Network | None:
    """Builds the network of all timetables in force and makes it the one that answers.

    Costs nothing when it is ready already. The network in force stays until the new one is whole on disk, and after any
    failure: a timetable that cannot be read is left out only if the network in force does not have it either.

    Returns: the network's row, ready or failed; None when no timetable is in force, and none answers any more.

    Raises:
        NotAllowed: only the platform builds.
    """
    if actor.kind != "system":
        raise NotAllowed(ACTIVATE)
    today = today or timezone.localdate()
    with _exclusive():
        deliveries = list(in_force())
        if not deliveries:
            _forget(keep=0)
            return None
        fingerprint = fingerprint_of(deliveries)
        known = Network.objects.filter(fingerprint=fingerprint, day=today, state=NetworkState.READY).first()
        if known is None or not _usable(known):
            known = _built(actor, fingerprint, today, deliveries)
            if known.state == NetworkState.READY:
                defer("journeys.rehearse")
        elif known != Network.objects.filter(state=NetworkState.READY).first():
            _finish(known, NetworkState.READY)  # an earlier one is in force again
        _forget(keep=KEPT)
    return known


def fingerprint_of(deliveries: Sequence[Delivery]) -> str:
    """Names the files in force, each with the timetable that it is of, and the streets that join their stops."""
    parts = sorted(f"{each.feed.slug}:{each.sha256}" for each in deliveries)
    network = streets.in_force()
    names = [BUILD_VERSION, network.content_hash if network else "", *parts]
    return hashlib.sha256("\n".join(names).encode()).hexdigest()


@contextmanager
def _exclusive() -> Iterator[None]:
    """One build at a time. The lock is the session's, not a transaction's: a build takes seconds.

    Whoever comes second waits: the first may have read what is in force before the second one's change.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [_NETWORK_LOCK])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_NETWORK_LOCK])


def _usable(network: Network) -> bool:
    try:
        engine.read_saved(storage.network_file(network.path))
    except engine.SavedRefused:
        return False
    return True


def _built(actor: Actor, fingerprint: str, today: date, deliveries: Sequence[Delivery]) -> Network:
    answering = Network.objects.filter(state=NetworkState.READY).first()
    row, _new = Network.objects.update_or_create(
        fingerprint=fingerprint,
        day=today,
        defaults={"state": NetworkState.BUILDING, "problem": "", "counts": {}, "started_at": timezone.now()},
    )
    storage.network_folder()
    row.path = f"networks/{fingerprint[:32]}-{today:%Y%m%d}.timetable"
    try:
        timetable, shapes, fares = _loaded(deliveries)
        row.problem = _left_out(timetable, deliveries, answering)
        for number in range(DAYS_AHEAD):
            _prepare(timetable, today + timedelta(days=number))
        engine.save_fares(fares, storage.network_file(storage.fares_of(row.path)))
        engine.save_shapes(shapes, storage.network_file(storage.shapes_of(row.path)))
        engine.save(timetable, storage.network_file(row.path))
    except (FeedRefused, _LeftOut, OSError) as failure:
        log.warning("journeys.network_failed", fingerprint=fingerprint, problem=str(failure))
        row.problem = str(failure)[:2000]
        return _finish(row, NetworkState.FAILED)
    row.counts = _counts(timetable)
    with transaction.atomic():
        _finish(row, NetworkState.READY)
        record(actor, verb="journeys.build_network", target=row, detail={"fingerprint": fingerprint, **row.counts})
    return row


def _loaded(deliveries: Sequence[Delivery]) -> tuple[Timetable, Shapes, Fares]:
    with ExitStack() as open_files:
        files: dict[str, Path] = {}
        for each in deliveries:
            files[each.feed.slug] = open_files.enter_context(storage.local_feed(each.path))
        timetable = engine.load(files, walk=street_walk)
        return timetable, engine.read_shapes(files, timetable), engine.read_fares(files)


def _left_out(timetable: Timetable, deliveries: Sequence[Delivery], answering: Network | None) -> str:
    """What cannot be read, in a sentence; refuses to lose what the network in force has."""
    there = {feed.name for feed in timetable.feeds}
    missing = sorted({each.feed.slug for each in deliveries} - there)
    if not missing:
        return ""
    reasons = [f"{one.feed}: {one.reason}" for one in timetable.problems if one.action == "refused"]
    sentence = f"left out: {', '.join(missing)} ({'; '.join(reasons)})"[:2000]
    if answering is not None and set(missing) & set(answering.counts.get("feeds", ())):
        raise _LeftOut(sentence)
    return sentence


def _prepare(timetable: Timetable, day: date) -> None:
    if timetable.first_day <= day <= timetable.last_day:
        engine.prepare(timetable, day)


def rehearse(*, day: date | None = None) -> None:
    """Asks a question of each kind: what is compiled for them lies on disk before the first traveller asks."""
    newest, day = Network.objects.filter(state=NetworkState.READY).first(), day or timezone.localdate()
    if newest is None:
        return
    timetable = engine.read_saved(storage.network_file(newest.path))
    if not timetable.first_day <= day <= timetable.last_day:
        return
    table = engine.laid_out(timetable, day).day
    if len(table.line_first) < 2:
        return
    ends = (Access(int(table.line_stop[0]), 0.0),), (Access(int(table.line_stop[table.line_first[1] - 1]), 0.0),)
    leave_s = min(max(int(table.departure[table.line_time[0]]), 0), 72_000)
    for depart_s, arrive_s in ((leave_s, None), (None, leave_s + 7_200)):
        for window_s in (0, 7_200):
            engine.plan(timetable, Query(*ends, day, depart_s=depart_s, arrive_s=arrive_s, window_s=window_s))
    for stop in timetable.served[:1].tolist():
        here = engine.Point(float(timetable.stops.lat[stop]), float(timetable.stops.lon[stop]), ends[0])
        for window_s in (0, 600):
            terms = engine.Terms(day, depart_s=leave_s, within_s=900, window_s=window_s)
            engine.isochrones(engine.spread(timetable, here, terms), (15,))


def _counts(timetable: Timetable) -> dict[str, object]:
    return {
        "feeds": sorted(feed.name for feed in timetable.feeds),
        "lines": len(timetable.routes.mode),
        "stops": int((~timetable.stops.is_station).sum()),
        "trips": len(timetable.trips.row),
        "stop_times": len(timetable.arrival_s),
    }


def _finish(row: Network, state: NetworkState) -> Network:
    row.state, row.built_at = state, timezone.now()
    row.save()
    return row


def _forget(*, keep: int) -> None:
    """Removes all but the newest networks, and files that no row names; who has mapped one keeps it."""
    ready = list(Network.objects.filter(state=NetworkState.READY).values_list("pk", "path")[:keep])
    failed = list(Network.objects.filter(state=NetworkState.FAILED).values_list("pk", flat=True)[:keep])
    Network.objects.exclude(pk__in=[pk for pk, _path in ready] + failed).delete()
    names = {Path(file).name for _pk, path in ready for file in (path, storage.shapes_of(path), storage.fares_of(path))}
    for file in storage.network_folder().iterdir():
        if file.name not in names:
            file.unlink(missing_ok=True)

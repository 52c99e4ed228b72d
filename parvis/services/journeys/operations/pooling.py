# SPDX-License-Identifier: AGPL-3.0-or-later
"""All timetables in force as one GTFS file, made aside when they change."""

from __future__ import annotations

import os
from contextlib import ExitStack
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.db import connection, transaction

from parvis.engines.timetable.pooled import write_pooled
from parvis.services.journeys import storage
from parvis.services.journeys.queries.feeds import in_force
from parvis.services.journeys.queries.pooled import KEPT, pooled_files, pooled_name

_POOLING_LOCK = 7_205_012


def pool_timetables() -> Path | None:
    """Makes the file of the timetables in force, unless it is there; one process at a time, the others leave it be.

    The file of before goes on being given until the new one is whole. None: no timetable, or another one is at it.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_POOLING_LOCK])
            if not cursor.fetchone()[0]:
                return None
        deliveries = list(in_force())
        if not deliveries:
            return None
        target = storage.pooled_folder() / pooled_name(deliveries)
        if not target.exists():
            with ExitStack() as stack:
                feeds = {each.feed.slug: stack.enter_context(storage.local_feed(each.path)) for each in deliveries}
                _write_whole(feeds, target)
        os.utime(target)  # the newest is the one of now
        for old in pooled_files()[KEPT:]:
            old.unlink(missing_ok=True)
    return target


def _write_whole(feeds: dict[str, Path], target: Path) -> None:
    """Writes beside, then puts in place: nobody is given half of it."""
    with NamedTemporaryFile(dir=target.parent, suffix=".part", delete=False) as part:
        beside = Path(part.name)
    try:
        write_pooled(feeds, beside)
        beside.chmod(0o644)
        beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)

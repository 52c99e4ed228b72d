# SPDX-License-Identifier: AGPL-3.0-or-later
"""Jobs that run by the clock: which are due, from the manifests of the open apps, in the town's own time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from croniter import croniter
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from parvis.kernel.jobs.declare import Job
from parvis.kernel.registry import manifests, service_settings
from parvis.kernel.registry.catalogue import load


@dataclass(frozen=True)
class Entry:
    """One line of the timetable: `cron` has five fields, read in the town's time zone."""

    job: Job[...]
    cron: str


def entries() -> tuple[Entry, ...]:
    """The timetable now: kernel and open services; a closed service has none."""
    return tuple(Entry(load(line.job), line.cron) for manifest in manifests() for line in manifest.jobs)


def last_due(cron: str, now: datetime, zone: tzinfo) -> datetime:
    """The last time at or before `now` that the line names, in the zone `zone`.

    An hour that does not exist when summer time starts runs as soon as the clock has jumped over it.
    """
    local = now.astimezone(zone) + timedelta(seconds=1)
    found: datetime = croniter(cron, local).get_prev(datetime)
    return found


def next_due(cron: str, now: datetime, zone: tzinfo) -> datetime:
    """The next time after `now` that the line names."""
    found: datetime = croniter(cron, now.astimezone(zone)).get_next(datetime)
    return found


def queue_due(now: datetime | None = None, lines: Iterable[Entry] | None = None) -> list[str]:
    """Queues each line's last occurrence, once whatever the number of workers; returns the names of the jobs queued.

    A line that nobody could queue on time (the platform was stopped) is queued late, once, unless it
    is older than the setting `catch_up_h`.
    """
    moment = now or timezone.now()
    oldest = moment - timedelta(hours=service_settings("jobs").catch_up_h)
    zone = timezone.get_default_timezone()
    return [
        line.job.name
        for line, due in _due(entries() if lines is None else lines, moment, zone)
        if due >= oldest and _queue_once(line, due)
    ]


def _due(lines: Iterable[Entry], now: datetime, zone: tzinfo) -> Iterator[tuple[Entry, datetime]]:
    for line in lines:
        yield line, last_due(line.cron, now, zone)


def _queue_once(line: Entry, due: datetime) -> bool:
    """False when this occurrence is queued already, or the one before it still waits."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT procrastinate_defer_periodic_job_v2(%s, %s, %s, %s, %s, %s, %s, '{}')",
                [
                    line.job.queue,
                    line.job.lock,
                    line.job.queueing_lock({}) or f"{line.job.name}:periodic",
                    line.job.name,
                    line.job.priority,
                    line.cron,
                    int(due.timestamp()),
                ],
            )
            row = cursor.fetchone()
    except IntegrityError:
        return False
    return row is not None and row[0] is not None

# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the queue holds: counts, ages, dead letters, the timetable."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils import timezone

from parvis.kernel.audit.actors import Actor
from parvis.kernel.jobs.cron_words import in_words
from parvis.kernel.jobs.declare import title_of
from parvis.kernel.jobs.models import JobFailure
from parvis.kernel.jobs.timetable import entries, last_due, next_due


@dataclass(frozen=True, kw_only=True)
class QueueState:
    """The queue at this moment. `oldest_s` is how long the oldest due job has waited, in seconds."""

    waiting: int
    later: int
    doing: int
    dead: int
    oldest_s: float
    workers: int


@dataclass(frozen=True, kw_only=True)
class DeadLetter:
    """A job that will not run again by itself, with its last error."""

    job_id: int
    task: str
    arguments: dict[str, Any]
    attempts: int
    error: str
    traceback: str
    failed_at: datetime | None

    @property
    def title(self) -> str:
        """What the job does, in words."""
        return title_of(self.task)


@dataclass(frozen=True, kw_only=True)
class TimetableLine:
    """One line of the timetable with the times around now."""

    name: str
    cron: str
    last: datetime
    next: datetime

    @property
    def title(self) -> str:
        """What the job does, in words."""
        return title_of(self.name)

    @property
    def rule(self) -> str:
        """When it runs, in words."""
        return in_words(self.cron)


def queue_state(*, alive_s: float = 60.0) -> QueueState:
    """Counts and ages; one pass over the rows that are not finished."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FILTER (WHERE status = 'todo' AND coalesce(scheduled_at, now()) <= now()),"
            " count(*) FILTER (WHERE status = 'todo' AND scheduled_at > now()),"
            " count(*) FILTER (WHERE status = 'doing'),"
            " count(*) FILTER (WHERE status = 'failed'),"
            " coalesce(extract(epoch FROM now() - min(coalesce(scheduled_at, queued.at))"
            "  FILTER (WHERE status = 'todo' AND coalesce(scheduled_at, now()) <= now())), 0),"
            " (SELECT count(*) FROM procrastinate_workers WHERE last_heartbeat > now() - make_interval(secs => %s))"
            " FROM procrastinate_jobs LEFT JOIN LATERAL (SELECT min(at) AS at FROM procrastinate_events"
            "  WHERE job_id = procrastinate_jobs.id AND procrastinate_jobs.status = 'todo') AS queued ON true"
            " WHERE status IN ('todo', 'doing', 'failed')",
            [alive_s],
        )
        waiting, later, doing, dead, oldest, workers = cursor.fetchone()
    return QueueState(
        waiting=waiting, later=later, doing=doing, dead=dead, oldest_s=max(float(oldest), 0.0), workers=workers
    )


def dead_letter_count() -> int:
    """How many jobs have failed for good."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE status = 'failed'")
        return int(cursor.fetchone()[0])


def dead_letter_count_for(actor: Actor) -> int | None:
    """The figure beside “Jobs” in the sidebar; None hides it."""
    return dead_letter_count() or None if actor.can("it.operate") else None


def dead_letters(*, limit: int = 100, offset: int = 0) -> list[DeadLetter]:
    """Jobs that have failed for good, the newest first, with their last error."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, task_name, args, attempts FROM procrastinate_jobs WHERE status = 'failed'"
            " ORDER BY id DESC LIMIT %s OFFSET %s",
            [limit, offset],
        )
        rows = cursor.fetchall()
    failures = {
        failure.job_id: failure
        for failure in JobFailure.objects.filter(job_id__in=[row[0] for row in rows]).order_by("job_id", "at", "pk")
    }
    return [_letter(row, failures.get(row[0])) for row in rows]


def _letter(row: tuple[Any, ...], failure: JobFailure | None) -> DeadLetter:
    job_id, task, arguments, attempts = row
    return DeadLetter(
        job_id=job_id,
        task=task,
        arguments=_decoded(arguments),
        attempts=attempts,
        error=failure.error if failure else "",
        traceback=failure.traceback if failure else "",
        failed_at=failure.at if failure else None,
    )


def _decoded(arguments: Any) -> dict[str, Any]:
    if isinstance(arguments, str):
        decoded: dict[str, Any] = json.loads(arguments)
        return decoded
    return dict(arguments)


def timetable() -> list[TimetableLine]:
    """The jobs that run by the clock, by name."""
    now, zone = timezone.now(), timezone.get_default_timezone()
    lines = [
        TimetableLine(
            name=line.job.name, cron=line.cron, last=last_due(line.cron, now, zone), next=next_due(line.cron, now, zone)
        )
        for line in entries()
    ]
    return sorted(lines, key=lambda line: line.name)

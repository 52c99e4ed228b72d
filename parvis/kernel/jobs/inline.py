# SPDX-License-Identifier: AGPL-3.0-or-later
"""Running the queue in this process and thread: for tests and for loading the demonstration."""

from __future__ import annotations

import json
from contextlib import nullcontext
from datetime import datetime

from django.db import connection, transaction
from django.utils import timezone
from procrastinate.contrib.django import app as procrastinate_app
from procrastinate.jobs import Job as QueuedJob
from procrastinate.jobs import Status

from parvis.kernel.jobs.declare import declared, execute


def run_all_jobs(*, until: datetime | None = None, limit: int = 10_000, raise_errors: bool = True) -> int:
    """Runs every job that is due, in the worker's order, and those that they queue, until none is left.

    Runs inside the caller's transaction if there is one, without any waiting. Time is Django's
    `timezone.now()`, so that a frozen clock decides what is due.

    Args:
        until: runs what is due at this time; now by default.
        limit: stops after so many jobs.
        raise_errors: raises a job's exception (after counting the attempt) instead of leaving it to the retries.

    Returns:
        How many jobs ran.
    """
    for count in range(limit):
        queued = _claim(until or timezone.now())
        if queued is None:
            return count
        _run(queued, raise_errors=raise_errors)
    return limit


def _claim(due_at: datetime) -> QueuedJob | None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'doing' WHERE id = ("
            " SELECT id FROM procrastinate_jobs"
            " WHERE status = 'todo' AND (scheduled_at IS NULL OR scheduled_at <= %s)"
            " ORDER BY priority DESC, id FOR UPDATE SKIP LOCKED LIMIT 1)"
            " RETURNING id, status, task_name, priority, lock, queueing_lock, args, scheduled_at, queue_name,"
            " attempts, worker_id",
            [due_at],
        )
        row = cursor.fetchone()
        if row is None:
            return None
        names = [column.name for column in cursor.description or ()]
    values = dict(zip(names, row, strict=True))
    values["args"] = json.loads(values["args"])  # Django leaves jsonb as text
    return QueuedJob.from_row(values)


def _run(queued: QueuedJob, *, raise_errors: bool) -> None:
    job_id = queued.id or 0
    made = declared(queued.task_name)
    if made is None:
        _finish(job_id, Status.FAILED)
        raise LookupError(f"No installed app declares the job “{queued.task_name}”.")
    around = transaction.atomic if connection.in_atomic_block else nullcontext
    try:
        execute(made, job_id=job_id, attempt=queued.attempts, kwargs=dict(queued.task_kwargs), around=around)
    except Exception as error:
        decision = made.backoff.get_retry_decision(exception=error, job=queued)
        if decision is None:
            _finish(job_id, Status.FAILED)
        else:
            procrastinate_app.job_manager.retry_job_by_id(job_id, decision.retry_at or timezone.now())
        if raise_errors:
            raise
    else:
        _finish(job_id, Status.SUCCEEDED)


def _finish(job_id: int, status: Status) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT procrastinate_finish_job_v1(%s, %s, %s)", [job_id, status.value, status is Status.SUCCEEDED]
        )

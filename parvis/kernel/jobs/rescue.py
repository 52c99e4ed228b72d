# SPDX-License-Identifier: AGPL-3.0-or-later
"""Jobs left “doing” by a worker that died, or by one that lost the database as they ended: back to the queue."""

from __future__ import annotations

import structlog
from django.db import connection, transaction

from parvis.kernel.jobs.declare import declared, wait_before

CRASHES_ALLOWED = 10

log = structlog.get_logger(__name__)

_STALLED = """
SELECT job.id, job.task_name, job.attempts FROM procrastinate_jobs AS job
LEFT JOIN procrastinate_workers AS worker ON worker.id = job.worker_id
WHERE job.status = 'doing'
  AND (worker.id IS NULL OR worker.last_heartbeat < now() - make_interval(secs => %s))
ORDER BY job.id FOR UPDATE OF job SKIP LOCKED
"""


def rescue_stalled(*, silent_for_s: float) -> int:
    """Puts back the jobs of workers silent for more than `silent_for_s` seconds, and returns how many.

    One transaction with the rows locked: two workers that look at the same time do not both put the
    same job back, which would run it twice at once. A job that a worker died on ten times is
    probably what kills it: it goes to the dead letters.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_STALLED, [silent_for_s])
        rows = cursor.fetchall()
        for job_id, name, attempts in rows:
            _put_back(job_id, name, attempts)
        # A closed worker's row goes when its heartbeat is old; jobs that it held are already back.
        cursor.execute(
            "DELETE FROM procrastinate_workers WHERE last_heartbeat < now() - make_interval(secs => %s)",
            [silent_for_s * 10],
        )
    return len(rows)


def rescue_lost(*, worker_id: int, running: set[int], suspects: set[int]) -> set[int]:
    """Puts back jobs that the queue believes in our hands and that are not, at two looks in a row.

    It happens when the database was away at the moment when a job's end was to be written: the job
    ran, nobody knows, and it runs again (each job is idempotent).

    Args:
        worker_id: our row in `procrastinate_workers`.
        running: ids of the jobs that this process runs now.
        suspects: what the previous look returned.

    Returns:
        Jobs to look at again next time.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, task_name, attempts FROM procrastinate_jobs"
            " WHERE status = 'doing' AND worker_id = %s ORDER BY id FOR UPDATE SKIP LOCKED",
            [worker_id],
        )
        lost = [row for row in cursor.fetchall() if row[0] not in running]
        for job_id, name, attempts in lost:
            if job_id in suspects:
                _put_back(job_id, name, attempts)
    return {row[0] for row in lost if row[0] not in suspects}


def _put_back(job_id: int, name: str, attempts: int) -> None:
    made = declared(name)
    dead = attempts >= max(made.retries if made else 0, CRASHES_ALLOWED)
    log.warning("job_rescued", job=name, job_id=job_id, attempt=attempts, given_up=dead)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM procrastinate_jobs AS twin JOIN procrastinate_jobs AS job USING (queueing_lock)"
            " WHERE job.id = %s AND twin.id <> job.id AND twin.status = 'todo'",
            [job_id],
        )
        if cursor.fetchone() is not None:  # the twin that waits does the work
            cursor.execute("DELETE FROM procrastinate_jobs WHERE id = %s", [job_id])
        elif dead:
            cursor.execute("SELECT procrastinate_finish_job_v1(%s, 'failed', false)", [job_id])
        else:
            wait_s = wait_before(attempts - 2) if attempts > 1 else 0
            cursor.execute(
                "SELECT procrastinate_retry_job_v2(%s, now() + make_interval(secs => %s), NULL, NULL, NULL)",
                [job_id, wait_s],
            )

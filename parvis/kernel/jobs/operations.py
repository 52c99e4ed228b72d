# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the IT team does with dead letters, and the queue's housekeeping."""

from __future__ import annotations

from datetime import timedelta

import structlog
from django.db import connection, transaction
from django.utils import timezone

from parvis.kernel.audit.actors import Actor
from parvis.kernel.audit.operations import record
from parvis.kernel.jobs.models import JobFailure
from parvis.kernel.registry import contributions, service_settings

_log = structlog.get_logger(__name__)


def retry_dead_letter(actor: Actor, *, job_id: int) -> bool:
    """Puts a job that failed for good back into the queue, with its retries counted anew.

    Returns:
        False when it is no dead letter any more: somebody else was faster.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT task_name FROM procrastinate_jobs WHERE id = %s AND status = 'failed' FOR UPDATE", [job_id]
        )
        row = cursor.fetchone()
        if row is None:
            return False
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'todo', attempts = 0, scheduled_at = now(), queueing_lock = NULL"
            " WHERE id = %s",
            [job_id],
        )
        record(actor, verb="jobs.retry", detail={"job": row[0], "id": job_id})
    return True


def drop_dead_letter(actor: Actor, *, job_id: int) -> bool:
    """Deletes a job that failed for good; what it was to do is never done. False when it is no dead letter any more."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM procrastinate_jobs WHERE id = %s AND status = 'failed' RETURNING task_name", [job_id]
        )
        row = cursor.fetchone()
        if row is None:
            return False
        JobFailure.objects.filter(job_id=job_id).delete()
        record(actor, verb="jobs.drop", detail={"job": row[0], "id": job_id})
    return True


def delete_old() -> None:
    """Deletes dead letters and written-down errors older than the setting `keep_failures_days`."""
    days: int = service_settings("jobs").keep_failures_days
    JobFailure.objects.filter(at__lt=timezone.now() - timedelta(days=days)).delete()
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM procrastinate_jobs AS job WHERE status IN ('failed', 'cancelled', 'aborted', 'succeeded')"
            " AND NOT EXISTS (SELECT 1 FROM procrastinate_events AS event"
            "  WHERE event.job_id = job.id AND event.at > now() - make_interval(days => %s))",
            [days],
        )


def clean_apps() -> None:
    """Has each app throw away what has expired, each in its own transaction.

    Raises:
        ExceptionGroup: apps that failed; the others have been cleaned all the same.
    """
    failures: list[Exception] = []
    for app in contributions("housekeeping"):
        try:
            with transaction.atomic():
                deleted = dict(app.clean())
        except Exception as failure:  # one app's trouble must not keep the others' rows
            failures.append(failure)
        else:
            _log.info("housekeeping", app=type(app).__module__, deleted=deleted)
    if failures:
        raise ExceptionGroup("housekeeping", failures)

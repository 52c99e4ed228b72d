# SPDX-License-Identifier: AGPL-3.0-or-later
"""The `@job` decorator: names a function that a worker runs later, retries it, and writes down why it failed."""

from __future__ import annotations

import json
import traceback
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext, suppress
from dataclasses import dataclass, field
from typing import Any

import structlog
from django.apps import apps
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.utils import translation
from procrastinate import BaseRetryStrategy, JobContext, RetryDecision
from procrastinate import jobs as procrastinate_jobs
from procrastinate.contrib.django import app as procrastinate_app

from parvis.kernel.registry import is_open
from parvis.kernel.registry.catalogue import service_slugs
from parvis.kernel.registry.manifest import Text

FIRST_WAIT_S = 10
LONGEST_WAIT_S = 3_600
CLOSED_WAIT_S = 3_600
TRACEBACK_LIMIT = 20_000

log = structlog.get_logger(__name__)


class GiveUp(Exception):  # noqa: N818 - it is an order, not an error of ours
    """Raised by a job that no retry can help: it goes to the dead letters at once."""


class ServiceClosed(Exception):  # noqa: N818
    """The job belongs to a service that the town has closed; it waits until the service reopens."""


def wait_before(attempt: int) -> int:
    """Seconds to wait after the failure of attempt number `attempt` (0 is the first): 10, 20, 40, … at most an hour."""
    return int(min(FIRST_WAIT_S * 2 ** min(attempt, 16), LONGEST_WAIT_S))


class Backoff(BaseRetryStrategy):
    """Waits twice as long after each failure, and stops after `retries`."""

    def __init__(self, retries: int) -> None:
        self.retries = retries

    def get_retry_decision(self, *, exception: BaseException, job: procrastinate_jobs.Job) -> RetryDecision | None:
        """When to run the failed job again; None sends it to the dead letters."""
        if isinstance(exception, ServiceClosed):
            return RetryDecision(retry_in={"seconds": CLOSED_WAIT_S})
        if isinstance(exception, GiveUp) or job.attempts >= self.retries:
            return None
        return RetryDecision(retry_in={"seconds": wait_before(job.attempts)})


@dataclass(frozen=True, kw_only=True)
class Job[**P]:
    """A declared job. Calling it runs the function here and now; `defer` queues it."""

    name: str
    function: Callable[P, None]
    title: Text = ""
    queue: str = "default"
    retries: int = 5
    priority: int = 0
    unique: bool = False
    lock: str | None = None
    backoff: Backoff = field(repr=False, compare=False)

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> None:
        """Runs the job's function in this thread."""
        self.function(*args, **kwargs)

    def queueing_lock(self, kwargs: dict[str, Any]) -> str | None:
        """The key under which at most one such job waits, for a job declared `unique`."""
        return f"{self.name}:{json.dumps(kwargs, sort_keys=True)}" if self.unique else None


_declared: dict[str, Job[...]] = {}


def declared(name: str) -> Job[...] | None:
    """The job of that name, if an installed app declares it."""
    return _declared.get(name)


def title_of(name: str) -> str:
    """What the IT team reads of a job: its title, or its name where an app that is gone declared it."""
    found = _declared.get(name)
    return str(found.title or name) if found else name


def job[**P](
    *,
    name: str,
    title: Text = "",
    queue: str = "default",
    retries: int = 5,
    priority: int = 0,
    unique: bool = False,
    lock: str | None = None,
) -> Callable[[Callable[P, None]], Job[P]]:
    """Declares a job. Each must be idempotent: after a crash it runs again.

    Args:
        name: `<app>.<verb>`, at most 128 characters, for ever the same: rows in the queue carry it.
        title: what the IT team reads, in the language of the page.
        queue: a worker may be told to serve only some queues.
        retries: further attempts after the first failure, ever further apart (`wait_before`).
        priority: higher runs first.
        unique: at most one such job with the same arguments waits at a time.
        lock: jobs of the same lock run one after the other, whatever the number of workers.
    """

    def declare(function: Callable[P, None]) -> Job[P]:
        if name in _declared:
            raise ValueError(f"Two jobs are named “{name}”.")
        backoff = Backoff(retries)
        made: Job[P] = Job(
            name=name,
            function=function,
            title=title,
            queue=queue,
            retries=retries,
            priority=priority,
            unique=unique,
            lock=lock,
            backoff=backoff,
        )
        _declared[name] = made

        def run(context: JobContext, /, **kwargs: Any) -> None:
            execute(made, job_id=context.job.id or 0, attempt=context.job.attempts, kwargs=kwargs)

        procrastinate_app.task(name=name, queue=queue, retry=backoff, priority=priority, lock=lock, pass_context=True)(
            run
        )
        return made

    return declare


def execute(
    made: Job[...],
    *,
    job_id: int,
    attempt: int,
    kwargs: dict[str, Any],
    around: Callable[[], AbstractContextManager[Any]] = nullcontext,
) -> None:
    """Runs a job's function as a worker does: in French, with its name in the logs, its failure written down.

    `around` makes what the function alone runs in (a savepoint, when the caller has a transaction open).

    Raises:
        ServiceClosed: the job's service is closed now.
        Exception: whatever the function raised.
    """
    owner = made.name.partition(".")[0]
    if owner in service_slugs() and not is_open(owner):
        raise ServiceClosed(owner)
    with (
        structlog.contextvars.bound_contextvars(job=made.name, job_id=job_id, attempt=attempt),
        translation.override(settings.LANGUAGE_CODE),
    ):
        try:
            with around():
                made.function(**kwargs)
        except Exception as error:
            _write_down(made, job_id=job_id, attempt=attempt, error=error)
            if _twin_waits(made, kwargs, job_id):
                log.info("job_failed_twin_waits", error=type(error).__name__)
                return
            raise


def _write_down(made: Job[...], *, job_id: int, attempt: int, error: Exception) -> None:
    lines = "".join(traceback.format_exception(error))[-TRACEBACK_LIMIT:]
    with suppress(DatabaseError), transaction.atomic():
        apps.get_model("jobs", "JobFailure").objects.create(
            job_id=job_id,
            task=made.name,
            attempt=attempt,
            error=f"{type(error).__name__}: {error}"[:1000].replace("\x00", ""),
            traceback=lines.replace("\x00", ""),
        )


def _twin_waits(made: Job[...], kwargs: dict[str, Any], job_id: int) -> bool:
    """A failed unique job cannot go back to the queue where its twin already waits: the twin will do the work."""
    key = made.queueing_lock(kwargs)
    if key is None:
        return False
    try:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT 1 FROM procrastinate_jobs WHERE queueing_lock = %s AND status = 'todo' AND id <> %s",
                [key, job_id],
            )
            return cursor.fetchone() is not None
    except DatabaseError:
        return False

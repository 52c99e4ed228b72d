# SPDX-License-Identifier: AGPL-3.0-or-later
"""Queueing a job, in the transaction of the write that asks for it: both are kept, or neither."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any, overload

from django.db import connection, transaction
from procrastinate.contrib.django import app as procrastinate_app
from procrastinate.exceptions import AlreadyEnqueued

from parvis.kernel.jobs.declare import Job, declared

TRIES = 5


@overload
def defer[**P](job: Job[P], /, *args: P.args, **kwargs: P.kwargs) -> None: ...
@overload
def defer(job: str, /, **kwargs: Any) -> None: ...
def defer(job: Job[...] | str, /, *args: Any, **kwargs: Any) -> None:
    """Queues `job` on Django's own connection; it runs after the current transaction commits, never if it rolls back.

    Args:
        job: what `@job` made, or its name (`operations` give the name: their app's `jobs` import them).
        kwargs: the function's arguments, by keyword, JSON values only.

    Raises:
        LookupError: no installed app declares a job of that name.
        TypeError: an argument is positional or is not JSON.
    """
    _queue(_found(job), None, args, kwargs)


@overload
def defer_at[**P](when: datetime, job: Job[P], /, *args: P.args, **kwargs: P.kwargs) -> None: ...
@overload
def defer_at(when: datetime, job: str, /, **kwargs: Any) -> None: ...
def defer_at(when: datetime, job: Job[...] | str, /, *args: Any, **kwargs: Any) -> None:
    """Queues `job` to run at `when` (aware) or soon after; see `defer`."""
    if when.tzinfo is None:
        raise TypeError("defer_at wants an aware datetime")
    _queue(_found(job), when, args, kwargs)


def _found(job: Job[...] | str) -> Job[...]:
    if not isinstance(job, str):
        return job
    made = declared(job)
    if made is None:
        raise LookupError(f"No installed app declares the job “{job}”.")
    return made


def _queue(job: Job[...], when: datetime | None, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
    if args:
        raise TypeError(f"Arguments of the job {job.name} go by keyword.")
    json.dumps(kwargs)
    key = job.queueing_lock(kwargs)
    if key is None:
        _insert(job, when, kwargs, None)
        return
    for _attempt in range(TRIES):
        try:
            with transaction.atomic():
                _insert(job, when, kwargs, key)
        except AlreadyEnqueued:
            if _hold(key):
                return
        else:
            return
    _insert(job, when, kwargs, None)  # the waiting twin keeps starting under our eyes: one run too many harms nobody


def _insert(job: Job[...], when: datetime | None, kwargs: dict[str, Any], key: str | None) -> None:
    procrastinate_app.configure_task(
        name=job.name,
        queue=job.queue,
        priority=job.priority,
        lock=job.lock,
        queueing_lock=key,
        schedule_at=when,
    ).defer(**kwargs)


def _hold(key: str) -> bool:
    """Keeps the waiting twin from starting before our transaction commits, so that it sees what we wrote.

    Workers skip locked rows. Without this, the twin could start between our write and our commit,
    and what we wrote would wait for nobody.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM procrastinate_jobs WHERE queueing_lock = %s AND status = 'todo' FOR SHARE",
            [key],
        )
        return cursor.fetchone() is not None

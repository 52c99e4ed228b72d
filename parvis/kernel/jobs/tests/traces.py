# SPDX-License-Identifier: AGPL-3.0-or-later
"""The job that the worker processes of `test_worker.py` run: it leaves files that tell what happened."""

from __future__ import annotations

import os
import time
from pathlib import Path

from django.db import transaction

from parvis.kernel.jobs import defer, job

FOLDER = Path(os.environ.get("PARVIS_TRACES", "."))


@job(name="jobs.test_trace")
def trace(*, word: str, wait_s: float) -> None:
    """Waits, unless the file `hurry` is there."""
    (FOLDER / f"{word}.start-{os.getpid()}").touch()
    end = time.monotonic() + wait_s
    while time.monotonic() < end and not (FOLDER / "hurry").exists():
        time.sleep(0.05)
    (FOLDER / f"{word}.end").touch()


@job(name="jobs.test_chain", retries=0)
def chain(*, fails: bool) -> None:
    """Queues another job, then fails in the same transaction, or does not."""
    with transaction.atomic():
        defer(trace, word=f"chained-{fails}", wait_s=0.0)
        if fails:
            raise ZeroDivisionError

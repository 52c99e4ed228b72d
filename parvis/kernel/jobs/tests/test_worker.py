# SPDX-License-Identifier: AGPL-3.0-or-later
"""Real workers on a real database: a killed one loses nothing, a stopped one finishes its work."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, connections

from parvis.kernel.jobs import defer, job, queries
from parvis.kernel.jobs.rescue import rescue_lost, rescue_stalled
from parvis.kernel.jobs.tests.processes import environment
from parvis.kernel.jobs.worker import run_worker

pytestmark = pytest.mark.django_db(transaction=True)

WORKER = """
import sys, django; django.setup()
from parvis.kernel.jobs.tests import traces
from parvis.kernel.jobs import worker
from parvis.kernel.jobs.settings import JobsSettings
worker.service_settings = lambda slug: JobsSettings(heartbeat_s=0.4, stalled_after_s=1.5)
worker.TICK_S = 0.4
worker.queue_due = lambda: []
worker.run_worker(concurrency=2)
"""


@job(name="jobs.test_trace")
def trace(*, word: str, wait_s: float) -> None:
    """Declared here for queueing; the worker process has its own, in `traces.py`."""


@job(name="jobs.test_chain", retries=0)
def chain(*, fails: bool) -> None:
    """As above."""


def start(folder: Path) -> subprocess.Popen[bytes]:
    values = {**environment(folder), "PARVIS_TRACES": str(folder)}
    return subprocess.Popen([sys.executable, "-c", WORKER], env=values, cwd=settings.BASE_DIR)


@pytest.fixture
def workers(tmp_path: Path) -> Iterator[Callable[[], subprocess.Popen[bytes]]]:
    started: list[subprocess.Popen[bytes]] = []

    def starter() -> subprocess.Popen[bytes]:
        started.append(start(tmp_path))
        return started[-1]

    yield starter
    for process in started:
        process.kill()
        process.wait()


def eventually(check: Callable[[], object], seconds: float = 40) -> None:
    end = time.monotonic() + seconds
    while not check():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.05)


def traces(folder: Path, kind: str) -> list[str]:
    return sorted(path.stem for path in folder.glob(f"*.{kind}*"))


def left() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs")
        return cursor.fetchone()[0]


def test_a_job_of_a_killed_worker_runs_again_elsewhere(
    workers: Callable[[], subprocess.Popen[bytes]], tmp_path: Path
) -> None:
    first = workers()
    defer(trace, word="held", wait_s=600)
    eventually(lambda: traces(tmp_path, "start"))
    first.kill()
    first.wait()
    (tmp_path / "hurry").touch()
    workers()
    eventually(lambda: traces(tmp_path, "end") == ["held"])
    eventually(lambda: left() == 0)
    assert queries.dead_letters() == []


def test_a_worker_told_to_stop_finishes_what_it_runs(
    workers: Callable[[], subprocess.Popen[bytes]], tmp_path: Path
) -> None:
    process = workers()
    defer(trace, word="short", wait_s=1.0)
    eventually(lambda: traces(tmp_path, "start"))
    process.send_signal(signal.SIGTERM)
    assert process.wait(20) == 0
    assert traces(tmp_path, "end") == ["short"]
    assert left() == 0


def test_a_worker_lives_through_the_loss_of_its_connections(
    workers: Callable[[], subprocess.Popen[bytes]], tmp_path: Path
) -> None:
    process = workers()
    defer(trace, word="before", wait_s=0)
    eventually(lambda: traces(tmp_path, "end") == ["before"])
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    defer(trace, word="after", wait_s=0)
    eventually(lambda: traces(tmp_path, "end") == ["after", "before"])
    assert process.poll() is None


def test_what_a_failing_job_queued_in_its_transaction_is_not_queued(
    workers: Callable[[], subprocess.Popen[bytes]], tmp_path: Path
) -> None:
    workers()
    defer(chain, fails=True)
    defer(chain, fails=False)
    eventually(lambda: left() == 1 and queries.dead_letter_count() == 1)
    assert traces(tmp_path, "end") == ["chained-False"]


def test_a_worker_in_a_thread_stops_when_told() -> None:
    stop = threading.Event()

    def work() -> None:
        try:
            run_worker(concurrency=1, stop_event=stop)
        finally:
            connections.close_all()

    thread = threading.Thread(target=work)
    thread.start()
    defer(trace, word="x", wait_s=0)
    eventually(lambda: left() == 0)
    stop.set()
    thread.join(20)
    assert not thread.is_alive()


def claim(worker: str) -> int:
    """A job in the hands of a worker that has been silent for a minute, or that never was."""
    defer(trace, word="x", wait_s=0)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 min') RETURNING id"
        )
        worker_id = cursor.fetchone()[0]
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s RETURNING id",
            [worker_id if worker == "silent" else None],
        )
        return cursor.fetchone()[0]


@pytest.mark.parametrize("worker", ["silent", "gone"])
def test_stalled_jobs_go_back_once(worker: str) -> None:
    claim(worker)
    assert (rescue_stalled(silent_for_s=20), rescue_stalled(silent_for_s=20)) == (1, 0)
    assert queries.queue_state().doing == 0


def test_a_job_that_kills_its_workers_ends_as_a_dead_letter() -> None:
    job_id = claim("silent")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET attempts = 10 WHERE id = %s", [job_id])
    rescue_stalled(silent_for_s=20)
    assert queries.dead_letter_count() == 1


def test_a_job_that_its_worker_lost_sight_of_goes_back_at_the_second_look() -> None:
    job_id = claim("silent")
    with connection.cursor() as cursor:
        cursor.execute("SELECT worker_id FROM procrastinate_jobs WHERE id = %s", [job_id])
        worker_id = cursor.fetchone()[0]
    assert rescue_lost(worker_id=worker_id, running={job_id}, suspects=set()) == set()
    suspects = rescue_lost(worker_id=worker_id, running=set(), suspects=set())
    assert suspects == {job_id}
    assert rescue_lost(worker_id=worker_id, running=set(), suspects=suspects) == set()
    assert queries.queue_state().waiting == 1

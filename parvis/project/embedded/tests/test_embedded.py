# SPDX-License-Identifier: AGPL-3.0-or-later
"""The embedded server survives every death: of its users, of its keeper, of itself."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from parvis.project.embedded import EmbeddedFailed, data_dir, embedded_url
from parvis.project.embedded.cluster import check_version, socket_dir
from parvis.project.embedded.keeper import _server_pid
from parvis.project.embedded.lease import _keeper_runs

USER = """
import sys, time
from pathlib import Path
from parvis.project.embedded import lease_of, start_embedded
var = Path(sys.argv[1])
print(start_embedded(var), flush=True)
while True:
    lease_of(var).ensure_keeper()
    time.sleep(0.1)
"""

pytestmark = pytest.mark.timeout(120)


@pytest.fixture
def var() -> Iterator[Path]:
    """A `var/` with a short path whose server is certainly gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="parvis-e") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)
        until(lambda: not _keeper_runs(Path(folder)))


def use(var: Path) -> subprocess.Popen[str]:
    """A process that uses the server until it is ended."""
    return subprocess.Popen([sys.executable, "-c", USER, str(var)], stdout=subprocess.PIPE, text=True)


def ready(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def until(true: Callable[[], bool], timeout_s: float = 30) -> None:
    """Waits for a state of other processes."""
    deadline = time.monotonic() + timeout_s
    while not true():
        assert time.monotonic() < deadline, "the awaited state did not come"
        time.sleep(0.02)


def answers(url: str) -> bool:
    try:
        psycopg.connect(url).close()
    except psycopg.OperationalError:
        return False
    return True


def end(process: subprocess.Popen[str], number: int = signal.SIGKILL) -> None:
    process.send_signal(number)
    process.wait()
    assert process.stdout is not None
    process.stdout.close()


def test_two_starts_at_once_share_one_server(var: Path) -> None:
    both = [use(var), use(var)]
    addresses = {ready(process) for process in both}
    assert len(addresses) == 1
    end(both[0])
    assert answers(addresses.pop())
    end(both[1])
    until(lambda: _server_pid(data_dir(var)) is None)


def test_a_killed_user_leaves_no_server_behind_and_no_row_is_lost(var: Path) -> None:
    first = use(var)
    url = ready(first)
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE kept (id int)")
        connection.execute("INSERT INTO kept VALUES (1)")
    end(first)
    until(lambda: _server_pid(data_dir(var)) is None and not _keeper_runs(var))
    second = use(var)
    with psycopg.connect(ready(second)) as connection:
        assert connection.execute("SELECT count(*) FROM kept").fetchone() == (1,)
    end(second)


@pytest.mark.parametrize("victim", ["server", "keeper"])
def test_a_killed_server_or_keeper_comes_back(var: Path, victim: str) -> None:
    user = use(var)
    url = ready(user)
    for _round in range(2):
        pid = _server_pid(data_dir(var)) if victim == "server" else int((var / "postgres.keeper").read_text())
        assert pid
        os.kill(pid, signal.SIGKILL)
        until(lambda pid=pid: not Path(f"/proc/{pid}").exists() or "Z" in Path(f"/proc/{pid}/stat").read_text())  # type: ignore[misc]
        until(lambda: answers(url))
    end(user)


@pytest.mark.parametrize("pause_s", [0.0, 0.6])
def test_keeper_and_user_killed_one_after_the_other_cost_seconds_not_minutes(var: Path, pause_s: float) -> None:
    user = use(var)
    ready(user)
    os.kill(int((var / "postgres.keeper").read_text()), signal.SIGKILL)
    time.sleep(pause_s)  # the moment matters: a server that is just starting misses the order to stop
    end(user)
    began = time.monotonic()
    again = use(var)
    assert answers(ready(again))
    assert time.monotonic() - began < 30
    end(again)


def test_a_stale_pid_file_is_no_obstacle(var: Path) -> None:
    user = use(var)
    ready(user)
    end(user)
    until(lambda: not _keeper_runs(var))
    (data_dir(var) / "postmaster.pid").write_text(f"{os.getpid()}\n{data_dir(var)}\n0\n5432\n{var}\n\n0 0\nready\n")
    again = use(var)
    assert answers(ready(again))
    end(again)


def test_a_long_path_gets_a_short_private_socket(var: Path) -> None:
    deep = var / ("x" * 90)
    deep.mkdir()
    assert socket_dir(deep) != data_dir(deep)
    user = use(deep)
    assert answers(ready(user))
    assert socket_dir(deep).stat().st_mode & 0o077 == 0
    end(user)
    until(lambda: not _keeper_runs(deep))


def test_data_of_another_major_version_are_refused_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "PG_VERSION").write_text("16\n")
    with pytest.raises(EmbeddedFailed, match="written by PostgreSQL 16"):
        check_version(tmp_path)


def test_a_server_that_cannot_start_says_why(var: Path) -> None:
    user = use(var)
    ready(user)
    end(user)
    until(lambda: not _keeper_runs(var))
    (data_dir(var) / "global" / "pg_control").unlink()
    done = subprocess.run(
        [sys.executable, "-c", USER, str(var)], capture_output=True, text=True, timeout=60, check=False
    )
    assert "EmbeddedFailed: The database does not start:" in done.stderr


def test_the_address_needs_no_running_server(tmp_path: Path) -> None:
    assert embedded_url(tmp_path).endswith(f"?host={socket_dir(tmp_path)}")

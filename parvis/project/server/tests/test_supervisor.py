# SPDX-License-Identifier: AGPL-3.0-or-later
"""Children live as long as their parent: started again when they die, gone when it goes, even by kill -9."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

PARENT = """
import sys
from parvis.project.server.supervisor import Child, Supervisor
folder = sys.argv[1]
child = "import os,pathlib,time; pathlib.Path(%r, str(os.getpid())).touch(); time.sleep(600)" % folder
sys.exit(Supervisor([Child("a", [sys.executable, "-c", child]), Child("b", [sys.executable, "-c", child])]).run())
"""

HOPELESS = """
import sys
from parvis.project.server import supervisor
sys.exit(supervisor.Supervisor([supervisor.Child("broken", [sys.executable, "-c", "raise SystemExit(7)"])]).run())
"""

pytestmark = pytest.mark.timeout(60)


def until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def children(folder: Path) -> set[int]:
    """Pids of all children ever started."""
    return {int(path.name) for path in folder.iterdir() if path.name.isdecimal()}


@pytest.fixture
def parent(tmp_path: Path) -> subprocess.Popen[bytes]:
    process = subprocess.Popen([sys.executable, "-c", PARENT, str(tmp_path)], stderr=subprocess.DEVNULL)
    until(lambda: len(children(tmp_path)) == 2)
    return process


def test_a_killed_child_is_started_again(parent: subprocess.Popen[bytes], tmp_path: Path) -> None:
    victim = min(children(tmp_path))
    os.kill(victim, signal.SIGKILL)
    until(lambda: len(children(tmp_path)) == 3)
    parent.terminate()
    assert parent.wait(20) == 0
    assert not any(alive(pid) for pid in children(tmp_path))


def test_a_killed_parent_takes_its_children_along(parent: subprocess.Popen[bytes], tmp_path: Path) -> None:
    parent.kill()
    parent.wait()
    until(lambda: not any(alive(pid) for pid in children(tmp_path)))


def test_sighup_starts_the_children_again(parent: subprocess.Popen[bytes], tmp_path: Path) -> None:
    before = children(tmp_path)
    parent.send_signal(signal.SIGHUP)
    until(lambda: len(children(tmp_path) - before) == 2)
    parent.terminate()
    parent.wait(20)


def test_a_child_that_never_runs_ends_the_whole_with_an_error() -> None:
    done = subprocess.run([sys.executable, "-c", HOPELESS], capture_output=True, timeout=40, check=False)
    assert done.returncode == 1


def end_of_terminal(folder: Path, *, nohup: bool) -> tuple[int, int]:
    """A portal in a terminal of its own whose window is then closed: its process id and the terminal's end."""
    pid, terminal = pty.fork()
    if pid == 0:  # pragma: no cover - another process
        if nohup:
            signal.signal(signal.SIGHUP, signal.SIG_IGN)
        os.execv(sys.executable, [sys.executable, "-c", PARENT, str(folder)])
    return pid, terminal


def ended(pid: int) -> int | None:
    """The exit code of a child of ours, or None while it lives."""
    found, status = os.waitpid(pid, os.WNOHANG)
    return os.waitstatus_to_exitcode(status) if found else None


def test_a_portal_ends_with_its_terminal(tmp_path: Path) -> None:
    pid, terminal = end_of_terminal(tmp_path, nohup=False)
    until(lambda: len(children(tmp_path)) == 2)
    os.close(terminal)
    codes: list[int | None] = []
    until(lambda: codes.append(ended(pid)) or codes[-1] is not None)  # type: ignore[func-returns-value]
    assert codes[-1] == 0
    assert len(children(tmp_path)) == 2, "nothing was started again"
    assert not any(alive(child) for child in children(tmp_path))


def test_a_portal_under_nohup_outlives_its_terminal(tmp_path: Path) -> None:
    pid, terminal = end_of_terminal(tmp_path, nohup=True)
    until(lambda: len(children(tmp_path)) == 2)
    os.close(terminal)
    os.kill(pid, signal.SIGHUP)  # still the order to start again
    until(lambda: len(children(tmp_path)) >= 4)
    assert ended(pid) is None
    os.kill(pid, signal.SIGTERM)
    until(lambda: ended(pid) is not None)


def test_what_was_asked_for_is_told_and_is_no_death(tmp_path: Path) -> None:
    told = PARENT.replace("]).run())", "], told=lambda order: print(order, flush=True)).run())")
    process = subprocess.Popen(
        [sys.executable, "-c", told, str(tmp_path)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    until(lambda: len(children(tmp_path)) == 2)
    process.send_signal(signal.SIGHUP)
    until(lambda: len(children(tmp_path)) == 4)
    process.terminate()
    said, _nothing = process.communicate(timeout=20)
    assert said.split() == ["reload", "stop"]

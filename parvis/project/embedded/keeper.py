# SPDX-License-Identifier: AGPL-3.0-or-later
"""The parent of the embedded server: starts it, starts it again when killed, stops it when nobody uses it.

Run as `python keeper.py VAR_DIR COMMAND…`; the standard library only, so that it starts at once and
holds little memory. Ends with code 0 after a good stop, 3 when another keeper is there, 4 when the
server fails again and again.
"""

from __future__ import annotations

import ctypes
import fcntl
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType

POLL_S = 0.2
STOP_TIMEOUT_S = 120
GIVE_UP_AFTER = 6
"""So many deaths, none after a minute of life, and the keeper leaves the matter to people."""

_PR_SET_PDEATHSIG = 1


class Keeper:
    """One server and those who use it."""

    def __init__(self, var_dir: Path, command: list[str]) -> None:
        self.var_dir = var_dir
        self.command = command
        self.users = os.open(var_dir / "postgres.users", os.O_RDWR | os.O_CREAT, 0o600)
        self.leaving = False

    def run(self) -> int:
        """Keeps the server alive until the last user has gone; the exit code."""
        deaths = 0
        while not self.leaving:
            self._end_orphan()
            began = time.monotonic()
            server = self._spawn()
            while server.poll() is None and not self.leaving:
                self.leaving = self._nobody()
                time.sleep(0 if self.leaving else POLL_S)
            if self.leaving:
                self._stop(server)
                return 0
            deaths = 1 if time.monotonic() - began > 60 else deaths + 1
            if deaths >= GIVE_UP_AFTER:
                return 4
            time.sleep(0.05 * 2**deaths)
            self.leaving = self._nobody()
        return 0

    def leave(self, _number: int, _frame: FrameType | None) -> None:
        """Signal handler: stop the server in good order, then end."""
        self.leaving = True

    def _nobody(self) -> bool:
        """True once no process holds the users' lock; from then on newcomers wait until we have gone."""
        try:
            fcntl.flock(self.users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _spawn(self) -> subprocess.Popen[bytes]:
        parent = os.getpid()
        libc = ctypes.CDLL(None, use_errno=True)

        def die_with_parent() -> None:
            signal.signal(signal.SIGINT, signal.SIG_DFL)  # what we ignore, a child would ignore too
            libc.prctl(_PR_SET_PDEATHSIG, signal.SIGINT)
            if os.getppid() != parent:
                os._exit(1)

        command = list(self.command)
        if Path(command[0]).name == "setpriv":  # a change of account clears the signal: setpriv sets it afterwards
            command[1:1] = ["--pdeathsig=INT"]
        # one thread only, so running code between fork and exec is safe here
        return subprocess.Popen(command, preexec_fn=die_with_parent, stdin=subprocess.DEVNULL, cwd="/")  # noqa: PLW1509, S603

    def _stop(self, server: subprocess.Popen[bytes]) -> None:
        """Stops in good order; asks again each second, for a server that is just starting may miss the first."""
        for number in (signal.SIGINT, signal.SIGQUIT):  # PostgreSQL: fast, then immediate
            deadline = time.monotonic() + STOP_TIMEOUT_S
            while time.monotonic() < deadline:
                server.send_signal(number)
                try:
                    server.wait(1)
                except subprocess.TimeoutExpired:
                    continue
                return
        server.kill()
        server.wait()

    def _end_orphan(self) -> None:
        """Asks a server that an earlier keeper left behind to stop, and waits for it."""
        folder = self.var_dir / "postgres"
        deadline = time.monotonic() + STOP_TIMEOUT_S
        while time.monotonic() < deadline:
            pid = _server_pid(folder)
            if pid is None:
                return
            try:
                os.kill(pid, signal.SIGINT)
            except ProcessLookupError:
                return
            time.sleep(0.1)


def _server_pid(folder: Path) -> int | None:
    """The live server of that data folder, found by its pid file and checked against its working folder."""
    try:
        pid = int((folder / "postmaster.pid").read_text(encoding="utf-8").splitlines()[0])
        if Path(f"/proc/{pid}/cwd").resolve(strict=True) == folder.resolve():
            return pid
    except (OSError, ValueError, IndexError):
        pass
    return None


def _take(lock: int) -> bool:
    """Takes the keeper's lock; others who look whether it is held hold it themselves for an instant."""
    for _attempt in range(40):
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            time.sleep(0.025)
            continue
        return True
    return False


def main(arguments: list[str]) -> int:
    """Takes the keeper's lock and keeps the server."""
    var_dir = Path(arguments[0])
    lock = os.open(var_dir / "postgres.keeper", os.O_RDWR | os.O_CREAT, 0o600)
    if not _take(lock):
        return 3
    keeper = Keeper(var_dir, arguments[1:])
    os.ftruncate(lock, 0)
    os.write(lock, f"{os.getpid()}\n".encode())
    signal.signal(signal.SIGTERM, keeper.leave)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    return keeper.run()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

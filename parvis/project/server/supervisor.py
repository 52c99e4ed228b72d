# SPDX-License-Identifier: AGPL-3.0-or-later
"""Keeps the processes of a town alive: starts them, starts them again when they die, stops them in good order."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from types import FrameType

import structlog

from parvis.project.server.processes import spawn

log = structlog.get_logger(__name__)

TICK_S = 0.2
STOP_TIMEOUT_S = 30
LONGEST_PAUSE_S = 5.0
STEADY_AFTER_S = 30
GIVE_UP_AFTER = 5
"""A process that dies so often before it has once been steady will not get better by itself."""


@dataclass
class Child:
    """One process to keep: what to run, and how its lives went."""

    name: str
    command: list[str]
    process: subprocess.Popen[bytes] | None = None
    began: float = 0.0
    deaths: int = 0
    steady: bool = False
    resume_at: float = 0.0
    asked: bool = False

    def start(self) -> None:
        """Starts the process."""
        self.process = spawn(self.command, os.environ)
        self.began = time.monotonic()

    def tend(self) -> None:
        """Notices a death and starts the process again after a growing pause."""
        now = time.monotonic()
        if self.process is None:
            if now >= self.resume_at:
                self.start()
            return
        code = self.process.poll()
        if code is None:
            if now - self.began > STEADY_AFTER_S:
                self.deaths, self.steady = 0, True
            return
        self.process = None
        if self.asked:  # to start again
            self.asked, self.resume_at = False, now
            return
        self.resume_at = now + min(LONGEST_PAUSE_S, 0.1 * 2**self.deaths)
        self.deaths += 1
        log.warning("process_died", process=self.name, code=code, deaths=self.deaths)

    def renew(self) -> None:
        """Ends the process in good order; `tend` starts it again."""
        if self.process is not None:
            self.asked = True
            self.process.terminate()

    @property
    def hopeless(self) -> bool:
        """True when it never came to run."""
        return not self.steady and self.deaths >= GIVE_UP_AFTER


def has_terminal() -> bool:
    """True while this process has a controlling terminal: not under systemd, nor once its window is closed."""
    try:
        os.close(os.open("/dev/tty", os.O_RDONLY | os.O_NOCTTY | os.O_CLOEXEC))
    except OSError:
        return False
    return True


@dataclass
class Supervisor:
    """The parent of all; `each_tick` runs some five times a second, for example to look after the database.

    `told` hears of what was asked of the town, `stop` or `reload`, before it is done.
    """

    children: list[Child]
    each_tick: Callable[[], None] = lambda: None
    told: Callable[[str], None] = lambda _order: None
    stopping: bool = field(default=False, init=False)
    _reloading: bool = field(default=False, init=False)
    _terminal: bool = field(default=False, init=False)

    def run(self) -> int:
        """Until SIGTERM, SIGINT or the end of its terminal (exit code 0), or until a child turns out hopeless (1)."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        self._terminal = signal.getsignal(signal.SIGHUP) != signal.SIG_IGN and has_terminal()  # ignored under nohup
        signal.signal(signal.SIGHUP, self._hang_up)
        for child in self.children:
            child.tend()
        while not self.stopping:
            time.sleep(TICK_S)
            if self.stopping:
                break
            self._obey_reload()
            self.each_tick()
            for child in self.children:
                child.tend()
            if any(child.hopeless for child in self.children):
                self._end_all()
                return 1
        self.told("stop")
        self._end_all()
        return 0

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        self.stopping = True

    def _hang_up(self, _number: int, _frame: FrameType | None) -> None:
        """SIGHUP is somebody's order to start the children again, or says that the terminal was closed."""
        if self._terminal and not has_terminal():
            self.stopping = True
        else:
            self._reloading = True

    def _obey_reload(self) -> None:
        """The children end in good order and start again with the new configuration."""
        if self._reloading:
            self._reloading = False
            self.told("reload")
            for child in self.children:
                child.renew()

    def _end_all(self) -> None:
        alive = [child.process for child in self.children if child.process is not None]
        for process in alive:
            process.terminate()
        deadline = time.monotonic() + STOP_TIMEOUT_S
        for process in alive:
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

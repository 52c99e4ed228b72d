# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the demo does beside itself: other processes of the platform, whose failure is the demo's."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Self

from parvis.project.server.processes import die_with_parent


class ImportFailed(Exception):  # noqa: N818
    """A part of the demo failed; the message is its own."""


class Process:
    """A module of the platform that runs in a process of its own."""

    def __init__(self, module: str, *arguments: str) -> None:
        self._name = arguments[-1]
        command = [sys.executable, "-m", module, *arguments]
        parent = os.getpid()
        self._run = subprocess.Popen(  # noqa: S603
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            preexec_fn=lambda: die_with_parent(parent),  # noqa: PLW1509 - only system calls between fork and exec
        )

    def finish(self) -> None:
        """Waits for its end.

        Raises:
            ImportFailed: it failed; the message is the last line that it wrote.
        """
        _output, errors = self._run.communicate()
        if self._run.returncode:
            raise ImportFailed((errors.strip().splitlines() or [self._name])[-1])

    def end(self) -> None:
        """Ends it, if it still runs."""
        self._run.kill()
        self._run.wait()


class Beside:
    """Processes that run while this one loads, and end with it."""

    def __init__(self) -> None:
        self._started: list[Process] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_failure: object) -> None:
        for one in self._started:
            one.end()

    def start(self, module: str, *arguments: str) -> Process:
        """Starts a module with arguments."""
        made = Process(module, *arguments)
        self._started.append(made)
        return made

# SPDX-License-Identifier: AGPL-3.0-or-later
"""What Linux offers to tie a child process to its parent."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Mapping

_PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def die_with_parent(parent: int, number: int = signal.SIGTERM) -> None:
    """Asks the kernel to send this process `number` when the parent `parent` dies, even by `kill -9`."""
    if _LIBC is None:
        return
    _LIBC.prctl(_PR_SET_PDEATHSIG, number)
    if os.getppid() != parent:  # it died before we asked
        os.kill(os.getpid(), number)


def _tie(parent: int) -> None:
    signal.signal(signal.SIGHUP, signal.SIG_IGN)  # a closed terminal tells everybody: the parent decides
    die_with_parent(parent)


def spawn(command: list[str], environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
    """Starts a child that ends with us. Call it from the main thread: the kernel watches the thread that spawns."""
    parent = os.getpid()
    return subprocess.Popen(  # noqa: S603
        command,
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        preexec_fn=lambda: _tie(parent),  # noqa: PLW1509 - only a system call between fork and exec
    )

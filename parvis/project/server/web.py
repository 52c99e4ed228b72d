# SPDX-License-Identifier: AGPL-3.0-or-later
"""The web server: Granian over the ASGI application, in as many worker processes as asked for.

Run by the supervisor as `python -m parvis.project.server.web HOST PORT WORKERS`.
"""

from __future__ import annotations

import os
import signal
import sys
from functools import partial
from typing import Any

from granian import Granian
from granian.constants import HTTPModes, Interfaces, Loops
from granian.log import LogLevels

from parvis.project.server.processes import die_with_parent

BACKLOG = 2048
KILL_TIMEOUT_S = 5
"""Open event streams never end by themselves: after this a stopping worker is ended."""


def load_application(parent: int) -> Any:
    """Runs in each worker process before it serves."""
    die_with_parent(parent, signal.SIGKILL)
    from parvis.project.asgi import application

    return application


def main(host: str, port: int, workers: int) -> None:
    """Serves until SIGTERM or SIGINT; starts a worker again that dies."""
    die_with_parent(os.getppid())
    server = Granian(
        "parvis.project.asgi:application",
        address=host,
        port=port,
        interface=Interfaces.ASGINL,
        workers=workers,
        http=HTTPModes.http1,  # the reverse proxy speaks HTTP/2 and 3 with the browsers
        loop=Loops.uvloop,
        websockets=False,
        backlog=BACKLOG,
        log_level=LogLevels.error,
        respawn_failed_workers=True,
        respawn_interval=0.1,
        workers_kill_timeout=KILL_TIMEOUT_S,
    )
    server.serve(target_loader=partial(load_application, os.getpid()), wrap_loader=False)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))

# SPDX-License-Identifier: AGPL-3.0-or-later
"""The order of the steps."""

from __future__ import annotations

import fcntl
import sys

from tools.setup.browser import install_browser, install_clients
from tools.setup.machine import require_machine, unwritable
from tools.setup.packages import install, link_project, make_environment
from tools.setup.places import BUILD
from tools.setup.problem import Problem
from tools.setup.products import build_products


def main(profile: str) -> int:
    """Sets up for running (`base`) or also for testing (`test`); returns the exit code."""
    try:
        require_machine()
        BUILD.mkdir(exist_ok=True)
        with (BUILD / ".setup.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)  # a second set-up waits, then finds nothing to do
            make_environment()
            install(profile)
            link_project()
            build_products()
            if profile == "test":
                install_browser()
                install_clients()
    except Problem as problem:
        print(problem, file=sys.stderr)
        return 1
    except OSError as error:
        print(unwritable(error), file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nInterrompu : la même commande reprendra où elle s’est arrêtée.", file=sys.stderr)
        print("Interrupted: the same command will go on where it stopped.", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "base"))

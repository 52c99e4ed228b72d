# SPDX-License-Identifier: AGPL-3.0-or-later
"""`python -m parvis.project.command.demo_part module:function`: a part of the demo in a process of its own."""

from __future__ import annotations

import sys

from parvis.project.command.boot import boot


def main(work: str) -> None:
    """Does the work on the database that the demo is being loaded into."""
    boot()
    from parvis.kernel.registry.demonstration import run_work

    run_work(work)


if __name__ == "__main__":
    main(sys.argv[1])

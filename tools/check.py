# SPDX-License-Identifier: AGPL-3.0-or-later
"""`make check`: all that can be known without running the tests, in under a minute.

The checks run side by side; each prints only when it fails.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from parvis.project.embedded import start_embedded
from tools.setup.places import BIN, PYTHON, ROOT
from tools.tests_folder import tests_folder


@dataclass(frozen=True)
class Check:
    """A name and the command that fails when something is wrong."""

    name: str
    command: tuple[str, ...]


FORMATTED = (
    "parvis/services/reports/templates/reports/agents",
    "parvis/services/journeys/templates",
    "parvis/kernel/jobs/templates",
    "parvis/kernel/organisations/templates",
)
"""Folders whose templates are kept by the formatter."""

CHECKS = (
    Check("types (mypy)", (str(BIN / "mypy"), "parvis/engines", "parvis/kernel", "parvis/services", "parvis/project")),
    Check("imports (import-linter)", (str(BIN / "lint-imports"), "--no-logo")),
    Check("migrations", (str(PYTHON), "manage.py", "makemigrations", "--check", "--dry-run")),
    Check("Django's checks", (str(PYTHON), "manage.py", "check", "--fail-level", "WARNING")),
    Check("translations", (str(PYTHON), "-m", "tools.messages", "check")),
    Check("style (ruff)", (str(BIN / "ruff"), "check", ".")),
    Check("format (ruff)", (str(BIN / "ruff"), "format", "--check", ".")),
    Check("templates (djangofmt)", (str(BIN / "djangofmt"), "--check", "--quiet", *FORMATTED)),
    Check("files", (str(PYTHON), "-m", "tools.tidy")),
)


def _run(check: Check) -> tuple[Check, int, str, float]:
    began = time.monotonic()
    environment = {
        **os.environ,
        "PARVIS_SECRET_KEY": "checks-only-" * 6,
        "COLUMNS": "120",
    }
    done = subprocess.run(check.command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    return check, done.returncode, done.stdout + done.stderr, time.monotonic() - began


def main() -> int:
    """Runs them all; the exit code is 1 if any failed."""
    began = time.monotonic()
    if "DATABASE_URL" not in os.environ:  # Django asks the server what it can do; the tests' own server answers
        start_embedded(tests_folder())
    failed = 0
    with ThreadPoolExecutor(max_workers=os.cpu_count() or 2) as pool:
        for check, code, output, seconds in pool.map(_run, CHECKS):
            print(f"{'ok  ' if code == 0 else 'FAIL'}  {check.name:<28}{seconds:6.1f} s", flush=True)
            if code:
                failed += 1
                print(output.rstrip() + "\n", flush=True)
    print(f"{len(CHECKS) - failed} of {len(CHECKS)} checks pass, {time.monotonic() - began:.0f} s")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

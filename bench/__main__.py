# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every benchmark's table, one after the other: `make bench`, or `python -m bench [NAME …]`.

A demo agglomeration of their own is loaded into `build/bench/var` first (once), and served while the
benchmarks of pages run; nothing touches the data of the town.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console

from parvis.project.embedded import start_embedded

ROOT = Path(__file__).resolve().parents[1]
VAR = ROOT / "build" / "bench" / "var"
OSM = VAR / "demo" / "60000-1" / "town.osm.pbf"
PARVIS = [sys.executable, "-m", "parvis.project.command"]
WORKERS = 2

IN_PROCESS = {
    "synthtown": [],
    "places": [],
    "streets": [str(OSM)],
    "search": [],
    "reports": [],
    "timetable": [],
    "access": [],
}
OF_PAGES = ("http", "ecoindex")
OF_THEIR_OWN = ("doors",)
"""Those that make and serve a portal of their own."""
LONG = ("kill",)


def _environment() -> dict[str, str]:
    """The demo's own data folder, whatever the shell says."""
    without = {"DATABASE_URL", "PARVIS_SECRET_KEY"}
    kept = {key: value for key, value in os.environ.items() if key not in without}
    return kept | {"PARVIS_VAR": str(VAR), "PARVIS_LOG_LEVEL": "WARNING"}


@contextmanager
def _portal() -> Iterator[int]:
    """Serves the demo on a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [*PARVIS, "demo", "--port", str(port), "--workers", str(WORKERS)]
    process = subprocess.Popen(command, cwd=ROOT, env=_environment(), stdout=subprocess.DEVNULL)
    try:
        for _attempt in range(600):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=1).read()
                break
            except OSError:
                time.sleep(0.1)
        yield port
    finally:
        process.terminate()
        process.wait()


def _run(name: str, *arguments: str) -> int:
    Console().rule(f"bench.{name}")
    environment = _environment()
    if name in IN_PROCESS:
        environment["DATABASE_URL"] = start_embedded(VAR)
    return subprocess.run(
        [sys.executable, "-m", f"bench.{name}", *arguments], cwd=ROOT, env=environment, check=False
    ).returncode


def main(names: list[str]) -> int:
    """Runs those that were named, or all but the long campaign; the exit code is 1 if one failed."""
    wanted = names or [*IN_PROCESS, *OF_PAGES, *OF_THEIR_OWN]
    VAR.mkdir(parents=True, exist_ok=True)
    subprocess.run([*PARVIS, "demo", "--no-serve"], cwd=ROOT, env=_environment(), check=True, stdout=subprocess.DEVNULL)
    failed = sum(_run(name, *IN_PROCESS[name]) != 0 for name in wanted if name in IN_PROCESS)
    if set(OF_PAGES) & set(wanted):
        with _portal() as port:
            if "http" in wanted:
                failed += _run("http", "--port", str(port), "--workers", str(WORKERS)) != 0
            if "ecoindex" in wanted:
                failed += _run("ecoindex", f"http://127.0.0.1:{port}") != 0
    failed += sum(_run(name) != 0 for name in wanted if name in (*OF_THEIR_OWN, *LONG))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

# SPDX-License-Identifier: AGPL-3.0-or-later
"""Requests per second of our pages beside a bare Django page, in the same server, in one run.

Peer: a Django project with no middleware and a view that returns a constant page of the same size as
our home page, under the same Granian with the same number of workers. Both are loaded in turn, several
rounds, and the medians of the rounds are printed. Run it while nothing else does:
`python -m bench.http --port 8000`, with `parvis demo` or `parvis serve` running.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import re
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from rich.console import Console
from rich.table import Table

from bench.figures import machine

ROOT = Path(__file__).resolve().parents[1]
PEER_PORT = 8797
BARE = "bare Django"
PATHS = ("/", "/signalements/", "/signalements/nouveau/", "/signalements/carte/", "/healthz")

PEER = """
import sys
from django.conf import settings
from django.core.asgi import get_asgi_application
from django.http import HttpResponse
from django.urls import path
settings.configure(DEBUG=False, ALLOWED_HOSTS=["*"], ROOT_URLCONF=__name__, MIDDLEWARE=[], SECRET_KEY="x" * 50)
PAGE = b"x" * {size}
urlpatterns = [path("", lambda request: HttpResponse(PAGE))]
application = get_asgi_application()
"""


@dataclass(frozen=True)
class Result:
    """Requests per second, and milliseconds at the median and the 95th percentile."""

    per_second: float
    median_ms: float
    p95_ms: float
    failures: int


async def _client(host: str, port: int, request: bytes, until: float, times: list[float]) -> int:
    """One connection, kept open: sends a request, reads the whole answer, again; returns the failures."""
    reader, writer = await asyncio.open_connection(host, port)
    failures = 0
    while (began := time.perf_counter()) < until:
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        length = next(int(line[15:]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
        await reader.readexactly(length)
        times.append(time.perf_counter() - began)
        failures += not head.startswith(b"HTTP/1.1 200")
    writer.close()
    return failures


async def _load(host: str, port: int, path: str, connections: int, seconds: float) -> Result:
    request = f"GET {path} HTTP/1.1\r\nHost: {host}\r\nAccept-Language: fr\r\n\r\n".encode()
    times: list[float] = []
    began = time.perf_counter()
    clients = [_client(host, port, request, began + seconds, times) for _ in range(connections)]
    failures = sum(await asyncio.gather(*clients))
    spent = time.perf_counter() - began
    times.sort()
    return Result(len(times) / spent, times[len(times) // 2] * 1e3, times[int(len(times) * 0.95)] * 1e3, failures)


def measure(port: int, path: str, *, connections: int, seconds: float) -> Result:
    """Warms the page up, then loads it with `connections` clients that ask as fast as they are answered."""
    asyncio.run(_load("127.0.0.1", port, path, connections, min(2.0, seconds)))
    return asyncio.run(_load("127.0.0.1", port, path, connections, seconds))


def start_peer(size: int, workers: int) -> subprocess.Popen[bytes]:
    """The bare Django page under the same server."""
    folder = ROOT / "build" / "bench"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "bare.py").write_text(PEER.format(size=size))
    command = [str(Path(sys.executable).parent / "granian"), "--interface", "asginl", "--port", str(PEER_PORT)]
    command += [
        "--workers",
        str(workers),
        "--loop",
        "uvloop",
        "--no-ws",
        "--http",
        "1",
        "--log-level",
        "error",
        "bare:application",
    ]
    process = subprocess.Popen(command, cwd=folder, env={**os.environ, "PYTHONPATH": str(folder)})
    for _attempt in range(200):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{PEER_PORT}/", timeout=1).read()
        except OSError:
            time.sleep(0.05)
        else:
            return process
    process.kill()
    raise SystemExit("the bare page does not start")


def _a_report(port: int) -> str:
    """The address of the newest public report."""
    page = urllib.request.urlopen(f"http://127.0.0.1:{port}/signalements/").read().decode()
    found = re.search(r'href="(/signalements/SIG-[0-9-]+/)"', page)
    if found is None:
        raise SystemExit("the town has no public report")
    return found[1]


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8000, help="where the portal answers")
    parser.add_argument("--workers", type=int, default=2, help="as many as the portal was started with")
    parser.add_argument("--connections", type=int, default=16)
    parser.add_argument("--seconds", type=float, default=4)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--paths", nargs="*", help="else the home page, the reports', and a report's own")
    options = parser.parse_args()
    load = {"connections": options.connections, "seconds": options.seconds}
    size = len(urllib.request.urlopen(f"http://127.0.0.1:{options.port}/").read())
    paths = options.paths or [*PATHS, _a_report(options.port)]
    places = {BARE: (PEER_PORT, "/"), **{path: (options.port, path) for path in paths}}
    results: dict[str, list[Result]] = {name: [] for name in places}
    peer = start_peer(size, options.workers)
    try:
        for _round in range(options.rounds):
            for name, (port, path) in places.items():
                results[name].append(measure(port, path, **load))
    finally:
        peer.terminate()
        peer.wait()
    _print(results)


def _print(results: dict[str, list[Result]]) -> None:
    bare = median(result.per_second for result in results[BARE])
    table = Table("page", "requests/s", "median ms", "p95 ms", "share of bare", "failures", title=machine())
    for name, rounds in results.items():
        rate = median(result.per_second for result in rounds)
        table.add_row(
            name,
            f"{rate:.0f}",
            f"{median(result.median_ms for result in rounds):.1f}",
            f"{median(result.p95_ms for result in rounds):.1f}",
            f"{rate / bare:.2f}",
            str(sum(result.failures for result in rounds)),
        )
    Console(width=110).print(table)


if __name__ == "__main__":
    main()

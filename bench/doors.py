# SPDX-License-Identifier: AGPL-3.0-or-later
"""Door to door over HTTP: a portal of its own with the feeds and streets of Porto Alegre, asked at a steady rate.

`python -m bench.doors [--rate 50] [--seconds 60]`. The two feeds and the streets come from `../shared/data`, through
the ordinary imports; the feeds' calendars are moved by whole weeks to this year. They have vehicles from noon to 18 h
only: the questions leave from 12 to 17 h. They go out on time whether or not earlier ones are answered (an open loop),
each from another address through a proxy that the portal trusts, as the callers of a town come, so that the brake on
single callers counts nothing off. Asked: 95 of 100 answers within 100 ms at 50 a second.
"""

from __future__ import annotations

import argparse
import asyncio
import csv
import io
import json
import os
import random
import shutil
import subprocess
import sys
import time
import urllib.request
import zipfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import numpy as np

from bench.figures import machine

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT.parent / "shared" / "data"
FOLDER = ROOT / "build" / "bench" / "doors"
FEEDS = ("eptc", "trensurb")
ZONE = ZoneInfo("America/Sao_Paulo")
FROM = date(2019, 4, 15)
"""A Monday on which both feeds run; it becomes the Monday before this week's."""
AWAY_DEG = 0.006
SEED, PORT = 20_261_124, 8_796
ASKED_P95_MS = 100.0
WINDOW_MIN = 60

CONFIGURATION = """
[town]
name = "Porto Alegre"
timezone = "America/Sao_Paulo"
base_url = "http://127.0.0.1:8796"
"""
LOAD = """
import sys
from pathlib import Path
from parvis.project.command.boot import boot
boot()
from parvis.kernel.audit.actors import SYSTEM
from parvis.kernel.organisations.operations import add_organisation
from parvis.services.journeys import operations
for path in map(Path, sys.argv[1:]):
    owner = add_organisation(SYSTEM, kind="transport_authority", name=path.stem)
    feed = operations.add_feed(SYSTEM, organisation_slug=owner.slug, slug=path.stem, title=path.stem)
    row, _new = operations.deliver(SYSTEM, feed_id=feed.pk, data=path.read_bytes())
    row = operations.check_delivery(delivery_id=row.pk)
    operations.activate(SYSTEM, key=row.uuid)
made = operations.build_network(SYSTEM)
operations.rehearse()
print(made.counts)
"""


def moved(source: Path, target: Path, weeks: int) -> None:
    """The feed with its calendars so many weeks later, to the end of the year after."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            text = old.read(name)
            new.writestr(name, _later(text, weeks) if name in ("calendar.txt", "calendar_dates.txt") else text)


def _later(text: bytes, weeks: int) -> bytes:
    rows = list(csv.DictReader(io.StringIO(text.decode("utf-8-sig"))))
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]))
    writer.writeheader()
    for row in rows:
        for name in ("start_date", "end_date", "date"):
            if name in row:
                day = date.fromisoformat(row[name]) + timedelta(weeks=weeks)
                row[name] = f"{day:%Y%m%d}"
        writer.writerow(row)
    return out.getvalue().encode()


def _environment() -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if key not in ("DATABASE_URL", "PARVIS_SECRET_KEY")}
    return kept | {
        "PARVIS_VAR": str(FOLDER / "var"), "PARVIS_CONFIG": str(FOLDER / "parvis.toml"), "PARVIS_LOG_LEVEL": "ERROR",
        "PARVIS_TRUSTED_PROXIES": "1", "PYTHONPATH": str(ROOT),
    }  # fmt: skip


def _run(*command: str) -> None:
    subprocess.run([sys.executable, *command], cwd=ROOT, env=_environment(), check=True)


def prepare() -> None:
    """The portal with its feeds and streets, made once a day."""
    today = datetime.now(ZONE).date()
    monday = today - timedelta(days=today.weekday())
    done = FOLDER / f"ready-{today}"
    if done.exists():
        return
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    FOLDER.chmod(0o755)  # the database's own account passes through
    (FOLDER / "parvis.toml").write_text(CONFIGURATION)
    weeks = (monday - timedelta(weeks=1) - FROM).days // 7
    for name in FEEDS:
        moved(DATA / "gtfs" / f"porto-alegre-{name}.zip", FOLDER / f"{name}.zip", weeks)
    _run("-m", "parvis.project.command", "migrate")
    _run("-m", "parvis.project.command", "import", "osm", str(DATA / "osm" / "porto-alegre.osm.pbf"))
    _run("-c", LOAD, *(str(FOLDER / f"{name}.zip") for name in FEEDS))
    done.touch()


def questions(count: int, window_min: int = 0) -> list[str]:
    """Addresses of the planner: between points near random stops, tomorrow from noon to 17 h."""
    dice = random.Random(SEED)
    with zipfile.ZipFile(FOLDER / "eptc.zip") as feed:
        stops = list(csv.DictReader(io.StringIO(feed.read("stops.txt").decode("utf-8-sig"))))
    tomorrow = datetime.now(ZONE).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)

    def point() -> str:
        stop = dice.choice(stops)
        lat, lon = (float(stop[name]) + dice.uniform(-AWAY_DEG, AWAY_DEG) for name in ("stop_lat", "stop_lon"))
        return f"{lat:.6f},{lon:.6f}"

    return [
        "/api/journeys/plan?"
        + urlencode({"from": point(), "to": point(), "depart": moment.isoformat(), "window": window_min})
        for moment in (tomorrow + timedelta(seconds=dice.randrange(12 * 3_600, 17 * 3_600)) for _ in range(count))
    ]


@contextmanager
def portal(workers: int) -> Iterator[None]:
    """Serves it."""
    command = ["-m", "parvis.project.command", "serve", "--port", str(PORT), "--workers", str(workers)]
    process = subprocess.Popen([sys.executable, *command], cwd=ROOT, env=_environment(), stdout=subprocess.DEVNULL)
    try:
        for _attempt in range(600):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{PORT}/readyz", timeout=1).read()
                break
            except OSError:
                time.sleep(0.1)
        yield
    finally:
        process.terminate()
        process.wait(60)


async def _ask(path: str, number: int, due: float, took: list[float], said: Counter[str]) -> None:
    await asyncio.sleep(max(due - time.perf_counter(), 0))
    caller = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
    head = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{PORT}\r\nX-Forwarded-For: {caller}\r\nConnection: close\r\n\r\n"
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", PORT)
        writer.write(head.encode())
        answer = await reader.read()
        writer.close()
    except OSError as error:
        said[type(error).__name__] += 1
        return
    took.append((time.perf_counter() - due) * 1_000)  # from when it was due: waiting for a connection counts
    status, _blank, body = answer.partition(b"\r\n\r\n")
    code = status.split(b" ", 2)[1].decode()
    found = code == "200" and bool(json.loads(_plain(status, body))["journeys"])
    said[f"{code} with journeys" if found else f"{code} without"] += 1


def _plain(head: bytes, body: bytes) -> bytes:
    """The body, its chunks joined."""
    if b"chunked" not in head.lower():
        return body
    out = b""
    while body:
        size, _line, body = body.partition(b"\r\n")
        length = int(size, 16)
        out, body = out + body[:length], body[length + 2 :]
    return out


async def _load(paths: list[str], rate: float) -> tuple[list[float], Counter[str]]:
    took: list[float] = []
    said: Counter[str] = Counter()
    start = time.perf_counter() + 0.2
    await asyncio.gather(*(_ask(path, number, start + number / rate, took, said) for number, path in enumerate(paths)))
    return took, said


def main() -> None:
    """Prints the figures; exit code 1 when they miss what is asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rate", type=float, default=50)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    prepare()
    print(f"Door to door over HTTP, Porto Alegre, {options.rate:g} a second for {options.seconds:g} s; {machine()}")
    with portal(options.workers):
        asyncio.run(_load(questions(200), options.rate / 2))  # opens the streets and the network in each process
        met = _measured("the next journey", 0, options.rate, options.seconds)
        _measured("all of an hour", WINDOW_MIN, options.rate / 2, options.seconds / 2)
    if not met:
        print(f"  MISSED: p95 {ASKED_P95_MS:.0f} ms without failure is asked")
        raise SystemExit(1)


def _measured(what: str, window_min: int, rate: float, seconds: float) -> bool:
    """Prints a line; whether it meets what is asked."""
    took, said = asyncio.run(_load(questions(int(rate * seconds), window_min), rate))
    p50, p95, p99 = np.percentile(took, (50, 95, 99))
    print(f"  {what:<18} {rate:g} a second: median {p50:.1f} ms  p95 {p95:.1f} ms  p99 {p99:.1f} ms   {dict(said)}")
    return p95 <= ASKED_P95_MS and all(word.startswith("200") for word in said)


if __name__ == "__main__":
    main()

# SPDX-License-Identifier: AGPL-3.0-or-later
"""A town of its own in a temporary folder, with its processes, as the system's service manager would keep them."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parents[2]

CONFIGURATION = """
[town]
name = "Valorne"
[town.contact]
email = "contact@valorne.example"
[reports]
per_address_per_hour = 1000000
per_email_per_hour = 1000000
flood_per_hour = 1000000
[notifications]
email_backend = "file"
[jobs]
heartbeat_s = 1.0
stalled_after_s = 5.0
"""

MAKE_KEY = """
import django
django.setup()
from parvis.kernel.organisations.queries import main_organisation
from parvis.kernel.audit.actors import Actor
from parvis.services.reports.manifest import CONFIGURE
from parvis.services.reports.operations import create_api_key
actor = Actor(kind="system", label="campaign", organisation=main_organisation(), permissions=frozenset({CONFIGURE}))
print(create_api_key(actor, name="campaign", per_hour=10**6)[1])
"""


class Town:
    """Data folder, configuration, address, API key, and the life of `parvis serve`."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="parvis-k"))
        self.folder.chmod(0o755)  # the database's own account passes through
        self.var = self.folder / "var"
        (self.folder / "parvis.toml").write_text(CONFIGURATION)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.environment = {key: value for key, value in os.environ.items() if key not in ("DATABASE_URL", "CI")}
        self.environment |= {
            "PARVIS_CONFIG": str(self.folder / "parvis.toml"),
            "PARVIS_VAR": str(self.var),
            "PARVIS_LOG_LEVEL": "ERROR",
            "DJANGO_SETTINGS_MODULE": "parvis.project.settings",
            "PYTHONPATH": str(ROOT),
        }
        self.environment.pop("PARVIS_SECRET_KEY", None)
        self.stopping = False
        self.restarts = 0
        self.log = (self.folder / "serve.log").open("wb")
        self.process: subprocess.Popen[bytes] | None = None
        self._manager = threading.Thread(target=self._manage, daemon=True)

    def prepare(self) -> str:
        """Generates and loads a small agglomeration; returns an API key."""
        self._parvis("demo", "--population", "1000", "--no-serve")
        self.claim = subprocess.Popen([sys.executable, "-c", HOLD, str(self.var)], env=self.environment, stdout=-1)
        assert self.claim.stdout is not None
        url = self.claim.stdout.readline().decode().strip()
        done = self._run([sys.executable, "-c", MAKE_KEY], DATABASE_URL=url)
        self.claim.terminate()
        self.claim.wait()
        return done.strip()

    def start(self) -> None:
        """Starts the portal and keeps it started."""
        self._manager.start()
        self.wait_ready()

    def wait_ready(self, timeout_s: float = 300) -> None:
        """Until `/readyz` says 200."""
        deadline = time.monotonic() + timeout_s
        while time.monotonic() < deadline:
            with contextlib.suppress(OSError), urllib.request.urlopen(self.address("readyz"), timeout=2) as answer:
                if answer.status == 200:
                    return
            time.sleep(0.1)
        raise TimeoutError(f"the portal did not come back: {(self.folder / 'serve.log').read_text()[-2000:]}")

    def address(self, path: str) -> str:
        """A page's full address."""
        return f"http://127.0.0.1:{self.port}/{path}"

    def processes(self) -> dict[str, list[psutil.Process]]:
        """The processes that may be killed, by what they are."""
        found: dict[str, list[psutil.Process]] = {}
        for process in psutil.process_iter(["cmdline", "pid"]):
            with contextlib.suppress(psutil.Error):
                kind = self._kind(process)
                if kind:
                    found.setdefault(kind, []).append(process)
        return found

    def _kind(self, process: psutil.Process) -> str:
        line = " ".join(process.info["cmdline"] or [])
        if str(self.var) in line and "keeper.py" in line:
            return "keeper"
        if str(self.var / "postgres") in line and "bin/postgres" in line:
            return "database"
        if process.name() == "postgres" and process.cwd() == str(self.var / "postgres"):
            return "database backend"
        if process.environ().get("PARVIS_VAR") != str(self.var):
            return ""
        if "server.web" in line:
            return "web worker" if "server.web" in " ".join(process.parent().cmdline()) else "web parent"
        if line.endswith("command worker"):
            return "worker of jobs"
        return "supervisor" if "command serve" in line else ""

    def stop(self) -> None:
        """Stops the portal in good order."""
        self.stopping = True
        if self.process:
            self.process.terminate()
            self.process.wait(60)

    def remove(self) -> None:
        """Deletes the folder."""
        self.log.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def question(self, statement: str) -> list[list[object]]:
        """Asks the database, in a process of its own."""
        return list(json.loads(self._run([sys.executable, "-c", ASK, str(self.var), statement])))

    def _manage(self) -> None:
        command = [sys.executable, "-m", "parvis.project.command", "serve", "--port", str(self.port), "--workers", "2"]
        while not self.stopping:
            self.process = subprocess.Popen(command, cwd=ROOT, env=self.environment, stdout=self.log, stderr=self.log)
            self.process.wait()
            self.restarts += 1
            time.sleep(0.2)

    def _parvis(self, *arguments: str) -> str:
        return self._run([sys.executable, "-m", "parvis.project.command", *arguments])

    def _run(self, command: list[str], **more: str) -> str:
        done = subprocess.run(
            command, cwd=ROOT, env={**self.environment, **more}, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise RuntimeError(done.stderr[-2000:])
        return done.stdout


HOLD = """
import sys, time
from pathlib import Path
from parvis.project.embedded import start_embedded
print(start_embedded(Path(sys.argv[1])), flush=True)
time.sleep(600)
"""

ASK = """
import json, sys
from pathlib import Path
import psycopg
from parvis.project.embedded import start_embedded
with psycopg.connect(start_embedded(Path(sys.argv[1]))) as connection:
    print(json.dumps(connection.execute(sys.argv[2]).fetchall(), default=str))
"""

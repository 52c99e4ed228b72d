# SPDX-License-Identifier: AGPL-3.0-or-later
"""Nothing is served before the antivirus has seen it; an antivirus that is away delays, and loses nothing."""

from __future__ import annotations

import hashlib
import shutil
import socket
import socketserver
import struct
import subprocess
import threading
import time
from collections.abc import Iterator

import pytest
from django.test import Client

from parvis.kernel.audit.actors import anonymous
from parvis.kernel.audit.models import Act
from parvis.kernel.files import clamav, operations, queries
from parvis.kernel.files.models import StoredFile
from parvis.kernel.files.rules import FileRefused, State
from parvis.kernel.files.settings import FilesSettings
from parvis.kernel.files.tests.pictures import photo, upload
from parvis.kernel.files.tests.test_serve import PDF
from parvis.kernel.files.tests.test_store import BOTH, PHOTOS
from parvis.kernel.jobs import run_all_jobs

VIRUS = b"this-is-the-virus-of-the-tests"


class Clamd(socketserver.ThreadingTCPServer):
    """Speaks INSTREAM and PING as clamd(8) says; finds `VIRUS`."""

    allow_reuse_address = True
    daemon_threads = True


class Handler(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        command = b""
        while not command.endswith(b"\0"):
            command += self.rfile.read(1)
        if command == b"zPING\0":
            self.wfile.write(b"PONG\0")
            return
        data = b""
        while length := struct.unpack("!I", self.rfile.read(4))[0]:
            data += self.rfile.read(length)
        answer = b"stream: Test.Virus FOUND\0" if VIRUS in data else b"stream: OK\0"
        if len(data) > 19_000_000:
            answer = b"INSTREAM size limit exceeded. ERROR\0"
        self.wfile.write(answer)


@pytest.fixture
def daemon() -> Iterator[str]:
    with Clamd(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"127.0.0.1:{server.server_address[1]}"
        server.shutdown()


def closed_port() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{probe.getsockname()[1]}"


def configure(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    made = FilesSettings(clamav=address, clamav_timeout_s=5)
    for module in ("upload", "housekeeping"):
        monkeypatch.setattr(f"parvis.kernel.files.operations.{module}.service_settings", lambda _slug: made)


def test_the_daemon_answers(daemon: str) -> None:
    assert clamav.ping(address=daemon, timeout_s=5)
    assert clamav.scan(b"x" * 200_000, address=daemon, timeout_s=5).clean
    assert clamav.scan(b"x" + VIRUS, address=daemon, timeout_s=5).virus == "Test.Virus"
    with pytest.raises(clamav.ScannerDown, match="size limit"):
        clamav.scan(b"x" * 19_000_001, address=daemon, timeout_s=5)


def test_a_daemon_that_is_away_is_told_apart_from_a_clean_file() -> None:
    address = closed_port()
    assert not clamav.ping(address=address, timeout_s=1)
    for missing in (address, "/nowhere/clamd.sock"):
        with pytest.raises(clamav.ScannerDown):
            clamav.scan(b"x", address=missing, timeout_s=1)


@pytest.mark.django_db
def test_a_virus_is_refused_in_plain_words(monkeypatch: pytest.MonkeyPatch, daemon: str) -> None:
    configure(monkeypatch, daemon)
    with pytest.raises(FileRefused, match="virus"):
        operations.store(anonymous(), upload(photo() + VIRUS), policy=PHOTOS)
    assert not StoredFile.objects.exists()
    clean = operations.store(anonymous(), upload(photo()), policy=PHOTOS)
    assert clean.state == State.CLEAN
    assert clean.scanned_at is not None


@pytest.mark.django_db
def test_while_the_antivirus_is_away_files_wait_unserved_then_are_judged(
    monkeypatch: pytest.MonkeyPatch, daemon: str
) -> None:
    configure(monkeypatch, closed_port())
    good = operations.store(anonymous(), upload(photo()), policy=PHOTOS)
    bad = operations.store(anonymous(), upload(PDF.replace(b"1 0 obj", b"1 0 obj %" + VIRUS + b"\n")), policy=BOTH)
    assert (good.state, bad.state) == (State.PENDING, State.PENDING)
    assert Client().get(queries.signed_url(good)).status_code == 404
    with pytest.raises(clamav.ScannerDown):
        run_all_jobs()
    assert queries.counts()["pending"] == 2

    configure(monkeypatch, daemon)
    for file_id in queries.pending_ids():
        assert operations.scan_pending_file(file_id)
    good.refresh_from_db()
    bad.refresh_from_db()
    assert (good.state, bad.state, bad.virus) == (State.CLEAN, State.QUARANTINED, "Test.Virus")
    assert bad.delete_after is not None
    assert Client().get(queries.signed_url(good)).status_code == 200
    assert Client().get(queries.signed_url(bad)).status_code == 404
    assert [act.verb for act in Act.objects.order_by("pk")] == ["files.quarantine"]


@pytest.fixture(scope="module")
def real_clamd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """ClamAV's own daemon, with a database of one signature."""
    program = shutil.which("clamd")
    if program is None:
        pytest.skip("clamd is not installed: only our own loopback daemon was asked")
    folder = tmp_path_factory.mktemp("clamd")
    database = folder / "database"
    database.mkdir()
    digest = hashlib.md5(VIRUS).hexdigest()
    (database / "test.hdb").write_text(f"{digest}:{len(VIRUS)}:Test.Real\n")
    address = folder / "clamd.sock"
    lines = (f"DatabaseDirectory {database}", f"LocalSocket {address}", "Foreground yes", "SelfCheck 86400")
    (folder / "clamd.conf").write_text("\n".join(lines) + "\n")
    process = subprocess.Popen([program, "--config-file", str(folder / "clamd.conf")], stdout=subprocess.DEVNULL)
    try:
        end = time.monotonic() + 60
        while not clamav.ping(address=str(address), timeout_s=1):
            assert process.poll() is None, "clamd did not start"
            assert time.monotonic() < end
            time.sleep(0.1)
        yield str(address)
    finally:
        process.kill()
        process.wait()


def test_the_real_daemon_agrees(real_clamd: str) -> None:
    assert clamav.scan(VIRUS, address=real_clamd, timeout_s=10).virus.startswith("Test.Real")
    assert clamav.scan(photo(), address=real_clamd, timeout_s=10).clean

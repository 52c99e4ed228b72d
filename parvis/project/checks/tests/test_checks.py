# SPDX-License-Identifier: AGPL-3.0-or-later
"""Each check notices the trouble that it is for, and a broken check does not hide the others."""

from __future__ import annotations

import dataclasses
import shutil
import socket
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from parvis.kernel.jobs.queries import QueueState
from parvis.kernel.registry import service_settings
from parvis.project import checks
from parvis.project.checks import machine, running, safety, store
from parvis.project.checks.finding import Finding, ok

pytestmark = pytest.mark.django_db

QUIET = QueueState(waiting=0, later=0, doing=0, dead=0, oldest_s=0, workers=1)


def states(probe: Callable[[], Iterator[Finding]]) -> list[str]:
    return [finding.state for finding in probe()]


def test_on_a_sound_installation_nothing_fails_but_what_only_setup_makes(settings: Any) -> None:
    settings.SECRET_KEY = "x" * 60
    (settings.VAR_DIR / "secret-key").touch(0o600)
    settings.STATIC_ROOT = settings.VAR_DIR
    (settings.VAR_DIR / "staticfiles.json").touch()
    failed = [finding for finding in checks.run_checks() if finding.state == "failed"]
    # the tests' own connections do without it, and the check rightly says so
    assert all("synchronous_commit" in finding.text for finding in failed), failed


def test_a_check_that_breaks_is_a_finding_and_the_others_still_speak(monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks() -> Iterator[Finding]:
        raise RuntimeError("first line\nsecond line")

    monkeypatch.setattr(checks, "PROBES", (breaks, lambda: [ok("later", "fine")]))
    assert [(finding.name, finding.state) for finding in checks.run_checks()] == [("breaks", "failed"), ("later", "ok")]


@pytest.mark.parametrize(("free_mb", "state"), [(50_000, "ok"), (900, "warning"), (100, "failed")])
def test_little_room_is_said_in_time(monkeypatch: pytest.MonkeyPatch, free_mb: int, state: str) -> None:
    usage = shutil.disk_usage("/")._replace(free=free_mb * 2**20)
    monkeypatch.setattr(machine.shutil, "disk_usage", lambda _path: usage)
    assert states(machine.disk) == [state]


def test_a_logo_that_is_not_there_is_told(settings: Any) -> None:
    assert states(machine.pictures) == ["ok"]
    settings.TOWN = dataclasses.replace(settings.TOWN, logo="no/such.svg")
    (finding,) = machine.pictures()
    assert finding.state == "failed"
    assert "no/such.svg" in finding.text


def test_a_folder_that_is_gone_cannot_be_written(settings: Any) -> None:
    settings.VAR_DIR = settings.VAR_DIR / "gone"
    assert states(machine.storage) == ["failed"]


def test_missing_tables_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "pending_migrations", lambda: ["reports.0002_more"])
    (finding,) = store.migrations()
    assert finding.state == "failed"
    assert "reports.0002_more" in finding.text


@pytest.mark.parametrize(
    ("queue", "dead", "expected"),
    [
        (QUIET, 0, ["ok"]),
        (dataclasses.replace(QUIET, workers=0), 0, ["warning"]),
        (dataclasses.replace(QUIET, oldest_s=4000), 0, ["failed"]),
        (QUIET, 3, ["ok", "warning"]),
    ],
)
def test_the_queue_is_looked_at(
    monkeypatch: pytest.MonkeyPatch, queue: QueueState, dead: int, expected: list[str]
) -> None:
    monkeypatch.setattr(running, "queue_state", lambda: queue)
    monkeypatch.setattr(running, "dead_letter_count", lambda: dead)
    assert states(running.jobs) == expected


def test_a_wrong_clock_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    assert states(running.clock) == ["ok"]
    now = timezone.now()
    monkeypatch.setattr(running.timezone, "now", lambda: now - timedelta(minutes=3))
    assert states(running.clock) == ["failed"]


@pytest.fixture
def mail_server() -> Iterator[Callable[[bytes], int]]:
    """A server on the loopback that greets and answers EHLO with the given line."""
    listening = socket.create_server(("127.0.0.1", 0))
    listening.settimeout(10)

    def answer(line: bytes) -> None:
        link, _address = listening.accept()
        with link:
            link.sendall(b"220 mail.valorne.example\r\n")
            while word := link.recv(1000)[:4].upper():
                link.sendall(
                    b"250-mail.valorne.example\r\n250 " + line + b"\r\n" if word == b"EHLO" else b"221 bye\r\n"
                )

    def start(line: bytes) -> int:
        threading.Thread(target=answer, args=(line,), daemon=True).start()
        return int(listening.getsockname()[1])

    yield start
    listening.close()


def with_mail(monkeypatch: pytest.MonkeyPatch, **changes: Any) -> None:
    options = dataclasses.replace(service_settings("notifications"), **changes)
    monkeypatch.setattr(running, "service_settings", lambda _slug: options)


@pytest.mark.parametrize(("line", "state"), [(b"STARTTLS", "ok"), (b"SIZE 1000", "failed")])
def test_a_mail_server_must_answer_and_encrypt(
    monkeypatch: pytest.MonkeyPatch, mail_server: Callable[[bytes], int], line: bytes, state: str
) -> None:
    with_mail(monkeypatch, email_backend="smtp", smtp_host="127.0.0.1", smtp_port=mail_server(line), smtp_timeout_s=5)
    assert states(running.mail) == [state]


def test_a_mail_server_that_is_not_there_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    with_mail(monkeypatch, email_backend="smtp", smtp_host="127.0.0.1", smtp_port=9, smtp_timeout_s=2)
    assert states(running.mail) == ["failed"]


def test_mail_that_is_only_written_down_is_said_of_a_public_portal(
    monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    with_mail(monkeypatch, email_backend="file")
    assert states(running.mail) == ["ok"]
    settings.HTTPS = True
    assert states(running.mail) == ["warning"]


@pytest.mark.parametrize(
    ("https", "url", "state"),
    [
        (True, "https://services.valorne.example", "ok"),
        (False, "http://127.0.0.1:8000", "warning"),
        (False, "http://services.valorne.example", "failed"),
    ],
)
def test_a_public_portal_is_encrypted(settings: Any, https: bool, url: str, state: str) -> None:
    settings.HTTPS, settings.BASE_URL = https, url
    assert states(safety.https) == [state]


@pytest.mark.parametrize(("https", "count", "found"), [(True, 1, ["ok"]), (True, 0, ["warning"]), (False, 0, [])])
def test_a_public_portal_knows_its_proxies(settings: Any, https: bool, count: int, found: list[str]) -> None:
    settings.HTTPS, settings.TRUSTED_PROXIES = https, count
    assert states(safety.proxies) == found


def test_a_short_or_readable_key_fails(settings: Any) -> None:
    settings.SECRET_KEY = "short"
    assert states(safety.secret) == ["failed"]
    settings.SECRET_KEY = "x" * 60
    path: Path = settings.VAR_DIR / "secret-key"
    path.touch()
    path.chmod(0o644)
    assert states(safety.secret) == ["failed"]
    path.chmod(0o600)
    assert states(safety.secret) == ["ok"]


def test_debugging_on_fails(settings: Any) -> None:
    settings.DEBUG = True
    assert states(safety.debug) == ["failed"]


@pytest.mark.parametrize(("https", "state"), [(True, "failed"), (False, "warning")])
def test_agents_without_second_factor_are_for_demos(
    monkeypatch: pytest.MonkeyPatch, settings: Any, https: bool, state: str
) -> None:
    options = dataclasses.replace(service_settings("accounts"), agents_need_second_factor=False)
    monkeypatch.setattr(safety, "service_settings", lambda _slug: options)
    settings.HTTPS = https
    assert states(safety.second_factor) == [state]

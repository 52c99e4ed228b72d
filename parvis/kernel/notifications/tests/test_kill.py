# SPDX-License-Identifier: AGPL-3.0-or-later
"""Senders killed at every moment: each message leaves, and none leaves twice."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from parvis.kernel.jobs.tests.processes import environment
from parvis.kernel.notifications import operations
from parvis.kernel.notifications.models import OutgoingMessage
from parvis.kernel.notifications.recipients import Recipient

MESSAGES = 30
WORKER = """
import os, sys, django; django.setup()
from pathlib import Path
from parvis.kernel.jobs import worker
from parvis.kernel.jobs.settings import JobsSettings
from parvis.kernel.notifications.channels import folder
worker.service_settings = lambda slug: JobsSettings(heartbeat_s=0.3, stalled_after_s=1.2)
worker.TICK_S = 0.3
worker.queue_due = lambda: []
folder.EmailFolder.lease_s = 2
link = os.link
def counted(source, target):
    link(source, target)
    with open(Path(os.environ["PARVIS_VAR"]) / "left.txt", "a") as file:
        file.write(f"{Path(target).name}\\n")
os.link = counted
worker.run_worker(concurrency=3)
"""


@pytest.fixture(autouse=True)
def empty_queue(transactional_db: None) -> Iterator[None]:
    def empty() -> None:
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE procrastinate_jobs, procrastinate_workers, procrastinate_periodic_defers CASCADE")

    empty()
    yield
    empty()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kills", [2, pytest.param(20, marks=pytest.mark.long)])
def test_no_message_is_lost_and_none_leaves_twice(tmp_path: Path, kills: int) -> None:
    chance = random.Random(7)

    def start() -> subprocess.Popen[bytes]:
        return subprocess.Popen([sys.executable, "-c", WORKER], env=environment(tmp_path), cwd=settings.BASE_DIR)

    worker = start()
    try:
        for number in range(MESSAGES):
            operations.notify(
                recipient=Recipient(email=f"p{number}@example.org"),
                kind="reports.status",
                key=f"kill-{number}",
                subject="x",
                body_text="x",
            )
        for _kill in range(kills):
            before = OutgoingMessage.objects.filter(state="sent").count()
            end = time.monotonic() + 15
            while OutgoingMessage.objects.filter(state="sent").count() == before and time.monotonic() < end:
                time.sleep(0.01)
            time.sleep(chance.uniform(0, 0.05))
            worker.kill()
            worker.wait()
            worker = start()
        end = time.monotonic() + 90
        while OutgoingMessage.objects.exclude(state="sent").exists() and time.monotonic() < end:
            time.sleep(0.1)
    finally:
        worker.kill()
        worker.wait()
    assert Counter(OutgoingMessage.objects.values_list("state", flat=True)) == {"sent": MESSAGES}
    assert len(list((tmp_path / "mail").glob("*.eml"))) == MESSAGES
    left = Counter((tmp_path / "left.txt").read_text().split())
    assert max(left.values()) == 1, "a message got its name twice"

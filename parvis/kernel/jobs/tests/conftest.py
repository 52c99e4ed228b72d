# SPDX-License-Identifier: AGPL-3.0-or-later
"""An empty queue for each test: Django empties only the tables of models that it manages."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection

from parvis.kernel.jobs import worker


@pytest.fixture(autouse=True)
def empty_queue(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Before and after tests that commit; workers in this process keep no timetable."""
    monkeypatch.setattr(worker, "queue_due", lambda: [])
    marker = request.node.get_closest_marker("django_db")
    if marker is None or not marker.kwargs.get("transaction"):
        yield
        return
    request.getfixturevalue("transactional_db")
    empty()
    yield
    empty()


def empty() -> None:
    """Deletes every job, and forgets the workers."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs, procrastinate_workers, procrastinate_periodic_defers CASCADE")

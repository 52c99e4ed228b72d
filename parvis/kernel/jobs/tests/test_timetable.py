# SPDX-License-Identifier: AGPL-3.0-or-later
"""The timetable runs in the town's own time, once per occurrence, and only for open services."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from parvis.kernel.jobs import job
from parvis.kernel.jobs.inline import run_all_jobs
from parvis.kernel.jobs.timetable import Entry, entries, last_due, next_due, queue_due

PARIS = ZoneInfo("Europe/Paris")
RAN: list[int] = []


@job(name="jobs.test_nightly")
def nightly() -> None:
    RAN.append(1)


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=PARIS)


@pytest.mark.parametrize(
    ("now", "last", "following"),
    [
        ("2026-11-22T12:00", "2026-11-22T03:17", "2026-11-23T03:17"),
        ("2026-11-22T03:17", "2026-11-22T03:17", "2026-11-23T03:17"),
        ("2026-10-25T12:00", "2026-10-25T03:17", "2026-10-26T03:17"),
        ("2026-03-29T12:00", "2026-03-29T03:17", "2026-03-30T03:17"),
    ],
)
def test_occurrences_are_in_local_time_across_summer_time(now: str, last: str, following: str) -> None:
    assert last_due("17 3 * * *", at(now), PARIS) == at(last)
    assert next_due("17 3 * * *", at(now), PARIS) == at(following)


@pytest.mark.django_db
def test_an_occurrence_is_queued_once_late_if_need_be_but_not_a_day_late() -> None:
    RAN.clear()
    lines = [Entry(nightly, "17 3 * * *")]
    assert queue_due(at("2026-11-22T03:17"), lines) == ["jobs.test_nightly"]
    assert queue_due(at("2026-11-22T03:18"), lines) == []
    assert queue_due(at("2026-11-23T09:00"), lines) == [], "the one before still waits"
    assert run_all_jobs() == 1
    assert queue_due(at("2026-11-23T09:00"), lines) == ["jobs.test_nightly"]
    run_all_jobs()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_periodic_defers WHERE task_name = 'jobs.test_nightly'")
        assert cursor.fetchone()[0] == 1
    assert queue_due(at("2026-11-23T09:00"), [Entry(nightly, "0 8 1 11 *")]) == []
    assert len(RAN) == 2


def test_the_kernel_has_its_own_lines() -> None:
    assert "jobs.clean" in {line.job.name for line in entries()}

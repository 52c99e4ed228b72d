# SPDX-License-Identifier: AGPL-3.0-or-later
"""A job is queued with the write that asks for it, runs, retries, and ends as a dead letter that a person can read."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.db import connection, transaction
from django.utils import timezone

from parvis.kernel.audit.actors import SYSTEM
from parvis.kernel.audit.models import Act
from parvis.kernel.jobs import GiveUp, declare, defer, defer_at, job, operations, queries, run_all_jobs

SEEN: list[str] = []


@job(name="jobs.test_note", retries=2)
def note(*, word: str) -> None:
    SEEN.append(word)


@job(name="jobs.test_fail", retries=2)
def fail(*, word: str) -> None:
    SEEN.append(word)
    raise RuntimeError(f"no {word}")


@job(name="jobs.test_give_up", retries=9)
def give_up() -> None:
    raise GiveUp("nothing to be done")


@job(name="jobs.test_unique", unique=True)
def unique(*, word: str) -> None:
    SEEN.append(word)


@pytest.fixture(autouse=True)
def forget() -> None:
    SEEN.clear()


def waiting() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE status = 'todo'")
        return cursor.fetchone()[0]


@pytest.mark.django_db
def test_a_job_of_a_transaction_that_rolls_back_never_runs() -> None:
    def write_and_fail() -> None:
        with transaction.atomic():
            defer(note, word="lost")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_and_fail()
    assert run_all_jobs() == 0
    assert SEEN == []


@pytest.mark.django_db
def test_jobs_run_in_order_with_their_arguments_and_leave_no_row() -> None:
    defer(note, word="é1")
    defer(note, word="2")
    assert run_all_jobs() == 2
    assert SEEN == ["é1", "2"]
    assert waiting() == 0


@pytest.mark.django_db
def test_a_job_for_later_waits_for_its_time() -> None:
    with time_machine.travel(dt.datetime(2026, 11, 22, 9, tzinfo=dt.UTC), tick=False) as clock:
        defer_at(timezone.now() + dt.timedelta(hours=1), note, word="later")
        assert run_all_jobs() == 0
        clock.shift(dt.timedelta(hours=1))
        assert run_all_jobs() == 1


@pytest.mark.django_db
def test_arguments_must_be_named_and_json() -> None:
    with pytest.raises(TypeError):
        defer(note, "word")  # type: ignore[call-arg]
    with pytest.raises(TypeError):
        defer(note, word=object())  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        defer_at(dt.datetime(2026, 1, 1), note, word="naive")


@pytest.mark.django_db
def test_a_unique_job_waits_once_and_leaves_the_transaction_usable() -> None:
    with transaction.atomic():
        defer(unique, word="a")
        defer(unique, word="a")
        defer(unique, word="b")
        assert waiting() == 2
    assert run_all_jobs() == 2
    assert SEEN == ["a", "b"]


@pytest.mark.django_db
def test_failures_are_retried_further_and_further_apart_then_become_a_dead_letter_that_it_can_retry_or_drop() -> None:
    with time_machine.travel(dt.datetime(2026, 11, 22, 9, tzinfo=dt.UTC), tick=False) as clock:
        defer(fail, word="lamp")
        for wait_s in (0, 10, 20):
            clock.shift(dt.timedelta(seconds=wait_s))
            assert run_all_jobs(raise_errors=False, until=timezone.now() + dt.timedelta(seconds=1)) == 1
        assert waiting() == 0
    (letter,) = queries.dead_letters()
    assert letter.error == "RuntimeError: no lamp"
    assert letter.arguments == {"word": "lamp"}
    assert letter.attempts == 3
    assert queries.dead_letter_count_for(SYSTEM) == 1

    assert operations.retry_dead_letter(SYSTEM, job_id=letter.job_id)
    assert not operations.retry_dead_letter(SYSTEM, job_id=letter.job_id)
    with pytest.raises(RuntimeError):
        run_all_jobs(until=timezone.now() + dt.timedelta(seconds=1))
    assert [act.verb for act in Act.objects.order_by("pk")] == ["jobs.retry"]


@pytest.mark.django_db
def test_a_job_that_gives_up_is_not_retried() -> None:
    defer(give_up)
    assert run_all_jobs(raise_errors=False) == 1
    (letter,) = queries.dead_letters()
    assert operations.drop_dead_letter(SYSTEM, job_id=letter.job_id)
    assert queries.dead_letters() == []


def test_the_wait_doubles_up_to_an_hour() -> None:
    assert [declare.wait_before(attempt) for attempt in range(4)] == [10, 20, 40, 80]
    assert declare.wait_before(50) == 3600


@pytest.mark.django_db
def test_the_state_of_the_queue_counts_and_ages() -> None:
    defer(note, word="x")
    defer_at(timezone.now() + dt.timedelta(days=1), note, word="y")
    state = queries.queue_state()
    assert (state.waiting, state.later, state.doing, state.dead, state.workers) == (1, 1, 0, 0, 0)
    assert state.oldest_s >= 0

# SPDX-License-Identifier: AGPL-3.0-or-later
"""The network in force: built from all files in force, exchanged while people ask, never lost to a bad file."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import nullcontext
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from parvis.engines.timetable import load
from parvis.engines.timetable.view import bounds_of
from parvis.kernel.audit.actors import SYSTEM
from parvis.kernel.audit.refusals import NotAllowed
from parvis.kernel.jobs import run_all_jobs
from parvis.services.journeys import operations, storage
from parvis.services.journeys.adapters import network
from parvis.services.journeys.models import Network
from parvis.services.journeys.operations import network as building
from parvis.services.journeys.tests.conftest import gtfs


def trips() -> int:
    """How many trips the network that answers has."""
    found = network.current_network()
    assert found is not None
    return len(found.timetable.trips.row)


def test_what_comes_into_force_is_built_and_answers(authority: Any, delivered: Any) -> None:
    assert network.current_network() is None
    operations.activate(authority.supervisor, key=delivered(trips=3).uuid)
    run_all_jobs()
    row = Network.objects.get()
    assert (row.state, row.counts["feeds"], row.counts["trips"]) == ("ready", ["urbain"], 3)
    assert storage.network_file(row.path).is_file()
    network.look_again()
    assert trips() == 3


def test_the_bounds_of_today_and_tomorrow_are_in_the_file(in_force: Any) -> None:
    in_force()
    found, today = network.current_network(), timezone.localdate()
    assert found is not None
    assert list(bounds_of(found.timetable)) == [today, today + timedelta(days=1)]


def test_the_same_files_are_built_once_a_day(in_force: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    row = in_force()
    monkeypatch.setattr(building.engine, "load", None)
    assert operations.build_network(SYSTEM) == row
    with pytest.raises(TypeError):
        operations.build_network(SYSTEM, today=timezone.localdate() + timedelta(days=1))


def test_days_without_any_trip_are_built_too(in_force: Any) -> None:
    names = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    first, last = (timezone.localdate() + timedelta(days=days) for days in (-10, 80))
    runs = (timezone.localdate().weekday() + 3) % 7
    calendar = (
        f"service_id,{','.join(names)},start_date,end_date\n"
        f"d,{','.join('1' if number == runs else '0' for number in range(7))},{first:%Y%m%d},{last:%Y%m%d}\n"
    )
    assert in_force(gtfs(trips=2, calendar=calendar)).state == "ready"
    assert trips() == 2


def test_only_the_platform_builds(authority: Any) -> None:
    with pytest.raises(NotAllowed):
        operations.build_network(authority.supervisor)


def test_going_back_brings_the_earlier_network_back(authority: Any, feed: Any, in_force: Any) -> None:
    first, second = in_force(trips=2), in_force(trips=5)
    assert trips() == 5
    operations.roll_back(authority.supervisor, feed_id=feed.pk)
    assert operations.build_network(SYSTEM) == first != second
    network.look_again()
    assert trips() == 2


def test_two_files_stay_and_what_no_row_names_goes(in_force: Any) -> None:
    (storage.network_folder() / ".half.timetable.x").touch()
    rows = [in_force(trips=number) for number in (1, 2, 3)]
    assert set(Network.objects.values_list("pk", flat=True)) == {row.pk for row in rows[1:]}
    names = {file.name for file in storage.network_folder().iterdir()}
    paths = [row.path.removeprefix("networks/") for row in rows[1:]]
    assert names == {*paths, *map(storage.shapes_of, paths), *map(storage.fares_of, paths)}


def test_no_timetable_in_use_any_more_means_no_network(authority: Any, feed: Any, in_force: Any) -> None:
    in_force()
    operations.change_feed(authority.agent, feed_id=feed.pk, active=False)
    run_all_jobs()
    network.look_again()
    assert network.current_network() is None


@pytest.fixture
def second(authority: Any) -> Callable[[bytes], Any]:
    """Puts a file in force for a second timetable of the authority."""

    def make(data: bytes) -> Any:
        feed = operations.add_feed(
            authority.agent, organisation_slug=authority.organisation.slug, slug="cars", title="Cars"
        )
        row, _new = operations.deliver(authority.agent, feed_id=feed.pk, data=data)
        operations.check_delivery(delivery_id=row.pk)
        return operations.activate(authority.supervisor, key=row.uuid)

    return make


def test_a_file_that_is_lost_takes_nothing_away(in_force: Any, second: Any, delivered: Any, authority: Any) -> None:
    cars = second(gtfs(lines=("9",), trips=2))
    good = in_force(trips=3)
    assert good.counts["feeds"] == ["cars", "urbain"]
    storage.remove_feed(cars.path)
    failed = in_force(trips=4)
    assert failed.state == "failed"
    assert "cars" in failed.problem
    assert trips() == 5, "the last good network answers on"
    with pytest.raises(RuntimeError, match="cars"):  # the queue tries again and shows it
        run_all_jobs()


def test_a_file_that_never_was_readable_does_not_hold_the_others_up(in_force: Any, second: Any) -> None:
    storage.remove_feed(second(gtfs(lines=("9",))).path)
    row = in_force(trips=3)
    assert (row.state, row.counts["feeds"]) == ("ready", ["urbain"])
    assert "cars" in row.problem


def test_a_damaged_file_keeps_the_network_that_answers(in_force: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(network, "LOOK_EVERY_S", 0.0)
    in_force(trips=2)
    holder = network.Holder()
    assert holder.current() is not None
    path = storage.network_file(in_force(trips=5).path)
    path.write_bytes(path.read_bytes()[:-100])
    assert holder.current() is not None
    assert len(holder.current().timetable.trips.row) == 2  # type: ignore[union-attr]
    assert trips() == 2, "a process that starts now takes the one before"
    assert operations.build_network(SYSTEM).state == "ready"  # type: ignore[union-attr]
    assert len(holder.current().timetable.trips.row) == 5  # type: ignore[union-attr]
    path.unlink()
    assert len(holder.current().timetable.trips.row) == 5  # type: ignore[union-attr]


def test_one_looks_only_every_few_seconds(in_force: Any, django_assert_num_queries: Any) -> None:
    in_force()
    now = [100.0]
    holder = network.Holder(clock=lambda: now[0])
    with django_assert_num_queries(1):
        assert holder.current() is holder.current() is not None
    now[0] += network.LOOK_EVERY_S
    with django_assert_num_queries(1):
        holder.current()


def in_threads(count: int, work: Callable[[], None]) -> tuple[list[threading.Thread], list[BaseException]]:
    failures: list[BaseException] = []

    def run() -> None:
        try:
            work()
        except BaseException as failure:
            failures.append(failure)
        finally:
            connection.close()

    return [threading.Thread(target=run) for _number in range(count)], failures


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("locked", [True, False])
def test_two_workers_build_once(authority: Any, delivered: Any, locked: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the lock both read all files, and each may throw away what the other has half written."""
    operations.activate(authority.supervisor, key=delivered().uuid)
    barrier, built = threading.Barrier(2, timeout=20), []
    if not locked:
        monkeypatch.setattr(building, "_exclusive", nullcontext)

    def counted(files: Any, **values: Any) -> Any:
        built.append(files)
        if not locked:
            barrier.wait()
        return load(files, **values)

    monkeypatch.setattr(building.engine, "load", counted)
    threads, failures = in_threads(2, lambda: operations.build_network(SYSTEM) and None)
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(built) == (1 if locked else 2)
    if locked:
        assert not failures
        assert Network.objects.get().state == "ready"


def test_a_new_network_is_tried_before_travellers_ask(in_force: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    operations.rehearse()  # nothing to try: nothing happens
    answers: list[int] = []
    plan = building.engine.plan

    def ask(*question: Any) -> Any:
        answer = plan(*question)
        answers.append(len(answer.journeys))
        return answer

    monkeypatch.setattr(building.engine, "plan", ask)
    in_force()
    assert not answers, "the network answers before it is tried"
    run_all_jobs()
    assert len(answers) == 4
    assert all(answers), "questions without answer would compile half of the search"

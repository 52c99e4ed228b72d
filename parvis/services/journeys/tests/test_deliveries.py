# SPDX-License-Identifier: AGPL-3.0-or-later
"""A file is delivered, checked, compared, put in force, planned, taken back."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from parvis.kernel.audit.actors import SYSTEM
from parvis.kernel.audit.refusals import Conflict, NotAllowed, NotFound, Refused
from parvis.services.journeys import operations
from parvis.services.journeys.models import Delivery
from parvis.services.journeys.operations import activation
from parvis.services.journeys.tests.conftest import gtfs


def states(feed: Any) -> list[str]:
    return list(feed.deliveries.order_by("pk").values_list("state", flat=True))


def test_a_sound_file_is_ready_with_its_days_and_counts(delivered: Any) -> None:
    row = delivered(trips=3, lines=("1", "2"))
    assert row.state == "checked"
    assert row.report == []
    assert row.counts == {"lines": 2, "stops": 2, "trips": 6, "stop_times": 12}
    assert row.first_day == timezone.localdate() - timedelta(days=10)
    assert [line["change"] for line in row.changes["lines"]] == ["added", "added"]


def test_each_fault_is_told_with_its_line_and_the_rest_is_kept(delivered: Any) -> None:
    times = (
        "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n"
        "1-0,7:00:00,7:00:00,a,1\n1-0,7:10:00,7:10:00,b,2\n1-1,8:00:00,8:00:00,nowhere,1\n"
    )
    row = delivered(trips=2, stop_times=times)
    assert row.state == "checked"
    found = {(each["file"], each["code"]): each for each in row.report}
    assert found["stop_times.txt", "unknown_stop"]["lines"] == [4]
    assert found["stop_times.txt", "unknown_stop"]["action"] == "dropped"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"not a zip", "not_a_zip"),
        (b"<!doctype html><html>", "web_page"),
        (gtfs(stops=None), "missing"),
        (gtfs()[:200], "not_a_zip"),
    ],
    ids=["text", "page", "no-stops", "cut"],
)
def test_what_is_no_timetable_is_refused_in_words(delivered: Any, data: bytes, code: str) -> None:
    row = delivered(data)
    assert row.state == "refused"
    assert code in {each["code"] for each in row.report}


def test_the_same_file_again_is_the_same_delivery(authority: Any, feed: Any, delivered: Any) -> None:
    data = gtfs()
    first = delivered(data)
    again, new = operations.deliver(authority.agent, feed_id=feed.pk, data=data)
    assert (again.pk, new) == (first.pk, False)


def test_empty_and_giant_files_are_refused(authority: Any, feed: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Refused, match="zip"):
        operations.deliver(authority.agent, feed_id=feed.pk, data=b"")
    monkeypatch.setattr("parvis.services.journeys.operations.feeds._MEGABYTE", 1)
    with pytest.raises(Refused):
        operations.deliver(authority.agent, feed_id=feed.pk, data=b"x" * 201)
    assert not Delivery.objects.exists()


def test_what_changes_is_compared_with_what_is_in_force(authority: Any, delivered: Any) -> None:
    operations.activate(authority.supervisor, key=delivered(lines=("1", "2")).uuid)
    row = delivered(lines=("1", "3"), trips=6, moved=0.01)
    changes = {line["name"]: line["change"] for line in row.changes["lines"]}
    assert changes == {"1": "changed", "2": "removed", "3": "added"}
    line = next(each for each in row.changes["lines"] if each["name"] == "1")
    assert (line["before"]["week"], line["after"]["week"]) == (28, 42)
    assert row.changes["stops"]["moved"]["rows"][0]["name"] == "Mairie"
    assert row.changes["stops"]["moved"]["rows"][0]["metres"] == pytest.approx(1112, abs=5)


def test_one_is_in_force_and_the_one_before_comes_back(authority: Any, feed: Any, delivered: Any) -> None:
    first, second = delivered(), delivered(trips=5)
    operations.activate(authority.supervisor, key=first.uuid)
    operations.activate(authority.supervisor, key=second.uuid)
    assert states(feed) == ["retired", "active"]
    operations.roll_back(authority.supervisor, feed_id=feed.pk)
    assert states(feed) == ["active", "retired"]
    with pytest.raises(Refused):
        operations.activate(authority.supervisor, key=first.uuid)


def test_a_plan_comes_into_force_on_its_day(authority: Any, feed: Any, delivered: Any) -> None:
    today = timezone.localdate()
    now, later = delivered(), delivered(trips=5)
    operations.activate(authority.supervisor, key=now.uuid)
    with pytest.raises(Refused):
        operations.plan(authority.supervisor, key=later.uuid, day=today)
    operations.plan(authority.supervisor, key=later.uuid, day=today + timedelta(days=3))
    assert operations.begin_planned(today=today + timedelta(days=2)) == 0
    assert operations.begin_planned(today=today + timedelta(days=3)) == 1
    assert states(feed) == ["retired", "active"]


def test_a_plan_whose_days_are_over_holds_nobody_up(authority: Any, feed: Any, delivered: Any) -> None:
    row = delivered(last=timezone.localdate() + timedelta(days=5))
    operations.plan(authority.supervisor, key=row.uuid, day=timezone.localdate() + timedelta(days=3))
    Delivery.objects.filter(pk=row.pk).update(last_day=timezone.localdate() - timedelta(days=1))
    assert operations.begin_planned(today=timezone.localdate() + timedelta(days=9)) == 0
    assert states(feed) == ["checked"]


def test_rights(authority: Any, other: Any, feed: Any, delivered: Any) -> None:
    row = delivered()
    with pytest.raises(NotAllowed):
        operations.activate(authority.agent, key=row.uuid)
    with pytest.raises(NotFound):
        operations.activate(other.supervisor, key=row.uuid)
    with pytest.raises(NotFound):
        operations.deliver(other.agent, feed_id=feed.pk, data=gtfs())
    with pytest.raises(NotFound):
        operations.activate(authority.supervisor, key=uuid4())
    with pytest.raises(NotFound):
        operations.add_feed(other.agent, organisation_slug=authority.organisation.slug, slug="x", title="x")


def test_a_decision_on_what_has_changed_since_is_refused(authority: Any, delivered: Any) -> None:
    row = delivered()
    operations.plan(authority.supervisor, key=row.uuid, day=timezone.localdate() + timedelta(days=2))
    with pytest.raises(Conflict):
        operations.activate(authority.supervisor, key=row.uuid, expected_version=row.version)


def test_a_clean_file_may_come_into_force_by_itself(authority: Any, feed: Any, delivered: Any) -> None:
    with pytest.raises(NotAllowed):
        operations.change_feed(authority.agent, feed_id=feed.pk, activate_at_once=True)
    operations.change_feed(authority.supervisor, feed_id=feed.pk, activate_at_once=True)
    assert delivered(trips=2).state == "active"
    faulty = "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n1-0,7:00:00,7:00:00,a,1\n1-0,x,x,b,2\n"
    assert delivered(stop_times=faulty).state != "active"


def test_old_files_go_and_those_in_use_stay(authority: Any, feed: Any, delivered: Any, settings: Any) -> None:
    rows = [delivered(trips=number) for number in range(1, 16)]
    operations.activate(authority.supervisor, key=rows[0].uuid)
    assert operations.forget_old_files() == 2
    left = set(feed.deliveries.values_list("pk", flat=True))
    assert rows[0].pk in left
    assert {row.pk for row in rows[3:]} <= left


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("locked", [True, False])
def test_two_files_put_in_force_at_once_leave_one(
    authority: Any, feed: Any, delivered: Any, locked: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the lock on the timetable the second one meets the database's own constraint."""
    rows, failures = [delivered(trips=number) for number in (2, 3)], []
    barrier = threading.Barrier(2, timeout=20)
    original = activation._require

    def meet(*args: Any) -> None:
        original(*args)
        if not locked:
            barrier.wait()

    monkeypatch.setattr(activation, "_require", meet)
    if not locked:
        monkeypatch.setattr(activation, "locked_delivery", unlocked)

    def put(row: Delivery) -> None:
        try:
            operations.activate(authority.supervisor, key=row.uuid)
        except Exception as failure:
            failures.append(failure)
        finally:
            connection.close()

    threads = [threading.Thread(target=put, args=(row,)) for row in rows]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert states(feed).count("active") == 1
    assert bool(failures) is not locked


def unlocked(_actor: Any, key: Any, **_rest: Any) -> tuple[Any, Delivery]:
    row = Delivery.objects.select_related("feed").get(uuid=key)
    return row.feed, row


def test_the_end_is_told_once(authority: Any, feed: Any, delivered: Any) -> None:
    today = timezone.localdate()
    row = delivered(last=today + timedelta(days=20))
    operations.activate(authority.supervisor, key=row.uuid)
    assert operations.warn_of_the_end(feed_id=feed.pk, today=today) >= 1
    assert operations.warn_of_the_end(feed_id=feed.pk, today=today) == 0
    assert operations.change_feed(SYSTEM, feed_id=feed.pk, title="Réseau").title == "Réseau"

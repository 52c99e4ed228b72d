# SPDX-License-Identifier: AGPL-3.0-or-later
"""Real threads on the real database: what two people do at once. Each has a control without the lock."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from parvis.kernel.audit.actors import anonymous
from parvis.kernel.audit.models import Act
from parvis.kernel.audit.refusals import Conflict, Refused
from parvis.kernel.notifications.models import OutgoingMessage
from parvis.services.reports import operations
from parvis.services.reports.models import BulkAct, Event, Follower, ReferenceCounter, Report
from parvis.services.reports.operations import BulkChange, intake, locks
from parvis.services.reports.rules.references import format_reference
from parvis.services.reports.tests.conftest import report_of, submission
from tools.threads import at_once

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def test_references_are_all_different_and_without_gap(desk: Any) -> None:
    def act(turn: int) -> Callable[[], Any]:
        actor = anonymous(address_hash=f"{turn}" * 64)
        return lambda: operations.submit(actor, submission=submission())

    told = at_once(*(act(turn) for turn in range(6)))
    assert sorted(one.reference for one in told) == [
        format_reference(timezone.localtime().year, number) for number in range(1, 7)
    ]


def test_control_a_counter_without_lock_doubles_numbers(desk: Any) -> None:
    year = timezone.localtime().year
    ReferenceCounter.objects.create(year=year, last=0)
    read = threading.Barrier(4)

    def naive() -> int:
        with transaction.atomic():
            last = ReferenceCounter.objects.get(year=year).last
            read.wait(timeout=20)
            ReferenceCounter.objects.filter(year=year).update(last=last + 1)
            return last + 1

    assert len(set(at_once(naive, naive, naive, naive))) < 4


def test_the_same_offline_report_sent_five_times_at_once_is_one(desk: Any) -> None:
    sent = submission(client_key="hors-ligne-0123456789", channel="offline")
    told = at_once(
        *(lambda: operations.submit(anonymous(address_hash="a" * 64), submission=sent) for _turn in range(5))
    )
    assert len({one.reference for one in told}) == 1
    assert sorted(one.created for one in told) == [False] * 4 + [True]
    assert Report.objects.count() == Event.objects.count() == 1


def test_control_without_the_lock_four_of_five_senders_fail(desk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "serialise", lambda *names: None)
    looked = threading.Barrier(5)
    check = intake.check

    def slow(sent: Any) -> Any:
        looked.wait(timeout=20)  # all five have looked for the key and found nothing
        return check(sent)

    monkeypatch.setattr(intake, "check", slow)
    sent = submission(client_key="hors-ligne-0123456789")
    told = at_once(*(lambda: operations.submit(anonymous(), submission=sent) for _turn in range(5)))
    assert sum(isinstance(one, Exception) for one in told) == 4  # the constraint holds, but the senders see a fault


def test_two_agents_decide_at_once_and_one_is_told(desk: Any) -> None:
    told = operations.submit(anonymous(), submission=submission())
    seen = {"report_id": told.report_id, "expected_version": 1}
    results = at_once(
        lambda: operations.change_state(desk.agent, **seen, target="rejected", reason="Privé"),
        lambda: operations.change_state(desk.supervisor, **seen, target="resolved"),
    )
    assert sorted(type(one).__name__ for one in results) == ["Conflict", "Report"]
    conflict = next(one for one in results if isinstance(one, Conflict))
    assert conflict.last is not None
    assert conflict.last.author in ("agent Valorne", "supervisor Valorne")
    assert Event.objects.filter(kind="state").count() == 1
    assert report_of(told).version == 2


def test_control_without_the_lock_both_agents_win(desk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    told = operations.submit(anonymous(), submission=submission())
    read = threading.Barrier(2)
    require = locks.require_version

    def unlocked(actor: Any, ids: Any, **_other: Any) -> Any:
        return {report.pk: report for report in Report.objects.select_related("category").filter(pk__in=list(ids))}

    def slow(report: Any, expected: Any) -> None:
        require(report, expected)
        read.wait(timeout=20)

    monkeypatch.setattr("parvis.services.reports.operations.writing.locked_many", unlocked)
    monkeypatch.setattr("parvis.services.reports.operations.treat.require_version", slow)
    seen = {"report_id": told.report_id, "expected_version": 1}
    results = at_once(
        lambda: operations.change_state(desk.agent, **seen, target="rejected", reason="Privé"),
        lambda: operations.change_state(desk.supervisor, **seen, target="resolved"),
    )
    assert not any(isinstance(one, Conflict) for one in results)
    assert Event.objects.filter(kind="state").count() == 2


def test_merging_crosswise_and_resolving_at_once_leaves_no_knot(desk: Any) -> None:
    one = operations.submit(anonymous(), submission=submission())
    two = operations.submit(anonymous(), submission=submission())
    results = at_once(
        lambda: operations.merge(desk.agent, report_id=one.report_id, into=two.reference),
        lambda: operations.merge(desk.supervisor, report_id=two.report_id, into=one.reference),
        lambda: operations.change_state(desk.agent, report_id=two.report_id, target="in_progress"),
    )
    assert all(isinstance(each, Report | Refused) for each in results), results
    merged = [report_of(told).merged_into_id for told in (one, two)]
    assert sum(key is not None for key in merged) == 1


def test_me_too_from_one_address_at_once_counts_once(desk: Any) -> None:
    told = operations.submit(anonymous(), submission=submission())
    voter = anonymous(address_hash="v" * 64)
    at_once(*(lambda: operations.me_too(voter, reference=told.reference) for _turn in range(4)))
    assert report_of(told).supporters == 1


def test_a_bulk_act_is_undone_once_whoever_asks(desk: Any) -> None:
    told = [operations.submit(anonymous(), submission=submission()) for _turn in range(2)]
    items = [(each.report_id, 1) for each in told]
    act = operations.bulk(desk.agent, items=items, change=BulkChange(team_id=desk.teams[1].pk)).act_id
    actors = (desk.agent, desk.supervisor, desk.agent)
    results = at_once(*(lambda who=who: operations.undo(who, act_id=act) for who in actors))
    assert sum(isinstance(each, Refused) for each in results) == 2, results
    assert Act.objects.filter(verb="reports.undo").count() == 1
    assert {report_of(each).team_id for each in told} == {None}


def test_control_without_the_lock_a_bulk_act_is_undone_twice(desk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    told = operations.submit(anonymous(), submission=submission())
    act = operations.bulk(desk.agent, items=[(told.report_id, 1)], change=BulkChange(team_id=desk.teams[1].pk)).act_id
    read = threading.Barrier(2)

    def slow(*_given: Any, **_others: Any) -> Any:
        read.wait(timeout=20)
        return {report.pk: report for report in Report.objects.filter(pk=told.report_id)}

    monkeypatch.setattr(BulkAct.objects, "select_for_update", BulkAct.objects.all)
    monkeypatch.setattr("parvis.services.reports.operations.bulk_acts.locked_many", slow)
    results = at_once(*(lambda: operations.undo(desk.agent, act_id=act) for _turn in range(2)))
    assert [each.restored for each in results] == [[told.reference]] * 2, results


def test_a_report_is_confirmed_and_told_once_however_often_the_link_is_opened(desk: Any) -> None:
    sent = submission(email="lea@example.fr")
    told = operations.submit(anonymous(address_hash="c" * 64), submission=sent)
    follower = Follower.objects.get(report_id=told.report_id)
    letters = OutgoingMessage.objects.count()
    at_once(*(lambda: operations.confirm_follower(anonymous(), follower_id=follower.pk) for _turn in range(4)))
    assert Act.objects.filter(verb="reports.confirm_follower").count() == 1
    assert OutgoingMessage.objects.count() - letters == 1

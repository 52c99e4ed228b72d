# SPDX-License-Identifier: AGPL-3.0-or-later
"""Taking reports in."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine

from parvis.kernel.audit.actors import Actor, anonymous
from parvis.kernel.audit.refusals import Reason, Refused
from parvis.services.reports import operations
from parvis.services.reports.models import Answer, Event, Follower, ReferenceCounter, Report
from parvis.services.reports.tests.conftest import category, report_of

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def problems(refused: Any) -> dict[str, str]:
    return {problem.field: problem.reason for problem in refused.value.problems}


def test_a_report_gets_reference_place_team_and_due_date(submit: Any) -> None:
    told = submit("lampadaire", answers={"panne": "eteint", "numero": " A 12 "}, at=MONDAY)
    report = report_of(told)
    assert told.created
    assert report.reference == "SIG-2026-00001"
    assert report.h3_9 > 0
    assert report.state == "reported"
    assert report.visibility == "public"
    assert report.due_at.isoformat() == "2026-11-30T17:00:00+00:00"  # five working days: Monday 30, 18:00 in Paris
    assert list(Answer.objects.values_list("question", "texts")) == [("panne", ["Il est éteint"]), ("numero", ["A 12"])]
    assert [event.kind for event in Event.objects.all()] == ["submitted"]


def test_references_count_by_year_and_lose_none(submit: Any) -> None:
    submit(at=datetime(2026, 12, 31, 22, 30, tzinfo=UTC))
    with pytest.raises(Refused):
        submit(place=(200.0, 100.0))
    second = submit(at=datetime(2026, 12, 31, 22, 40, tzinfo=UTC))
    next_year = submit(at=datetime(2026, 12, 31, 23, 30, tzinfo=UTC))  # already 2027 in Paris
    assert [second.reference, next_year.reference] == ["SIG-2026-00002", "SIG-2027-00001"]
    assert ReferenceCounter.objects.get(year=2026).last == 2


def test_all_that_is_wrong_is_said_at_once(submit: Any) -> None:
    with pytest.raises(Refused) as refused:
        submit("lampadaire", place=(float("nan"), 46.6), email="pas une adresse", phone="12", client_key="court")
    assert problems(refused) == {
        "answer-panne": "required",
        "place": "invalid",
        "email": "invalid",
        "phone": "invalid",
        "client_key": "invalid",
    }
    assert Report.objects.count() == 0


def test_a_group_is_not_a_category(submit: Any, resident: Actor) -> None:
    with pytest.raises(Refused) as refused:
        submit("voirie")
    assert problems(refused) == {"category": "unknown"}


def test_a_notice_that_stops_sends_people_to_whom_can_act(submit: Any) -> None:
    with pytest.raises(Refused) as refused:
        submit("depot-sauvage", answers={"nature": ["sacs"], "ou": "prive"})
    assert problems(refused) == {"category": "not_ours"}
    assert "terrain privé" in str(refused.value)


def test_sending_again_gives_the_first_report_back(submit: Any) -> None:
    key = "0123456789abcdef-offline"
    first = submit(client_key=key, channel="offline")
    again = [submit(client_key=key, channel="offline") for _turn in range(4)]
    assert {told.reference for told in again} == {first.reference}
    assert {told.follow_token for told in again} == {first.follow_token}
    assert not any(told.created for told in again)
    assert Report.objects.count() == 1
    assert Event.objects.count() == 1


def test_one_address_sends_so_many_reports_an_hour(submit: Any, settings: Any) -> None:
    with time_machine.travel(MONDAY, tick=False):
        for _turn in range(10):
            submit()
        with pytest.raises(Refused) as refused:
            submit()
        assert problems(refused) == {"": Reason.TOO_MANY}
        submit(actor=anonymous(address_hash="b" * 64))
    with time_machine.travel(MONDAY.replace(hour=11), tick=False):
        submit()


def test_an_e_mail_sends_so_many_reports_an_hour(submit: Any) -> None:
    for turn in range(6):
        report = submit(actor=anonymous(address_hash=f"{turn}" * 64))
        Report.objects.filter(pk=report.report_id).update(reporter_email="marie@exemple.fr")
    with pytest.raises(Refused) as refused:
        submit(actor=anonymous(address_hash="c" * 64), email="Marie@Exemple.fr")
    assert problems(refused) == {"": Reason.TOO_MANY}


def test_in_a_flood_strangers_confirm_an_e_mail_first(submit: Any, desk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("parvis.services.reports.operations.limits.anonymous_last_hour", lambda at: 120)
    with pytest.raises(Refused) as refused:
        submit()
    assert problems(refused) == {"email": "required"}
    told = submit(email="marie@exemple.fr")
    assert (told.visibility, told.needs_confirmation) == ("held", True)
    follower = Follower.objects.get()
    operations.confirm_follower(anonymous(), follower_id=follower.pk)
    assert report_of(told).visibility == "public"
    assert report_of(told).proof == "confirmed"
    assert submit(actor=desk.agent, channel="phone").visibility == "public"  # an agent is no stranger


def test_a_trap_for_robots_holds_the_report_without_saying_so(submit: Any) -> None:
    told = submit(suspicious=True, email="robot@exemple.fr")
    assert told.created
    assert told.reference
    assert report_of(told).held_for == "spam"
    operations.confirm_follower(anonymous(), follower_id=Follower.objects.get().pk)
    assert report_of(told).visibility == "held"  # a confirmed robot is still one


@pytest.mark.parametrize(
    ("code", "visibility", "held"), [("bruit", "private", ""), ("vehicule-ventouse", "held", "check")]
)
def test_categories_decide_who_sees(submit: Any, code: str, visibility: str, held: str) -> None:
    report = report_of(submit(code))
    assert (report.visibility, report.held_for) == (visibility, held)


NASTY = [
    "'; DROP TABLE reports_report; --",
    "<script>alert(1)</script>",
    "{{ settings.SECRET_KEY }}{% load x %}",
    "{reference} %(reference)s %s",
    "\x00\x08nul et autres",
    "\ud800 surrogate",
    "=cmd|'/c calc'!A1",
    "مرحبا \u202e עברית 🚧",
]


@pytest.mark.parametrize("text", NASTY)
def test_every_text_is_kept_as_text(submit: Any, text: str) -> None:
    told = submit("lampadaire", description=text, address=text, name=text, answers={"panne": "eteint", "numero": text})
    report = report_of(told)
    clean = text.replace("\x00", "").replace("\x08", "").replace("\ud800", "").strip()
    assert report.description == clean
    assert report.address == clean[:200]
    assert report.reporter_name == clean


def test_texts_have_an_end(submit: Any) -> None:
    with pytest.raises(Refused) as refused:
        submit(description="x" * 4001, name="y" * 121, address="z" * 201)
    assert set(problems(refused)) == {"description", "name", "address"}


def test_photos_belong_to_one_report(submit: Any, photo: Any) -> None:
    file_id = photo()
    first = submit(photos=[file_id])
    assert [row.file_id for row in report_of(first).photos.all()] == [file_id]
    with pytest.raises(Refused) as refused:
        submit(photos=[file_id])
    assert problems(refused) == {"photos": "unknown"}
    with pytest.raises(Refused) as refused:
        submit(photos=[photo() for _turn in range(5)])
    assert problems(refused) == {"photos": "too_many"}


def test_an_agent_types_for_a_caller(submit: Any, desk: Any) -> None:
    told = submit(actor=desk.caller, channel="phone", phone="06 12 34 56 78", name="Mme Petit")
    report = report_of(told)
    assert (report.reporter_phone, report.reporter, report.proof) == ("+33612345678", None, "agent")
    assert report.address_hash == ""
    assert Follower.objects.get().confirmed_at is not None


def test_routing_names_the_team(submit: Any, desk: Any) -> None:
    rules = [
        operations.RuleDraft(team_id=desk.teams[1].pk, category_id=category("eclairage").pk),
        operations.RuleDraft(team_id=desk.teams[0].pk),
    ]
    operations.save_routing(desk.supervisor, rules=rules)
    lamp = report_of(submit("lampadaire", answers={"panne": "eteint"}))
    bench = report_of(submit("banc"))
    assert (lamp.team_id, bench.team_id) == (desk.teams[1].pk, desk.teams[0].pk)

# SPDX-License-Identifier: AGPL-3.0-or-later
"""What people without rights do and read: nothing private leaks, nothing counts twice, everything can be stopped."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection

from parvis.kernel.accounts.operations import create_person
from parvis.kernel.audit.actors import SYSTEM, Actor, anonymous
from parvis.kernel.audit.refusals import NotFound, Refused
from parvis.kernel.places.geo import Box
from parvis.services.reports import contributions, operations
from parvis.services.reports.models import AreaSubscription, Event, Follower, Report
from parvis.services.reports.queries.following import followed
from parvis.services.reports.queries.nearby import duplicates_near
from parvis.services.reports.queries.public import public_list, public_report, viewport
from parvis.services.reports.tests.conftest import PLACE, category, report_of
from parvis.services.reports.tokens import Purpose, follower_id, token_for

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
AROUND = Box(PLACE[0] - 0.01, PLACE[1] - 0.01, PLACE[0] + 0.01, PLACE[1] + 0.01)


def person(email: str) -> Actor:
    made = create_person(SYSTEM, email=email, full_name="Camille Martin", verified=True)
    return Actor(kind="person", label=str(made), person=made, address_hash="p" * 64)


def test_me_too_counts_each_person_once(submit: Any) -> None:
    told = submit()
    one = operations.me_too(anonymous(address_hash="1" * 64), reference=told.reference)
    again = operations.me_too(anonymous(address_hash="1" * 64), reference=told.reference)
    other = operations.me_too(anonymous(address_hash="2" * 64), reference=told.reference)
    assert [(one.supporters, one.counted), (again.supporters, again.counted)] == [(1, True), (1, False)]
    assert other.supporters == 2
    assert followed(other.follow_token).is_reporter is False


def test_an_e_mail_counts_once_it_is_confirmed(submit: Any) -> None:
    told = submit()
    asked = operations.me_too(anonymous(address_hash="1" * 64), reference=told.reference, email="Paul@Exemple.fr")
    assert (asked.supporters, asked.needs_confirmation, asked.follow_token) == (0, True, "")
    follower = Follower.objects.get(email="paul@exemple.fr")
    operations.confirm_follower(anonymous(), follower_id=follower.pk)
    operations.confirm_follower(anonymous(), follower_id=follower.pk)
    assert report_of(told).supporters == 1


def test_the_link_in_the_message_confirms(submit: Any, client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    links: list[str] = []
    sent = "parvis.kernel.accounts.proofs.send_mail"
    monkeypatch.setattr(sent, lambda **message: links.append(message["url"]))
    told = submit(email="marie@exemple.fr")
    path = links[0].partition("://")[2].partition("/")[2]
    client.get(f"/{path}")
    assert Follower.objects.get().confirmed_at is None  # a mail scanner only looks
    client.post(f"/{path}")
    assert Follower.objects.get().confirmed_at is not None
    assert report_of(told).proof == "confirmed"


@pytest.mark.parametrize("code", ["bruit", "vehicule-ventouse"])
def test_what_is_not_public_does_not_exist_for_the_public(submit: Any, code: str) -> None:
    told = submit(code)
    with pytest.raises(NotFound):
        operations.me_too(anonymous(address_hash="1" * 64), reference=told.reference)
    assert public_report(told.reference) is None
    assert public_report("SIG-2026-99999") is None
    assert public_list().reports == []
    assert viewport(AROUND).total == 0
    assert duplicates_near(*PLACE, category(code).pk) == []
    assert list(contributions.open_data.rows("signalements")) == []
    assert list(contributions.report_search.documents()) == []
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM search_indexeddocument WHERE audience <> '' AND kind = 'report'")
        assert cursor.fetchone() == (0,)
    page = followed(told.follow_token)
    assert page is not None
    assert page.is_reporter


def test_followers_lose_sight_of_a_report_that_is_hidden(submit: Any, desk: Any) -> None:
    told = submit()
    token = operations.me_too(anonymous(address_hash="1" * 64), reference=told.reference).follow_token
    operations.moderate(desk.supervisor, report_id=told.report_id, decision="hide", reason="Nom de famille")
    assert followed(token) is None
    assert followed(told.follow_token) is not None


def test_tokens_are_bound_to_their_purpose(submit: Any) -> None:
    told = submit()
    identifier = follower_id(told.follow_token)
    assert identifier is not None
    assert follower_id(token_for(Purpose.ALERT, identifier)) is None
    assert follower_id(told.follow_token[:-2] + "AA") is None
    for forged in ("", "x" * 43, "é" * 43, told.follow_token + "A", told.reference):
        assert follower_id(forged) is None


def test_an_answer_no_opens_the_report_again(submit: Any, desk: Any, resident: Actor) -> None:
    told = submit(at=NOW)
    with pytest.raises(Refused):
        operations.answer_resolved(resident, token=told.follow_token, resolved=False, text="Non", at=NOW)
    operations.change_state(desk.agent, report_id=told.report_id, target="resolved", at=NOW)
    stranger = operations.me_too(anonymous(address_hash="1" * 64), reference=told.reference, at=NOW).follow_token
    with pytest.raises(NotFound):
        operations.answer_resolved(resident, token=stranger, resolved=False, text="Non", at=NOW)
    with pytest.raises(Refused):
        operations.answer_resolved(resident, token=told.follow_token, resolved=False, text=" ", at=NOW)
    assert followed(told.follow_token).asks_if_resolved
    operations.answer_resolved(resident, token=told.follow_token, resolved=False, text="La latte bouge.", at=NOW)
    report = report_of(told)
    assert (report.state, report.closed_at) == ("reported", None)
    public = [line.text for line in public_report(told.reference).timeline]
    assert not any("latte bouge" in text for text in public)  # their words are for the agents
    operations.change_state(desk.agent, report_id=told.report_id, target="resolved", at=NOW)
    late = NOW + timedelta(days=31)
    with pytest.raises(Refused):  # a month later it is a new report
        operations.answer_resolved(resident, token=told.follow_token, resolved=False, text="Non", at=late)


def test_one_may_stop_and_be_forgotten(submit: Any, desk: Any, resident: Actor) -> None:
    told = submit(email="marie@exemple.fr", phone="06 12 34 56 78", name="Marie")
    operations.confirm_follower(anonymous(), follower_id=Follower.objects.get().pk)
    operations.unfollow(resident, token=told.follow_token)
    operations.forget_contact(resident, token=told.follow_token)
    report, follower = report_of(told), Follower.objects.get()
    assert (report.reporter_email, report.reporter_phone, report.reporter_name, follower.email) == ("", "", "", "")
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(r)::text FROM reports_reportversion r")
        assert not any("marie" in row[0].lower() for row in cursor.fetchall())


def test_old_reports_forget_who_made_them(submit: Any, desk: Any) -> None:
    with time_machine.travel(NOW - timedelta(days=900), tick=False):
        known = {"email": "marie@exemple.fr", "name": "Marie", "phone": "+33612345678"}
        told = submit(**known, client_key="0123456789abcdef")
        operations.reply(anonymous(), token=told.follow_token, text="C’est Marie, au 3.")
        operations.change_state(desk.agent, report_id=told.report_id, target="resolved")
    recent = submit(email="paul@exemple.fr")
    operations.change_state(desk.agent, report_id=recent.report_id, target="resolved")
    assert operations.anonymise_closed(SYSTEM, before=NOW - timedelta(days=730)) == 1
    assert operations.anonymise_closed(SYSTEM, before=NOW - timedelta(days=730)) == 0
    kept = json.dumps([list(model.objects.values()) for model in (Report, Follower)], default=str)
    assert not any(word in kept for word in ("marie", "Marie", "12345678", "0123456789abcdef"))
    assert report_of(recent).reporter_email == "paul@exemple.fr"
    assert not Event.objects.filter(text__contains="Marie").exists()
    assert operations.forget_addresses(at=NOW + timedelta(days=30)) == 1


def test_a_person_gets_and_erases_their_data(submit: Any, desk: Any) -> None:
    camille = person("camille@exemple.fr")
    mine = submit(actor=camille, name="Camille Roy", phone="+33612345678")
    followed_one = submit()
    operations.me_too(camille, reference=followed_one.reference)
    operations.subscribe_area(camille, area="everywhere")
    records = list(contributions.personal_data.export(camille.person))
    assert [record.kind for record in records] == ["report", "followed report", "alert"]
    json.dumps([record.data for record in records])
    assert [one.reference for one in contributions.my_requests.requests_of(camille.person)] == [mine.reference]
    erased = contributions.personal_data.erase(camille.person)
    assert (erased.anonymised, report_of(mine).reporter) == (1, None)
    kept = json.dumps([list(model.objects.values()) for model in (Report, Follower)], default=str)
    assert not any(word in kept for word in ("Camille Roy", "camille@", "12345678"))
    assert list(contributions.personal_data.export(camille.person)) == []
    assert AreaSubscription.objects.count() == 0
    assert contributions.personal_data.erase(camille.person).anonymised == 0

# SPDX-License-Identifier: AGPL-3.0-or-later
"""A day's round: what is in it, the sheet, and marking stops on a telephone, once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from parvis.services.reports import operations
from parvis.services.reports.models import Note, Report, ReportPhoto
from parvis.services.reports.tests.agents.conftest import DESK
from parvis.services.reports.tests.conftest import picture, report_of


@pytest.fixture
def promised(desk, submit):
    """Two reports promised for tomorrow, in the first team, and one for later."""
    day = timezone.localdate() + timedelta(days=1)
    told = [submit(), submit("fontaine", place=(2.9052, 46.6041)), submit("trottoir")]
    for each, date in zip(told, (day, day, day + timedelta(days=30)), strict=True):
        operations.assign(desk.agent, report_id=each.report_id, team_id=desk.teams[0].pk)
        operations.change_state(desk.agent, report_id=each.report_id, target="scheduled", promised_on=date)
    return day, told


def test_the_round_holds_what_is_promised_for_the_day(agent, desk, promised):
    day, told = promised
    page = agent.get(f"{DESK}tournee/?jour={day}&equipe={desk.teams[0].pk}").content.decode()
    assert told[0].reference in page
    assert told[1].reference in page
    assert told[2].reference not in page
    assert told[0].reference not in agent.get(f"{DESK}tournee/?jour={day}&equipe={desk.teams[1].pk}").content.decode()


def test_stops_can_be_left_out(agent, desk, promised):
    day, told = promised
    page = agent.get(f"{DESK}tournee/?jour={day}&id={told[1].report_id}").content.decode()
    assert f'data-feature="{told[1].reference}"' in page
    assert f'data-feature="{told[0].reference}"' not in page


def test_the_sheet_is_a_tagged_document(agent, promised):
    day, _told = promised
    answer = agent.get(f"{DESK}tournee/feuille.pdf?jour={day}")
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")
    assert b"/MarkInfo" in answer.content or b"StructTreeRoot" in answer.content


def test_a_stop_is_marked_with_a_photo_once(agent, promised):
    day, told = promised
    url = f"{DESK}tournee/{told[0].reference}/?jour={day}"

    def send():
        photo = SimpleUploadedFile("fait.jpg", picture("green"), "image/jpeg")
        return agent.post(
            url, {"outcome": "done", "note": "Latte changée.", "photo": photo, "client_key": "phone-key-0123456789"}
        )

    assert [send().status_code for _turn in range(3)] == [302, 302, 302]
    assert report_of(told[0]).state == "resolved"
    assert ReportPhoto.objects.filter(report_id=told[0].report_id).count() == 1
    assert f"stop-{told[0].reference}" not in agent.get(f"{DESK}tournee/terrain/?jour={day}").content.decode()


def test_a_stop_to_come_back_to_stays(agent, promised):
    day, told = promised
    agent.post(f"{DESK}tournee/{told[0].reference}/?jour={day}", {"outcome": "later", "note": "Portail fermé."})
    assert report_of(told[0]).state == "scheduled"
    assert Note.objects.get().text == "Portail fermé."


def test_a_photo_that_is_none_is_told_and_may_be_sent_again(agent, promised):
    day, told = promised
    url = f"{DESK}tournee/{told[0].reference}/?jour={day}"
    bad = SimpleUploadedFile("fait.jpg", b"GIF89a<script>", "image/jpeg")
    agent.post(url, {"outcome": "done", "photo": bad, "client_key": "phone-key-0123456789"})
    assert report_of(told[0]).state == "scheduled"
    agent.post(url, {"outcome": "done", "client_key": "phone-key-0123456789"})
    assert report_of(told[0]).state == "resolved"


def test_a_telephone_hears_that_its_stop_was_not_taken_and_keeps_it(agent, promised):
    day, told = promised
    bad = SimpleUploadedFile("fait.jpg", b"GIF89a<script>", "image/jpeg")
    sent = {"outcome": "done", "photo": bad, "client_key": "phone-key-0123456789"}
    answer = agent.post(f"{DESK}tournee/{told[0].reference}/?jour={day}", sent, headers={"X-Client-Key": "k"})
    assert answer.status_code == 422
    assert "photo" in answer.content.decode()


def test_odd_addresses_give_a_page(agent, desk, db):
    for query in ("jour=hier", "equipe=x", "id=a&id=9999999999999999999", "jour=2026-02-30"):
        assert agent.get(f"{DESK}tournee/?{query}").status_code == 200
    assert not Report.objects.exists()


def test_the_work_order_is_a_tagged_document_in_the_readers_language(agent, submit, photo):
    told = submit(photos=[photo()], description="Une « latte » # cassée $ [lien](x) \\ @ref")
    answer = agent.get(f"{DESK}{told.reference}/bon-de-travail.pdf")
    assert answer.content.startswith(b"%PDF")
    assert b"StructTreeRoot" in answer.content
    assert f"{told.reference}.pdf" in answer["Content-Disposition"]

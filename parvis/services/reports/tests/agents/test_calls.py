# SPDX-License-Identifier: AGPL-3.0-or-later
"""The call taker's screen, as a browser without script sees it."""

from __future__ import annotations

import pytest
from django.db import connection

from parvis.kernel.notifications.settings import NotificationsSettings
from parvis.kernel.places.hits import AddressHit
from parvis.kernel.registry import service_settings
from parvis.services.reports.models import Follower, Report
from parvis.services.reports.tests.agents.conftest import DESK
from parvis.services.reports.tests.conftest import PLACE, category, report_of

SCREEN = f"{DESK}telephone/"
PHONE = "06 12 34 56 78"


@pytest.fixture(autouse=True)
def texts_are_sent(monkeypatch):
    """The town has an SMS provider: files, for a test."""
    made = NotificationsSettings(sms_provider="file")

    def settings_of(slug):
        return made if slug == "notifications" else service_settings(slug)

    for module in ("kernel.notifications.operations.writing", "services.reports.forms.agents.calls"):
        monkeypatch.setattr(f"parvis.{module}.service_settings", settings_of)


@pytest.fixture
def caller(desk, signed_in):
    return signed_in(desk.caller)


def call(**values):
    given = {
        "phone": PHONE, "name": "Marie", "address": "12 rue du Moulin", "lon": PLACE[0], "lat": PLACE[1],
        "category": category("banc").pk, "subject": "Banc", "description": "Une latte manque.", "client_key": "k" * 32,
    }  # fmt: skip
    return {name: value for name, value in (given | values).items() if value is not None}


def texts_sent() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM notifications_outgoingmessage WHERE address = '+33612345678'")
        return cursor.fetchone()[0]


def test_a_call_becomes_a_report_with_its_reference_to_read_out(caller):
    answer = caller.post(SCREEN, call(news="on"))
    report = Report.objects.get()
    assert answer["Location"] == f"{SCREEN}?fait={report.reference}"
    assert (report.channel, report.reporter_phone, report.reporter_name) == ("phone", "+33612345678", "Marie")
    page = caller.get(answer["Location"]).content.decode()
    assert report.reference in page
    assert "autofocus" in page, "ready for the next call"
    assert texts_sent() == 1


def test_without_consent_no_message_leaves_and_the_number_is_known(caller):
    caller.post(SCREEN, call())
    assert texts_sent() == 0
    assert Follower.objects.get().stopped_at is not None
    earlier = caller.get(f"{SCREEN}appels/?phone=0612345678").content.decode()
    assert Report.objects.get().reference in earlier


def test_earlier_reports_appear_only_for_the_same_number(caller, submit):
    told = submit(phone=PHONE)
    assert told.reference in caller.get(f"{SCREEN}appels/?phone=%2B33612345678").content.decode()
    assert told.reference not in caller.get(f"{SCREEN}appels/?phone=0612345679").content.decode()
    assert caller.get(f"{SCREEN}appels/?phone=061").status_code == 200


def test_the_subject_is_found_by_words(caller, desk):
    found = caller.get(f"{SCREEN}sujets.json?q=lampad").json()
    assert found[0]["category"] == category("lampadaire").pk
    only = caller.post(SCREEN, call(category="", subject="banc"))
    assert only.status_code == 302


def test_several_meanings_are_asked(caller):
    answer = caller.post(SCREEN, call(category="", subject="eau"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert page.count('type="radio" name="category"') > 1
    assert "Une latte manque." in page, "nothing typed is lost"


def test_the_place_is_asked_without_script(caller, monkeypatch):
    hits = [
        AddressHit(label=f"{number} rue du Moulin", hint="Valorne", lon=PLACE[0], lat=PLACE[1], kind="address")
        for number in (1, 2)
    ]
    monkeypatch.setattr("parvis.services.reports.views.agents.calls.places.search_addresses", lambda *_args: hits)
    answer = caller.post(SCREEN, call(lon="", lat="", address="rue du moulin"))
    assert answer.status_code == 422
    assert "2 rue du Moulin, Valorne" in answer.content.decode()
    chosen = f"{PLACE[0]:.6f},{PLACE[1]:.6f},2 rue du Moulin, Valorne"
    assert caller.post(SCREEN, call(lon="", lat="", address="rue du moulin", chosen=chosen)).status_code == 302
    assert Report.objects.get().address == "2 rue du Moulin, Valorne"


def test_questions_come_with_the_subject(caller):
    page = caller.get(f"{SCREEN}precisions/?category={category('lampadaire').pk}").content.decode()
    assert 'name="answer-panne"' in page
    missing = caller.post(SCREEN, call(category=category("lampadaire").pk))
    assert missing.status_code == 422
    assert 'id="id_answer-panne"' in missing.content.decode()
    given = call(category=category("lampadaire").pk) | {"answer-panne": "eteint"}
    assert caller.post(SCREEN, given).status_code == 302


def test_known_reports_nearby_count_the_caller(caller, submit):
    told = submit()
    url = f"{SCREEN}precisions/?category={category('banc').pk}&lon={PLACE[0]}&lat={PLACE[1]}"
    assert told.reference in caller.get(url).content.decode()
    answer = caller.post(f"{SCREEN}{told.reference}/moi-aussi/", call(news="on"))
    assert answer["Location"] == f"{SCREEN}?deja={told.reference}"
    assert report_of(told).supporters == 1


def test_sent_twice_it_is_one_report(caller):
    for _turn in range(3):
        caller.post(SCREEN, call())
    assert Report.objects.count() == 1


def test_the_key_of_another_way_in_finds_no_report(caller, submit):
    """Keys are per way in and call taker: what somebody else chose is never taken for a second sending."""
    submit("banc", client_key="k" * 32)
    caller.post(SCREEN, call())
    assert Report.objects.count() == 2


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"phone": "12"}, "phone"),
        ({"phone": "", "news": "on"}, "phone"),
        ({"address": "", "lon": "", "lat": ""}, "address"),
        ({"lon": "200", "lat": "91"}, "address"),
        ({"subject": "", "category": ""}, "subject"),
        ({"category": "99999999"}, "subject"),
        ({"description": ""}, "description"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(caller, values, field):
    answer = caller.post(SCREEN, call(**values))
    assert answer.status_code == 422
    assert f'href="#id_{field}"' in answer.content.decode()
    assert not Report.objects.exists()


def test_a_town_without_text_messages_does_not_offer_them(caller, monkeypatch):
    monkeypatch.setattr(
        "parvis.services.reports.forms.agents.calls.service_settings", lambda _slug: NotificationsSettings()
    )
    assert 'name="news"' not in caller.get(SCREEN).content.decode()
    assert caller.post(SCREEN, call(news="on")).status_code == 302

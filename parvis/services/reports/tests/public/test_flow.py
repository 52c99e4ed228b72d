# SPDX-License-Identifier: AGPL-3.0-or-later
"""From the photo to “solved”, without JavaScript."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from parvis.kernel.accounts.operations import create_person
from parvis.kernel.audit.actors import SYSTEM
from parvis.kernel.files.tests import pictures
from parvis.services.reports import operations
from parvis.services.reports.models import Draft, Follower, Report, ReportPhoto
from parvis.services.reports.tests.conftest import category
from parvis.services.reports.tests.public.conftest import Walk, is_refused, photo_file, text_of, values_of
from parvis.services.reports.tokens import follow_token


def test_a_report_from_the_photo_to_the_receipt(walk: Walk) -> None:
    walk.begin()
    assert walk.photos([photo_file()])["Location"] == walk.at("lieu")
    several = walk.post("lieu", address="rue de la paix")
    assert "Saint-Ouen-le-Vieux" in text_of(several), "both streets of that name are offered"
    choices = values_of(text_of(several), "chosen")
    assert walk.post("lieu", address="rue de la paix", chosen=choices[0])["Location"] == walk.at("probleme")
    found = text_of(walk.get("probleme", mots="lampadaire"))
    assert values_of(found, "category")[0] == str(category("lampadaire").pk)
    assert walk.post("probleme", category=category("lampadaire").pk)["Location"] == walk.at("precisions")
    asked = walk.post("precisions", description="Il clignote.")
    assert is_refused(asked), "the required question is asked"
    assert "Il clignote." in text_of(asked)
    questions = {
        name: values_of(text_of(asked), name)[0] for name in re.findall(r'name="(answer-[a-z_]+)"', text_of(asked))
    }
    assert walk.post("precisions", description="Il clignote.", **questions)["Location"] == walk.at("deja-signale")
    assert walk.get("deja-signale")["Location"] == walk.at("nouvelles"), "nothing near: the page is skipped"
    assert walk.post("nouvelles", way="email", email="marie@example.org")["Location"] == walk.at("verification")
    check = text_of(walk.get("verification"))
    assert "marie@example.org" in check
    assert "Il clignote." in check
    sent = walk.send()
    report = walk.report()
    assert (report.description, report.category.code, report.channel) == ("Il clignote.", "lampadaire", "web")
    assert ReportPhoto.objects.filter(report=report).count() == 1
    receipt = text_of(walk.client.get(sent["Location"]))
    assert report.reference in receipt
    assert "marie@example.org" in receipt, "says where the link to confirm was sent"


def test_the_follow_page_answers_and_opens_again(walk: Walk, desk: Any) -> None:
    walk.until_check(way="email", email="marie@example.org").send()
    report, token = walk.report(), follow_token(Follower.objects.get().pk)
    follow = reverse("reports:follow", args=[token])
    assert walk.client.post(f"{follow}message/", {"text": "Devant l’école."}).status_code == 302
    assert walk.client.post(f"{follow}photo/", {"photos": [photo_file()]}).status_code == 302
    operations.change_state(desk.agent, report_id=report.pk, target="resolved")
    assert f"{follow}pas-resolu/" in text_of(walk.client.get(follow)), "asks whether it is solved"
    assert walk.client.post(f"{follow}pas-resolu/", {"text": ""}).status_code == 422
    assert walk.client.post(f"{follow}pas-resolu/", {"text": "Toujours cassé."}).status_code == 302
    report.refresh_from_db()
    assert report.state == "reported"
    assert "Toujours cassé." in text_of(walk.client.get(follow))
    walk.client.post(f"{follow}oublier/")
    report.refresh_from_db()
    assert report.reporter_email == ""


def test_a_day_that_is_over_is_owned_up_to(walk: Walk) -> None:
    walk.until_check(way="email", email="marie@example.org").send()
    follow = reverse("reports:follow", args=[follow_token(Follower.objects.get().pk)])
    assert "Réponse avant" in text_of(walk.client.get(follow))
    Report.objects.update(due_at=timezone.now() - timedelta(days=1))
    late = text_of(walk.client.get(follow))
    assert "Réponse attendue avant" in late
    assert "Nous avons du retard" in late
    Report.objects.update(promised_on=timezone.localdate())
    assert "retard" not in text_of(walk.client.get(follow)), "the day itself is not over"
    Report.objects.update(
        promised_on=timezone.localdate() - timedelta(days=1), state="resolved", closed_at=timezone.now()
    )
    assert "retard" not in text_of(walk.client.get(follow))


def test_place_first_changes_the_order(walk: Walk) -> None:
    walk.begin("place")
    assert walk.place()["Location"] == walk.at("photo")
    assert walk.photos()["Location"] == walk.at("probleme")


def test_the_photo_proposes_its_place(walk: Walk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "LON", 4.8814)
    monkeypatch.setattr(pictures, "LAT", 46.2600)
    walk.begin().photos([photo_file(pictures.photo())])
    page = text_of(walk.get("lieu"))
    assert "rue de la Paix" in page.replace("Rue", "rue")
    lon, lat = values_of(page, "lon")[-1], values_of(page, "lat")[-1]
    assert walk.post("lieu", lon=lon, lat=lat).status_code == 302


def test_a_wrong_answer_loses_nothing_that_was_typed(walk: Walk) -> None:
    walk.until_check()
    wrong = walk.post("nouvelles", way="email", email="marie@")
    assert is_refused(wrong)
    assert values_of(text_of(wrong), "email") == ["marie@"]
    assert is_refused(walk.post("nouvelles", way="phone", phone="12"))


def test_an_answer_is_changed_from_the_check_page(walk: Walk) -> None:
    walk.until_check()
    back = walk.client.post(f"{walk.at('lieu')}?retour=verification", {"lon": "4.8822", "lat": "46.2600"})
    assert back["Location"] == walk.at("verification")
    walk.send()
    assert walk.report().longitude == pytest.approx(4.8822)


def test_an_unfinished_report_is_found_again_by_its_browser_alone(walk: Walk, another: Any) -> None:
    walk.begin().photos()
    walk.place()
    page = reverse("reports:begin")
    assert walk.at("probleme") in text_of(walk.client.get(page))
    assert walk.base not in text_of(another().client.get(page))


def test_nothing_can_be_sent_before_its_time(walk: Walk) -> None:
    walk.begin()
    assert walk.send()["Location"] == walk.at("lieu")
    assert not Report.objects.exists()


def test_a_danger_stops_the_form_and_says_whom_to_call(walk: Walk) -> None:
    walk.begin().photos()
    walk.place()
    walk.post("probleme", category=category("depot-sauvage").pk)
    page = walk.post("precisions", description="Des gravats.", **{"answer-nature": "gravats", "answer-ou": "prive"})
    assert page.status_code in {200, 422}
    assert "terrain privé" in text_of(page)
    assert walk.send().status_code == 302
    assert not Report.objects.exists()


def test_me_too_takes_the_place_of_a_new_report(walk: Walk, another: Any) -> None:
    walk.until_check().send()
    first, second = walk.report(), another().begin()
    second.photos()
    second.place()
    second.post("probleme", category=category("banc").pk)
    second.post("precisions", description="Le banc est cassé.")
    near = text_of(second.get("deja-signale"))
    assert first.reference in near
    draft = values_of(near, "draft")[0]
    done = second.client.post(reverse("reports:me-too", args=[first.reference]), {"draft": draft})
    assert done["Location"] == reverse("reports:report", args=[first.reference])
    first.refresh_from_db()
    assert first.supporters == 1
    assert not Draft.objects.filter(pk=draft).exists()
    again = second.client.post(reverse("reports:me-too", args=[first.reference]), {})
    assert again.status_code == 302
    first.refresh_from_db()
    assert first.supporters == 1


def test_it_is_something_else_after_all(walk: Walk, another: Any) -> None:
    walk.until_check().send()
    second = another().until_check()
    assert second.send().status_code == 302
    assert Report.objects.count() == 2


def test_an_account_is_offered_as_the_way_to_answer(walk: Walk) -> None:
    person = create_person(SYSTEM, email="luc@example.org", full_name="Luc Petit", verified=True)
    walk.client.force_login(person)
    walk.until_check(way="account").send()
    assert walk.report().reporter == person
    assert walk.report().reporter_email == ""
    assert not mail.outbox


@pytest.mark.parametrize("language", ["fr", "en"])
def test_each_page_speaks_the_reader_s_language(walk: Walk, language: str) -> None:
    walk.client.cookies["django_language"] = language
    page = text_of(walk.client.get(reverse("reports:begin")))
    assert f'<html lang="{language}"' in page
    assert ("With a photo" in page) == (language == "en")

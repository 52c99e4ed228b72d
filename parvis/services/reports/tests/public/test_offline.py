# SPDX-License-Identifier: AGPL-3.0-or-later
"""The page that works without network, and a sending that comes several times."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from parvis.kernel.files.models import StoredFile
from parvis.services.reports.models import Follower, Report, ReportPhoto
from parvis.services.reports.tests.conftest import category
from parvis.services.reports.tests.public.conftest import LAMP_ADDRESS, Walk, is_refused, photo_file, text_of
from parvis.services.reports.tests.test_races import at_once

KEY = "hors-ligne-0123456789abcdef"


def one_page(client: Client, code: str = "lampadaire", **values: Any) -> Any:
    given = {
        "category": category(code).pk,
        "address": LAMP_ADDRESS,
        "description": "Il est éteint.",
        "client_key": KEY,
        "photos": [photo_file()],
    }
    return client.post(reverse("reports:offline"), given | values)


def test_the_page_is_kept_by_the_device(walk: Walk) -> None:
    answer = walk.client.get(reverse("reports:offline"))
    assert answer["X-Offline"] == "keep"
    assert "data-offline" in text_of(answer)


def test_it_is_taken_although_the_subject_has_questions(walk: Walk) -> None:
    sent = one_page(walk.client)
    assert sent.status_code == 302
    report = walk.report()
    assert (report.channel, report.category.code, report.address) == ("offline", "lampadaire", LAMP_ADDRESS)
    assert ReportPhoto.objects.filter(report=report).count() == 1


def test_a_wrong_answer_to_a_question_is_still_refused_on_the_web(walk: Walk) -> None:
    walk.begin().photos()
    walk.place()
    walk.post("probleme", category=category("lampadaire").pk)
    assert is_refused(walk.post("precisions", description="Il est éteint."))


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"address": "rue qui n’existe nulle part"}, "address"),
        ({"address": ""}, "address"),
        ({"lon": "2.35", "lat": "48.85"}, "__all__"),
        ({"description": "", "photos": []}, "description"),
        ({"category": ""}, "category"),
        ({"client_key": "court"}, "client_key"),
        ({"photos": [photo_file(b"<svg/>")]}, "photos"),
    ],
    ids=["unknown-place", "no-place", "outside", "empty", "no-subject", "short-key", "no-photo"],
)
def test_what_is_wrong_is_said_and_nothing_is_written(walk: Walk, values: dict[str, Any], field: str) -> None:
    answer = one_page(walk.client, **values)
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert not Report.objects.exists()
    assert not StoredFile.objects.exists()


def test_sending_five_times_in_turn_is_one_report_with_one_photo(walk: Walk) -> None:
    pages = {one_page(walk.client)["Location"] for _turn in range(5)}
    assert len(pages) == 1
    assert (Report.objects.count(), Follower.objects.count(), StoredFile.objects.count()) == (1, 1, 1)


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_sending_five_times_at_once_is_one_report_with_one_photo(transactional_db: None, walk: Walk) -> None:
    chosen = category("lampadaire").pk
    told = at_once(*(lambda: one_page(Client(), category=chosen) for _turn in range(5)))
    assert {answer.status_code for answer in told} == {302}
    assert len({answer["Location"] for answer in told}) == 1
    assert (Report.objects.count(), Follower.objects.count(), StoredFile.objects.count()) == (1, 1, 1)


def test_one_too_many_in_an_hour_is_told_to_come_again(walk: Walk) -> None:
    for number in range(10):
        assert one_page(walk.client, client_key=f"{KEY}-{number}", photos=[]).status_code == 302
    assert one_page(walk.client, photos=[]).status_code == 429, "the device keeps it and tries again"
    assert Report.objects.count() == 10

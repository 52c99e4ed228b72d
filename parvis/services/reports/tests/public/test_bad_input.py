# SPDX-License-Identifier: AGPL-3.0-or-later
"""What goes wrong, on purpose or not: nothing breaks, nothing is lost, nothing leaks."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from PIL import Image

from parvis.kernel.audit.actors import SYSTEM
from parvis.kernel.files.models import StoredFile
from parvis.kernel.files.tests import pictures
from parvis.kernel.organisations.actors import actor_of
from parvis.services.reports import operations
from parvis.services.reports.models import Report, ReportPhoto
from parvis.services.reports.rules.publication import Visibility
from parvis.services.reports.tests.conftest import category, submission
from parvis.services.reports.tests.public.conftest import Walk, is_refused, photo_file, text_of
from parvis.services.reports.views.public import sending

HOSTILE = (
    "'; DROP TABLE reports_report; --",
    "<script>alert(document.cookie)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7|add:7 }}{% load static %}{{ settings.SECRET_KEY }}",
    "\u202e\u0000\u0007%00%n",
)


@pytest.mark.parametrize(
    "data",
    [pictures.photo()[:3_000], pictures.huge_png(), b"<svg onload='alert(1)'/>", b"GIF89a" + b"\0" * 400, b""],
    ids=["truncated", "hundred-megapixels", "svg", "gif", "empty"],
)
def test_a_bad_photo_is_refused_in_words_and_the_good_one_beside_it_stays(walk: Walk, data: bytes) -> None:
    walk.begin()
    answer = walk.photos([photo_file(), photo_file(data, "mauvaise.jpg")])
    page = text_of(answer)
    assert is_refused(answer)
    assert 'class="error-summary' in page
    assert len(re.findall(r'name="remove"', page)) <= 1
    assert StoredFile.objects.count() <= 1
    assert walk.photos([photo_file()])["Location"] == walk.at("lieu"), "the form goes on"


@pytest.mark.parametrize(
    "tail", [b"PK\x03\x04evil.jar", b"<script>alert(1)</script>", b"%PDF-1.7 /JavaScript"], ids=["jar", "html", "pdf"]
)
def test_a_second_file_inside_a_photo_is_never_served(walk: Walk, tail: bytes) -> None:
    walk.begin().photos([photo_file(pictures.photo() + tail)])
    page = text_of(walk.get("photo"))
    served = walk.client.get(re.search(r'src="(/[^"]+)" width="160"', page)[1].replace("&amp;", "&"))
    body = b"".join(served.streaming_content) if served.streaming else served.content
    assert served.status_code == 200
    assert tail not in body
    assert served["X-Content-Type-Options"] == "nosniff"


def test_an_iphone_photo_is_taken(walk: Walk) -> None:
    walk.begin()
    assert walk.photos([photo_file(pictures.photo(fmt="HEIF"), "IMG_0001.HEIC")])["Location"] == walk.at("lieu")


def test_the_position_in_a_photo_is_never_published(walk: Walk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "LON", 4.8814)
    monkeypatch.setattr(pictures, "LAT", 46.2600)
    walk.begin().photos([photo_file(pictures.photo())])
    walk.post("lieu", lon="4.8900", lat="46.2590")
    walk.post("probleme", category=category("banc").pk)
    walk.post("precisions", description="Cassé.")
    walk.post("nouvelles", way="none")
    walk.send()
    page = text_of(walk.client.get(reverse("reports:report", args=[walk.report().reference])))
    assert "4.8814" not in page
    photos = re.findall(r'(?:src|href)="(/[^"]*/(?:full|medium|thumb)[^"]*|/files/[^"]+|/fichiers/[^"]+)"', page)
    assert photos, "the photo itself is shown"
    for address in photos:
        served = walk.client.get(address.replace("&amp;", "&"))
        body = b"".join(served.streaming_content) if served.streaming else served.content
        with Image.open(io.BytesIO(body)) as image:
            assert not image.getexif()
        assert b"SecretPhone" not in body


@pytest.mark.parametrize(("lon", "lat"), [("2.3522", "48.8566"), ("0", "0"), ("-179.9", "-89.9")])
def test_a_place_outside_the_territory_says_whom_to_tell(walk: Walk, lon: str, lat: str) -> None:
    walk.begin().photos()
    answer = walk.post("lieu", lon=lon, lat=lat)
    assert is_refused(answer)
    assert "112" in text_of(answer)
    assert walk.place().status_code == 302


@pytest.mark.parametrize("lon", ["nan", "inf", "-1e999", "999", "abc", "4,88"])
def test_a_position_that_does_not_exist_is_no_fault(walk: Walk, lon: str) -> None:
    walk.begin().photos()
    assert is_refused(walk.post("lieu", lon=lon, lat="46.26"))


def test_a_double_post_is_one_report(walk: Walk) -> None:
    walk.until_check()
    first, second = walk.send(), walk.send()
    assert first["Location"] == second["Location"]
    assert Report.objects.count() == 1
    assert walk.get("lieu")["Location"] == first["Location"], "no page of a sent draft opens again"


def test_the_trap_for_robots_holds_the_report_and_says_nothing(walk: Walk) -> None:
    walk.until_check()
    sent = walk.send(website="https://casino.example")
    assert walk.client.get(sent["Location"]).status_code == 200
    assert walk.report().visibility != Visibility.PUBLIC
    assert walk.client.get(reverse("reports:report", args=[walk.report().reference])).status_code == 404


def test_who_fills_seven_pages_in_no_time_is_held(walk: Walk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "FASTEST_SECONDS", 3_600)
    walk.until_check().send()
    assert walk.report().visibility != Visibility.PUBLIC


def test_too_many_reports_are_refused_and_the_draft_stays(walk: Walk) -> None:
    walk.until_check()
    here = actor_of(walk.get("verification").wsgi_request)
    for number in range(10):
        operations.submit(here, submission=submission(place=(4.89, 46.26), description=f"n° {number}"))
    answer = walk.send()
    assert is_refused(answer)
    assert "heure" in text_of(answer)
    assert Report.objects.count() == 10
    assert "Une latte du banc" in text_of(walk.get("verification"))


def test_in_a_flood_an_e_mail_is_asked_for(walk: Walk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("parvis.services.reports.operations.limits.anonymous_last_hour", lambda at: 10_000)
    walk.until_check()
    assert is_refused(walk.send())
    assert walk.post("nouvelles", way="email", email="marie@example.org").status_code == 302
    sent = walk.send()
    assert sent.status_code == 302
    assert walk.report().visibility != Visibility.PUBLIC, "held until the link is followed"


@pytest.mark.parametrize("text", HOSTILE, ids=["sql", "script", "attribute", "template", "controls"])
def test_hostile_text_in_every_field_is_text(walk: Walk, text: str) -> None:
    walk.begin()
    assert walk.photos([photo_file(name=f"{text}.jpg")]).status_code in {200, 302, 422}
    assert is_refused(walk.post("lieu", address=text))
    assert is_refused(walk.post("lieu", address=text, lon=text, lat=text))
    assert is_refused(walk.post("lieu", address=text, chosen=text))
    assert walk.post("lieu", address=text, lon="4.89", lat="46.26").status_code in {200, 302, 422}
    walk.place()
    assert walk.get("probleme", mots=text).status_code == 200
    assert is_refused(walk.post("probleme", category=text))
    walk.post("probleme", category=category("banc").pk)
    if is_refused(walk.post("precisions", description=text)):
        walk.post("precisions", description="Cassé.")
    for way in ("email", "phone"):
        assert is_refused(walk.post("nouvelles", way=way, email=text, phone=text, name=text))
    if is_refused(walk.post("nouvelles", way="email", email="marie@example.org", name=text)):
        walk.post("nouvelles", way="email", email="marie@example.org")
    walk.get("verification")
    sent = walk.send(website="")
    assert sent.status_code in {200, 302, 422}
    pages = [text_of(walk.get("verification"))] if is_refused(sent) else _pages_after(walk, sent["Location"])
    for page in pages:
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert "\0" not in page
    assert Report.objects.filter(description__contains="14").count() == 0
    for address in ("home", "map", "alerts", "public-feed", "points"):
        names = ("reference", "q", "sujet", "etat", "quartier", "depuis", "bbox", "suite", "pres-de")
        answer = walk.client.get(reverse(f"reports:{address}"), dict.fromkeys(names, text))
        assert answer.status_code in {200, 400, 404}
        assert b"<script>alert" not in answer.content


def _pages_after(walk: Walk, thanks: str) -> list[str]:
    report, follow = walk.report(), thanks.removesuffix("merci/")
    addresses = [thanks, follow, reverse("reports:report", args=[report.reference]), reverse("reports:map")]
    return [text_of(walk.client.get(address)) for address in addresses]


def test_private_and_unknown_references_answer_the_same(walk: Walk) -> None:
    private = operations.submit(SYSTEM, submission=submission("bruit", place=(4.89, 46.26)))
    year = private.reference.split("-")[1]
    answers = [
        walk.client.get(reverse("reports:report", args=[reference]))
        for reference in (private.reference, f"SIG-{year}-99999", "SIG-1999-00001")
    ]
    assert {answer.status_code for answer in answers} == {404}
    bodies = {_without_tokens(text_of(answer)).replace(ref, "") for answer, ref in zip(
        answers, (private.reference, f"SIG-{year}-99999", "SIG-1999-00001"), strict=True)}  # fmt: skip
    assert len(bodies) == 1, "the pages differ in nothing"
    assert walk.client.post(reverse("reports:me-too", args=[private.reference])).status_code == 404
    assert walk.client.get(reverse("reports:home"), {"reference": private.reference}).status_code == 404


def _without_tokens(page: str) -> str:
    return re.sub(r'(?:nonce|value|content)="[A-Za-z0-9_-]{20,}"|[0-9a-f]{32}', "", page)


@pytest.mark.parametrize("word", ["suivi/{t}/", "suivi/{t}/merci/", "suivi/{t}/message/", "flux/{t}.atom",
                                  "alertes/fin/{t}/", "partenaire/{t}/"])  # fmt: skip
@pytest.mark.parametrize("token", ["x", "A" * 43, "é" * 43, "..%2f..%2f", "0" * 4_000])
def test_forged_tokens_open_nothing(client: Client, db: None, word: str, token: str) -> None:
    assert client.get(reverse("reports:home") + word.format(t=token)).status_code == 404


def test_another_person_s_draft_cannot_be_guessed_nor_a_stranger_s_photo_taken(walk: Walk, another: Any) -> None:
    walk.begin().photos([photo_file()])
    mine = StoredFile.objects.get()
    other = another().begin()
    other.post("photo", remove=str(mine.pk))
    mine.refresh_from_db()
    assert not ReportPhoto.objects.exists()
    assert re.search(r'name="remove"', text_of(walk.get("photo"))), "the photo is still there"
    wrong = walk.base[:-4] + ("0000" if not walk.base.endswith("0000") else "1111")
    assert walk.client.get(f"{wrong}/photo/").status_code == 404


def test_reading_leaves_no_cookie_but_the_one_against_forged_forms(walk: Walk) -> None:
    for name in ("home", "map", "begin", "alerts"):
        walk.client.get(reverse(f"reports:{name}"))
    assert set(walk.client.cookies) <= {settings.CSRF_COOKIE_NAME}

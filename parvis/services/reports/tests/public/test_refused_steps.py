# SPDX-License-Identifier: AGPL-3.0-or-later
"""A refused page of the form comes back by a redirect: “Back” asks nobody to send a form again, and nothing is lost."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.urls import reverse

from parvis.services.reports.models import Draft, Report
from parvis.services.reports.operations import limits
from parvis.services.reports.tests.conftest import category
from parvis.services.reports.tests.public.conftest import Walk, is_refused, photo_file, text_of, values_of


def refused(walk: Walk, word: str, query: str = "", **values: Any) -> str:
    """Sends a page that is refused; the address where the browser goes, and what it shows there."""
    here = walk.at(word) + query
    answer = walk.client.post(here, values)
    assert (answer.status_code, answer["Location"]) == (303, here)
    page = walk.client.get(here)
    assert is_refused(page)
    assert page.status_code == 200
    assert text_of(walk.client.get(here)).count("error-summary") == text_of(page).count("error-summary"), "again too"
    return text_of(page)


def test_every_page_that_is_refused_keeps_what_was_typed(walk: Walk) -> None:
    walk.begin()
    assert "mauvaise.jpg" in refused(walk, "photo", photos=[photo_file(), photo_file(b"<svg/>", "mauvaise.jpg")])
    assert len(Draft.objects.get().data["photos"]) == 1, "the good photo stays"
    assert "nulle part" in refused(walk, "lieu", address="au milieu de nulle part")
    assert len(values_of(refused(walk, "lieu", address="rue de la paix"), "chosen")) > 1, "the list to choose from"
    assert walk.place().status_code == 302
    refused(walk, "probleme")
    walk.post("probleme", category=category("lampadaire").pk)
    assert "Il est éteint." in refused(walk, "precisions", description="Il est éteint.")
    assert "marie@" in refused(walk, "nouvelles", way="email", email="marie@", name="Marie")
    page = refused(walk, "nouvelles", way="phone", phone="12")
    assert re.search(r'value="phone"[^>]*checked', page), "the choice stays too"


def test_a_page_answered_well_forgets_what_was_wrong(walk: Walk) -> None:
    walk.begin().photos()
    refused(walk, "lieu", address="au milieu de nulle part")
    assert walk.place().status_code == 302
    page = walk.get("lieu")
    assert not is_refused(page)
    assert "nulle part" not in text_of(page)
    assert "refused" not in Draft.objects.get().data


def test_a_search_among_the_subjects_is_not_troubled_by_the_refusal_before(walk: Walk) -> None:
    walk.begin().photos()
    walk.place()
    refused(walk, "probleme")
    assert not is_refused(walk.get("probleme", mots="lampadaire"))
    refused(walk, "probleme", "?mots=lampadaire")


def test_a_report_that_is_not_taken_comes_back_by_a_redirect(walk: Walk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("parvis.services.reports.operations.limits.anonymous_last_hour", lambda at: 10_000)
    walk.until_check()
    assert "Une latte du banc" in refused(walk, "verification")
    assert not Report.objects.exists()
    assert not is_refused(walk.get("lieu")), "the other pages are not wrong"


def test_a_subject_that_stops_the_form_comes_back_by_a_redirect(walk: Walk) -> None:
    walk.begin().photos()
    walk.place()
    walk.post("probleme", category=category("depot-sauvage").pk)
    here = walk.at("precisions")
    values = {"description": "Des gravats.", "answer-nature": "gravats", "answer-ou": "prive"}
    answer = walk.client.post(here, values)
    assert (answer.status_code, answer["Location"]) == (303, here)
    page = text_of(walk.client.get(here))
    assert "terrain privé" in page
    assert "Des gravats." in page


def test_too_many_photos_come_back_by_a_redirect(walk: Walk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "_DRAFT_PHOTOS_PER_HOUR", 1)
    walk.begin()
    refused(walk, "photo", photos=[photo_file(), photo_file(name="deux.jpg")])


def test_what_no_draft_can_hold_is_shown_at_once(walk: Walk) -> None:
    walk.begin().photos()
    walk.place()
    walk.post("probleme", category=category("banc").pk)
    for words in ("Cassé.\0", "é" * 60_000):
        answer = walk.client.post(walk.at("precisions"), {"description": words})
        assert answer.status_code == 422
        assert words.replace("\0", "")[:6] in text_of(answer)
    assert walk.client.get(reverse("reports:begin")).status_code == 200

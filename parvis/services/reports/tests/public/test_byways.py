# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a resident meets off the straight way: from the search, with a lost draft, without an address."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from parvis.kernel.audit.actors import anonymous
from parvis.kernel.search import queries as search
from parvis.services.reports import operations
from parvis.services.reports.models import Draft
from parvis.services.reports.operations import CategoryValues
from parvis.services.reports.tests.conftest import category
from parvis.services.reports.tests.public.conftest import LAMP_ADDRESS, Walk, is_refused, text_of, values_of

VISITOR = anonymous()


def test_a_subject_that_was_searched_for_is_not_asked_again(walk: Walk) -> None:
    hits = search.search(VISITOR, "lampadaire").hits
    assert "".join(part.text for part in hits[0].title).startswith("Signaler")
    assert {hit.label for hit in hits} <= {"Signaler un problème", "Signalements"}
    page = walk.client.get(hits[0].url)
    assert category("lampadaire").name_fr in text_of(page)
    begun = walk.client.post(hits[0].url, {"first": "photo"})
    walk.base = begun["Location"].rsplit("/", 2)[0]
    walk.photos()
    assert walk.place()["Location"] == walk.at("precisions")
    assert "sur 5" in text_of(walk.get("precisions"))
    assert walk.at("lieu") in text_of(walk.get("precisions")), "the way back"
    changed = walk.client.post(f"{walk.at('probleme')}?retour=verification", {"category": category("banc").pk})
    assert changed["Location"] == walk.at("precisions")


def test_a_subject_closed_by_the_town_is_no_longer_found(walk: Walk, desk: Any) -> None:
    lamp = category("lampadaire")
    values = CategoryValues(code=lamp.code, name_fr=lamp.name_fr, parent_id=lamp.parent_id, active=False)
    operations.save_category(desk.supervisor, values=values, category_id=lamp.pk)
    assert not [hit for hit in search.search(VISITOR, "lampadaire").hits if hit.kind == "report-subject"]


def subjects_found(words: str) -> set[str]:
    return {hit.url for hit in search.search(VISITOR, words).hits if hit.kind == "report-subject"}


def test_a_group_closed_or_opened_again_takes_its_subjects_along_at_once(walk: Walk, desk: Any) -> None:
    lamp = category("lampadaire")
    group, before = lamp.parent, subjects_found("lampadaire")
    assert before
    for active in (False, True):
        values = CategoryValues(code=group.code, name_fr=group.name_fr, active=active)
        operations.save_category(desk.supervisor, values=values, category_id=group.pk)
        assert subjects_found("lampadaire") == (before if active else set())


def test_a_subject_under_another_code_is_found_once(walk: Walk, desk: Any) -> None:
    lamp = category("lampadaire")
    values = CategoryValues(code="candelabre", name_fr="Candélabre", keywords="lampadaire", parent_id=lamp.parent_id)
    operations.save_category(desk.supervisor, values=values, category_id=lamp.pk)
    assert [url for url in subjects_found("lampadaire") if "=lampadaire" in url] == []
    assert [url for url in subjects_found("lampadaire") if "candelabre" in url]


def test_a_subject_that_becomes_a_group_is_a_subject_no_more(walk: Walk, desk: Any) -> None:
    alone = CategoryValues(code="cabanes", name_fr="Cabanes de jeu")
    made = operations.save_category(desk.supervisor, values=alone)
    assert len(subjects_found("cabanes")) == 1
    child = CategoryValues(code="perchees", name_fr="Cabanes perchées", parent_id=made.pk)
    operations.save_category(desk.supervisor, values=child)
    assert [url for url in subjects_found("cabanes") if "=cabanes" in url] == []
    assert [url for url in subjects_found("cabanes") if "perchees" in url]


def test_other_words_beside_the_point_kept_from_before_mean_another_place(walk: Walk) -> None:
    walk.begin()
    walk.photos()
    walk.place()
    lon, lat = (values_of(text_of(walk.get("lieu")), name)[0] for name in ("lon", "lat"))
    again = walk.post("lieu", address="Mairie de nulle part", lon=lon, lat=lat)
    assert is_refused(again), "without script the hidden point stays in the form"
    assert walk.post("lieu", address=LAMP_ADDRESS, lon=lon, lat=lat).status_code in {200, 302, 422}


def test_a_draft_that_is_gone_says_so_and_gives_the_words_back(walk: Walk) -> None:
    walk.begin().photos()
    Draft.objects.all().delete()
    gone = walk.post("precisions", description="La lampe <b>clignote</b>.")
    assert gone.status_code == 404
    assert "sept jours" in text_of(gone)
    assert "La lampe &lt;b&gt;clignote&lt;/b&gt;." in text_of(gone)
    assert reverse("reports:begin") in text_of(walk.get("lieu"))


@pytest.mark.parametrize(
    ("contact", "told"), [({"way": "none"}, False), ({"way": "email", "email": "m@example.org"}, True)]
)
def test_only_who_left_an_address_is_promised_messages(walk: Walk, contact: dict[str, str], told: bool) -> None:
    thanks = text_of(walk.client.get(walk.until_check(**contact).send()["Location"]))
    assert ("Vous êtes prévenu à chaque étape" in thanks) is told
    assert ("personne ne vous écrit" in thanks) is not told


def test_adding_no_photo_adds_nothing_and_says_what_to_do(walk: Walk) -> None:
    follow = walk.until_check().send()["Location"].removesuffix("merci/")
    refused = walk.client.post(f"{follow}photo/")
    assert is_refused(refused)
    assert "Choisissez une photo." in text_of(refused)


def test_an_unanswered_question_says_how_to_answer(walk: Walk) -> None:
    walk.begin().photos()
    walk.place()
    walk.post("probleme", category=category("lampadaire").pk)
    assert "Choisissez une réponse." in text_of(walk.post("precisions", description="Elle clignote."))
    wrong = text_of(walk.post("nouvelles", way="email", email="marie@"))
    assert "Écrivez l’adresse entière" in wrong

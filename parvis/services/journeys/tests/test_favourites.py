# SPDX-License-Identifier: AGPL-3.0-or-later
"""What residents keep, in their account."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from parvis.kernel.accounts import operations as accounts
from parvis.kernel.audit.actors import SYSTEM
from parvis.kernel.places.limits import Brake
from parvis.services.journeys.contributions import personal_data
from parvis.services.journeys.line_search import line_search, stop_search
from parvis.services.journeys.models import Favourite
from parvis.services.journeys.tests.test_public_pages import links, text
from parvis.services.journeys.views.public import braked

PAGE, DROP = "/trajets/favoris/", "/trajets/favoris/enlever/"
HOME = {"kind": "place", "label": "Maison", "address": "Gare", "lon": "4.88", "lat": "46.26"}
WORK = {"kind": "place", "label": "Travail", "address": "Mairie", "lon": "4.89", "lat": "46.27"}
STOP = {"kind": "stop", "label": "Gare", "feed": "urbain", "key": "a"}
LINE = {"kind": "line", "label": "1", "feed": "urbain", "key": "r1"}


@pytest.fixture(autouse=True)
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test is braked by another."""
    monkeypatch.setattr(braked, "BRAKE", Brake(burst=1000, per_second=1000))


@pytest.fixture
def resident(db: None) -> Any:
    """Somebody with an account."""
    return accounts.create_person(SYSTEM, email="lea@example.org", full_name="Léa", verified=True)


@pytest.fixture
def signed(client: Client, resident: Any) -> Client:
    """Her browser."""
    client.force_login(resident)
    return client


def test_what_is_kept_is_one_tap_away(in_force: Any, signed: Client) -> None:
    in_force(trips=16)
    for given in (HOME, WORK, STOP, LINE):
        assert signed.post(PAGE, given).status_code == 302
    page = signed.get("/trajets/")
    assert len(links(page, "/trajets/resultats/")) == 2, "there and back"
    assert "Maison" in text(page)
    assert signed.get(links(page, "/trajets/resultats/")[0]).status_code == 200
    assert "/trajets/arret/urbain/a/" in links(page, "/trajets/arret/")
    assert "/trajets/semaine/urbain/r1/" in page.content.decode(), "what the browser keeps for when it has no network"
    assert "Ne plus garder" in text(signed.get("/trajets/ligne/urbain/r1/"))
    assert "Mairie" in text(page), "what leaves from the kept stop"
    signed.post(DROP, LINE)
    assert "Garder en favori" in text(signed.get("/trajets/ligne/urbain/r1/"))


def test_nobody_sees_what_another_keeps(signed: Client, resident: Any) -> None:
    signed.post(PAGE, HOME | {"label": "Chez Léa"})
    other = accounts.create_person(SYSTEM, email="paul@example.org", full_name="Paul", verified=True)
    stranger = Client()
    assert "Chez Léa" not in text(stranger.get(PAGE))
    stranger.force_login(other)
    assert "Chez Léa" not in text(stranger.get(PAGE))
    stranger.post(DROP, {"kind": "place", "feed": "", "key": "Chez Léa"})
    assert Favourite.objects.filter(person=resident).count() == 1


def test_bad_input_is_refused_with_words(signed: Client) -> None:
    for given in (HOME | {"label": " "}, HOME | {"lon": "nan"}, HOME | {"lon": "", "lat": "", "address": "zzzz"},
                  HOME | {"lat": "95"}, STOP | {"feed": ""}, STOP | {"kind": "x"}):  # fmt: skip
        assert signed.post(PAGE, given).status_code == 422, given
    assert not Favourite.objects.exists()


def test_the_same_place_twice_and_too_many(signed: Client) -> None:
    signed.post(PAGE, HOME)
    signed.post(PAGE, HOME | {"lon": "4.9"})
    assert Favourite.objects.get().lon == pytest.approx(4.9)
    for number in range(45):
        signed.post(PAGE, HOME | {"label": f"Lieu {number}"})
    assert Favourite.objects.count() == 40


def test_without_account_nothing_reaches_the_database(client: Client, db: None) -> None:
    assert client.post(PAGE, HOME).status_code == 302
    assert not Favourite.objects.exists()


def test_one_is_sent_back_to_pages_of_the_town_only(signed: Client) -> None:
    assert signed.post(PAGE, HOME | {"next": "https://elsewhere.example/"}).headers["Location"] == PAGE
    assert signed.post(PAGE, HOME | {"next": "/trajets/"}).headers["Location"] == "/trajets/"


def test_the_person_takes_it_along_and_erases_it(signed: Client, resident: Any) -> None:
    signed.post(PAGE, HOME)
    (record,) = personal_data.export(resident)
    assert (record.data["name"], record.data["longitude"]) == ("Maison", 4.88)
    assert personal_data.erase(resident).deleted == 1
    assert personal_data.erase(resident).deleted == 0
    assert not Favourite.objects.exists()


def test_lines_and_stops_are_in_the_search_of_the_portal(in_force: Any) -> None:
    in_force()
    assert [(one.title, one.url) for one in line_search.documents()] == [
        ("Bus 1 – Ligne 1", "/trajets/ligne/urbain/r1/")
    ]
    assert {one.title for one in stop_search.documents()} == {"Gare", "Mairie"}


def test_the_week_of_a_line_may_be_kept_on_a_device(in_force: Any, client: Client) -> None:
    in_force()
    page = client.get("/trajets/semaine/urbain/r1/")
    assert page.headers["X-Offline"] == "keep"
    assert "data-kept-at" in page.content.decode()
    assert "07:00" in text(page)

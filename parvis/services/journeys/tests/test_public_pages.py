# SPDX-License-Identifier: AGPL-3.0-or-later
"""The residents' pages and the API: every state, bad input, no trace of what was asked."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from html import unescape
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.utils import timezone

from parvis.kernel.places.limits import Brake
from parvis.services.journeys import calendar_file
from parvis.services.journeys.templatetags.journeys_public import in_words
from parvis.services.journeys.tests.conftest import gtfs
from parvis.services.journeys.views.public import braked

RESULTS, API = "/trajets/resultats/", "/api/journeys/"


@pytest.fixture(autouse=True)
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test is braked by another."""
    monkeypatch.setattr(braked, "BRAKE", Brake(burst=1000, per_second=1000))


def question(**values: Any) -> dict[str, Any]:
    """A whole question for tomorrow morning, as the form sends it."""
    day = timezone.localdate() + timedelta(days=1)
    return {
        "de": "Chez moi", "de_lon": "4.8805", "de_lat": "46.2605", "vers": "Travail", "vers_lon": "4.8905",
        "vers_lat": "46.2705", "quand": "partir", "jour": f"{day:%Y-%m-%d}", "heure": "07:50",
    } | values  # fmt: skip


def text(answer: Any) -> str:
    """What a page says, spaces tidied."""
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", answer.content.decode())).split())


def links(answer: Any, beginning: str) -> list[str]:
    return [unescape(one) for one in re.findall(rf'href="({beginning}[^"]*)"', answer.content.decode())]


@pytest.mark.django_db
def test_the_form_asks_and_keeps_what_was_said(client: Client) -> None:
    page = client.get("/trajets/", question(fauteuil="on"))
    assert page.status_code == 200
    html = page.content.decode()
    assert 'value="Chez moi"' in html
    assert 'name="de_lon" value="4.880500"' in html
    assert re.search(r'name="fauteuil"[^>]*checked', html)


@pytest.mark.django_db
def test_what_is_missing_is_said_beside_its_field(client: Client) -> None:
    page = client.get(RESULTS, {"de": "", "vers": "Gare", "quand": "partir", "jour": "demain", "heure": "25:99"})
    assert page.status_code == 422
    said = text(page)
    for sentence in ("Dites d’où vous partez.", "Écrivez le jour ainsi", "Écrivez l’heure ainsi"):
        assert sentence in said
    assert "Dites où vous allez" not in said


def test_the_list_and_a_journey_and_its_calendar(in_force: Any, client: Client) -> None:
    in_force()
    page = client.get(RESULTS, question())
    assert page.status_code == 200
    assert "Direct" in text(page)
    assert "8 h" in text(page)
    assert page.headers["Cache-Control"] == "private, max-age=30"
    (detail,) = links(page, "/trajets/itineraire/")[:1]
    journey = client.get(detail)
    assert journey.status_code == 200
    for words in ("Marchez", "Gare", "vers Mairie", "Travail", "ligne droite"):
        assert words in text(journey)
    assert "quand=partir" in detail, "the address means the same moment tomorrow"
    event = client.get(links(journey, "/trajets/itineraire.ics")[0])
    assert event.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert b"BEGIN:VEVENT" in event.content
    assert all(len(line) <= 75 for line in event.content.split(b"\r\n"))


def test_earlier_and_later_lead_on(in_force: Any, client: Client) -> None:
    in_force()
    page = client.get(RESULTS, question(heure="09:30"))
    later = re.search(r'rel="next"\s+href="([^"]*)"', page.content.decode())
    earlier = re.search(r'rel="prev"\s+href="([^"]*)"', page.content.decode())
    assert later
    assert earlier
    assert client.get(unescape(earlier[1])).status_code == client.get(unescape(later[1])).status_code == 200
    assert "9 h" in text(client.get(unescape(earlier[1])))


def test_words_without_a_point_are_chosen_from_a_list(in_force: Any, client: Client) -> None:
    """Without script nothing tells the point: the server finds it, or asks."""
    in_force(gtfs(stops="stop_id,stop_name,stop_lat,stop_lon\na,Gare,46.26,4.88\nb,Gare du Nord,46.27,4.89\n"))
    asked = {"de": "gare", "vers": "gare du nord", "quand": "partir", "jour": question()["jour"], "heure": "07:50"}
    page = client.get(RESULTS, asked)
    assert "D’où partez-vous" in text(page)
    page = client.get(links(page, RESULTS)[0])
    assert "8 h" in text(page), "the other end has one meaning only"
    unknown = client.get(RESULTS, asked | {"de": "zzzzzz"})
    assert unknown.status_code == 404
    assert "Nous ne connaissons pas" in text(unknown)


def test_new_words_lose_the_point_of_the_old_ones(in_force: Any, client: Client) -> None:
    in_force()
    sent = question(de="Mairie", de_lu="4.8805,46.2605,Chez moi")
    page = client.get(RESULTS, sent)
    assert "<h1>" in page.content.decode()
    assert "Vous" in text(page) or "Mairie" in text(page)
    assert "4.8805" not in "".join(links(page, "/trajets/itineraire/"))


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"vers_lon": "4.8805", "vers_lat": "46.2605"}, "Vous y êtes déjà"),
        ({"jour": "2020-01-01"}, "Ce moment est passé"),
        ({"jour": "2099-01-01"}, "Les horaires sont connus jusqu’au"),
        ({"vers_lon": "5.9", "vers_lat": "47.0"}, "Aucun arrêt près de votre arrivée"),
    ],
)
def test_why_there_is_no_journey(in_force: Any, client: Client, values: dict[str, str], said: str) -> None:
    in_force()
    page = client.get(RESULTS, question(**values))
    assert page.status_code == 200
    assert said in text(page)


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "2000-01-01", "2099-12-31", "2026-03-29", "2026-10-25"])
def test_no_day_breaks_the_search(in_force: Any, client: Client, day: str) -> None:
    in_force()
    for when in ("partir", "arriver"):
        for hour in ("00:00", "02:30", "23:59"):
            answer = client.get(RESULTS, question(jour=day, heure=hour, quand=when))
            assert answer.status_code == (200 if day.startswith("20") else 422)
    assert client.get("/trajets/itineraire/", question(jour=day, trajet="x")).status_code == 404


@pytest.mark.django_db
def test_without_network_all_pages_answer(client: Client) -> None:
    assert "Aucun horaire" in text(client.get(RESULTS, question()))
    assert client.get("/trajets/arret/urbain/a/").status_code == 404
    assert client.get("/trajets/affichage/urbain/a/").status_code == 404
    assert client.get("/trajets/arrets/", {"q": "gare"}).status_code == 200
    assert client.get("/trajets/lieux.json", {"q": "gare"}).json() == []


def test_a_stop_and_its_wall(in_force: Any, client: Client) -> None:
    in_force(trips=16)
    (url,) = links(client.get("/trajets/arrets/", {"q": "gare"}), "/trajets/arret/")
    page = client.get(url)
    assert "Mairie" in text(page)
    assert "<html" in page.content.decode()
    part = client.get(url, headers={"HX-Request": "true"})
    assert "<html" not in part.content.decode()
    assert part.content.decode().strip() in page.content.decode(), "the swapped page equals the fresh one"
    wall = client.get(url.replace("/arret/", "/affichage/"))
    assert '<noscript><meta http-equiv="refresh" content="60"></noscript>' in wall.content.decode()
    assert links(client.get("/trajets/arrets/", {"lon": "4.88", "lat": "46.26"}), "/trajets/arret/")[0] == url


def test_who_asks_too_fast_waits(in_force: Any, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    in_force()
    monkeypatch.setattr(braked, "BRAKE", Brake(burst=1, per_second=0.001))
    assert client.get("/trajets/arrets/", {"q": "gare"}).status_code == 200
    assert client.get(RESULTS, question()).status_code == 429


def test_nothing_of_a_search_is_logged(in_force: Any, client: Client, capfd: pytest.CaptureFixture[str]) -> None:
    in_force()
    capfd.readouterr()
    client.get(RESULTS, question(de="Chez Camille"))
    said = "".join(capfd.readouterr())
    assert "Camille" not in said
    assert "46.26" not in said


@pytest.fixture
def api(in_force: Any) -> Iterator[Callable[..., Any]]:
    """Asks the API of a network in force."""
    in_force()
    return lambda path, **values: Client().get(f"{API}{path}?{urlencode(values)}")


def test_the_api_plans_with_the_fields_of_the_command(api: Callable[..., Any]) -> None:
    moment = f"{question()['jour']}T07:50:00+01:00"
    answer = api("plan", **{"from": "46.2605,4.8805", "to": "46.2705,4.8905", "depart": moment})
    assert answer.status_code == 200
    journey = next(one for one in answer.json()["journeys"] if one["transfers"] == 0)
    assert [leg["mode"] for leg in journey["legs"]] == ["WALK", "BUS", "WALK"]
    assert journey["legs"][0]["from_stop_id"] is None
    assert journey["legs"][1]["from_stop_id"] == "a"
    assert api("plan", **{"from": "x,y", "to": "46.2705,4.8905"}).status_code == 400
    assert api("plan", **{"from": "46.26,4.88", "to": "46.27,4.89", "window": 9999}).status_code == 422
    far = {"from": "46.2605,4.8805", "to": "46.2705,4.8905", "depart": "9999-12-31T23:59:59-12:00"}
    assert api("plan", **far).status_code in (200, 400)


def test_the_api_tells_departures(api: Callable[..., Any]) -> None:
    answer = api("departures", feed="urbain", stop_id="a", limit=2)
    assert answer.status_code == 200
    assert [each["headsign"] for each in answer.json()["departures"]] == ["Mairie", "Mairie"]
    assert api("departures", feed="urbain", stop_id="x").status_code == 404


def test_durations_and_calendar_texts() -> None:
    assert [in_words(each).replace("\u00a0", " ") for each in (0, 27, 60, 125)] == [
        "1 min",
        "27 min",
        "1 h 00",
        "2 h 05",
    ]
    now = timezone.now()
    made = calendar_file.event(uid="a", begin=now, end=now, title="a, b; c", text="é" * 90 + "\nb", url="/x", now=now)
    assert b"SUMMARY:a\\, b\\; c" in made
    assert made.replace(b"\r\n ", b"").count("é".encode()) == 90

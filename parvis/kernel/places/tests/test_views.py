# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pages and JSON of places."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from parvis.kernel.places import views
from parvis.kernel.places.limits import Brake

pytestmark = pytest.mark.usefixtures("areas")


@pytest.fixture(autouse=True)
def fresh_brake(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "BRAKE", Brake(burst=60, per_second=8))


def test_search_answers_the_combobox(client: Client) -> None:
    answer = client.get("/places/search", {"q": "12 rue de la paix", "near": "4.88,46.26", "limit": "3"})
    assert answer["Cache-Control"] == "public, max-age=300"
    (first, *others) = answer.json()
    assert {"label", "hint", "value", "lon", "lat"} <= first.keys()
    assert (first["label"], first["hint"], first["value"]) == (
        "12 rue de la Paix", "01290 Pontbourg", "12 rue de la Paix, 01290 Pontbourg",
    )  # fmt: skip
    assert len(others) <= 2


@pytest.mark.parametrize(
    "query", [{}, {"q": ""}, {"q": "x", "near": "a,b"}, {"q": "rue", "limit": "many", "near": "999,999"}]
)
def test_search_bears_anything(client: Client, query: dict[str, str]) -> None:
    assert isinstance(client.get("/places/search", query).json(), list)


def test_reverse_says_what_is_there(client: Client) -> None:
    found = client.get("/places/reverse", {"lon": "4.8812", "lat": "46.26"}).json()
    assert found["address"]["label"].endswith("rue de la Paix")
    assert (found["commune"], found["neighbourhood"], found["in_territory"]) == ("Pontbourg", "Centre", True)
    outside = client.get("/places/reverse", {"lon": "2.35", "lat": "48.85"}).json()
    assert (outside["address"], outside["in_territory"]) == (None, False)


@pytest.mark.parametrize(
    "query", [{}, {"lon": "x", "lat": "1"}, {"lon": "400", "lat": "1"}, {"lon": "nan", "lat": "inf"}]
)
def test_reverse_refuses_what_is_no_position(client: Client, query: dict[str, str]) -> None:
    answer = client.get("/places/reverse", query)
    assert answer.status_code == 400
    assert answer.json()["error"]


def test_too_many_searches_are_slowed(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "BRAKE", Brake(burst=2, per_second=0.01))
    codes = [client.get("/places/search", {"q": "rue"}).status_code for _ in range(3)]
    assert codes == [200, 200, 429]
    assert client.get("/api/places/search", {"q": "rue"}).status_code == 429, "the API is no way around"
    assert client.get("/api/places/reverse", {"lon": "4.88", "lat": "46.26"}).status_code == 429


def test_brake_refills_with_time() -> None:
    brake = Brake(burst=1, per_second=2)
    assert [brake.allows("a", 0), brake.allows("a", 0.1), brake.allows("a", 0.7), brake.allows("b", 0.7)] == [
        True, False, True, True,
    ]  # fmt: skip


def test_picking_without_script_leads_back(client: Client) -> None:
    answer = client.get("/places/", {"q": "rue victor hugo", "next": "/signalements/nouveau?etape=lieu&lon=1"})
    page = answer.content.decode()
    assert "Rue Victor Hugo" in page
    assert 'href="/signalements/nouveau?etape=lieu&amp;lon=4.' in page
    assert "label=Rue+Victor+Hugo" in page


@pytest.mark.parametrize(
    "address", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "/\\evil.example", "evil"]
)
def test_picking_never_leads_elsewhere(client: Client, address: str) -> None:
    page = client.get("/places/", {"q": "rue victor hugo", "next": address}).content.decode()
    links = re.findall(r'href="([^"]*)"', page)
    assert not [link for link in links if link.startswith(("https://evil", "//evil", "evil", "javascript", "/\\"))]
    fields = re.findall(r'name="next" value="([^"]*)"', page)
    assert all(value.startswith("/places/?") for value in fields)
    assert 'href="/places/carte/?lon=' in page


def test_picking_escapes_what_was_typed(client: Client) -> None:
    page = client.get("/places/", {"q": '<script>alert("x")</script>'}).content.decode()
    assert "<script>alert" not in page


def test_place_page_lists_what_the_map_shows(client: Client) -> None:
    answer = client.get("/places/carte/", {"lon": "4.8812", "lat": "46.26", "label": "Ici & là"})
    assert answer.status_code == 200
    assert "Ici &amp; là" in answer.content.decode()
    assert client.get("/places/carte/").status_code == 400


def test_api(client: Client) -> None:
    hits = client.get("/api/places/search", {"q": "bd st martin"}).json()
    assert hits[0]["label"] == "Boulevard Saint-Martin"
    assert client.get("/api/places/reverse", {"lon": 4.8812, "lat": 46.26}).json()["commune"] == "Pontbourg"
    assert [one["name"] for one in client.get("/api/places/neighbourhoods").json()] == ["Centre", "Les Prés"]
    assert client.get("/api/places/reverse", {"lon": 400, "lat": 0}).status_code == 422


def test_contributions() -> None:
    from parvis.kernel.audit.actors import SYSTEM
    from parvis.kernel.places.contributions import SEARCH, STATISTICS
    from parvis.kernel.places.operations import replace_places
    from parvis.kernel.places.tests.test_points import PLACES

    replace_places(SYSTEM, source="osm", places=PLACES)
    assert [document.title for document in SEARCH.documents()] == ["Mairie de Pontbourg", "Pont Vieux"]
    gauges = {gauge.name: gauge.value for gauge in STATISTICS.gauges()}
    assert gauges["parvis_places_addresses"] == 336

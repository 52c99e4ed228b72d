# SPDX-License-Identifier: AGPL-3.0-or-later
"""How far can I go: the page with and without a script's point, its map, the API, bad input."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone
from shapely.geometry import Point, shape

from parvis.kernel.places.geo import Box
from parvis.kernel.places.models import Commune, Place
from parvis.kernel.places.queries import places_between
from parvis.services.journeys import limits
from parvis.services.journeys.tests.test_public_pages import links, text, unhurried

__all__ = ["unhurried"]
PAGE, MAP, API = "/trajets/jusqu-ou/", "/trajets/jusqu-ou/carte.json", "/api/journeys/isochrones"
FAR = (4.89, 46.27)


def question(**values: Any) -> dict[str, Any]:
    """From the station, tomorrow a little before the bus of eight."""
    day = timezone.localdate() + timedelta(days=1)
    return {
        "de": "Chez moi", "de_lon": "4.8800", "de_lat": "46.2600", "quand": "partir", "jour": f"{day:%Y-%m-%d}",
        "heure": "07:50",
    } | values  # fmt: skip


def moment(hour: int, minute: int) -> str:
    day = timezone.localdate() + timedelta(days=1)
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZoneInfo("Europe/Paris")).isoformat()


@pytest.fixture
def town(db: None) -> None:
    """Two communes: one here, one at the other end of the line, whose town hall stands at its stop."""
    here = Commune.objects.create(insee="01001", name="Valorne", lon=4.88, lat=46.26)
    there = Commune.objects.create(insee="01002", name="Montclair", lon=4.95, lat=46.30)
    for key, kind, name, commune, lon, lat in (
        ("a", "townhall", "Mairie de Valorne", here, 4.8803, 46.2603),
        ("b", "townhall", "Mairie de Montclair", there, *FAR),
        ("c", "cinema", "Le Rex", there, *FAR),
        ("d", "playground", "Aire des Tilleuls", there, *FAR),
    ):
        Place.objects.create(source_key=key, kind=kind, name=name, commune=commune, lon=lon, lat=lat, cell=1)


@pytest.mark.usefixtures("town")
def test_the_page_lists_what_each_quarter_of_an_hour_brings(client: Client, in_force: Any) -> None:
    empty = client.get(PAGE)
    assert empty.status_code == 200
    assert "minutes" not in text(empty).split("Quand")[1]
    in_force(trips=2)
    said = text(client.get(PAGE, question()))
    near, half, later = said.split("15 minutes")[1], said.split("30 minutes")[1], said.split("45 minutes")[1]
    assert "1 arrêt à votre portée" in near.split("30 minutes")[0]
    assert "Valorne" in near.split("30 minutes")[0]
    assert "2 arrêts à votre portée" in half.split("45 minutes")[0]
    assert "Montclair" in half.split("45 minutes")[0], "its town hall is reached by the bus of eight"
    assert "Le Rex Cinéma, Montclair" in half.split("45 minutes")[0]
    assert "Montclair" not in near.split("30 minutes")[0]
    assert "Le Rex" not in later
    assert "Aire des Tilleuls" not in said
    assert links(client.get("/trajets/"), PAGE) == [PAGE]


@pytest.mark.usefixtures("town")
def test_words_alone_lead_to_a_point_or_to_a_choice(client: Client, in_force: Any) -> None:
    in_force(stops="stop_id,stop_name,stop_lat,stop_lon\na,Gare Nord,46.26,4.88\nb,Gare Sud,46.27,4.89\n")
    answer = client.get(PAGE, question(de="Gare", de_lon="", de_lat=""))
    ways = links(answer, PAGE)
    assert len(ways) >= 2
    assert any("15 minutes" in text(client.get(way)) for way in ways if "de_lon=4.88" in way)
    assert "15 minutes" in text(client.get(PAGE, question(de="Gare Nord", de_lon="", de_lat="")))
    assert client.get(PAGE, question(de="xyzzy", de_lon="", de_lat="")).status_code == 404
    assert client.get(PAGE, question(de="")).status_code == 422


@pytest.mark.django_db
def test_each_reason_is_said_in_words(client: Client, in_force: Any) -> None:
    assert "Aucun horaire" in text(client.get(PAGE, question()))
    in_force()
    assert "Ce moment est passé" in text(client.get(PAGE, question(jour="2020-01-01")))
    assert "Nous n’avons pas d’horaires pour ce jour" in text(client.get(PAGE, question(jour="2090-01-01")))
    assert "4 km" in text(client.get(PAGE, question(de_lon="0.5", de_lat="45.0")))
    for values in ({"de_lon": "999"}, {"jour": "x"}, {"heure": "25:00"}):
        assert client.get(MAP, question(**values)).status_code == 400


@pytest.mark.django_db
def test_the_map_shows_bands_that_do_not_cover_one_another(client: Client, in_force: Any) -> None:
    in_force()
    features = client.get(MAP, question()).json()["features"]
    names = [one["properties"]["id"] for one in features]
    assert names == ["band-15", "band-30", "band-45", "band-60", "here"]
    shapes = {one["properties"]["id"]: shape(one["geometry"]) for one in features}
    assert shapes["band-15"].contains(Point(4.88, 46.26))
    assert shapes["band-30"].contains(Point(*FAR))
    assert shapes["band-15"].intersection(shapes["band-30"]).area < 1e-9
    for one in features[:4]:
        assert shapes[one["properties"]["id"]].boundary.distance(Point(one["properties"]["at"])) < 1e-4


@pytest.mark.django_db
def test_the_api_draws_outlines_and_counts_cells(client: Client, in_force: Any) -> None:
    in_force(trips=4)
    asked = {"from": "46.26,4.88", "depart": moment(7, 55), "minutes": "30,15"}
    found = client.get(API, asked).json()
    assert [one["properties"]["minutes"] for one in found["features"]] == [15, 30]
    inside = [shape(one["geometry"]).contains(Point(*FAR)) for one in found["features"]]
    assert (found["why"], inside) == ("", [False, True])
    back = client.get(API, {"from": "46.27,4.89", "arrive": moment(8, 15), "minutes": "20,10"}).json()
    assert [shape(one["geometry"]).contains(Point(4.88, 46.26)) for one in back["features"]] == [False, True]
    cells = client.get(API, asked | {"format": "h3"}).json()
    assert cells["resolution"] == 9
    assert 0 < min(cells["cells"].values()) <= 3
    assert max(cells["cells"].values()) <= 30
    hour = asked | {"depart": moment(7, 5), "minutes": "60", "window": "60", "format": "h3"}
    best, worst = (client.get(API, hour | {"percentile": one}).json()["cells"] for one in (1, 100))
    shared = best.keys() & worst.keys()
    assert worst.keys() <= best.keys()
    assert max(worst[one] - best[one] for one in shared) > 10


@pytest.mark.django_db
def test_the_api_refuses_what_makes_no_sense_and_brakes_who_asks_much(client: Client, in_force: Any) -> None:
    in_force()
    good = {"from": "46.26,4.88", "depart": moment(7, 55)}
    for wrong in (
        {"from": "46.26"}, {"from": "99,4"}, {"minutes": "0"}, {"minutes": "91"}, {"arrive": moment(8, 0)},
        {"depart": "9999-12-31T00:00:00Z"},
    ):  # fmt: skip
        answer = client.get(API, good | wrong)
        assert answer.status_code == 400 or answer.json()["why"] == "outside_calendars", wrong
    for wrong in ({"minutes": "x"}, {"window": "999"}, {"format": "svg"}, {"resolution": "15"}, {"percentile": "0"}):
        assert client.get(API, good | wrong).status_code == 422
    assert client.get(API, {"from": "0,0"}).json()["why"] == "origin_no_stop"
    statuses = [client.get(API, good | {"window": 15, "minutes": "5"}).status_code for _ in range(8)]
    assert statuses[0] == 200
    assert statuses[-1] == 429
    assert limits.WIDE_BRAKE.burst < limits.BRAKE.burst


@pytest.mark.usefixtures("town")
def test_places_of_a_rectangle_come_by_weight() -> None:
    found = places_between(Box(4.885, 46.265, 4.9, 46.28), {"townhall", "cinema"})
    assert [one.label for one in found] == ["Mairie de Montclair", "Le Rex"]

# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the resident reads of prices, emissions and ways by bicycle; what the interface says of them."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.translation import override

from parvis.engines.timetable.fares import Part, Price
from parvis.services.journeys.adapters.costs import cost_of, takes_bicycles
from parvis.services.journeys.queries.planning import plan_journeys
from parvis.services.journeys.templatetags.journeys_costs import emitted, part_price, priced, than_by_car

FARES = {
    "fare_attributes": "fare_id,price,currency_type,payment_method,transfers\nt,1.60,EUR,0,0\n",
    "bikes": "1",
}
ASKED = {"de": "Gare", "de_lon": "4.880000", "de_lat": "46.260000", "vers": "Mairie", "vers_lon": "4.890000",
         "vers_lat": "46.270000", "quand": "partir"}  # fmt: skip


def question(**more: str) -> dict[str, str]:
    day = timezone.localdate() + timedelta(days=1)
    return ASKED | {"jour": f"{day:%Y-%m-%d}", "heure": "06:30"} | more


def words(text: str) -> str:
    return " ".join(text.replace("\u00a0", " ").replace("\u202f", " ").split())


def test_a_ride_has_its_price_its_length_and_what_it_emits(in_force: Any) -> None:
    in_force(**FARES)
    morning = datetime.combine(timezone.localdate() + timedelta(days=1), time(6, 30), ZoneInfo("Europe/Paris"))
    (found,) = plan_journeys(("urbain", "a"), ("urbain", "b"), depart=morning).journeys
    cost = cost_of(found)
    assert cost.price is not None
    assert (cost.price.cents, cost.price.currency) == (160, "EUR")
    assert cost.distance_m == pytest.approx(1_352, abs=5)
    assert cost.co2_g == pytest.approx(cost.distance_m * 0.12242, rel=0.01)
    assert takes_bicycles(found)


def test_a_network_without_fares_has_an_unknown_price(in_force: Any, client: Client) -> None:
    in_force()
    page = words(client.get("/trajets/resultats/", question()).content.decode())
    assert "Prix inconnu" in page
    assert "Gratuit" not in page


def test_results_and_journey_tell_price_climate_and_the_other_ways(in_force: Any, client: Client) -> None:
    in_force(**FARES)
    answer = client.get("/trajets/resultats/", question())
    page = words(answer.content.decode())
    assert "1,60 €" in page
    assert "de CO₂ de moins qu’en voiture" in page
    assert "En voiture, pour comparer" in page
    url = answer.context["journeys"][0]["url"]
    detail = client.get(url).content.decode()
    assert "1,60 €" in words(detail)
    assert detail.index('class="way"') < detail.index("data-map")
    event = client.get(url.replace("/itineraire/", "/itineraire.ics")).content.decode().replace("\r\n ", "")
    assert "1\\,60" in event
    cycled = answer.context["by_bicycle"]["url"]
    assert "À vélo" in words(client.get(cycled).content.decode())


def test_by_bicycle_to_the_stop(in_force: Any, client: Client) -> None:
    in_force()
    far = question(velo="on", de_lon="4.850000", de_lat="46.250000")
    answer = client.get("/trajets/resultats/", far)
    first = answer.context["journeys"][0]["journey"].legs[0]
    assert first.bicycle
    assert first.cycled_m > 2_000
    assert (first.arrival - first.departure) < timedelta(minutes=20)
    page = words(client.get(answer.context["journeys"][0]["url"]).content.decode())
    assert "Attachez votre vélo à l’arrêt" in page
    assert not client.get("/trajets/resultats/", far | {"fauteuil": "on"}).context["asked"].bicycle


def test_the_interface_tells_them_too(in_force: Any, client: Client) -> None:
    in_force(**FARES)
    at = datetime.combine(timezone.localdate() + timedelta(days=1), time(6, 30), ZoneInfo("Europe/Paris"))
    found = client.get(
        "/api/journeys/plan", {"from": "46.26,4.88", "to": "46.27,4.89", "depart": at.isoformat()}
    ).json()["journeys"]
    ride = next(one for one in found if one["transfers"] == 0)
    assert ride["price"]["cents"] == 160
    assert ride["co2_g"] == sum(leg["co2_g"] for leg in ride["legs"])
    walk = next(one for one in found if one["transfers"] < 0)
    assert (walk["price"], walk["co2_g"]) == (None, 0)


@pytest.mark.parametrize(
    ("price", "expected"),
    [
        (None, ""),
        (Price((Part("f", 160, "EUR"),)), "1,60 €"),
        (Price((Part("f", 160, "EUR"), Part("g", 200, "EUR"))), "3,60 € pour 2 réseaux"),
        (Price((Part("f", 0, "EUR"),)), "Gratuit"),
        (Price((), ("g",)), "Prix inconnu"),
        (Price((Part("f", 160, "EUR"),), ("g",)), "1,60 € et prix inconnu pour Navettes"),
        (Price((Part("f", 160, "EUR"), Part("g", 300, "CHF"))), "1,60 € + 3,00 CHF"),
    ],
)
def test_prices_in_words(price: Price | None, expected: str) -> None:
    with override("fr"):
        assert words(priced(price, {"g": "Navettes"})) == expected


def test_emissions_in_words() -> None:
    with override("fr"):
        assert [words(emitted(one)) for one in (None, 0.0, 123.0, 1_260.0)] == [
            "CO₂ inconnu", "Presque pas de CO₂", "120 g de CO₂", "1,3 kg de CO₂",
        ]  # fmt: skip
        assert [words(than_by_car(one, 1_000.0)) for one in (None, 0.0, 200.0, 860.0, 1_000.0, 1_300.0)] == [
            "", "Presque pas de CO₂", "5 fois moins de CO₂ qu’en voiture", "15 % de CO₂ de moins qu’en voiture",
            "Autant de CO₂ qu’en voiture", "30 % de CO₂ de plus qu’en voiture",
        ]  # fmt: skip
        assert words(part_price(Part("f", 320, "EUR", 2, "Appli"))) == "3,20 € (2 tickets), avec Appli"

# SPDX-License-Identifier: AGPL-3.0-or-later
"""Search as you type: what a person gets for what they type."""

from __future__ import annotations

import pytest

from parvis.kernel.places.queries import search_addresses

pytestmark = pytest.mark.usefixtures("town")

ANSWERS = [
    ("12 rue de la paix", "12 rue de la Paix", "Pontbourg"),
    ("rue de la paix 12", "12 rue de la Paix", "Pontbourg"),
    ("12 bis rue de la paix", "12 bis rue de la Paix", "Pontbourg"),
    ("12bis, rue de la paix", "12 bis rue de la Paix", "Pontbourg"),
    ("12 b rue de la paix", "12 bis rue de la Paix", "Pontbourg"),
    ("RUE DE LA PAIX", "Rue de la Paix", "Pontbourg"),
    ("rue de la pai", "Rue de la Paix", "Pontbourg"),
    ("rue dla piax", "Rue de la Paix", "Pontbourg"),
    ("3 rue de la paix saint ouen", "3 rue de la Paix", "Saint-Ouen-le-Vieux"),
    ("3 r de la paix st ouen le vx", "3 rue de la Paix", "Saint-Ouen-le-Vieux"),
    ("av gal leclerc", "Avenue du Général Leclerc", "Pontbourg"),
    ("7 av du general leclrec", "7 avenue du Général Leclerc", "Pontbourg"),
    ("bd st martin", "Boulevard Saint-Martin", "Pontbourg"),
    ("boulevard saintmartin", "Boulevard Saint-Martin", "Pontbourg"),
    ("8 mai", "Rue du 8 Mai 1945", "Pontbourg"),
    ("8 rue du 8 mai 1945", "8 rue du 8 Mai 1945", "Pontbourg"),
    ("12 8 mai 1945", "12 rue du 8 Mai 1945", "Pontbourg"),
    ("place de l'eglise", "Place de l’Église", "Pontbourg"),
    ("pl eglise 3", "3 place de l’Église", "Pontbourg"),
    ("lilas", "Impasse des Lilas", "Pontbourg"),
    ("vctor hugo", "Rue Victor Hugo", "Pontbourg"),
    ("vic hug", "Rue Victor Hugo", "Pontbourg"),
    ("victro huog", "Rue Victor Hugo", "Pontbourg"),
    ("ch moulin", "Chemin du Moulin", "Pontbourg"),
    ("mal foch", "Rue du Maréchal Foch", "Pontbourg"),
    ("marechal foche", "Rue du Maréchal Foch", "Pontbourg"),
    ("celestin", "Quai des Célestins", "Pontbourg"),
    ("quai célestins 5", "5 quai des Célestins", "Pontbourg"),
    ("granges brulees", "Les Granges Brûlées", "Pontbourg"),
    ("grange brule", "Les Granges Brûlées", "Pontbourg"),
    ("pontbourg", "Pontbourg", ""),
    ("pontbour", "Pontbourg", ""),
    ("st ouen", "Saint-Ouen-le-Vieux", ""),
    ("rue de l etang", "Rue de l’Étang", "Saint-Ouen-le-Vieux"),
    ("rue du 8", "Rue du 8 Mai 1945", "Pontbourg"),
    ("12 rue de la p", "12 rue de la Paix", "Pontbourg"),
    ("rue v", "Rue Victor Hugo", "Pontbourg"),
    ("etan", "Rue de l’Étang", "Saint-Ouen-le-Vieux"),
]


@pytest.mark.parametrize(("typed", "label", "commune"), ANSWERS)
def test_first_answer(typed: str, label: str, commune: str) -> None:
    hits = search_addresses(typed)
    assert hits, typed
    assert (hits[0].label, hits[0].commune) == (label, commune or label)


def test_each_beginning_leads_to_the_street() -> None:
    """From four letters on, every beginning of a name offers it."""
    name = "victor hugo"
    for length in range(4, len(name) + 1):
        assert "Rue Victor Hugo" in [hit.label for hit in search_addresses(name[:length])], name[:length]


def test_nearness_decides_between_equal_names() -> None:
    assert search_addresses("rue de la paix", near=(4.98, 46.30))[0].commune == "Saint-Ouen-le-Vieux"
    assert search_addresses("rue de la paix", near=(4.88, 46.26))[0].commune == "Pontbourg"


def test_number_that_does_not_exist_gives_the_street() -> None:
    hit = search_addresses("999 impasse des lilas")[0]
    assert (hit.label, hit.kind) == ("Impasse des Lilas", "street")


def test_address_carries_all_it_is_known_by() -> None:
    hit = search_addresses("5 impasse des lilas")[0]
    assert (hit.kind, hit.number, hit.street, hit.insee, hit.interop_key) == (
        "address", "5", "Impasse des Lilas", "01999", "01999_0006_00005",
    )  # fmt: skip
    assert (round(hit.lon, 5), round(hit.lat, 5)) == (4.8906, 46.259)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        "'",
        "%",
        "\\",
        "\x00",
        "a",
        "1",
        "12",
        "🙂",
        "rue",
        "12 rue",
        "' OR 1=1 --",
        "{{ 7*7 }}",
        "é" * 500,
        "x " * 200,
        "zzzzzzzz qqqqqqq",
        "l",
        "12 bis",
        "75001",
    ],
)
def test_anything_may_be_typed(typed: str) -> None:
    assert isinstance(search_addresses(typed), list)


def test_nonsense_finds_nothing() -> None:
    assert search_addresses("xylophone quantique") == []


def test_at_most_limit_answers() -> None:
    assert len(search_addresses("rue", limit=3)) == 3
    assert len(search_addresses("rue", limit=0)) == 1

# SPDX-License-Identifier: AGPL-3.0-or-later
"""Ways in words: what one is told to do, in French and in English, on the real streets of the grid."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from parvis.kernel.streets import queries
from parvis.kernel.streets.directions import directions_of, far, with_distance
from parvis.kernel.streets.routes import Step
from parvis.kernel.streets.tests.conftest import SOUTH, STEP, WEST, corner


def step(kind: str = "turn", turn: str = "right", street: str = "", metres: float = 120.0, **more: object) -> Step:
    return Step(kind, turn, street, metres, metres / 1.3, (4.88, 46.26), **{"by": "walking", **more})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("one", "french", "english"),
    [
        (step(street="Rue du Moulin"), "Prenez à droite rue du Moulin", "Turn right onto Rue du Moulin"),
        (step(turn="left"), "Tournez à gauche", "Turn left"),
        (step(turn="slight left", street="Place d’Armes"), "Prenez légèrement à gauche place d’Armes",
         "Bear left onto Place d’Armes"),
        (step("new name", "straight", "Le Bourg"), "Continuez tout droit : Le Bourg", "Go straight on along Le Bourg"),
        (step("depart", "", "Rue Carnot", bearing=350), "Partez vers le nord, rue Carnot",
         "Set out north along Rue Carnot"),
        (step("depart", "", "", bearing=135), "Partez vers le sud-est", "Set out south-east"),
        (step("roundabout", "right", "Avenue Foch", exit=2), "Au rond-point, prenez la sortie 2, avenue Foch",
         "At the roundabout, take exit 2 onto Avenue Foch"),
        (step(turn="left", stairs_m=118.0), "Prenez l’escalier à gauche", "Take the stairs on the left"),
        (step(street="Rue Basse", stairs_m=30.0), "Prenez à droite rue Basse, avec un escalier",
         "Turn right onto Rue Basse, with stairs"),
        (step(street="Rue Basse", by="pushing bike"), "Prenez à droite rue Basse, à pied avec le vélo",
         "Turn right onto Rue Basse, on foot with the bicycle"),
        (step(by="ferry"), "Prenez le bac", "Take the ferry"),
        (step("arrive", "left", metres=0.0), "Vous y êtes : à gauche", "You are there: on the left"),
        (step("arrive", "", metres=0.0), "Vous y êtes", "You are there"),
        (step(turn="uturn"), "Faites demi-tour", "Turn round"),
    ],
)  # fmt: skip
def test_each_manoeuvre_in_words(one: Step, french: str, english: str) -> None:
    for language, expected in (("fr", french), ("en", english)):
        with override(language):
            assert directions_of([one])[0].text.replace("\u00a0", " ") == expected


def test_distances_are_said_as_people_do() -> None:
    with override("fr"):
        said = [far(metres).replace("\u00a0", " ") for metres in (3, 14, 118, 994, 996, 1_000, 1_260, 12_000)]
        assert said == ["10 m", "10 m", "120 m", "990 m", "1 km", "1 km", "1,3 km", "12 km"]
        assert with_distance(directions_of([step("arrive", metres=0.0)])[0]) == "Vous y êtes\u00a0: à droite"


def test_what_goes_straight_on_is_one_stretch() -> None:
    steps = [
        step("depart", "", "Rue Haute", 40), step("new name", "straight", "", 60),
        step("continue", "straight", "Rue Haute", 25),
        step("turn", "left", "Rue Basse", 50), step("turn", "right", "", 2), step("arrive", "right", metres=0),
    ]  # fmt: skip
    with override("fr"):
        found = directions_of(steps)
    assert [(one.icon, round(one.distance_m)) for one in found] == [
        ("arrow-up", 125), ("corner-up-left", 52), ("flag", 0),
    ]  # fmt: skip
    assert sum(one.distance_m for one in found) == pytest.approx(sum(one.distance_m for one in steps))


@pytest.mark.usefixtures("streets")
def test_the_way_through_the_grid_in_french() -> None:
    """From Rue du Moulin to the bridge and over the river."""
    route = queries.route("foot", [corner(0, 0), corner(4, 2)], steps=True)
    with override("fr"):
        said = [with_distance(one).replace("\u00a0", " ") for one in directions_of(route.steps)]
    assert said[0].startswith("Partez vers ")
    assert said[-1].startswith("Vous y êtes")
    assert any("Victor Hugo" in text for text in said)
    assert sum(one.distance_m for one in route.steps) == pytest.approx(route.distance_m, abs=2)
    assert not queries.route("foot", [corner(0, 0), corner(4, 2)]).steps


@pytest.mark.usefixtures("streets")
def test_a_bicycle_has_its_own_way_and_stairs_are_known() -> None:
    on_foot = queries.route("foot", [corner(0, 7), (WEST + 0.5 * STEP, SOUTH + 6.5 * STEP)], steps=True)
    assert sum(one.stairs_m for one in on_foot.steps) == pytest.approx(on_foot.distance_m, rel=0.1)
    cycled = queries.route("bicycle", [corner(0, 0), corner(3, 0)], steps=True)
    walked = queries.route("foot", [corner(0, 0), corner(3, 0)])
    assert cycled.distance_m == pytest.approx(walked.distance_m, rel=0.01)
    assert cycled.duration_s < walked.duration_s / 2
    assert {one.by for one in cycled.steps} == {"cycling"}

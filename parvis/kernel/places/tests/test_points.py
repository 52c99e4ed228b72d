# SPDX-License-Identifier: AGPL-3.0-or-later
"""What stands at a point: nearest address, areas, territory, words."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from django.db import transaction
from django.utils.translation import override

from parvis.kernel.audit.actors import SYSTEM
from parvis.kernel.places import operations, queries
from parvis.kernel.places.geo import haversine_m
from parvis.kernel.places.imports import ImportRefused
from parvis.kernel.places.models import Address, Commune, Neighbourhood, Street
from parvis.kernel.places.operations import NamedPlace, replace_places
from parvis.kernel.places.phrases import near
from parvis.kernel.places.tests.conftest import collection, square


@pytest.mark.usefixtures("town")
def test_reverse_is_exactly_the_nearest() -> None:
    """Compared with measuring every address, in the streets, beside them and far out."""
    rng = random.Random(1)
    everything = list(Address.objects.values_list("lon", "lat"))
    for _ in range(60):
        spread = rng.choice((0.001, 0.01, 0.04))
        point = (4.885 + rng.uniform(-spread, spread), 46.26 + rng.uniform(-spread, spread))
        hit = queries.reverse(*point)
        assert hit is not None
        assert hit.distance_m == pytest.approx(min(haversine_m(point, one) for one in everything), abs=0.01)


@pytest.mark.usefixtures("town")
@pytest.mark.parametrize("point", [(2.0, 48.0), (0, 0), (180, 90), (float("nan"), 1), (500, 1)])
def test_reverse_far_away_or_off_the_globe_finds_nothing(point: tuple[float, float]) -> None:
    assert queries.reverse(*point) is None


@pytest.mark.usefixtures("areas")
def test_areas_at_a_point() -> None:
    centre = queries.neighbourhood_at(4.88, 46.255)
    assert centre is not None
    assert (centre.name, centre.insee, centre.code) == ("Centre", "01999", "01999-01999-001")
    assert queries.neighbourhood_at(4.92, 46.29) is None
    commune = queries.commune_at(4.98, 46.30)
    assert commune is not None
    assert commune.name == "Saint-Ouen-le-Vieux"
    assert [area.name for area in queries.neighbourhoods()] == ["Centre", "Les Prés"]


@pytest.mark.usefixtures("areas")
def test_territory_is_the_union_of_the_communes() -> None:
    assert queries.in_territory(4.88, 46.26)
    assert queries.in_territory(4.98, 46.30)
    assert not queries.in_territory(4.95, 46.26)
    bounds = queries.territory_bounds()
    assert bounds is not None
    assert tuple(bounds) == pytest.approx((4.875, 46.25, 4.99, 46.31))


@pytest.mark.usefixtures("areas")
def test_town_may_draw_its_own_territory(settings: pytest.FixtureRequest, tmp_path: Path) -> None:
    import dataclasses

    path = tmp_path / "area.geojson"
    path.write_text(collection((square(4.875, 46.25, 0.01), {})))
    settings.TOWN = dataclasses.replace(settings.TOWN, area=str(path))
    assert queries.in_territory(4.88, 46.255)
    assert not queries.in_territory(4.88, 46.28)


@pytest.mark.usefixtures("town")
def test_without_outlines_the_territory_lies_around_the_addresses() -> None:
    assert queries.in_territory(4.8805, 46.2605)
    assert not queries.in_territory(5.5, 46.26)


@pytest.mark.django_db
def test_without_data_everything_is_served() -> None:
    assert queries.in_territory(2.0, 48.0)
    assert queries.territory_bounds() is None


@pytest.mark.usefixtures("areas")
def test_new_outlines_count_at_once(tmp_path: Path) -> None:
    """The copy in memory follows the database, whoever changed it."""
    assert queries.neighbourhood_at(4.88, 46.255) is not None
    path = tmp_path / "q.geojson"
    path.write_text(collection((square(4.9, 46.27), {"name": "Nord", "commune_insee": "01999"})))
    report = operations.import_areas(SYSTEM, path=path)
    assert (report.added, report.removed) == (1, 2)
    assert queries.neighbourhood_at(4.88, 46.255) is None
    found = queries.neighbourhood_at(4.91, 46.28)
    assert found is not None
    assert found.name == "Nord"


@pytest.mark.usefixtures("areas")
def test_commune_lends_its_one_postcode() -> None:
    assert queries.search_addresses("3 rue victor hugo")[0].hint == "01290 Pontbourg"
    assert set(Street.objects.values_list("postcode", flat=True)) == {"01290", "01291"}


@pytest.mark.usefixtures("areas")
def test_same_areas_again_change_nothing(tmp_path: Path) -> None:
    path = tmp_path / "communes.geojson"
    report = operations.import_areas(SYSTEM, path=path)
    assert (report.added, report.changed, report.removed) == (0, 0, 0)
    assert Commune.objects.count() == 2
    assert Neighbourhood.objects.count() == 2


@pytest.mark.django_db
def test_areas_with_faults(tmp_path: Path) -> None:
    bow = {"type": "Polygon", "coordinates": [[[4, 46], [4.1, 46.1], [4.1, 46], [4, 46.1], [4, 46]]]}
    metres = {
        "type": "Polygon",
        "coordinates": [[[844000, 6575000], [845000, 6575000], [845000, 6576000], [844000, 6575000]]],
    }
    path = tmp_path / "areas.geojson"
    path.write_text(
        collection(
            (bow, {"name": "Croisé"}),
            (metres, {"nom": "En mètres"}),
            ({"type": "Point", "coordinates": [4, 46]}, {"name": "Un point"}),
            (square(4.2, 46.2), {}),
            (None, {"name": "Sans forme"}),  # type: ignore[arg-type]
            (square(4.2, 46.2), {"NAME": "Bien"}),
        )
    )
    report = operations.import_areas(SYSTEM, path=path)
    assert [(one.line, one.code) for one in report.issues] == [
        (1, "crossing"),
        (3, "no_area"),
        (4, "no_name"),
        (5, "no_area"),
    ]
    assert sorted(Neighbourhood.objects.values_list("name", flat=True)) == ["Bien", "Croisé", "En mètres"]
    assert 4.8 < Neighbourhood.objects.get(name="En mètres").lon < 5.0


@pytest.mark.django_db
@pytest.mark.parametrize(
    "content", [b"", b"[]", b"{}", b'{"features": []}', b"\xff\xfe", b'{"type":"FeatureCollection"}']
)
def test_what_is_no_geojson_is_refused(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "areas.geojson"
    path.write_bytes(content)
    with pytest.raises(ImportRefused):
        operations.import_areas(SYSTEM, path=path)


PLACES = [
    NamedPlace("n1", "townhall", "Mairie de Pontbourg", 4.8806, 46.2604),
    NamedPlace("n2", "bridge", "Pont Vieux", 4.8811, 46.2603),
    NamedPlace("n3", "bus_stop", "Paix", 4.8801, 46.2600),
]


@pytest.mark.usefixtures("areas")
def test_places_are_found_and_say_where_a_point_is() -> None:
    report = replace_places(SYSTEM, source="osm", places=PLACES)
    assert (report.added, report.removed) == (3, 0)
    hit = queries.search_addresses("mairie")[0]
    assert (hit.label, hit.kind, hit.commune) == ("Mairie de Pontbourg", "place", "Pontbourg")
    assert queries.search_addresses("hotel de ville pontbourg")[0].label == "Mairie de Pontbourg"
    assert [one.label for one in queries.places_near(4.8811, 46.2602)] == ["Pont Vieux", "Mairie de Pontbourg", "Paix"]
    words = queries.place_in_words(4.8812, 46.2601)
    assert words.startswith("10 rue de la Paix")
    assert words.endswith("(Pontbourg)")
    with override("fr"):
        assert queries.place_in_words(4.8812, 46.2601) == "10 rue de la Paix, près du pont Vieux (Pontbourg)"


@pytest.mark.usefixtures("areas")
@pytest.mark.parametrize("language", ["en", "fr", None])
def test_what_is_kept_of_a_place_is_in_the_town_s_language(language: str | None) -> None:
    replace_places(SYSTEM, source="osm", places=PLACES)
    with override(language):
        assert queries.place_to_keep(4.8812, 46.2601) == "10 rue de la Paix, près du pont Vieux (Pontbourg)"


@pytest.mark.usefixtures("areas")
def test_places_that_are_gone_are_removed_and_others_stay() -> None:
    replace_places(SYSTEM, source="osm", places=PLACES)
    replace_places(SYSTEM, source="town", places=[NamedPlace("1", "library", "Médiathèque", 4.88, 46.26)])
    report = replace_places(SYSTEM, source="osm", places=PLACES[:1])
    assert (report.added, report.changed, report.removed) == (0, 0, 2)
    assert queries.search_addresses("mediateque")[0].label == "Médiathèque"


@pytest.mark.usefixtures("town")
def test_places_that_came_before_the_outlines_get_their_commune(tmp_path: Path) -> None:
    replace_places(SYSTEM, source="osm", places=PLACES)
    assert queries.search_addresses("mairie")[0].commune == ""
    path = tmp_path / "communes.geojson"
    path.write_text(collection((square(4.875, 46.25, 0.05), {"insee": "01999", "nom": "Pontbourg"})))
    operations.import_areas(SYSTEM, path=path)
    assert queries.search_addresses("mairie")[0].commune == "Pontbourg"


@pytest.mark.usefixtures("areas")
def test_outlines_rolled_back_leave_no_trace(tmp_path: Path) -> None:
    """A look at outlines that were then rolled back must not be remembered, even under a later import."""
    for name in ("Premier", "Second"):
        path = tmp_path / f"{name}.geojson"
        path.write_text(collection((square(4.9, 46.27), {"name": name, "commune_insee": "01999"})))
        with transaction.atomic():
            operations.import_areas(SYSTEM, path=path)
            found = queries.neighbourhood_at(4.91, 46.28)
            transaction.set_rollback(True)
        assert found is not None
        assert found.name == name
        assert queries.neighbourhood_at(4.91, 46.28) is None


@pytest.mark.usefixtures("areas")
def test_words_for_the_open_country() -> None:
    assert queries.place_in_words(1.0, 44.0) == "44.00000, 1.00000"
    assert "Pontbourg" in queries.place_in_words(4.92, 46.295)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Mairie de Pontbourg", "près de la mairie de Pontbourg"),
        ("Pont Vieux", "près du pont Vieux"),
        ("École de la Paix", "près de l’école de la Paix"),
        ("12 rue du Moulin", "près du 12 rue du Moulin"),
        ("Le Clos Fleuri", "près du Clos Fleuri"),
        ("Les Granges", "près des Granges"),
        ("Chez Nous", "près de « Chez Nous »"),
    ],
)
def test_near_in_french(name: str, words: str) -> None:
    with override("fr"):
        assert near(name) == words
    with override("en"):
        assert near(name) == f"near {name}"

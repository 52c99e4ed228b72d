# SPDX-License-Identifier: AGPL-3.0-or-later
"""Open, closed, absent: what a town's file decides, and how it is told that it is wrong."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from parvis.kernel.registry import catalogue
from parvis.kernel.registry.catalogue import Catalogue, overridden, states_of
from parvis.kernel.registry.manifest import Manifest, State


@dataclass(frozen=True)
class FountainSettings:
    """Settings of the imaginary service `fountains`."""

    jets: int = 3
    colours: tuple[str, ...] = ()


EXPORTS, FIGURES = object(), object()
MANIFESTS = {
    "parvis.services.fountains": Manifest(
        slug="fountains",
        title="Fountains",
        settings=FountainSettings,
        provides={"personal_data": f"{__name__}:EXPORTS", "statistics": f"{__name__}:FIGURES"},
    ),
    "parvis.services.markets": Manifest(
        slug="markets", title="Markets", provides={"search": (f"{__name__}:EXPORTS", f"{__name__}:FIGURES")}
    ),
}


@pytest.fixture(autouse=True)
def two_services(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogue, "KERNEL", ())
    monkeypatch.setattr(catalogue, "service_slugs", lambda: ("fountains", "markets"))
    monkeypatch.setattr(catalogue, "_manifest", MANIFESTS.__getitem__)


def slugs(made: Catalogue, **options: Any) -> list[str]:
    return [manifest.slug for manifest in made.manifests(**options)]


def test_a_service_that_the_file_does_not_name_is_open() -> None:
    assert states_of({}) == {"fountains": State.OPEN, "markets": State.OPEN}


def test_closed_and_absent() -> None:
    made = Catalogue({"services": {"fountains": "closed", "markets": "absent"}})
    assert made.installed_services() == ("fountains",)
    assert slugs(made) == []
    assert slugs(made, include_closed=True) == ["fountains"]
    assert made.state("fountains") is State.CLOSED
    assert made.state("markets") is State.ABSENT
    assert made.state("nosuch") is State.ABSENT


def test_a_closed_service_answers_for_personal_data_alone() -> None:
    made = Catalogue({"services": {"fountains": "closed"}})
    assert made.contributions("personal_data") == [EXPORTS]
    assert made.contributions("statistics") == []
    assert Catalogue({}).contributions("statistics") == [FIGURES]


def test_an_app_answers_one_point_several_times() -> None:
    assert Catalogue({}).contributions("search") == [EXPORTS, FIGURES]


def test_an_absent_service_contributes_nothing() -> None:
    assert Catalogue({"services": {"fountains": "absent"}}).contributions("personal_data") == []


def test_states_can_be_overridden_for_a_while() -> None:
    made = Catalogue({})
    with overridden({"fountains": State.CLOSED}):
        assert slugs(made) == ["markets"]
        with overridden({"markets": State.CLOSED}):
            assert slugs(made) == []
        assert slugs(made) == ["markets"]
    assert slugs(made) == ["fountains", "markets"]


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ({"services": {"fountain": "open"}}, "fountains, markets"),
        ({"services": {"markets": "half-open"}}, "open, closed or absent"),
    ],
)
def test_mistakes_in_the_services_table(table: dict[str, Any], said: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=said):
        Catalogue(table)


def test_typed_settings() -> None:
    assert Catalogue({}).settings_of("fountains") == FountainSettings()
    made = Catalogue({"fountains": {"jets": 5, "colours": ["blue"]}})
    assert made.settings_of("fountains") == FountainSettings(jets=5, colours=("blue",))


def test_a_closed_service_keeps_its_settings() -> None:
    made = Catalogue({"services": {"fountains": "closed"}, "fountains": {"jets": 1}})
    assert made.settings_of("fountains").jets == 1


def test_unknown_settings_are_refused_by_name() -> None:
    with pytest.raises(ImproperlyConfigured, match=r"\[fountains\].*jet\b.*jets"):
        Catalogue({"fountains": {"jet": 5}}).settings_of("fountains")


@pytest.mark.parametrize(
    "table", [{"jets": "five"}, {"jets": 1.5}, {"jets": True}, {"colours": "blue"}, {"colours": {"a": 1}}]
)
def test_settings_of_a_wrong_type_are_refused(table: dict[str, Any]) -> None:
    with pytest.raises(ImproperlyConfigured, match=r"\[fountains\] (jets|colours) = "):
        Catalogue({"fountains": table}).settings_of("fountains")


def test_an_app_without_settings() -> None:
    with pytest.raises(LookupError, match="markets"):
        Catalogue({}).settings_of("markets")


def test_a_missing_or_broken_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ImproperlyConfigured, match="does not exist"):
        catalogue.configuration(str(tmp_path / "none.toml"))
    broken = tmp_path / "broken.toml"
    broken.write_text("[town\nname = 1")
    with pytest.raises(ImproperlyConfigured, match="line 1"):
        catalogue.configuration(str(broken))

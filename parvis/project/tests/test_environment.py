# SPDX-License-Identifier: AGPL-3.0-or-later
"""A wrong line in the environment or in the town's file is named in one sentence; an empty one counts as none."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from parvis.kernel.registry.catalogue import Catalogue, configuration
from parvis.project.settings import environment
from parvis.project.town import public_address, town_from

TOWN = {"name": "Valorne"}


def test_an_empty_variable_is_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PARVIS_VAR", "")
    monkeypatch.setenv("PARVIS_POOL_SIZE", "")
    assert environment.text("PARVIS_VAR", "/var/lib/parvis") == "/var/lib/parvis"
    assert environment.number("PARVIS_POOL_SIZE", 12, least=1) == 12


@pytest.mark.parametrize("given", ["many", "-1", "0", "1.5", "²"])
def test_a_wrong_number_is_named(monkeypatch: pytest.MonkeyPatch, given: str) -> None:
    monkeypatch.setenv("PARVIS_POOL_SIZE", given)
    with pytest.raises(ImproperlyConfigured, match=f"^PARVIS_POOL_SIZE={given}: write a whole number, 1 or more"):
        environment.number("PARVIS_POOL_SIZE", 12, least=1)


def test_a_wrong_word_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PARVIS_LOG", "xml")
    with pytest.raises(ImproperlyConfigured, match=r"^PARVIS_LOG=xml: write plain or json"):
        environment.word("PARVIS_LOG", "json", ("plain", "json"))


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        ({"town": "Valorne"}, r"must give the town's name"),
        ({"town": {"name": 3}}, r"\[town\] name = 3 is of another type"),
        ({"town": {**TOWN, "contact": {"phone": 3}}}, r"\[town.contact\] phone = 3 is of another type"),
        ({"town": {**TOWN, "contact": "here"}}, r"\[town.contact\] must be a table"),
        ({"town": {**TOWN, "timezone": "Europe/Pari"}}, r"timezone = “Europe/Pari” is no time zone"),
        ({"town": {**TOWN, "timezone": "../etc"}}, r"timezone = “../etc” is no time zone"),
        ({"town": {**TOWN, "base_url": "services.fr"}}, r"base_url = “services.fr” is no address"),
        ({"town": {**TOWN, "colours": {"ink": "red"}}}, r"\[town.colours\] ink = “red”: write #rrggbb"),
    ],
)
def test_a_wrong_line_of_the_town_is_named(table: dict[str, object], sentence: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=sentence):
        town_from(table)


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        ({"notification": {}}, r"nothing reads \[notification\]; the tables are: .*notifications"),
        ({"notifications": {"email_backend": "pigeon"}}, r"email_backend = 'pigeon': write \"smtp\" or \"file\""),
        ({"jobs": {"concurrency": "four"}}, r"\[jobs\] concurrency = 'four': write a value of type int"),
        ({"jobs": {"concurrency": -4}}, r"\[jobs\] concurrency = -4: write 0 or more"),
        ({"jobs": 3}, r"\[jobs\] must be a table"),
    ],
)
def test_a_wrong_line_of_an_app_stops_the_start(table: dict[str, object], sentence: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=sentence):
        Catalogue(table).verify_tables()


def test_the_table_of_an_absent_service_may_stay() -> None:
    Catalogue({"services": {"reports": "absent"}, "reports": {"photos": 3}}).verify_tables()


@pytest.mark.parametrize("services", ["open", {"reports": ["open"]}])
def test_services_that_are_no_words_are_refused(services: object) -> None:
    with pytest.raises(ImproperlyConfigured, match=r"\[services\]"):
        Catalogue({"services": services})


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    binary = tmp_path / "parvis.toml"
    binary.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ImproperlyConfigured, match=r"parvis.toml is not text in UTF-8"):
        configuration(str(binary))
    with pytest.raises(ImproperlyConfigured, match=r"cannot be read: Is a directory"):
        configuration(str(tmp_path))


def test_an_address_loses_its_slash_only() -> None:
    assert public_address("https://services.ville.fr/") == "https://services.ville.fr"

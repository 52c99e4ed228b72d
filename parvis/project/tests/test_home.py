# SPDX-License-Identifier: AGPL-3.0-or-later
"""The home page, the pages of the law, and the ways that every page shows."""

from __future__ import annotations

import dataclasses
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from parvis.kernel.registry.catalogue import overridden, service_slugs
from parvis.kernel.registry.extension_points.home_highlights import Highlight
from parvis.kernel.registry.extension_points.privacy_notices import PrivacyNotice
from parvis.kernel.registry.manifest import Link, Manifest, Need, State
from parvis.project import home
from parvis.project.pages.sources import ALL, PAGES
from parvis.project.town import Accessibility, Contact, Legal, town_from

pytestmark = pytest.mark.django_db


def content(client: Client, path: str = "/") -> str:
    response = client.get(path)
    assert response.status_code == 200
    text: str = response.content.decode()
    return text


@pytest.fixture
def services(monkeypatch: pytest.MonkeyPatch) -> list[Manifest]:
    """Two services, neither of the tree."""
    made = [
        Manifest(
            slug="markets",
            title="Marchés",
            description="Les marchés de la semaine",
            need=Need.SHOP,
            public_navigation=(
                Link(title="Jours de marché", route="project:contact"),
                Link(title="Trouver un marché", route="home", main=True),
                Link(title="Page fermée", route="markets:nowhere"),
            ),
        ),
        Manifest(slug="desk", title="Sans page publique", need=Need.WORK),
    ]
    monkeypatch.setattr(home, "open_services", lambda: made)
    return made


def test_asks_what_the_visitor_needs(client: Client) -> None:
    page = content(client)
    assert "De quoi avez‑vous" in page
    assert 'role="search"' in page


def test_a_towns_own_picture_takes_the_place_of_the_drawing(client: Client, settings: Any, tmp_path: Path) -> None:
    assert 'class="square"' in content(client)
    picture = tmp_path / "town.jpg"
    picture.write_bytes(b"")
    settings.TOWN = dataclasses.replace(settings.TOWN, hero=str(picture))
    page = content(client)
    assert "hero-town" in page
    assert 'class="square"' not in page


def test_shows_the_needs_that_a_service_answers(services: list[Manifest]) -> None:
    blocks = home.needs()
    assert [block.need for block in blocks] == [Need.SHOP], "a need without a public act is not shown"
    assert [act.title for act in blocks[0].acts] == ["Trouver un marché", "Jours de marché"], "the main act first"
    assert blocks[0].acts[0].text == "Les marchés de la semaine"


def test_main_acts_are_one_step_away(client: Client, services: list[Manifest]) -> None:
    page = content(client)
    assert page.count("Trouver un marché") == 2
    assert "Acheter local" in page
    assert "Page fermée" not in page


def test_without_any_service_the_page_still_helps(client: Client) -> None:
    with overridden(dict.fromkeys(service_slugs(), State.CLOSED)):
        assert home.needs() == []


def test_highlights_are_few_and_escaped(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    class Source:
        def highlights(self) -> list[Highlight]:
            return [Highlight(figure="<b>7", text="lampadaires", url="/x/")] * 9

    monkeypatch.setattr(home, "contributions", lambda point: [Source()])
    page = content(client)
    assert page.count("&lt;b&gt;7") == home.MOST_HIGHLIGHTS


@pytest.mark.parametrize("page", ALL, ids=lambda page: page.name)
def test_pages_of_the_table(client: Client, page: Any) -> None:
    text = content(client, f"/{page.path}")
    assert text.count("<h1") == 1
    assert len(list(PAGES.documents())) == 2 * len(ALL)


@pytest.mark.parametrize(
    ("rate", "said", "footer"),
    [
        (None, "n’est pas en conformité", "non conforme"),
        (40.0, "n’est pas en conformité", "non conforme"),
        (62.5, "conformité partielle", "partiellement conforme"),
        (100.0, "conformité totale", "totalement conforme"),
    ],
)
def test_accessibility_statement_says_the_truth(
    client: Client, settings: Any, rate: float | None, said: str, footer: str
) -> None:
    audit = Accessibility(
        rate=rate, audited_on=date(2026, 3, 2), audited_by="Cabinet Voir", not_accessible=("Les <plans> anciens",)
    )
    settings.TOWN = dataclasses.replace(settings.TOWN, accessibility=audit)
    text = content(client, "/accessibilite/")
    assert said in text
    assert f"Accessibilité : {footer}" in text.replace("\u00a0", " ")
    assert "Les &lt;plans&gt; anciens" in text
    if rate is not None:
        assert "Cabinet Voir" in text
        assert "2 mars 2026" in text.replace("\u00a0", " ")
    if rate == 62.5:
        assert "62,5" in text


def test_legal_notice_and_contact_come_from_the_town(client: Client, settings: Any) -> None:
    settings.TOWN = dataclasses.replace(
        settings.TOWN,
        legal=Legal(publisher="Commune de Valorne", director="La maire", host="Hébergeur & fils", siret="123"),
        contact=Contact(address="1 place", phone="01 99 00 12 34"),
    )
    notice = content(client, "/mentions-legales/")
    assert "Commune de Valorne" in notice
    assert "Hébergeur &amp; fils" in notice
    assert "La maire" in notice
    assert "tel:0199001234" in content(client, "/contact/")


def test_privacy_page_lists_what_each_app_keeps(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    class Source:
        def notices(self) -> list[PrivacyNotice]:
            return [PrivacyNotice(title="Bancs", data="D1", purpose="P1", legal_basis="L1", kept_for="Deux ans")]

    monkeypatch.setattr("parvis.project.pages.views.contributions", lambda point: [Source()])
    text = content(client, "/confidentialite/")
    assert all(word in text for word in ("Bancs", "D1", "P1", "L1", "Deux ans"))


def test_town_tables_are_read_and_checked() -> None:
    table = {"accessibility": {"rate": 55.0, "not_accessible": ["Les plans"]}, "legal": {"director": "La maire"}}
    town = town_from({"town": {"name": "Valorne", **table}})
    assert town.accessibility.status == "partial"
    assert town.accessibility.not_accessible == ("Les plans",)
    assert town.legal.director == "La maire"
    with pytest.raises(Exception, match="legal"):
        town_from({"town": {"name": "Valorne", "legal": {"boss": "x"}}})

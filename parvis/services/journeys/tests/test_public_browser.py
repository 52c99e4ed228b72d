# SPDX-License-Identifier: AGPL-3.0-or-later
"""The residents' pages in a real browser: axe, widths and themes, the two comboboxes, no script."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Page, expect

from parvis.services.journeys.tests.test_public_pages import RESULTS, question
from tools.pytest_browser import DESKTOP, PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def running(transactional_db: None, in_force: Any) -> None:
    """A network with a bus each hour of the day."""
    in_force(trips=16)


@pytest.mark.parametrize(
    ("viewport", "scheme"), [(PHONE, "light"), (PHONE, "dark"), (DESKTOP, "light"), (DESKTOP, "dark")]
)
def test_axe_finds_nothing_and_nothing_overflows(
    running: None, open_page: Any, axe: Callable[[Page], None], viewport: dict[str, int], scheme: str
) -> None:
    page = open_page(f"{RESULTS}?{urlencode(question())}", viewport=viewport, scheme=scheme)
    origin = page.url.partition("/trajets/")[0]
    detail = page.get_attribute(".journey-times a", "href")
    stop = "/trajets/arret/urbain/a/"
    for address in (
        page.url, f"{origin}{detail}", f"{origin}/trajets/", f"{origin}{RESULTS}?de=&vers=", f"{origin}{stop}",
        f"{origin}/trajets/arrets/?q=gare", f"{origin}/trajets/affichage/urbain/a/",
        f"{origin}/trajets/lignes/", f"{origin}/trajets/ligne/urbain/r1/", f"{origin}/trajets/plan/",
        f"{origin}/trajets/horaires/urbain/r1/?jour={question()['jour']}", f"{origin}/trajets/semaine/urbain/r1/",
        f"{origin}/trajets/favoris/",
        f"{origin}{RESULTS}?{urlencode(question(jour='2020-01-01'))}",
        f"{origin}/trajets/jusqu-ou/?{urlencode(question())}",
    ):  # fmt: skip
        page.goto(address)
        axe(page)
        assert not page.evaluate("document.documentElement.scrollWidth > innerWidth"), address


def test_each_field_keeps_its_own_place(running: None, open_page: Any) -> None:
    page = open_page("/trajets/", viewport=PHONE)
    for field, words in (("#id_de", "gar"), ("#id_vers", "mair")):
        page.fill(field, "")
        page.type(field, words)
        page.click(f".combobox:has({field}) [role=option]")
    expect(page.locator("#id_de")).to_have_value("Gare")
    expect(page.locator("#id_vers")).to_have_value("Mairie")
    expect(page.locator("[name=de_lat]")).to_have_value(re.compile(r"^46\.26"))
    expect(page.locator("[name=vers_lat]")).to_have_value(re.compile(r"^46\.27"))
    page.click("label:has([value=partir])")
    page.fill("#id_jour", question()["jour"])
    page.fill("#id_heure", "07:50")
    page.click(".journey-form .button-primary")
    expect(page.locator(".journey-times").first).to_contain_text("8")


def test_the_map_of_how_far_writes_the_minutes_on_its_bands(running: None, open_page: Any) -> None:
    page = open_page(f"/trajets/jusqu-ou/?{urlencode(question())}", viewport=DESKTOP)
    page.locator(".how-far-map").scroll_into_view_if_needed()
    expect(page.locator(".map-band-label")).to_have_text(["15\u00a0min", "30\u00a0min", "45\u00a0min", "60\u00a0min"])


def test_where_i_am_is_one_end_only(running: None, open_page: Any) -> None:
    page = open_page(
        "/trajets/", viewport=PHONE, permissions=["geolocation"], geolocation={"latitude": 46.2605, "longitude": 4.8805}
    )
    page.fill("#id_vers", "Mairie")
    page.click(".journey-here button")
    expect(page.locator("#id_de")).to_have_value("Ma position")
    expect(page.locator("#id_vers")).to_have_value("Mairie")
    expect(page.locator("[name=de_lon]")).to_have_value("4.880500")


def test_the_whole_search_without_script(running: None, open_page: Any) -> None:
    page = open_page("/trajets/", viewport=PHONE, javascript=False)
    page.fill("#id_de", "gare")
    page.fill("#id_vers", "mairie")
    page.click("label:has([value=partir])")
    page.fill("#id_jour", question()["jour"])
    page.fill("#id_heure", "07:50")
    page.click(".journey-form .button-primary")
    page.click(".journey-times a >> nth=0")
    expect(page.locator(".way")).to_contain_text("vers Mairie")
    page.click(".way a >> nth=0")
    expect(page.locator("h1")).to_have_text("Gare")
    expect(page.locator(".departure").first).to_contain_text("Mairie")


def test_a_kept_line_is_read_without_network(running: None, open_page: Any) -> None:
    page = open_page("/trajets/ligne/urbain/r1/", viewport=PHONE)
    page.evaluate("navigator.serviceWorker.ready")
    page.click("form[data-keep] button")
    expect(page.locator("form[data-keep]")).to_contain_text("Ne plus garder")
    page.wait_for_function(
        "async () => (await (await caches.open('chosen-pages')).keys()).some((one) => one.url.includes('/semaine/'))"
    )
    origin = page.url.partition("/trajets/")[0]
    page.goto(f"{origin}/trajets/")
    expect(page.locator(".favourite")).to_contain_text("Ligne 1")
    page.context.set_offline(True)
    page.goto(f"{origin}/trajets/semaine/urbain/r1/")
    expect(page.locator("tbody tr").first).to_contain_text("Gare")

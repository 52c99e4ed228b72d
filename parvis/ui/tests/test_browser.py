# SPDX-License-Identifier: AGPL-3.0-or-later
"""The kit in a real browser: nothing axe can find, everything by keyboard, nothing lost without network."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from parvis.ui.tests import site_urls

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("assets", "open_gallery")]

PHONE = {"width": 360, "height": 800}
DESKTOP = {"width": 1280, "height": 900}
PLACES = [
    {"label": "12 rue du Moulin", "hint": "Valorne", "value": "12 rue du Moulin", "lon": 2.9, "lat": 46.6},
    {"label": "14 rue du Moulin", "hint": "Valorne", "value": "14 rue du Moulin", "lon": 2.91, "lat": 46.61},
]
type Opener = Callable[..., Page]


def until(page: Page, expression: str, wanted: object) -> None:
    """Waits for a value. `wait_for_function` would have the page itself evaluate a text, which its policy forbids."""
    for _turn in range(200):
        if page.evaluate(expression) == wanted:
            return
        page.wait_for_timeout(50)
    assert page.evaluate(expression) == wanted


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_axe_finds_nothing_in_the_gallery(
    open_page: Opener, axe: Callable[[Page], None], viewport: Any, scheme: str
) -> None:
    page = open_page("/gallery/", viewport=viewport, scheme=scheme)
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]


SHELL = ("/offline/", "/no-such-page/", "/wrong/", "/not-yours/", "/stale/", "/too-often/", "/out-of-order/")


@pytest.mark.parametrize(("viewport", "scheme"), [(PHONE, "light"), (DESKTOP, "dark")], ids=["phone", "desktop"])
def test_axe_finds_nothing_on_the_pages_of_the_shell(
    open_page: Opener, axe: Callable[[Page], None], viewport: Any, scheme: str
) -> None:
    page = open_page(SHELL[0], viewport=viewport, scheme=scheme)
    for address in SHELL:
        page.goto(page.url.replace(urlsplit(page.url).path, address))
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"], address
        assert page.locator("main a, main button").count(), f"{address} leads nowhere"


def test_at_320_pixels_nothing_sticks_out(open_page: Opener) -> None:
    page = open_page("/gallery/", viewport={"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_without_script_the_gallery_is_whole(open_page: Opener) -> None:
    page = open_page("/gallery/", javascript=False)
    expect(page.get_by_role("heading", level=1).first).to_be_visible()
    expect(page.locator("[data-toast] button").first).to_be_hidden()
    page.locator("a[href='#sample-dialog']").click()
    expect(page.locator("#sample-dialog")).to_be_visible()


def test_the_first_tab_leads_to_the_content(open_page: Opener) -> None:
    page = open_page("/offline/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Aller au contenu")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#content")).to_be_focused()


def test_the_theme_changes_at_once_and_stays(open_page: Opener) -> None:
    page = open_page("/offline/")
    page.get_by_role("button", name="Passer en thème sombre").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


def test_an_address_is_chosen_by_keyboard_alone(open_page: Opener) -> None:
    page = open_page("/gallery/")
    page.route("**/places/search**", lambda route: route.fulfill(json=PLACES))
    box = page.get_by_role("combobox", name="Adresse", exact=False).first
    box.focus()
    page.keyboard.type("moulin")
    options = page.locator("#field .combobox-option")
    expect(options).to_have_count(2)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(box).to_have_attribute("aria-activedescendant", options.nth(1).get_attribute("id") or "")
    page.keyboard.press("Enter")
    expect(box).to_have_value("14 rue du Moulin")
    expect(box).to_have_attribute("aria-expanded", "false")


def test_a_dialog_opens_closes_and_gives_the_focus_back(open_page: Opener) -> None:
    page = open_page("/gallery/")
    opener = page.locator("[data-opens='sample-dialog']")
    opener.click()
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(opener).to_be_focused()


def test_what_is_typed_survives_a_reload(open_page: Opener) -> None:
    page = open_page("/gallery/")
    page.locator("#field [name=name]").fill("Jeanne")
    page.locator("#field [name=channel][value=sms]").check()
    page.wait_for_timeout(500)
    page.reload()
    expect(page.locator("#field [name=name]")).to_have_value("Jeanne")
    expect(page.locator("#field [name=channel][value=sms]")).to_be_checked()


def test_the_map_comes_only_when_asked_for_and_its_list_lights_it_up(open_page: Opener) -> None:
    page = open_page("/gallery/")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.wait_for_timeout(300)
    assert not [url for url in asked if "map" in url]
    frame = page.locator("#map_with_list [data-map]").first
    frame.get_by_role("button", name="Afficher la carte").dispatch_event("click")
    expect(frame.locator("canvas")).to_be_visible()
    page.locator("[data-feature=a] a").focus()
    expect(page.locator("[data-feature=a]")).to_have_class("is-active")


@pytest.fixture
def form_page(open_page: Opener) -> Page:
    site_urls.RECEIVED.clear()
    site_urls.ANSWER["reachable"] = True
    return open_page("/form/", service_workers="block")


def write(page: Page) -> None:
    page.get_by_label("Quoi").fill("Lampadaire éteint")
    page.get_by_label("Photo").set_input_files(
        files=[{"name": "lampe.jpg", "mimeType": "image/jpeg", "buffer": b"JPEGDATA"}]
    )
    page.get_by_role("button", name="Envoyer").click()


def test_a_form_written_without_network_is_sent_once_with_its_file_when_the_network_is_back(form_page: Page) -> None:
    site_urls.ANSWER["reachable"] = False
    write(form_page)
    expect(form_page.get_by_text("Gardé")).to_be_visible()
    expect(form_page.get_by_label("Quoi")).to_have_value("")
    form_page.goto("about:blank")
    site_urls.ANSWER["reachable"] = True
    form_page.go_back()
    for _ in range(3):
        form_page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(form_page.locator(".toast-ok")).to_be_visible()
    form_page.wait_for_timeout(300)
    assert list(site_urls.RECEIVED.values()) == [("Lampadaire éteint", b"JPEGDATA")]
    assert form_page.evaluate("localStorage.length") == 0


def test_with_network_the_form_goes_at_once_to_its_receipt(form_page: Page) -> None:
    write(form_page)
    expect(form_page.get_by_role("heading", name="Merci")).to_be_visible()
    assert list(site_urls.RECEIVED.values()) == [("Lampadaire éteint", b"JPEGDATA")]


def test_a_refused_form_shows_the_page_that_says_why(form_page: Page) -> None:
    form_page.get_by_role("button", name="Envoyer").click()
    expect(form_page.get_by_role("heading", name="Il manque un mot")).to_be_visible()
    assert site_urls.RECEIVED == {}


LAYOUTS = ("/service/", "/step/", "/step/?refused", "/desk/")


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
@pytest.mark.parametrize("address", LAYOUTS)
def test_axe_finds_nothing_on_any_layout(
    open_page: Opener, axe: Callable[[Page], None], address: str, viewport: Any
) -> None:
    page = open_page(address, viewport=viewport)
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]


def test_a_refused_step_takes_the_reader_to_its_errors(open_page: Opener) -> None:
    page = open_page("/step/?refused")
    expect(page.locator("[data-error-summary]")).to_be_focused()
    page.get_by_role("link", name="Qu’est-ce qui ne va pas").click()
    expect(page.get_by_label("Qu’est-ce qui ne va pas")).to_be_focused()


@pytest.fixture
def desk(open_page: Opener) -> Page:
    return open_page("/desk/")


def test_a_queue_is_worked_by_keyboard_alone(desk: Page) -> None:
    desk.keyboard.press("j")
    desk.keyboard.press("j")
    expect(desk.get_by_role("link", name="Cas 1")).to_be_focused()
    desk.keyboard.press("x")
    expect(desk.get_by_label("Choisir 1")).to_be_checked()
    desk.keyboard.press("k")
    desk.keyboard.press("Enter")
    expect(desk).to_have_url(re.compile("#case-0$"))
    desk.keyboard.press("e")
    expect(desk).to_have_url(re.compile("#taken$"))
    desk.keyboard.press("?")
    expect(desk.get_by_role("dialog", name="Raccourcis clavier")).to_be_visible()


def test_shortcuts_stay_silent_while_someone_types(desk: Page) -> None:
    desk.keyboard.press("/")
    desk.keyboard.type("jex?")
    expect(desk.get_by_role("searchbox")).to_have_value("jex?")
    expect(desk.get_by_role("dialog")).to_have_count(0)


def test_control_k_goes_to_a_page_by_a_few_letters(desk: Page) -> None:
    desk.keyboard.press("Control+k")
    desk.keyboard.type("cart")
    expect(desk.locator("#palette-list").get_by_role("option")).to_have_count(1)
    desk.keyboard.press("Enter")
    desk.wait_for_url("**/service/")


def test_an_event_from_the_server_refreshes_what_it_concerns(desk: Page) -> None:
    before = desk.locator("#fresh").inner_text()
    expect(desk.locator("#fresh")).not_to_have_text(before)
    expect(desk.locator(".queue li")).to_have_count(3)


def test_without_network_a_kept_page_opens_and_any_other_says_so(open_page: Opener, live_server: Any) -> None:
    page = open_page("/kept/")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    until(page, "navigator.serviceWorker.controller !== null", wanted=True)
    page.reload()
    expect(page.get_by_role("heading", name="Formulaire gardé")).to_be_visible()
    page.goto(f"{live_server.url}/service/")
    page.context.set_offline(True)
    page.goto(f"{live_server.url}/kept/")
    expect(page.get_by_role("heading", name="Formulaire gardé")).to_be_visible()
    page.goto(f"{live_server.url}/service/")
    expect(page.get_by_role("heading", name="Vous êtes hors ligne")).to_be_visible()
    expect(page.get_by_role("link", name="Aller au contenu")).to_have_css("position", "absolute")


def test_a_place_is_chosen_on_the_map_by_arrow_keys(open_page: Opener) -> None:
    page = open_page("/gallery/")
    page.route("**/places/reverse**", lambda route: route.fulfill(json={"label": "3 place du Marché"}))
    form = page.locator("#map_with_list form")
    form.get_by_role("button", name="Afficher la carte").dispatch_event("click")
    form.locator("canvas").focus()
    page.keyboard.press("ArrowRight")
    expect(form.get_by_role("status")).to_have_text("Lieu choisi\u00a0: 3 place du Marché")
    first = float(form.locator("[name=lon]").input_value())
    page.keyboard.press("ArrowRight")
    until(page, f"Number(document.querySelector('#map_with_list form [name=lon]').value) > {first}", wanted=True)
    assert 46 < float(form.locator("[name=lat]").input_value()) < 47


def test_the_map_asks_for_what_its_window_shows_and_again_as_it_moves(open_page: Opener) -> None:
    page = open_page("/cells/")
    expect(page.locator("canvas")).to_be_visible()
    until(page, "document.querySelector('[data-map]').known?.features.length", 1)
    with page.expect_request("**/cells.json**") as asked:
        page.locator("canvas").focus()
        page.keyboard.press("ArrowUp")
    west, south, east, north = (float(value) for value in asked.value.url.split("bbox=")[1].split("%2C"))
    assert west < east
    assert south < north

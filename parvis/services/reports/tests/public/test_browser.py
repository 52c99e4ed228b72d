# SPDX-License-Identifier: AGPL-3.0-or-later
"""The residents' pages in a real browser: axe, the keyboard alone, no script, no network."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from parvis.kernel.audit.actors import SYSTEM
from parvis.services.reports import operations
from parvis.services.reports.addresses import remote_path
from parvis.services.reports.models import Category, Draft, Forwarding, ForwardTarget, Report
from parvis.services.reports.operations import Submission
from parvis.services.reports.tests.conftest import category, picture
from parvis.services.reports.tests.public.conftest import LAMP_ADDRESS
from parvis.services.reports.tokens import alert_token
from tools.pytest_browser import DESKTOP, PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SPOT = (4.8814, 46.2600)


@pytest.fixture
def place(transactional_db: None, desk: Any, areas: None, unhurried: None) -> Any:
    """The town with its desk, addresses and categories, seen by the live server."""
    return desk


@pytest.fixture
def lamp(tmp_path: Path) -> Path:
    """A photo on the disk of the resident."""
    path = tmp_path / "lampe.jpg"
    path.write_bytes(picture("navy"))
    return path


def a_report(code: str = "banc", **values: Any) -> operations.Submitted:
    lon, lat = SPOT
    given = {"description": "Une latte du banc est cassée.", "email": "marie@example.org"} | values
    return operations.submit(
        SYSTEM,
        submission=Submission(
            category_id=category(code).pk, longitude=lon, latitude=lat, address=LAMP_ADDRESS, **given
        ),
    )


def a_draft(**changes: Any) -> str:
    """A draft on its last page; returns the address of its pages."""
    data = {
        "place_first": False, "photos": [], "client_key": "navigateur-0123456789", "began": 0.0, "language": "fr",
        "lon": SPOT[0], "lat": SPOT[1], "address": LAMP_ADDRESS, "category": category("lampadaire").pk, "answers": {},
        "details_seen": True, "description": "Il clignote.", "way": "none", "email": "", "phone": "", "name": "",
    } | changes  # fmt: skip
    return f"{reverse('reports:begin')}{operations.save_draft(SYSTEM, data=data).pk}/"


def every_page(desk: Any) -> list[str]:
    """The address of every public page of the service, with something on it."""
    told = a_report()
    follow = reverse("reports:follow", args=[told.follow_token])
    away = a_report("panneau", email="")
    target = ForwardTarget.objects.create(
        organisation=desk.organisation, name="Département", kind="email", email="routes@example.org"
    )
    operations.change_state(desk.agent, report_id=away.report_id, target="forwarded", forward_to=target.pk)
    alert = operations.subscribe_area(SYSTEM, area="everywhere", email="marie@example.org")
    draft = a_draft(category=category("banc").pk)
    steps = [f"{draft}{word}/" for word in
             ("photo", "lieu", "probleme", "precisions", "deja-signale", "nouvelles", "verification")]  # fmt: skip
    names = [reverse(f"reports:{name}") for name in ("home", "map", "begin", "offline", "alerts")]
    return [
        *names,
        *steps,
        f"{draft}probleme/?mots=lampadaire",
        f"{names[0]}?reference=SIG-1999-00001",
        reverse("reports:report", args=[told.reference]),
        reverse("reports:me-too", args=[told.reference]),
        follow,
        f"{follow}merci/",
        f"{follow}message/",
        f"{follow}photo/",
        f"{follow}oublier/",
        remote_path(Forwarding.objects.get().pk),
        reverse("reports:alert-end", args=[alert_token(alert.id)]),
    ]


@pytest.mark.parametrize(("viewport", "scheme"), [(PHONE, "light"), (DESKTOP, "dark")], ids=["phone", "desktop"])
def test_axe_finds_nothing_and_nothing_overflows(
    place: Any, open_page: Any, axe: Callable[[Page], None], viewport: dict[str, int], scheme: str
) -> None:
    addresses = every_page(place)
    page = open_page(addresses[0], viewport=viewport, scheme=scheme)
    origin, found = page.url.removesuffix(addresses[0]), []
    for address in addresses:
        answer = page.goto(origin + address)
        assert answer.status in {200, 404}, address
        try:
            axe(page)
        except AssertionError as finding:
            found.append(str(finding))
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found.append(f"{address} is wider than the screen")
    assert not found, "\n".join(found)


def walk_to_the_receipt(page: Page, lamp: Path) -> None:
    """The whole form with a pointer."""
    page.click("button[value=photo]")
    page.set_input_files("input[type=file]", lamp)
    page.click(".step-acts button")
    page.fill("#id_address", "rue de la paix")
    page.click(".step-acts button")
    page.click("label.choice >> nth=0")
    page.click(".step-acts button")
    page.fill("#words", "banc")
    page.click(".category-search button")
    page.click(".category-choice >> nth=0")
    page.fill("#id_description", "Une latte est cassée.")
    page.click(".step-acts button")
    page.click("label:has(input[value=none])")
    page.click(".step-acts button")
    page.click(".step-acts button")


def test_the_whole_form_without_script(place: Any, open_page: Any, lamp: Path) -> None:
    page = open_page(reverse("reports:begin"), viewport=PHONE, javascript=False)
    walk_to_the_receipt(page, lamp)
    report = Report.objects.get()
    expect(page.locator("h1")).to_have_text(report.reference)
    page.click(".button-row a >> nth=0")
    expect(page.locator("#follow")).to_contain_text("Une latte est cassée.")


def press_until(page: Page, selector: str) -> None:
    """Presses Tab until the element has the focus; every stop on the way is seen."""
    for _press in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"Tab never reaches {selector} on {page.url}")


def test_the_whole_form_with_the_keyboard_alone(place: Any, open_page: Any) -> None:
    page = open_page(reverse("reports:begin"))
    press_until(page, "button[value=place]")
    page.keyboard.press("Enter")
    page.wait_for_url("**/lieu/")
    press_until(page, "#id_address")
    page.keyboard.type("12 rue de la paix pontbourg")
    expect(page.locator("[role=option]").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    press_until(page, ".step-acts button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/photo/")
    press_until(page, ".step-acts button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/probleme/")
    press_until(page, "#words")
    page.keyboard.type("banc")
    page.keyboard.press("Enter")
    page.wait_for_url("**mots=banc**")
    press_until(page, ".category-choice")
    page.keyboard.press("Enter")
    page.wait_for_url("**/precisions/")
    press_until(page, "#id_description")
    page.keyboard.type("Une latte est cassée.")
    press_until(page, ".step-acts button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/nouvelles/")
    press_until(page, "input[name=way]")
    while page.evaluate("document.activeElement.value") != "none":
        page.keyboard.press("ArrowDown")
    press_until(page, ".step-acts button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/verification/")
    press_until(page, ".step-acts button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/merci/")
    expect(page.locator("h1")).to_have_text(Report.objects.get().reference)


def fill_one_page(page: Page, words: str, lamp: Path | None = None, address: str = LAMP_ADDRESS) -> None:
    if lamp is not None:
        page.set_input_files("input[type=file] >> nth=0", lamp)
    page.fill("#id_address", address)
    page.select_option("#id_category", str(Category.objects.get(code="lampadaire").pk))
    page.fill("#id_description", words)
    page.click("main form button:not([type=button])")


def test_reports_written_without_network_leave_later_once_each(place: Any, open_page: Any, lamp: Path) -> None:
    page = open_page(reverse("reports:offline"), viewport=PHONE)
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.reload()
    page.context.set_offline(True)
    fill_one_page(page, "Le premier.", lamp)
    expect(page.locator("#id_description")).to_have_value("")
    expect(page.locator("[data-outbox]")).to_contain_text("Le premier.")
    expect(page.locator(".file-preview")).to_have_count(0)
    page.reload()  # the device's own copy of the page
    fill_one_page(page, "Le second.")
    expect(page.locator("#id_description")).to_have_value("")
    assert not Report.objects.exists()
    page.context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    page.evaluate("dispatchEvent(new Event('online'))")
    for _turn in range(60):
        if Report.objects.count() == 2:
            break
        page.wait_for_timeout(250)
    page.reload()
    page.wait_for_timeout(500)
    sent = sorted(Report.objects.values_list("description", "channel"))
    assert sent == [("Le premier.", "offline"), ("Le second.", "offline")]
    assert Report.objects.get(description="Le premier.").photos.count() == 1
    assert not Draft.objects.exists()


def test_what_was_refused_later_is_corrected_and_leaves(place: Any, open_page: Any, lamp: Path) -> None:
    page = open_page(reverse("reports:offline"), viewport=PHONE)
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.reload()
    page.context.set_offline(True)
    fill_one_page(page, "La lampe du quai.", lamp, address="Nulle part sur Terre")
    kept = page.locator("[data-outbox]")
    expect(kept).to_contain_text("attend le réseau")
    page.context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator(".toast-danger")).to_be_visible()
    page.reload()
    expect(kept).to_contain_text("n’a pas été accepté")
    kept.get_by_role("button", name="Reprendre").click()
    expect(page.locator("#id_description")).to_have_value("La lampe du quai.")
    expect(page.locator(".file-preview")).to_have_count(1)
    page.fill("#id_address", LAMP_ADDRESS)
    page.click("main form button:not([type=button])")
    page.wait_for_url("**/merci/")
    assert Report.objects.get().photos.count() == 1
    page.goto(page.url.partition(reverse("reports:home"))[0] + reverse("reports:offline"))
    expect(page.locator("[data-outbox]")).to_be_hidden()


def test_after_a_refused_page_the_way_back_and_reload_show_the_form(place: Any, open_page: Any) -> None:
    page = open_page(a_draft() + "lieu/")
    page.fill("#id_address", "nulle part au monde")
    page.click(".step-acts button")
    expect(page.locator("[data-error-summary]")).to_be_visible()
    page.goto(page.url.replace("/lieu/", "/photo/"))
    page.go_back()
    expect(page.locator("#id_address")).to_be_visible()
    page.reload()
    expect(page.locator("#id_address")).to_be_visible()


def test_photos_too_large_to_be_sent_are_told_before_they_leave(
    place: Any, open_page: Any, lamp: Path, settings: Any
) -> None:
    settings.MAX_BODY_BYTES = 1_000_000 + lamp.stat().st_size - 1
    page = open_page(a_draft() + "photo/")
    page.set_input_files("input[type=file]", lamp)
    expect(page.locator(".file-previews .field-error")).to_be_visible()
    page.click(".step-acts button")
    expect(page.locator("input[type=file]")).to_be_focused()
    page.get_by_role("button", name="Enlever").or_(page.get_by_role("button", name="Retirer")).click()
    expect(page.locator(".file-previews .field-error")).to_have_count(0)
    page.click(".step-acts button")
    page.wait_for_url("**/lieu/")


def test_only_the_fields_of_the_chosen_answer_show(place: Any, open_page: Any) -> None:
    page = open_page(f"{a_draft()}nouvelles/", viewport=PHONE)
    page.check("input[value=email]", force=True)
    expect(page.locator("#id_email")).to_be_visible()
    expect(page.locator("#id_phone")).to_be_hidden()
    page.check("input[value=phone]", force=True)
    expect(page.locator("#id_email")).to_be_hidden()
    expect(page.locator("#id_phone")).to_be_visible()
    alerts = open_page(reverse("reports:alerts"), viewport=PHONE)
    expect(alerts.locator("#id_address")).to_be_hidden()
    alerts.select_option("#id_area", "around")
    expect(alerts.locator("#id_address")).to_be_visible()
    bare = open_page(reverse("reports:alerts"), javascript=False)
    expect(bare.locator("#id_address")).to_be_visible()

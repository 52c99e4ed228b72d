# SPDX-License-Identifier: AGPL-3.0-or-later
"""The desk in a real browser: axe, the keyboard alone, no script, rectangles drawn over a photo."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from playwright.sync_api import expect

from parvis.kernel.files.queries import content
from parvis.services.reports import operations
from parvis.services.reports.models import Report, ReportPhoto
from parvis.services.reports.tests.agents.browser.conftest import a_report
from parvis.services.reports.tests.conftest import category
from tools.pytest_browser import DESKTOP, PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


PAGES = [
    "",
    "?vue=tableau",
    "filtres/",
    "{0}/",
    "{0}/?vers=duplicate",
    "{1}/?vers=scheduled",
    "{0}/modifier/",
    "{0}/separer/",
    "{0}/photos/",
    "{0}/journal/",
    "{0}/photos/{photo}/masquer/",
    "lot/?report={key}:1",
    "telephone/",
    "tournee/",
    "tournee/terrain/",
    "chiffres/",
    "reglages/",
    "reglages/aiguillage/",
    "reglages/categories/",
    "reglages/categories/{category}/",
    "reglages/textes/",
    "reglages/textes/nouveau/",
    "reglages/partenaires/nouveau/",
    "reglages/cles/",
]


@pytest.mark.parametrize(("viewport", "scheme"), [(PHONE, "light"), (DESKTOP, "dark")], ids=["phone", "desk"])
def test_axe_finds_nothing_and_nothing_sticks_out(
    told: list[Report], at_desk: Any, axe: Any, viewport: Any, scheme: str
) -> None:
    values = {"photo": ReportPhoto.objects.get().pk, "key": told[0].pk, "category": category("lampadaire").pk}
    page = at_desk("", viewport=viewport, scheme=scheme)
    root = page.url
    faults: list[str] = []
    for path in PAGES:
        page.goto(root + path.format(*(report.reference for report in told), **values))
        try:
            axe(page)
        except AssertionError as found:
            faults.append(str(found))
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        faults += [f"{path} is {wide} px too wide"] if wide > 0 else []
    assert not faults, "\n".join(faults)


def test_a_case_is_decided_by_the_keyboard_alone_and_the_next_one_opens(told: list[Report], at_desk: Any) -> None:
    page = at_desk("", role="agent")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    open_case = page.locator("[data-case]")
    expect(open_case).to_be_visible()
    first = open_case.get_attribute("data-case")
    expect(page.locator(f"#row-{first}")).to_have_attribute("aria-current", "true")
    resolve = page.locator(".case-arrow", has_text="Résolu")
    page.keyboard.press(resolve.locator("kbd").text_content() or "")
    message = page.locator("#decide_reason")
    expect(message).to_be_focused()
    expect(message).to_have_value(f"C’est réparé, {first}.")
    page.keyboard.press("Control+End")
    page.keyboard.type(" Merci.")
    page.keyboard.press("Control+Enter")
    expect(page.locator(f'[data-case="{first}"]')).to_have_count(0)
    expect(open_case).to_be_visible()
    expect(page.locator(f"#row-{first}")).to_have_count(0)
    expect(page).to_have_url(re.compile(rf"/{open_case.get_attribute('data-case')}/(\?|$)"))
    report = Report.objects.get(reference=first)
    assert report.state == "resolved"
    assert report.events.get(target="resolved").text == f"C’est réparé, {first}. Merci."


def test_notes_taking_and_ticking_have_keys(told: list[Report], at_desk: Any) -> None:
    page = at_desk(f"{told[0].reference}/", role="agent")
    page.keyboard.press("a")
    expect(page.locator(".toast", has_text="est à vous")).to_be_visible()
    page.keyboard.press("n")
    field = page.locator("textarea[name=note-text]")
    expect(field).to_be_focused()
    page.keyboard.type("Voir sur place.")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".timeline", has_text="Voir sur place.")).to_be_visible()
    page.locator("h2").first.click()
    page.keyboard.press("j")  # from the row of the case that is open
    page.keyboard.press("x")
    page.keyboard.press("k")
    page.keyboard.press("x")
    expect(page.locator("[data-selected-count]").first).to_have_text("2")
    page.keyboard.press("b")
    expect(page.locator("#case-title")).to_contain_text("2 signalements")
    page.locator("#id_priority").select_option("4")
    page.locator("#id_state").focus()
    page.keyboard.press("Control+Enter")
    expect(page.locator(".rdesk-undo")).to_be_visible()
    page.locator(".rdesk-undo button").click()
    expect(page.locator(".toast", has_text="comme avant")).to_be_visible()
    assert set(Report.objects.values_list("priority", flat=True)) <= {1, 2, 3}


def test_a_case_is_decided_without_script(told: list[Report], at_desk: Any) -> None:
    page = at_desk("", role="agent", javascript=False)
    page.click(f"#row-{told[0].reference} a")
    page.click(".case-arrow:has-text('Résolu')")
    page.fill("#decide_reason", "Réparé.")
    page.click("form.case-form button.button-primary")
    expect(page).not_to_have_url(re.compile(told[0].reference))
    told[0].refresh_from_db()
    assert told[0].state == "resolved"


def test_the_second_agent_sees_what_happened_and_what_was_typed(told: list[Report], at_desk: Any, desk: Any) -> None:
    page = at_desk(f"{told[0].reference}/?vers=waiting", role="agent")
    page.fill("#decide_reason", "Nous attendons la pièce.")
    operations.change_state(desk.supervisor, report_id=told[0].pk, target="in_progress")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".notice", has_text="Quelqu’un a été plus rapide")).to_be_visible()
    expect(page.locator(".case-typed")).to_have_text("Nous attendons la pièce.")
    expect(page.locator("#decide_reason")).to_have_value("Nous attendons la pièce.")
    page.locator("#decide_reason").press("Control+Enter")
    expect(page.locator(f'[data-case="{told[0].reference}"]')).to_have_count(0)
    told[0].refresh_from_db()
    assert told[0].state == "waiting"


def test_a_plate_is_masked_by_pointer_and_by_keyboard(told: list[Report], at_desk: Any) -> None:
    row = ReportPhoto.objects.get()
    page = at_desk(f"{told[0].reference}/photos/{row.pk}/masquer/", role="agent")
    frame = page.locator("[data-redaction-frame]")
    page.locator("[data-redaction-image]").evaluate("image => image.decode()")
    area = frame.bounding_box()
    page.mouse.move(area["x"] + area["width"] * 0.1, area["y"] + area["height"] * 0.1)
    page.mouse.down()
    page.mouse.move(area["x"] + area["width"] * 0.3, area["y"] + area["height"] * 0.3, steps=4)
    page.mouse.up()
    page.locator("[data-redaction-add]").focus()
    page.keyboard.press("Enter")
    for _turn in range(10):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowDown")
    assert float(page.locator("[name=left-1]").input_value()) == 50
    assert float(page.locator("[name=height-1]").input_value()) == 21
    page.locator("[data-redaction-add]").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Delete")
    assert page.locator(".redact-box").count() == 2
    page.click("form[data-redaction] button.button-primary")
    expect(page.locator(".toast", has_text="masquée")).to_be_visible()
    row.refresh_from_db()
    from PIL import Image

    image = Image.open(io.BytesIO(content(row.file))).convert("L")
    for box in ((100, 80, 220, 160), (420, 260, 540, 350)):
        low, high = image.crop(box).getextrema()
        assert high - low < 25


def test_a_stop_is_marked_on_a_telephone_without_network(told: list[Report], at_desk: Any) -> None:
    page = at_desk("tournee/terrain/", role="agent", viewport=PHONE)
    stop = page.locator(f"#stop-{told[1].reference}")
    stop.locator("input[name=note]").fill("Robinet changé.")
    page.context.set_offline(True)
    stop.locator("button[value=done]").click()
    expect(page.locator(".toast", has_text="Gardé sur ce téléphone")).to_be_visible()
    told[1].refresh_from_db()
    assert told[1].state == "scheduled"
    page.context.set_offline(False)
    for _turn in range(50):
        told[1].refresh_from_db()
        if told[1].state == "resolved":
            break
        page.wait_for_timeout(100)
    assert told[1].state == "resolved"
    assert told[1].events.get(target="resolved").text == "Robinet changé."


HEARD = """
window.heard = [];
window.EventSource = class {
  addEventListener(name, listener) { window.heard.push([this, name, listener]); }
  close() {}
};
"""


def test_a_refresh_keeps_the_place_the_ticks_and_what_is_typed(told: list[Report], at_desk: Any, desk: Any) -> None:
    page = at_desk("", role="agent")
    page.add_init_script(HEARD)
    page.goto(f"{page.url}{told[0].reference}/?vers=waiting&file=tous")
    page.fill("#decide_reason", "Une phrase en cours.")
    page.locator(f"#tick-{told[2].reference}").check()
    page.locator(f"#row-{told[1].reference} a").focus()
    fresh = a_report("banc")
    operations.assign(desk.supervisor, report_id=told[0].pk, assignee_id=desk.supervisor.person_id)
    page.evaluate("window.heard.filter(([, name]) => name === 'message').forEach(([, , listener]) => listener({}))")
    expect(page.locator(f"#row-{fresh.reference}")).to_be_visible()
    expect(page.locator("#case-news", has_text="vient de changer")).to_be_visible()
    expect(page.locator("#decide_reason")).to_have_value("Une phrase en cours.")
    expect(page.locator(f"#tick-{told[2].reference}")).to_be_checked()
    expect(page.locator(f"#row-{told[1].reference} a")).to_be_focused()
    expect(page.locator(f"#row-{told[0].reference}")).to_have_attribute("aria-current", "true")
    expect(page.locator("[data-selected-count]").first).to_have_text("1")


def test_on_paper_the_case_stands_alone_without_forms_and_empty_maps(told: list[Report], at_desk: Any) -> None:
    page = at_desk(f"{told[0].reference}/")
    page.emulate_media(media="print")
    for gone in (".desk-side", ".desk-top", ".rdesk-head", "#queue", ".map-frame", ".case-decide", ".case-writing"):
        expect(page.locator(gone).first).to_be_hidden()
    expect(page.locator(".case-text")).to_be_visible()
    expect(page.locator(".case-map")).to_be_visible()


def test_in_forced_colours_the_open_row_the_queue_and_the_page_are_marked(told: list[Report], at_desk: Any) -> None:
    page = at_desk(f"{told[0].reference}/?file=tous", forced_colors="active")
    for current in (".desk-nav a[aria-current]", ".rdesk-queues a[aria-current]", f"#row-{told[0].reference}"):
        assert page.locator(current).evaluate("each => getComputedStyle(each).outlineStyle") == "solid"
    assert page.locator(f"#row-{told[1].reference}").evaluate("each => getComputedStyle(each).outlineStyle") == "none"


def test_with_wider_text_nothing_of_a_round_sticks_out_on_a_telephone(told: list[Report], at_desk: Any) -> None:
    page = at_desk("tournee/", viewport={"width": 320, "height": 640}, bypass_csp=True)
    spacing = "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }"
    page.add_style_tag(content=spacing)  # WCAG 1.4.12
    assert page.evaluate("document.documentElement.scrollWidth") <= 320

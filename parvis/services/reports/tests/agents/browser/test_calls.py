# SPDX-License-Identifier: AGPL-3.0-or-later
"""A call is typed while the caller speaks: by the keyboard alone, in a real browser, against the clock."""

from __future__ import annotations

import time
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from parvis.services.reports.models import Report

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


class Typist:
    """Types on a page as a trained person does, and counts the keys."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.keys = 0

    def write(self, text: str) -> None:
        """A thousand characters a minute would be 60 ms each."""
        self.page.keyboard.type(text, delay=60)
        self.keys += len(text)

    def press(self, *names: str) -> None:
        """Keys that are no characters."""
        for name in names:
            self.page.keyboard.press(name)
            self.keys += 1


def type_the_call(typist: Typist, earlier: str) -> None:
    """Number, place, category, the category's question, and save."""
    page = typist.page
    typist.write("0612345678")
    expect(page.locator("#earlier")).to_contain_text(earlier)
    typist.press("Enter", "Enter")
    typist.write("12 rue de la paix")
    expect(page.locator("[role=option]").first).to_be_visible()
    typist.press("ArrowDown", "Enter", "Enter")
    expect(page.locator("#id_subject")).to_have_value("")
    typist.write("lampad")
    expect(page.locator("[role=option]", has_text="Lampadaire")).to_be_visible()
    typist.press("ArrowDown", "Enter")
    expect(page.locator("[name=answer-panne]").first).to_be_visible()
    typist.press("Enter", "Space", "Enter", "Control+Enter")
    expect(page.locator(".call-done .reference")).to_be_visible()


def test_a_call_is_saved_by_the_keyboard_alone_in_less_than_thirty_seconds(
    told: list[Report], at_desk: Any, record_property: Any
) -> None:
    page = at_desk("telephone/", role="caller")
    expect(page.locator("#id_phone")).to_be_focused()
    typist, began = Typist(page), time.monotonic()
    type_the_call(typist, earlier=told[0].reference)
    seconds = time.monotonic() - began
    record_property("keys", typist.keys)
    record_property("seconds", round(seconds, 1))
    assert seconds < 30
    assert typist.keys < 60
    report = Report.objects.latest("pk")
    assert (report.channel, report.reporter_phone) == ("phone", "+33612345678")
    assert (report.category.code, report.address[:18]) == ("lampadaire", "12 rue de la Paix,")
    expect(page.locator(".call-done .reference")).to_have_text(report.reference)
    expect(page.locator("#id_phone")).to_be_focused()
    expect(page.locator("#id_phone")).to_have_value("")


def test_a_call_saved_while_the_network_is_gone_stays_in_the_page(told: list[Report], at_desk: Any) -> None:
    page = at_desk("telephone/", role="caller")
    page.locator("#id_description").fill("Un trou devant l’école.")
    page.context.set_offline(True)
    page.locator("#id_description").press("Control+Enter")
    expect(page.locator("#toasts", has_text="Pas de réseau. Rien n’est perdu")).to_be_visible()
    page.context.set_offline(False)
    expect(page.locator("#toasts", has_text="Pas de réseau")).to_have_count(0)
    page.locator("#id_description").press("Control+Enter")
    expect(page.locator("[data-error-summary]")).to_be_visible()
    expect(page.locator("#id_description")).to_have_value("Un trou devant l’école.")

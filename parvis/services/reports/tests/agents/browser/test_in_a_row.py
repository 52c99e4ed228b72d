# SPDX-License-Identifier: AGPL-3.0-or-later
"""Case after case on the same page: nothing that an earlier case opened stays behind."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from parvis.services.reports.models import Event, ForwardTarget, Report
from parvis.services.reports.tests.agents.browser.conftest import a_report

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

CASES = 7
"""One more than the connections that a browser opens to one host."""

STREAMS = """
window.streams = [];
window.EventSource = class extends EventTarget {
  static CLOSED = 2;
  constructor(url) { super(); this.readyState = 1; window.streams.push(this); }
  close() { this.readyState = 2; }
};
"""


@pytest.fixture
def queue(told: list[Report], at_desk: Any) -> Page:
    """The queue of new reports, a row per case, streams counted."""
    for _turn in range(CASES):
        a_report("banc")
    page: Page = at_desk("", role="agent")
    page.add_init_script(STREAMS)
    page.goto(f"{page.url}?file=nouveaux")
    return page


def decide(page: Page, reference: str) -> str:
    """Acknowledges the open report by the keyboard; the reference of the next one."""
    page.keyboard.press("1")
    expect(page.locator("#decide_reason")).to_be_focused()
    page.keyboard.press("Control+Enter")
    expect(page.locator(f"[data-case={reference}]")).to_have_count(0)
    expect(page.locator("[data-case]")).to_be_visible()
    return page.locator("[data-case]").get_attribute("data-case") or ""


def test_the_queue_and_case_after_case_hold_one_stream(queue: Page) -> None:
    queue.keyboard.press("j")
    queue.keyboard.press("Enter")
    expect(queue.locator("[data-case]")).to_be_visible()
    reference = queue.locator("[data-case]").get_attribute("data-case") or ""
    for _turn in range(CASES):
        reference = decide(queue, reference)
    assert queue.evaluate("streams.filter((stream) => stream.readyState === 1).length") == 1


def test_the_focus_and_the_row_follow_to_the_next_case(queue: Page) -> None:
    queue.keyboard.press("j")
    queue.keyboard.press("Enter")
    expect(queue.locator("[data-case]")).to_be_visible()
    following = decide(queue, queue.locator("[data-case]").get_attribute("data-case") or "")
    expect(queue.locator("#pane")).to_be_focused()
    row = queue.locator(f"#row-{following}")
    beyond = row.locator("xpath=following-sibling::li[1]").get_attribute("data-feature")
    queue.keyboard.press("j")
    expect(queue.locator(f"#row-{beyond} a")).to_be_focused()


def test_the_messages_of_act_after_act_do_not_pile_up(queue: Page) -> None:
    queue.keyboard.press("j")
    queue.keyboard.press("Enter")
    expect(queue.locator("[data-case]")).to_be_visible()
    reference = queue.locator("[data-case]").get_attribute("data-case") or ""
    last = ""
    for _turn in range(4):
        last, reference = reference, decide(queue, reference)
    expect(queue.locator("#toasts > *", has_text=last)).to_be_visible()
    expect(queue.locator("#toasts > *")).to_have_count(2)


def test_an_act_that_stays_on_the_case_keeps_the_focus_inside_it(queue: Page) -> None:
    queue.keyboard.press("j")
    queue.keyboard.press("Enter")
    expect(queue.locator("[data-case]")).to_be_visible()
    queue.locator("#pane").focus()
    queue.keyboard.press("a")
    expect(queue.locator("#toasts", has_text="est à vous")).to_be_visible()
    expect(queue.locator("#pane")).to_be_focused()
    queue.keyboard.press("n")
    queue.keyboard.type("Vu sur place.")
    queue.keyboard.press("Control+Enter")
    expect(queue.locator("#toasts", has_text="note")).to_be_visible()
    expect(queue.locator("#pane")).to_be_focused()


def test_handing_over_begins_in_the_list_of_those_who_take_over(queue: Page, desk: Any) -> None:
    town = desk.agent.organisation
    ForwardTarget.objects.create(organisation=town, name="Département", kind="email", email="routes@example.org")
    queue.keyboard.press("j")
    queue.keyboard.press("Enter")
    expect(queue.locator("[data-case]")).to_be_visible()
    queue.keyboard.press("8")
    expect(queue.locator("input[name=forward_to]").first).to_be_focused()


def test_a_double_click_writes_once_and_what_was_sent_is_no_draft_any_more(queue: Page) -> None:
    queue.keyboard.press("j")
    queue.keyboard.press("Enter")
    expect(queue.locator("[data-case]")).to_be_visible()
    queue.keyboard.press("m")
    queue.keyboard.type("Nous passons demain.")
    queue.get_by_role("button", name="Envoyer le message").dblclick()
    expect(queue.locator("#toasts", has_text="message")).to_be_visible()
    queue.reload()
    assert Event.objects.filter(text="Nous passons demain.").count() == 1
    queue.keyboard.press("m")
    expect(queue.locator("textarea[name=message-text]")).to_be_focused()
    expect(queue.locator("textarea[name=message-text]")).to_have_value("")


def test_letters_typed_ahead_act_on_nothing_while_an_answer_is_awaited(queue: Page) -> None:
    queue.keyboard.press("j")
    queue.keyboard.press("Enter")
    expect(queue.locator("[data-case]")).to_be_visible()
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    queue.route("**/*vers=*", hold)
    queue.keyboard.press("1")
    queue.keyboard.press("a")
    queue.keyboard.press("n")
    expect(queue.locator("details[open] textarea[name=note-text]")).to_have_count(0)
    held[0].continue_()
    expect(queue.locator("#decide_reason")).to_be_focused()
    assert not Report.objects.filter(assignee__isnull=False).exists()
    queue.locator("#pane").focus()
    queue.keyboard.press("n")
    queue.keyboard.type("nouveau banc")
    expect(queue.locator("textarea[name=note-text]")).to_have_value("nouveau banc")

# SPDX-License-Identifier: AGPL-3.0-or-later
"""The sign-in ends, or another one begins, while an agent writes: nothing is lost, and the page says what to do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from playwright.sync_api import Page, expect

from parvis.kernel.audit.actors import Actor
from parvis.services.reports.models import Note, Report
from parvis.services.reports.tests.agents.conftest import DESK

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def sign_in_again(signed_in: Callable[[Actor], Client], desk: Any) -> Callable[[Page], None]:
    """Gives the browser a new session, as a sign-in in another tab does."""

    def again(page: Page) -> None:
        root = page.evaluate("location.origin")
        for name, morsel in signed_in(desk.supervisor).cookies.items():
            page.context.add_cookies([{"name": name, "value": morsel.value, "url": root}])

    return again


def told_to_sign_in(page: Page) -> None:
    expect(page.locator("#toasts", has_text="Vous n’êtes plus connecté")).to_be_visible()
    way = page.locator("#toasts a", has_text="Se connecter").get_attribute("href") or ""
    assert "/compte/connexion/?next=/agents/signalements/" in way


def test_a_decision_stays_in_the_page_and_leaves_after_the_sign_in(
    told: list[Report], at_desk: Any, sign_in_again: Any
) -> None:
    page: Page = at_desk(f"{told[0].reference}/?vers=rejected")
    page.locator("#decide_reason").fill("Ce banc n’est pas à la ville.")
    Session.objects.all().delete()
    page.locator("#decide_reason").press("Control+Enter")
    told_to_sign_in(page)
    expect(page.locator("#decide_reason")).to_have_value("Ce banc n’est pas à la ville.")
    sign_in_again(page)
    page.locator("#decide_reason").press("Control+Enter")
    expect(page.locator("#toasts", has_text="Sans suite")).to_be_visible()
    expect(page.locator("#toasts", has_text="plus connecté")).to_have_count(0)


def test_what_was_typed_for_a_decision_is_there_after_a_reload(told: list[Report], at_desk: Any) -> None:
    page: Page = at_desk(f"{told[0].reference}/?vers=resolved")
    expect(page.locator("#decide_reason")).to_have_value(f"C’est réparé, {told[0].reference}.")
    page.locator("#decide_reason").fill("La latte est changée.")
    page.wait_for_timeout(500)  # the draft is written when the typing pauses
    page.reload()
    expect(page.locator("#decide_reason")).to_have_value("La latte est changée.")
    page.locator(".case-texts a").first.click()
    expect(page.locator("#decide_reason")).to_have_value(f"C’est réparé, {told[0].reference}.")


def test_a_form_of_before_another_sign_in_says_so_and_can_be_sent_again(told: list[Report], at_desk: Any) -> None:
    page: Page = at_desk(f"{told[0].reference}/")
    page.keyboard.press("n")
    page.keyboard.type("Clé chez le gardien.")
    page.context.clear_cookies(name="csrf")
    page.context.add_cookies([{"name": "csrf", "value": "n" * 32, "url": page.evaluate("location.origin")}])
    page.keyboard.press("Control+Enter")
    expect(page.locator("#toasts", has_text="reconnecté")).to_be_visible()
    page.keyboard.press("Control+Enter")
    expect(page.locator("#toasts", has_text="La note est enregistrée")).to_be_visible()
    assert Note.objects.get().text == "Clé chez le gardien."


def test_a_call_written_when_the_sign_in_ends_is_there_after_it(
    told: list[Report], at_desk: Any, sign_in_again: Any
) -> None:
    page: Page = at_desk("telephone/")
    page.locator("#id_description").fill("Un trou devant l’école.")
    Session.objects.all().delete()
    page.locator("#id_description").press("Control+Enter")
    page.wait_for_url("**/compte/connexion/**")
    sign_in_again(page)
    page.goto(f"{page.evaluate('location.origin')}{DESK}telephone/")
    expect(page.locator("#id_description")).to_have_value("Un trou devant l’école.")


def test_a_stop_kept_on_the_telephone_waits_for_the_sign_in(
    told: list[Report], at_desk: Any, sign_in_again: Any
) -> None:
    page: Page = at_desk("tournee/terrain/")
    page.locator(f"#note-{told[1].reference}").fill("Portail fermé.")
    page.context.set_offline(True)
    page.locator(f"#stop-{told[1].reference} button[value=later]").click()
    expect(page.locator("#toasts", has_text="Gardé sur ce téléphone")).to_be_visible()
    Session.objects.all().delete()
    page.context.set_offline(False)
    expect(page.locator("#toasts", has_text="Vous n’êtes plus connecté")).to_be_visible()
    sign_in_again(page)
    page.reload()
    expect(page.locator("#toasts", has_text="est parti")).to_be_visible()
    assert Note.objects.get().text == "Portail fermé."

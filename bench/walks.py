# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pages that no link leads to: the steps of a report's form, and those of somebody who has signed in.

Each walk yields the addresses that it comes through; the caller measures them in the same browser context,
whose session they need.
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Page

RESIDENT = ("resident@demo.valorne.example", "parvis-en-demo")
"""Made by `parvis demo`, which prints them."""
NEXT = ".step-acts button"


def _path(page: Page) -> str:
    page.wait_for_load_state("load")
    return urlsplit(page.url).path


def reporting(context: BrowserContext, base: str) -> Iterator[str]:
    """The form of a report, a page per question, up to the last one before it is sent."""
    page = context.new_page()
    page.goto(f"{base}/signalements/nouveau/")
    page.click("button[value=place]")
    yield _path(page)
    page.fill("#id_address", "mairie")
    page.click(NEXT)
    page.locator("label.choice").first.click()
    page.click(NEXT)
    yield _path(page)
    page.click(NEXT)
    yield _path(page)
    page.fill("#words", "banc")
    page.click(".category-search button")
    page.click(".category-choice >> nth=0")
    yield _path(page)
    page.fill("#id_description", "Une latte est cassée.")
    page.click(NEXT)
    if _path(page).endswith("/deja-signale/"):
        yield _path(page)
        page.click(NEXT)
    yield _path(page)
    page.click("label:has(input[value=none])")
    page.click(NEXT)
    yield _path(page)
    page.close()


def signed_in(context: BrowserContext, base: str) -> Iterator[str]:
    """The personal space: its first page and each page of its menu."""
    page = context.new_page()
    page.goto(f"{base}/compte/connexion/")
    page.fill("#id_login", RESIDENT[0])
    page.fill("#id_password", RESIDENT[1])
    page.press("#id_password", "Enter")
    page.wait_for_url("**/me/")
    addresses = page.eval_on_selector_all("main a[href^='/']", "all => all.map(one => one.getAttribute('href'))")
    page.close()
    yield "/me/"
    yield from sorted({address for address in addresses if address.startswith(("/me/", "/compte/"))} - {"/me/"})

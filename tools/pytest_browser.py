# SPDX-License-Identifier: AGPL-3.0-or-later
"""Fixtures that drive headless Chromium: pages at a width and theme, without JavaScript, and axe."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
PHONE = {"width": 360, "height": 800}
DESKTOP = {"width": 1280, "height": 900}
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
]


def chromium_path() -> str | None:
    """The machine's Chromium or Chrome, or None."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    return os.environ.get("PARVIS_CHROMIUM") or next((path for name in names if (path := shutil.which(name))), None)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One headless Chromium for the whole run; absent, the test is skipped, but never in CI."""
    path = chromium_path()
    if path is None:
        if os.environ.get("CI"):
            pytest.fail("Chromium is missing: CI must run the browser tests")
        pytest.skip("Chromium is not installed: browser tests do not run")
    # Playwright keeps an event loop in this thread, which Django would refuse to query under.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(autouse=True)
def no_loop_of_the_browser(request: pytest.FixtureRequest) -> Iterator[None]:
    """A test without browser runs as if Chromium had never been started in its thread.

    Playwright's synchronous interface leaves its event loop marked as running between two calls, under which
    `async_to_sync` refuses to work.
    """
    loop = asyncio._get_running_loop()
    if loop is None or "chromium" in request.fixturenames:
        yield
        return
    asyncio._set_running_loop(None)
    yield
    asyncio._set_running_loop(loop)


type PageMaker = Callable[..., Page]


@pytest.fixture
def open_page(chromium: Browser, live_server: Any) -> Iterator[PageMaker]:
    """`open_page("/address", viewport=PHONE, scheme="dark", javascript=False, cookies=client.cookies)` → a Page.

    Fails the test when the page logs a Content-Security-Policy violation or a JavaScript error, or asks
    for anything outside the live server.
    """
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def make(
        address: str,
        *,
        viewport: dict[str, int] | None = None,
        scheme: str = "light",
        javascript: bool = True,
        cookies: Any = None,
        **options: Any,
    ) -> Page:
        context = chromium.new_context(
            viewport=viewport or DESKTOP,
            color_scheme=scheme,
            java_script_enabled=javascript,
            locale="fr-FR",
            timezone_id="Europe/Paris",
            reduced_motion="reduce",
            **options,
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        for name, morsel in (cookies or {}).items():
            context.add_cookies([{"name": name, "value": morsel.value, "url": live_server.url}])
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(f"JavaScript error: {error}"))
        page.on("console", lambda message: _note_violation(message.text, faults))
        page.on("request", lambda request: _note_stranger(request.url, live_server.url, faults))
        page.goto(f"{live_server.url}{address}")
        return page

    yield make
    for context in contexts:
        context.close()
    assert not faults, "\n".join(faults)


def _note_violation(text: str, faults: list[str]) -> None:
    if "Content Security Policy" in text or "Content-Security-Policy" in text:
        faults.append(text)


def _note_stranger(url: str, own: str, faults: list[str]) -> None:
    if not url.startswith((own, "data:", "blob:", "about:")):
        faults.append(f"the page asked for {url}")


@pytest.fixture
def axe() -> Callable[[Page], None]:
    """`axe(page)` fails with one line per finding of axe-core (WCAG 2.2 A and AA, and best practices)."""

    def check(page: Page) -> None:
        page.evaluate(AXE.read_text(encoding="utf-8") + ";0")
        result = page.evaluate(
            """async () => (await axe.run(document, {resultTypes: ['violations'],
            runOnly: ['wcag2a','wcag2aa','wcag21a','wcag21aa','wcag22aa','best-practice']})).violations
            .map(v => v.id + ': ' + v.help + ' → ' + v.nodes.slice(0, 3).map(n => n.target.join(' ') + ' ' +
            (n.any[0]?.message || n.all[0]?.message || n.none[0]?.message || '')).join(' | '))"""
        )
        assert not result, f"axe on {page.url}:\n" + "\n".join(result)

    return check

# SPDX-License-Identifier: AGPL-3.0-or-later
"""The kit in forced colours (high contrast), in a real browser."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("assets", "open_gallery")]

type Opener = Callable[..., Page]


FRAMED = (
    ".button", ".tool-account", ".choice", ".card", ".notice", ".error-summary", ".hero-search", ".combobox-list",
    ".tile-stone", ".slot input + span", ".form-control", ".form-select", ".form-check-input", ".status", ".toast",
)  # fmt: skip


def test_in_forced_colours_every_part_keeps_its_outline(open_page: Opener) -> None:
    """Grounds and shadows are taken away there: what only they drew would be gone."""
    page = open_page("/gallery/")
    page.emulate_media(forced_colors="active")
    found = page.evaluate(
        """names => names.map(name => [name, [...document.querySelectorAll(name)]
        .map(each => parseFloat(getComputedStyle(each).borderTopWidth))])""",
        list(FRAMED),
    )
    assert {name for name, widths in found if not all(widths)} == set()
    assert {name for name, widths in found if widths} >= {".button", ".choice", ".notice", ".form-check-input"}


def test_in_forced_colours_what_is_chosen_differs(open_page: Opener) -> None:
    page = open_page("/gallery/")
    page.emulate_media(forced_colors="active")
    boxes = page.locator("input[type=radio].form-check-input:not(:disabled)")
    boxes.first.check(force=True)
    ground = "each => getComputedStyle(each).backgroundColor"
    chosen, other = (
        page.locator("input[type=radio]:checked").first,
        page.locator("input[type=radio]:not(:checked)").first,
    )
    assert chosen.evaluate(ground) != other.evaluate(ground)

# SPDX-License-Identifier: AGPL-3.0-or-later
"""The kit's tests need built assets: they are built once if they are not up to date."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpRequest

from tools.build_assets import ASSETS, build

VOID = frozenset({"area", "br", "hr", "img", "input", "link", "meta", "source", "wbr", "path", "rect", "circle"})


def anyone(_request: HttpRequest) -> bool:
    """A gallery guard that lets everyone in."""
    return True


@pytest.fixture(scope="session")
def assets() -> Path:
    """The folder of the built assets."""
    build()
    return ASSETS / "parvis"


@pytest.fixture(autouse=True)
def own_site(settings: Any) -> None:
    """The kit's own small site: its tests know nothing of the kernel and the services."""
    settings.ROOT_URLCONF = "parvis.ui.tests.site_urls"


@pytest.fixture
def open_gallery(settings: Any, assets: Path) -> None:
    """The gallery without signing in."""
    settings.UI_GALLERY_GUARD = "parvis.ui.tests.conftest.anyone"


class Outline(HTMLParser):
    """Reads a page and remembers its elements; `faults` lists tags that do not close as they opened."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.faults: list[str] = []
        self._open: list[str] = []
        self.feed(html)
        self.faults += [f"<{tag}> is not closed" for tag in self._open]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID and not (self.get_starttag_text() or "").endswith("/>"):
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if self._open and self._open[-1] == tag:
            self._open.pop()
        elif tag not in VOID:
            self.faults.append(f"</{tag}> closes {self._open[-1:] or 'nothing'}")

    def all(self, tag: str) -> list[dict[str, str | None]]:
        """Attributes of every element of this name."""
        return [attrs for name, attrs in self.elements if name == tag]

    @property
    def ids(self) -> list[str]:
        """Every id, in order."""
        return [value for _, attrs in self.elements if (value := attrs.get("id"))]

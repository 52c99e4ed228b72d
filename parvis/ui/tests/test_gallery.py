# SPDX-License-Identifier: AGPL-3.0-or-later
"""The gallery shows every component, to agents only."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from parvis.ui.components import COMPONENTS
from parvis.ui.tests.conftest import Outline

pytestmark = [pytest.mark.usefixtures("assets"), pytest.mark.django_db]


def test_the_gallery_is_not_for_the_public(client: Client, settings: Any) -> None:
    settings.DEBUG = False
    settings.UI_GALLERY_GUARD = ""
    assert client.get("/gallery/").status_code == 404


@pytest.mark.usefixtures("open_gallery")
def test_every_component_is_in_the_gallery(client: Client) -> None:
    page = client.get("/gallery/").content.decode()
    shown = re.findall(r'data-component="(\w+)"', page)
    assert sorted(shown) == sorted(COMPONENTS)


@pytest.mark.usefixtures("open_gallery")
def test_every_component_has_its_template_and_its_page_is_sound(client: Client) -> None:
    folder = settings.BASE_DIR / "parvis/ui/templates/ui/components"
    written = {path.stem for path in folder.glob("*.html")} - {"field_notes"}
    assert written == set(COMPONENTS) - {"icon"}
    outline = Outline(client.get("/gallery/").content.decode())
    assert outline.faults == []


@pytest.mark.usefixtures("open_gallery")
def test_the_guide_names_every_component(client: Client) -> None:
    guide = (settings.BASE_DIR / "docs/ui.md").read_text(encoding="utf-8")
    assert [name for name in COMPONENTS if not re.search(rf"{{% {name}\b", guide)] == []

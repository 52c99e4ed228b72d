# SPDX-License-Identifier: AGPL-3.0-or-later
"""The page on personal data says what each part of the platform keeps, and for how long."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.utils import translation

from parvis.kernel.registry import contributions

pytestmark = pytest.mark.django_db

APPS = ("accounts", "audit", "files", "notifications", "search", "reports")
TITLES = ("Votre compte", "Le journal des actes", "Vos photos et vos documents", "Les signalements", "La recherche")


def test_the_apps_that_keep_personal_data_say_so() -> None:
    told = {type(source).__module__.split(".")[2] for source in contributions("privacy_notices")}
    assert told >= set(APPS)


def test_the_page_shows_every_notice_in_french(client: Client) -> None:
    page = client.get("/confidentialite/").content.decode()
    assert [title for title in TITLES if title not in page] == []
    assert "30 jours après l’envoi" in page


@pytest.mark.parametrize("language", ["fr", "en"])
def test_no_field_is_empty_or_left_with_a_placeholder(language: str) -> None:
    with translation.override(language):
        for source in contributions("privacy_notices"):
            for notice in source.notices():
                for text in (notice.title, notice.data, notice.purpose, notice.legal_basis, notice.kept_for):
                    assert str(text)
                    assert not re.search(r"%\(|\{", str(text))

# SPDX-License-Identifier: AGPL-3.0-or-later
"""A signed address gives the right bytes, with headers that keep them inert, and only while it should."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.test import Client

from parvis.kernel.audit.actors import anonymous
from parvis.kernel.files import operations, queries
from parvis.kernel.files.models import StoredFile
from parvis.kernel.files.tests.pictures import photo, upload
from parvis.kernel.files.tests.test_store import BOTH, PHOTOS

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@pytest.fixture
def stored() -> StoredFile:
    return operations.store(anonymous(), upload(photo()), policy=PHOTOS)


def test_the_browser_gets_the_encoding_that_it_accepts(stored: StoredFile) -> None:
    url = queries.signed_url(stored, "thumb")
    modern = Client().get(url, headers={"Accept": "image/avif,image/webp,*/*"})
    old = Client().get(url)
    assert (modern["Content-Type"], old["Content-Type"]) == ("image/avif", "image/jpeg")
    assert "Accept" in [each.strip() for each in modern["Vary"].split(",")]


def test_headers_keep_the_bytes_inert(stored: StoredFile) -> None:
    response = Client().get(queries.signed_url(stored))
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert "immutable" in response["Cache-Control"]
    assert "private" in response["Cache-Control"]
    again = Client().get(queries.signed_url(stored), headers={"If-None-Match": response["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_a_document_is_downloaded_never_shown_in_the_page() -> None:
    document = operations.store(anonymous(), upload(PDF, "devis été.pdf"), policy=BOTH)
    response = Client().get(queries.signed_url(document))
    assert response.content == PDF
    assert response["Content-Disposition"].startswith("attachment")
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_an_address_is_stable_then_expires(stored: StoredFile) -> None:
    with time_machine.travel(dt.datetime(2026, 11, 22, 9, tzinfo=dt.UTC), tick=False) as clock:
        url = queries.signed_url(stored, valid_for=dt.timedelta(hours=1))
        clock.shift(dt.timedelta(minutes=50))
        assert queries.signed_url(stored, valid_for=dt.timedelta(hours=1)) == url
        assert Client().get(url).status_code == 200
        clock.shift(dt.timedelta(hours=2))
        assert Client().get(url).status_code == 410


def test_forged_and_guessed_addresses_do_not_work(stored: StoredFile) -> None:
    url = queries.signed_url(stored, "thumb")
    for forged in (url[:-1] + ("A" if url[-1] != "A" else "B"), f"/fichiers/{stored.pk}", "/fichiers/x:y:z"):
        assert Client().get(forged).status_code == 404


def test_bytes_lost_from_the_disk_are_a_404(stored: StoredFile) -> None:
    for each in stored.variants.all():
        queries.storage.delete(each.path)
    assert Client().get(queries.signed_url(stored)).status_code == 404

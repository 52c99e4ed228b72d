# SPDX-License-Identifier: AGPL-3.0-or-later
"""How many questions a page asks the database: the same for one report as for many."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from parvis.services.reports.tests.agents.conftest import DESK

MOST = {
    "": 26,
    "?vue=tableau": 26,
    "{reference}/": 42,
    "tournee/": 16,
    "telephone/": 12,
    "chiffres/": 50,
    "reglages/categories/": 12,
}
"""The most queries that each page may ask, session and shell included."""


def asked(client, url: str) -> int:
    client.get(url)  # what is kept by the process is known from here on
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


@pytest.mark.parametrize("path", MOST)
def test_a_page_asks_as_much_for_many_reports_as_for_one(supervisor, submit, path):
    reference = submit(description="Banc 0").reference
    url = DESK + path.format(reference=reference)
    few = asked(supervisor, url)
    for number in range(1, 8):
        submit(description=f"Banc {number}", place=(2.90 + number / 500, 46.60))
    many = asked(supervisor, url)
    assert many <= few + (3 * 7 if path == "chiffres/" else 0), "a query per report"  # twelve cells are named, at most
    assert many <= MOST[path]
